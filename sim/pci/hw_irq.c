// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_irq.c - how a function interrupts: the INTx wire, MSI and MSI-X messages
 *
 * A message is a write of a small number to the interrupt controller; the number
 * is Linux' own (msi.c puts it there). The wires of all functions with the same
 * interrupt line register are one line, which stays raised while any of them is.
 *
 * Where the calling task has interrupts off, the interrupt comes a moment later,
 * from a timer: a device does not care what the processor that touched it is doing.
 */
#include <linux/bug.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/pci_regs.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "hw_fn.h"
#include "hw_irq.h"

#define MSI_DATA_MASK	0xffff

static struct line {
	u32	raised;		/* functions that hold it up */
	u32	open;		/* requested and not masked */
} lines[256];
static u32 lines_used;		/* something to clear at the end of the world */

static void kick(struct timer_list *unused);
static DEFINE_TIMER(kick_timer, kick);

static u8 line_of(const struct pci_hw_fn *fn)
{
	return hw_cfg8(fn, PCI_INTERRUPT_LINE);
}

static void later(struct pci_hw_fn *fn)
{
	hw_store(&fn->kicked, 1);
	mod_timer(&kick_timer, jiffies);
}

/* The interrupt, now if it can be. False: it has to be tried again. */
static bool deliver(unsigned int irq)
{
	if (irqs_disabled())
		return false;
	generic_handle_irq(irq);
	return true;
}

static bool master(const struct pci_hw_fn *fn)
{
	return hw_cfg16(fn, PCI_COMMAND) & PCI_COMMAND_MASTER && hw_reachable(fn);
}

/* Whoever looks only, and tries again as long as it is up, is to come to an end, too. */
void hw_intx_noticed(struct pci_hw_fn *fn)
{
	u32 left = hw_load(&fn->intx_times);

	while (left && !__atomic_compare_exchange_n(&fn->intx_times, &left, left - 1, false,
						    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
	if (left == 1)
		pci_hw_intx(fn, false);
}

static void line_raised(struct pci_hw_fn *fn, u8 line)
{
	if (!hw_load(&lines[line].open))
		return;
	if (deliver(line))
		hw_intx_noticed(fn);
	else
		later(fn);
}

static bool uses_messages(const struct pci_hw_fn *fn)
{
	if (fn->caps.msi &&
	    hw_cfg16(fn, fn->caps.msi + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_ENABLE)
		return true;
	return fn->caps.msix &&
	       hw_cfg16(fn, fn->caps.msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_ENABLE;
}

/* The wire follows the device's wish, the disable bit, and whether messages are used. */
void hw_intx_update(struct pci_hw_fn *fn)
{
	bool wish = hw_load(&fn->intx) && hw_load(&fn->present);
	bool up = wish && !(hw_cfg16(fn, PCI_COMMAND) & PCI_COMMAND_INTX_DISABLE) &&
		  !uses_messages(fn);
	u8 line = line_of(fn);

	if (!fn->desc->pin && !hw_cfg8(fn, PCI_INTERRUPT_PIN))
		return;
	if (wish)
		hw_cfg_set16(fn, PCI_STATUS, PCI_STATUS_INTERRUPT);
	else
		hw_cfg_clear16(fn, PCI_STATUS, PCI_STATUS_INTERRUPT);
	if (!up)
		line = 0;
	/* line 0 is nobody's: ->line remembers which wire this function pulls */
	line = __atomic_exchange_n(&fn->line, line, __ATOMIC_ACQ_REL);
	if (line)
		__atomic_fetch_sub(&lines[line].raised, 1, __ATOMIC_ACQ_REL);
	line = hw_load(&fn->line);
	if (!line)
		return;
	hw_store(&lines_used, 1);
	__atomic_fetch_add(&lines[line].raised, 1, __ATOMIC_ACQ_REL);
	line_raised(fn, line);
}

void pci_hw_intx(struct pci_hw_fn *fn, bool level)
{
	hw_store(&fn->intx, level);
	hw_intx_update(fn);
}

/* The interrupt controller's side of a line: who listens, and is it still up? */
void hw_line_open(unsigned int line, bool open)
{
	struct pci_hw_fn *fn;

	hw_store(&lines_used, 1);
	hw_store(&lines[line].open, open);
	if (!open || !hw_load(&lines[line].raised))
		return;
	list_for_each_entry(fn, hw_functions(), node)
		if (hw_load(&fn->line) == line)
			later(fn);
}

static unsigned int msi_vectors_on(const struct pci_hw_fn *fn)
{
	return 1u << ((hw_cfg16(fn, fn->caps.msi + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_QSIZE) >> 4);
}

static u32 msi_masked(const struct pci_hw_fn *fn)
{
	u16 flags = hw_cfg16(fn, fn->caps.msi + PCI_MSI_FLAGS);

	if (!(flags & PCI_MSI_FLAGS_MASKBIT))
		return 0;
	return hw_cfg(fn, fn->caps.msi + (flags & PCI_MSI_FLAGS_64BIT ? PCI_MSI_MASK_64 :
									PCI_MSI_MASK_32));
}

static void msi_send(struct pci_hw_fn *fn, unsigned int vector)
{
	unsigned int pos = fn->caps.msi;
	u16 flags = hw_cfg16(fn, pos + PCI_MSI_FLAGS);
	u16 data = hw_cfg16(fn, pos + (flags & PCI_MSI_FLAGS_64BIT ? PCI_MSI_DATA_64 :
								     PCI_MSI_DATA_32));

	if (!(flags & PCI_MSI_FLAGS_ENABLE) || vector >= msi_vectors_on(fn) || !master(fn))
		return;
	if (msi_masked(fn) & 1u << vector || !deliver(data + vector)) {
		hw_set_bits(&fn->msi_pending, 1u << vector);
		if (!(msi_masked(fn) & 1u << vector))
			later(fn);
	}
}

/* Vectors that waited for their mask bit go out. */
void hw_msi_unmasked(struct pci_hw_fn *fn)
{
	u32 ready;

	hw_intx_update(fn);
	if (!hw_load(&fn->msi_pending))
		return;
	ready = hw_load(&fn->msi_pending) & ~msi_masked(fn);
	hw_clear_bits(&fn->msi_pending, ready);
	for (unsigned int i = 0; ready; i++, ready >>= 1)
		if (ready & 1)
			msi_send(fn, i);
}

static bool msix_can_send(const struct pci_hw_fn *fn, unsigned int vector)
{
	u16 flags = hw_cfg16(fn, fn->caps.msix + PCI_MSIX_FLAGS);

	return flags & PCI_MSIX_FLAGS_ENABLE && !(flags & PCI_MSIX_FLAGS_MASKALL) &&
	       !(hw_load(&fn->msix_table[vector * 4 + 3]) & PCI_MSIX_ENTRY_CTRL_MASKBIT);
}

static void msix_send(struct pci_hw_fn *fn, unsigned int vector)
{
	u32 bit = 1u << (vector & 31);

	if (vector >= fn->msix_count || !master(fn) ||
	    !(hw_cfg16(fn, fn->caps.msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_ENABLE))
		return;
	if (!msix_can_send(fn, vector)) {
		hw_set_bits(&fn->msix_pba[vector / 32], bit);
	} else if (!deliver(hw_load(&fn->msix_table[vector * 4 + 2]) & MSI_DATA_MASK)) {
		hw_set_bits(&fn->msix_pba[vector / 32], bit);
		later(fn);
	}
}

void hw_msix_unmasked(struct pci_hw_fn *fn, unsigned int vector)
{
	u32 bit = 1u << (vector & 31);

	if (!(hw_load(&fn->msix_pba[vector / 32]) & bit) || !msix_can_send(fn, vector))
		return;
	hw_clear_bits(&fn->msix_pba[vector / 32], bit);
	msix_send(fn, vector);
}

void pci_hw_msi(struct pci_hw_fn *fn, unsigned int vector)
{
	if (fn->caps.msix &&
	    hw_cfg16(fn, fn->caps.msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_ENABLE)
		msix_send(fn, vector);
	else if (fn->caps.msi)
		msi_send(fn, vector);
}

void pci_hw_interrupt(struct pci_hw_fn *fn, unsigned int vector, unsigned int times)
{
	if (uses_messages(fn)) {
		while (times--)
			pci_hw_msi(fn, vector);
	} else if (!vector && times == 1 && !hw_load(&fn->intx_times)) {
		pci_hw_intx(fn, true);
		pci_hw_intx(fn, false);
	} else if (!vector && times) {
		hw_store(&fn->intx_times, times);
		pci_hw_intx(fn, true);
	}
}

static void kick(struct timer_list *unused)
{
	struct pci_hw_fn *fn;
	u8 line;

	list_for_each_entry(fn, hw_functions(), node) {
		if (!__atomic_exchange_n(&fn->kicked, 0, __ATOMIC_ACQ_REL))
			continue;
		line = hw_load(&fn->line);
		if (line && hw_load(&lines[line].raised))
			line_raised(fn, line);
		if (fn->caps.msi)
			hw_msi_unmasked(fn);
		for (unsigned int i = 0; i < fn->msix_count; i++)
			hw_msix_unmasked(fn, i);
	}
}

void hw_irq_free(void)
{
	timer_delete_sync(&kick_timer);		/* for messages, too */
	if (!lines_used)
		return;
	memset(lines, 0, sizeof(lines));
	lines_used = 0;
}
