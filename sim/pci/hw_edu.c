// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_edu.c - an educational device: computes factorials, copies by DMA, interrupts
 *
 * The registers are those of QEMU's "edu". Computing and copying are done at once.
 */
#include <linux/instruction_pointer.h>
#include <linux/pci_ids.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "hw_edu.h"
#include "hw_fn.h"

struct edu_hw {
	u32	live, result, status, irq_status;
	u32	dma_cmd;
	u64	dma_src, dma_dst, dma_count;
	u8	buffer[EDU_BUFFER_SIZE];
};

static struct edu_hw *edu_of(struct pci_hw_fn *fn)
{
	return *pci_hw_priv(fn);
}

static int edu_init(struct pci_hw_fn *fn)
{
	*pci_hw_priv(fn) = ex_zalloc(sizeof(struct edu_hw), _RET_IP_);
	return 0;
}

static void edu_free(struct pci_hw_fn *fn)
{
	ex_free(*pci_hw_priv(fn), _RET_IP_);
}

static void edu_reset(struct pci_hw_fn *fn)
{
	struct edu_hw *edu = edu_of(fn);

	hw_store(&edu->live, 0);
	hw_store(&edu->result, 0);
	hw_store(&edu->status, 0);
	hw_store(&edu->irq_status, 0);
	hw_store(&edu->dma_cmd, 0);
}

static void raise(struct pci_hw_fn *fn, u32 bits)
{
	hw_set_bits(&edu_of(fn)->irq_status, bits);
	pci_hw_intx(fn, true);
	pci_hw_msi(fn, 0);
}

static void ack(struct pci_hw_fn *fn, u32 bits)
{
	struct edu_hw *edu = edu_of(fn);

	hw_clear_bits(&edu->irq_status, bits);
	if (!hw_load(&edu->irq_status))
		pci_hw_intx(fn, false);
}

static void compute(struct pci_hw_fn *fn, u32 n)
{
	struct edu_hw *edu = edu_of(fn);
	u32 result = 1;

	for (; n > 1 && result; n--)	/* beyond 33! nothing is left of it */
		result *= n;
	hw_store(&edu->result, result);
	if (hw_load(&edu->status) & EDU_STATUS_IRQ)
		raise(fn, EDU_IRQ_FACTORIAL);
}

static bool in_buffer(u64 addr, u64 count)
{
	return addr >= EDU_BUFFER && count <= EDU_BUFFER_SIZE &&
	       addr - EDU_BUFFER <= EDU_BUFFER_SIZE - count;
}

static void copy(struct pci_hw_fn *fn, u32 cmd)
{
	struct edu_hw *edu = edu_of(fn);
	u64 src = __atomic_load_n(&edu->dma_src, __ATOMIC_RELAXED);
	u64 dst = __atomic_load_n(&edu->dma_dst, __ATOMIC_RELAXED);
	u64 count = __atomic_load_n(&edu->dma_count, __ATOMIC_RELAXED);
	u8 bounce[EDU_BUFFER_SIZE];

	if (!(cmd & EDU_DMA_RUN) || !in_buffer(cmd & EDU_DMA_FROM_DEVICE ? src : dst, count))
		return;
	if (cmd & EDU_DMA_FROM_DEVICE) {
		for (u64 i = 0; i < count; i++)
			bounce[i] = __atomic_load_n(&edu->buffer[src - EDU_BUFFER + i],
						    __ATOMIC_RELAXED);
		pci_hw_dma_write(fn, dst, bounce, count);
	} else if (!pci_hw_dma_read(fn, src, bounce, count)) {
		for (u64 i = 0; i < count; i++)
			__atomic_store_n(&edu->buffer[dst - EDU_BUFFER + i], bounce[i],
					 __ATOMIC_RELAXED);
	}
	if (cmd & EDU_DMA_IRQ)
		raise(fn, EDU_IRQ_DMA);
}

static u64 edu_read(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size)
{
	struct edu_hw *edu = edu_of(fn);

	if (size < 4)	/* registers are words: less of one is nothing */
		return 0;
	switch (offset) {
	case EDU_ID:
		return 0x010000ed;
	case EDU_LIVENESS:
		return hw_load(&edu->live);
	case EDU_FACTORIAL:
		return hw_load(&edu->result);
	case EDU_STATUS:
		return hw_load(&edu->status);
	case EDU_IRQ_STATUS:
		return hw_load(&edu->irq_status);
	case EDU_DMA_SRC:
		return __atomic_load_n(&edu->dma_src, __ATOMIC_RELAXED);
	case EDU_DMA_DST:
		return __atomic_load_n(&edu->dma_dst, __ATOMIC_RELAXED);
	case EDU_DMA_COUNT:
		return __atomic_load_n(&edu->dma_count, __ATOMIC_RELAXED);
	case EDU_DMA_CMD:
		return hw_load(&edu->dma_cmd) & ~EDU_DMA_RUN;
	}
	return ~0ull;
}

static void edu_write(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value)
{
	struct edu_hw *edu = edu_of(fn);

	switch (offset) {
	case EDU_LIVENESS:
		hw_store(&edu->live, ~(u32)value);
		break;
	case EDU_FACTORIAL:
		compute(fn, value);
		break;
	case EDU_STATUS:
		hw_store(&edu->status, value & EDU_STATUS_IRQ);
		break;
	case EDU_IRQ_RAISE:
		raise(fn, value);
		break;
	case EDU_IRQ_ACK:
		ack(fn, value);
		break;
	case EDU_DMA_SRC:
		__atomic_store_n(&edu->dma_src, value, __ATOMIC_RELAXED);
		break;
	case EDU_DMA_DST:
		__atomic_store_n(&edu->dma_dst, value, __ATOMIC_RELAXED);
		break;
	case EDU_DMA_COUNT:
		__atomic_store_n(&edu->dma_count, value, __ATOMIC_RELAXED);
		break;
	case EDU_DMA_CMD:
		hw_store(&edu->dma_cmd, value);
		copy(fn, value);
		break;
	}
}

const struct pci_hw_model edu_model = {
	.read	= edu_read,
	.write	= edu_write,
	.reset	= edu_reset,
	.init	= edu_init,
	.free	= edu_free,
};

const struct pci_hw_desc edu_pcie = {
	.name		= "edu",
	.vendor		= PCI_VENDOR_ID_QEMU,
	.device		= 0x11e8,
	.subvendor	= PCI_VENDOR_ID_REDHAT_QUMRANET,
	.subdevice	= 0x1100,
	.class		= 0x00ff00,
	.revision	= 0x10,
	.pin		= 1,
	.flags		= PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_MSI_64,
	.port_type	= PCI_EXP_TYPE_ENDPOINT,
	.bars		= { { .size = 1 << 20 } },
	.msi_vectors	= 1,
	.model		= &edu_model,
};
