// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pciehp_hpc.c - the slot's registers, and the interrupt that it shares with the port
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>

#include "pci.h"
#include "pciehp.h"

#define EVENTS	(PCI_EXP_SLTSTA_ABP | PCI_EXP_SLTSTA_PFD | PCI_EXP_SLTSTA_PDC |	\
		 PCI_EXP_SLTSTA_CC | PCI_EXP_SLTSTA_DLLSC)

static bool cmd_done(struct controller *ctrl)
{
	return !READ_ONCE(ctrl->cmd_busy);
}

/* One command at a time: the slot says when it has completed. */
static void wait_cmd(struct controller *ctrl)
{
	if (NO_CMD_CMPL(ctrl) || cmd_done(ctrl))
		return;
	if (!(ctrl->slot_ctrl & PCI_EXP_SLTCTL_HPIE) || !(ctrl->slot_ctrl & PCI_EXP_SLTCTL_CCIE)) {
		msleep(10);	/* nobody will tell */
		return;
	}
	if (!wait_event_timeout(ctrl->queue, cmd_done(ctrl), msecs_to_jiffies(1000)))
		pci_info(ctrl->port, "Timeout on hotplug command %#06x\n", ctrl->slot_ctrl);
}

void pciehp_write_cmd(struct controller *ctrl, u16 cmd, u16 mask)
{
	u16 slot_ctrl;

	mutex_lock(&ctrl->ctrl_lock);
	wait_cmd(ctrl);
	pcie_capability_read_word(ctrl->port, PCI_EXP_SLTCTL, &slot_ctrl);
	if (PCI_POSSIBLE_ERROR(slot_ctrl))
		goto out_unlock;
	WRITE_ONCE(ctrl->slot_ctrl, (slot_ctrl & ~mask) | (cmd & mask));
	if (ctrl->slot_ctrl == slot_ctrl)
		goto out_unlock;
	WRITE_ONCE(ctrl->cmd_busy, !NO_CMD_CMPL(ctrl));
	pcie_capability_write_word(ctrl->port, PCI_EXP_SLTCTL, ctrl->slot_ctrl);
	wait_cmd(ctrl);
out_unlock:
	mutex_unlock(&ctrl->ctrl_lock);
}

int pciehp_card_present(struct controller *ctrl)
{
	u16 status;

	if (pcie_capability_read_word(ctrl->port, PCI_EXP_SLTSTA, &status) ||
	    PCI_POSSIBLE_ERROR(status))
		return -ENODEV;
	return !!(status & PCI_EXP_SLTSTA_PDS);
}

int pciehp_link_active(struct controller *ctrl)
{
	u16 status;

	if (pcie_capability_read_word(ctrl->port, PCI_EXP_LNKSTA, &status) ||
	    PCI_POSSIBLE_ERROR(status))
		return -ENODEV;
	return !!(status & PCI_EXP_LNKSTA_DLLLA);
}

/* A new card: link up within a second, then config space answers. */
int pciehp_check_link_status(struct controller *ctrl)
{
	u32 id = ~0u;

	for (int i = 0; i < 10 && pciehp_link_active(ctrl) <= 0; i++)
		msleep(100);
	if (pciehp_link_active(ctrl) <= 0)
		return -ENODEV;
	msleep(100);
	for (int i = 0; i < 10; i++) {
		pci_bus_read_config_dword(ctrl->port->subordinate, PCI_DEVFN(0, 0), PCI_VENDOR_ID,
					  &id);
		if (id != ~0u)
			break;
		msleep(100);
	}
	if (id == ~0u)
		return -ENODEV;
	/* what happened up to here is how the card came, not how it went */
	atomic_and(~(PCI_EXP_SLTSTA_DLLSC | PCI_EXP_SLTSTA_PDC), &ctrl->pending_events);
	return 0;
}

bool pciehp_slot_powered(struct controller *ctrl)
{
	u16 slot_ctrl;

	pcie_capability_read_word(ctrl->port, PCI_EXP_SLTCTL, &slot_ctrl);
	return !(slot_ctrl & PCI_EXP_SLTCTL_PCC);
}

void pciehp_set_power(struct controller *ctrl, bool on)
{
	pciehp_write_cmd(ctrl, on ? PCI_EXP_SLTCTL_PWR_ON : PCI_EXP_SLTCTL_PWR_OFF,
			 PCI_EXP_SLTCTL_PCC);
}

void pciehp_request(struct controller *ctrl, int action)
{
	atomic_or(action, &ctrl->pending_events);
	irq_wake_thread(ctrl->irq, ctrl);
}

/*
 * All event bits must have been seen as zero before the port sends another message:
 * read and clear until nothing new turns up.
 */
static u16 collect_events(struct controller *ctrl)
{
	u16 status, events = 0;

	for (;;) {
		pcie_capability_read_word(ctrl->port, PCI_EXP_SLTSTA, &status);
		if (PCI_POSSIBLE_ERROR(status))
			return 0;
		status &= EVENTS;
		events |= status;
		if (!status)
			return events;
		pcie_capability_write_word(ctrl->port, PCI_EXP_SLTSTA, status);
	}
}

static irqreturn_t pciehp_isr(int irq, void *dev_id)
{
	struct controller *ctrl = dev_id;
	u16 events;

	if (!(READ_ONCE(ctrl->slot_ctrl) & PCI_EXP_SLTCTL_HPIE))
		return IRQ_NONE;
	events = collect_events(ctrl);
	if (!events)
		return IRQ_NONE;
	if (events & PCI_EXP_SLTSTA_CC) {
		/* the thread may be waiting for just that */
		WRITE_ONCE(ctrl->cmd_busy, 0);
		smp_mb();	/* pairs with wait_event_timeout() in wait_cmd() */
		wake_up(&ctrl->queue);
		events &= ~PCI_EXP_SLTSTA_CC;
	}
	if (!events || ctrl->port->ignore_hotplug)
		return IRQ_HANDLED;
	atomic_or(events, &ctrl->pending_events);
	return IRQ_WAKE_THREAD;
}

/* The port has cut the link because of an error and has got it back. */
static void ignore_dpc_link_change(struct controller *ctrl)
{
	synchronize_hardirq(ctrl->irq);
	atomic_and(~PCI_EXP_SLTSTA_DLLSC, &ctrl->pending_events);
	pci_info(ctrl->port, "Slot(%s): Link Down/Up ignored (recovered by DPC)\n",
		 hotplug_slot_name(&ctrl->hotplug_slot));

	/* If it went down once more, nobody else will tell. */
	down_read_nested(&ctrl->reset_lock, ctrl->depth);
	if (pciehp_link_active(ctrl) <= 0)
		pciehp_request(ctrl, PCI_EXP_SLTSTA_DLLSC);
	up_read(&ctrl->reset_lock);
}

static irqreturn_t pciehp_ist(int irq, void *dev_id)
{
	struct controller *ctrl = dev_id;
	irqreturn_t ret = IRQ_NONE;
	u32 events;

	WRITE_ONCE(ctrl->ist_running, true);
	synchronize_hardirq(irq);
	if (!pciehp_event_begin())
		goto out;
	events = atomic_xchg(&ctrl->pending_events, 0);
	if (!events)
		goto out_end;
	if (events & PCI_EXP_SLTSTA_ABP)
		pciehp_handle_button_press(ctrl);
	if (events & PCI_EXP_SLTSTA_DLLSC && READ_ONCE(ctrl->state) == ON_STATE &&
	    pci_dpc_recovered(ctrl->port)) {
		events &= ~PCI_EXP_SLTSTA_DLLSC;
		ignore_dpc_link_change(ctrl);
	}
	down_read_nested(&ctrl->reset_lock, ctrl->depth);
	if (events & DISABLE_SLOT)
		pciehp_handle_disable_request(ctrl);
	else if (events & (PCI_EXP_SLTSTA_PDC | PCI_EXP_SLTSTA_DLLSC))
		pciehp_handle_presence_or_link_change(ctrl, events);
	up_read(&ctrl->reset_lock);
	ret = IRQ_HANDLED;
out_end:
	pciehp_event_end();
out:
	WRITE_ONCE(ctrl->ist_running, false);
	wake_up(&ctrl->requester);
	return ret;
}

static u16 wanted_events(struct controller *ctrl)
{
	u16 cmd = PCI_EXP_SLTCTL_DLLSCE | PCI_EXP_SLTCTL_HPIE;

	/* with a button, presence is only what the button's user says it is */
	cmd |= ATTN_BUTTN(ctrl) ? PCI_EXP_SLTCTL_ABPE : PCI_EXP_SLTCTL_PDCE;
	return NO_CMD_CMPL(ctrl) ? cmd : cmd | PCI_EXP_SLTCTL_CCIE;
}

#define ALL_ENABLES	(PCI_EXP_SLTCTL_PDCE | PCI_EXP_SLTCTL_ABPE | PCI_EXP_SLTCTL_MRLSCE | \
			 PCI_EXP_SLTCTL_PFDE | PCI_EXP_SLTCTL_HPIE | PCI_EXP_SLTCTL_CCIE |   \
			 PCI_EXP_SLTCTL_DLLSCE)

/*
 * Secondary bus reset with the slot's eyes closed: link and presence flap meanwhile.
 * The caller holds the device locks of the port and of what is in the slot.
 */
int pciehp_reset_slot(struct hotplug_slot *slot, bool probe)
{
	struct controller *ctrl = to_ctrl(slot);
	u16 stat = PCI_EXP_SLTSTA_DLLSC, mask = PCI_EXP_SLTCTL_DLLSCE;
	int ret;

	if (probe)
		return 0;
	if (!ATTN_BUTTN(ctrl)) {
		stat |= PCI_EXP_SLTSTA_PDC;
		mask |= PCI_EXP_SLTCTL_PDCE;
	}
	down_write_nested(&ctrl->reset_lock, ctrl->depth);
	pciehp_write_cmd(ctrl, 0, mask);
	ret = pci_bridge_secondary_bus_reset(ctrl->port);
	pcie_capability_write_word(ctrl->port, PCI_EXP_SLTSTA, stat);
	pciehp_write_cmd(ctrl, mask, mask);
	up_write(&ctrl->reset_lock);
	return ret;
}

int pciehp_init_notification(struct controller *ctrl)
{
	int ret;

	pciehp_sleep_add(ctrl);
	ret = request_threaded_irq(ctrl->irq, pciehp_isr, pciehp_ist, IRQF_SHARED, "pciehp",
				   ctrl);
	if (!ret)
		pciehp_write_cmd(ctrl, wanted_events(ctrl), ALL_ENABLES);
	else
		pciehp_sleep_del(ctrl);
	return ret;
}

/* Waits for the thread. */
void pciehp_shutdown_notification(struct controller *ctrl)
{
	pciehp_write_cmd(ctrl, 0, ALL_ENABLES);
	pciehp_sleep_del(ctrl);
	free_irq(ctrl->irq, ctrl);
}
