// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_mmio.c - what is behind a BAR: a model's registers, the MSI-X table, or memory
 *
 * Memory is kept in pages that appear when they are first written, two levels deep,
 * so that a BAR of some gigabytes costs nothing until it is used.
 */
#include <linux/bug.h>
#include <linux/instruction_pointer.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "hw_fn.h"

#define PAGE_BYTES	4096u
#define CHUNK_PAGES	512u
#define CHUNK_BYTES	((u64)PAGE_BYTES * CHUNK_PAGES)

struct chunk {
	u8	*page[CHUNK_PAGES];
};

struct pci_hw_mem {
	u64		chunks;
	struct chunk	*chunk[];
};

/* What @slot points to, made by @size zero bytes if it is empty; the first one wins. */
static void *get_or_make(void **slot, size_t size)
{
	void *have = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	void *fresh;

	if (have)
		return have;
	fresh = ex_zalloc(size, _RET_IP_);
	if (__atomic_compare_exchange_n(slot, &have, fresh, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return fresh;
	ex_free(fresh, _RET_IP_);
	return have;
}

static u64 chunks_of(const struct hw_bar *bar)
{
	return (bar->size + CHUNK_BYTES - 1) / CHUNK_BYTES;
}

static u8 *find_page(struct hw_bar *bar, u64 offset, bool make)
{
	struct pci_hw_mem *mem = __atomic_load_n(&bar->mem, __ATOMIC_ACQUIRE);
	struct chunk *chunk;
	void **slot;

	if (!make && !mem)
		return NULL;
	mem = get_or_make((void **)&bar->mem,
			  sizeof(*mem) + chunks_of(bar) * sizeof(mem->chunk[0]));
	slot = (void **)&mem->chunk[offset / CHUNK_BYTES];
	chunk = make ? get_or_make(slot, sizeof(*chunk)) : __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	if (!chunk)
		return NULL;
	slot = (void **)&chunk->page[offset % CHUNK_BYTES / PAGE_BYTES];
	return make ? get_or_make(slot, PAGE_BYTES) : __atomic_load_n(slot, __ATOMIC_ACQUIRE);
}

static u64 mem_read(const u8 *at, unsigned int size)
{
	switch (size) {
	case 1:
		return __atomic_load_n(at, __ATOMIC_ACQUIRE);
	case 2:
		return __atomic_load_n((const u16 *)at, __ATOMIC_ACQUIRE);
	case 4:
		return __atomic_load_n((const u32 *)at, __ATOMIC_ACQUIRE);
	default:
		return __atomic_load_n((const u64 *)at, __ATOMIC_ACQUIRE);
	}
}

static void mem_write(u8 *at, unsigned int size, u64 value)
{
	switch (size) {
	case 1:
		__atomic_store_n(at, value, __ATOMIC_RELEASE);
		break;
	case 2:
		__atomic_store_n((u16 *)at, value, __ATOMIC_RELEASE);
		break;
	case 4:
		__atomic_store_n((u32 *)at, value, __ATOMIC_RELEASE);
		break;
	default:
		__atomic_store_n((u64 *)at, value, __ATOMIC_RELEASE);
		break;
	}
}

/* The word of the MSI-X table or of the pending bits at this place, or NULL. */
static u32 *msix_word(struct pci_hw_fn *fn, int bar, u64 offset, bool *table)
{
	u32 where_table, where_pba;

	if (!fn->msix_count)
		return NULL;
	where_table = hw_cfg(fn, fn->caps.msix + PCI_MSIX_TABLE);
	where_pba = hw_cfg(fn, fn->caps.msix + PCI_MSIX_PBA);
	*table = false;
	if (bar == (where_table & PCI_MSIX_TABLE_BIR)) {
		u64 at = offset - (where_table & PCI_MSIX_TABLE_OFFSET);

		*table = true;
		if (at < fn->msix_count * PCI_MSIX_ENTRY_SIZE)
			return &fn->msix_table[at / 4];
	}
	if (bar == (where_pba & PCI_MSIX_PBA_BIR)) {
		u64 at = offset - (where_pba & PCI_MSIX_PBA_OFFSET);

		*table = false;
		if (at < hw_pba_bytes(fn))
			return &fn->msix_pba[at / 4];
	}
	return NULL;
}

static void msix_write(struct pci_hw_fn *fn, u32 *word, unsigned int size, u64 value)
{
	unsigned int index = word - fn->msix_table;

	hw_store(word, value);
	if (size == 8)
		hw_store(word + 1, value >> 32);
	if (index % 4 + size / 4 > 3)
		hw_msix_unmasked(fn, index / 4);
}

/* What was last written, model or not. */
u64 hw_bar_memory(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size)
{
	u8 *page = find_page(&fn->bar[bar], offset, false);

	return page ? mem_read(page + offset % PAGE_BYTES, size) : 0;
}

static u64 read_bytes(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size)
{
	u64 value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= hw_bar_read(fn, bar, offset + i, 1) << i * 8;
	return value;
}

static void write_bytes(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value)
{
	for (unsigned int i = 0; i < size; i++)
		hw_bar_write(fn, bar, offset + i, 1, value >> i * 8 & 0xff);
}

/* Offsets are inside the BAR. What is not aligned comes as bytes: it may cross two pages. */
u64 hw_bar_read(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size)
{
	bool table;
	u32 *word = msix_word(fn, bar, offset, &table);
	u64 value;

	if (offset & (size - 1))
		return read_bytes(fn, bar, offset, size);
	if (word) {
		value = hw_load(word);
		if (size == 8)
			return value | (u64)hw_load(word + 1) << 32;
		return value >> (offset & 3) * 8;
	}
	if (fn->model && fn->model->read && bar != HW_ROM)
		return fn->model->read(fn, bar, offset, size);
	return hw_bar_memory(fn, bar, offset, size);
}

void hw_bar_write(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value)
{
	bool table;
	u32 *word = msix_word(fn, bar, offset, &table);

	if (offset & (size - 1)) {
		write_bytes(fn, bar, offset, size, value);
		return;
	}
	if (word) {
		if (table && size >= 4)
			msix_write(fn, word, size, value);
		return;
	}
	if (bar == HW_ROM)
		return;
	if (fn->model && fn->model->write) {
		fn->model->write(fn, bar, offset, size, value);
		return;
	}
	mem_write(find_page(&fn->bar[bar], offset, true) + offset % PAGE_BYTES, size, value);
}

/* The same as the device's own doing: also where software cannot write, as in a ROM. */
void hw_bar_preset(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value)
{
	mem_write(find_page(&fn->bar[bar], offset, true) + offset % PAGE_BYTES, size, value);
}

static void for_each_page(struct pci_hw_fn *fn, void (*what)(void **page))
{
	for (int i = 0; i < HW_BARS; i++) {
		struct pci_hw_mem *mem = __atomic_load_n(&fn->bar[i].mem, __ATOMIC_ACQUIRE);

		if (!mem)
			continue;
		for (u64 c = 0; c < chunks_of(&fn->bar[i]); c++) {
			struct chunk *chunk = __atomic_load_n(&mem->chunk[c], __ATOMIC_ACQUIRE);

			for (unsigned int p = 0; chunk && p < CHUNK_PAGES; p++)
				if (__atomic_load_n(&chunk->page[p], __ATOMIC_ACQUIRE))
					what((void **)&chunk->page[p]);
		}
	}
}

static void clear_page(void **page)
{
	for (unsigned int i = 0; i < PAGE_BYTES; i += 8)
		mem_write((u8 *)*page + i, 8, 0);
}

static void free_page(void **page)
{
	ex_free(*page, _RET_IP_);
	*page = NULL;
}

void hw_bar_clear(struct pci_hw_fn *fn)
{
	for_each_page(fn, clear_page);
}

void hw_bar_free(struct pci_hw_fn *fn)
{
	for_each_page(fn, free_page);
	for (int i = 0; i < HW_BARS; i++) {
		struct pci_hw_mem *mem = fn->bar[i].mem;

		for (u64 c = 0; mem && c < chunks_of(&fn->bar[i]); c++)
			ex_free(mem->chunk[c], _RET_IP_);
		ex_free(mem, _RET_IP_);
	}
}

struct pci_hw_fn *hw_fn_of_addr(u64 addr, bool io, int *bar, u64 *offset)
{
	struct pci_hw_fn *fn;

	list_for_each_entry(fn, hw_functions(), node)
		for (int i = 0; i < HW_BARS; i++) {
			const struct hw_bar *b = &fn->bar[i];

			if (!b->size || addr - b->addr >= b->size ||
			    io != !!(b->flags & PCI_HW_BAR_IO))
				continue;
			*bar = i;
			*offset = addr - b->addr;
			return fn;
		}
	return NULL;
}

bool pci_hw_phys_read(u64 addr, unsigned int size, u64 *value)
{
	u64 offset;
	int bar;
	struct pci_hw_fn *fn = hw_fn_of_addr(addr, false, &bar, &offset);

	*value = ~0ull >> (64 - size * 8);
	if (!fn || !pci_hw_decodes(fn, bar))
		return false;
	*value &= hw_bar_read(fn, bar, offset, size);
	return true;
}

bool pci_hw_phys_write(u64 addr, unsigned int size, u64 value)
{
	u64 offset;
	int bar;
	struct pci_hw_fn *fn = hw_fn_of_addr(addr, false, &bar, &offset);

	if (!fn || !pci_hw_decodes(fn, bar))
		return false;
	hw_bar_write(fn, bar, offset, size, value);
	return true;
}
