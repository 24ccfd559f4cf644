// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_machine.c - building the tree of functions, and what firmware does to it
 *
 * Firmware gives every bridge its bus numbers and every BAR its place in the
 * address map. That place is the BAR's for the whole life of the world: a card that
 * comes back gets the same addresses again, and an address alone says whose it is.
 * Bridge windows are not computed, and nothing filters by them; a machine given by
 * pictures of its registers (desc->image) shows the windows found there.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "hw_fn.h"
#include "hw_irq.h"

#define MEM_FIRST	0xe0000000ull
#define MEM_LAST	0xfeb00000ull
#define MEM64_FIRST	0x8000000000ull
#define IO_FIRST	0x1000ull

static LIST_HEAD(roots);
static LIST_HEAD(functions);

static struct {
	u64	mem, mem64, io;
	u8	line;
} firmware = { MEM_FIRST, MEM64_FIRST, IO_FIRST, 0 };

bool pci_hw_is_bridge(const struct pci_hw_desc *desc)
{
	return desc->class >> 8 == PCI_CLASS_BRIDGE_PCI;
}

struct list_head *hw_functions(void)
{
	return &functions;
}

const struct pci_hw_desc *pci_hw_desc(const struct pci_hw_fn *fn)
{
	return fn->desc;
}

void **pci_hw_priv(struct pci_hw_fn *fn)
{
	return &fn->priv;
}

u64 pci_hw_bar_addr(const struct pci_hw_fn *fn, int bar)
{
	return fn->bar[bar].addr;
}

bool pci_hw_present(const struct pci_hw_fn *fn)
{
	return hw_load(&fn->present);
}

static u64 bump(u64 *next, u64 size)
{
	u64 at = (*next + size - 1) & ~(size - 1);

	*next = at + size;
	return at;
}

u64 hw_alloc_addr(u64 size, bool io, bool wide)
{
	if (io)
		return bump(&firmware.io, size);
	if (wide && (size >= 16ull << 20 || firmware.mem + size > MEM_LAST))
		return bump(&firmware.mem64, size);
	BUG_ON(firmware.mem + 2 * size > MEM_LAST && firmware.mem + size > MEM_LAST);
	return bump(&firmware.mem, size < 4096 ? 4096 : size);
}

static void bus_init(struct pci_hw_bus *bus, struct pci_hw_root *root, struct pci_hw_fn *bridge)
{
	bus->root = root;
	bus->bridge = bridge;
	INIT_LIST_HEAD(&bus->functions);
	INIT_LIST_HEAD(&bus->beyond);
}

struct pci_hw_root *pci_hw_root(int domain, int busnr)
{
	struct pci_hw_root *root = ex_zalloc(sizeof(*root), _RET_IP_);

	root->domain = domain;
	root->busnr = busnr;
	root->next_busnr = busnr + 1;
	bus_init(&root->bus, root, NULL);
	list_add_tail(&root->node, &roots);
	return root;
}

unsigned int hw_busnr(const struct pci_hw_bus *bus)
{
	return bus->bridge ? hw_cfg8(bus->bridge, PCI_SECONDARY_BUS) : bus->root->busnr;
}

/* @busnr differs from the bus's own number only for VFs that overflow it. */
struct pci_hw_fn *hw_at(struct pci_hw_bus *bus, unsigned int busnr, unsigned int devfn)
{
	unsigned int number = hw_busnr(bus);
	struct pci_hw_fn *fn;

	if (busnr == number)
		return bus->at[devfn];
	list_for_each_entry(fn, &bus->beyond, on_bus)
		if (number + fn->vf_bus == busnr && fn->devfn == devfn)
			return fn;
	return NULL;
}

struct pci_hw_fn *pci_hw_find(int domain, unsigned int bus, unsigned int devfn)
{
	struct pci_hw_fn *fn;

	list_for_each_entry(fn, &functions, node)
		if (fn->bus->root->domain == domain && fn->devfn == devfn &&
		    hw_busnr(fn->bus) + fn->vf_bus == bus)
			return fn;
	return NULL;
}

/* Where it sits, whatever a port above it has come to think of its bus number. */
struct pci_hw_fn *pci_hw_of(const struct pci_dev *dev)
{
	struct pci_hw_bus *bus = dev->bus->sysdata;
	const struct pci_dev *card = dev->is_virtfn ? dev->physfn : dev;
	unsigned int beyond = dev->bus->number - card->bus->number;

	return hw_at(bus, hw_busnr(bus) + beyond, dev->devfn);
}

/* BAR addresses: what the description says, or what the picture holds, or the next free. */
static void place_bars(struct pci_hw_fn *fn, const u8 *image)
{
	const struct pci_hw_desc *desc = fn->desc;
	u32 rom;

	for (int i = 0; i < 6; i++) {
		const struct pci_hw_bar *from = &desc->bars[i];
		struct hw_bar *bar = &fn->bar[i];
		u32 low;

		if (!from->size)
			continue;
		memcpy(&low, image + PCI_BASE_ADDRESS_0 + i * 4, 4);
		bar->size = from->size;
		bar->flags = from->flags;
		bar->addr = from->addr ?: low & ~(bar->flags & PCI_HW_BAR_IO ? 3u : 15u);
		if (!bar->addr)
			bar->addr = hw_alloc_addr(bar->size, bar->flags & PCI_HW_BAR_IO,
						  bar->flags & PCI_HW_BAR_64);
	}
	if (!desc->rom_size)
		return;
	memcpy(&rom, image + (pci_hw_is_bridge(desc) ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS), 4);
	fn->bar[HW_ROM].size = desc->rom_size;
	fn->bar[HW_ROM].addr = rom & PCI_ROM_ADDRESS_MASK;
	if (!fn->bar[HW_ROM].addr)
		fn->bar[HW_ROM].addr = hw_alloc_addr(desc->rom_size, false, false);
}

/* Power-on values: a picture shows what firmware made of them. */
static void make_power_on(struct pci_hw_fn *fn, const u8 *image, u32 *por)
{
	const struct hw_caps *caps = &fn->caps;
	unsigned int words = fn->cfg_len / 4;

	memcpy(por, image, fn->cfg_len);
	for (unsigned int i = 0; i < words; i++) {
		por[i] &= ~fn->w1c[i];
		if (i < 0x10 || (caps->pm && i - caps->pm / 4 < 2) ||
		    (caps->msi && i - caps->msi / 4 < 6) ||
		    (caps->msix && i == caps->msix / 4u) ||
		    (caps->sriov && i - caps->sriov / 4u < 8))
			por[i] &= ~fn->wmask[i];
	}
	if (caps->sriov)
		por[(caps->sriov + PCI_SRIOV_SYS_PGSIZE) / 4] = 1;
	if (caps->exp && hw_cfg(fn, caps->exp) >> 16 & PCI_EXP_FLAGS_SLOT)
		por[caps->exp / 4 + 6] &= ~fn->wmask[caps->exp / 4 + 6];	/* slot control */
}

static void number_bridge(struct pci_hw_fn *fn)
{
	struct pci_hw_root *root = fn->bus->root;
	const struct pci_hw_desc *desc = fn->desc;
	unsigned int secondary = desc->secondary, last;
	struct pci_hw_bus *bus;

	fn->below = ex_zalloc(sizeof(*fn->below), _RET_IP_);
	bus_init(fn->below, root, fn);
	if (hw_cfg8(fn, PCI_SECONDARY_BUS)) {	/* a picture says it */
		root->next_busnr = max_t(unsigned int, root->next_busnr,
					 hw_cfg8(fn, PCI_SUBORDINATE_BUS) + 1);
		return;
	}
	if (!secondary)
		secondary = root->next_busnr;
	last = max_t(unsigned int, secondary, desc->subordinate);
	root->next_busnr = max_t(unsigned int, root->next_busnr, last + 1);
	fn->cfg[PCI_PRIMARY_BUS / 4] |= hw_busnr(fn->bus) | secondary << 8 | last << 16;
	for (bus = fn->bus; bus->bridge; bus = bus->bridge->bus) {
		u32 *word = &bus->bridge->cfg[PCI_PRIMARY_BUS / 4];

		if ((*word >> 16 & 0xff) < last)
			*word = (*word & 0xff00ffff) | last << 16;
	}
}

/* What firmware leaves behind in a generated picture: addresses, decoding, the line. */
static void run_firmware(struct pci_hw_fn *fn)
{
	u32 command = 0;

	for (int i = 0; i < 6; i++) {
		struct hw_bar *bar = &fn->bar[i];

		if (!bar->size)
			continue;
		fn->cfg[4 + i] = (fn->cfg[4 + i] & ~fn->wmask[4 + i]) | (u32)bar->addr;
		if (bar->flags & PCI_HW_BAR_64)
			fn->cfg[5 + i] = bar->addr >> 32;
		command |= bar->flags & PCI_HW_BAR_IO ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY;
	}
	if (fn->below)
		command |= PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	fn->cfg[PCI_COMMAND / 4] |= command;
	if (fn->desc->pin)
		fn->cfg[PCI_INTERRUPT_LINE / 4] |= fn->desc->irq_line ?: 16 + (firmware.line++ & 7);
}

static struct pci_hw_fn *alloc_fn(const struct pci_hw_desc *desc, unsigned int len)
{
	struct pci_hw_fn *fn = ex_zalloc(sizeof(*fn) + 4 * len, _RET_IP_);
	u32 *words = (u32 *)(fn + 1);

	fn->desc = desc;
	fn->model = desc->model;
	fn->cfg_len = len;
	fn->cfg = words;
	fn->por = words + len / 4;
	fn->wmask = words + len / 2;
	fn->w1c = words + len / 4 * 3;
	return fn;
}

static void alloc_msix(struct pci_hw_fn *fn)
{
	if (!fn->caps.msix)
		return;
	fn->msix_count = (hw_cfg16(fn, fn->caps.msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1;
	fn->msix_table = ex_zalloc(fn->msix_count * PCI_MSIX_ENTRY_SIZE, _RET_IP_);
	fn->msix_pba = ex_zalloc(hw_pba_bytes(fn), _RET_IP_);
	for (unsigned int i = 0; i < fn->msix_count; i++)
		fn->msix_table[i * 4 + 3] = PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

static void insert(struct pci_hw_fn *fn, struct pci_hw_bus *bus, unsigned int devfn)
{
	fn->bus = bus;
	fn->devfn = devfn & 0xff;
	fn->vf_bus = devfn >> 8;
	list_add_tail(&fn->node, &functions);
	if (fn->vf_bus) {
		list_add_tail(&fn->on_bus, &bus->beyond);
		return;
	}
	BUG_ON(bus->at[devfn]);
	bus->at[devfn] = fn;
	list_add_tail(&fn->on_bus, &bus->functions);
}

/* Functions of one device tell so in their headers; pictures already do, or do not. */
static void mark_multifunction(struct pci_hw_fn *fn)
{
	struct pci_hw_fn *first = fn->bus->at[fn->devfn & ~7u];
	u32 bit = PCI_HEADER_TYPE_MFD << 16;

	if (!(fn->devfn & 7) || !first || fn->desc->image)
		return;
	first->cfg[PCI_CACHE_LINE_SIZE / 4] |= bit;
	((u32 *)first->por)[PCI_CACHE_LINE_SIZE / 4] |= bit;
	fn->cfg[PCI_CACHE_LINE_SIZE / 4] |= bit;
	((u32 *)fn->por)[PCI_CACHE_LINE_SIZE / 4] |= bit;
}

static bool pci_express(const u8 *image, unsigned int len)
{
	struct hw_caps caps;

	hw_find_caps(image, len, &caps);
	return caps.exp;
}

/* @pf: the function whose VF this is, or NULL. */
static struct pci_hw_fn *build(struct pci_hw_bus *bus, unsigned int devfn,
			       const struct pci_hw_desc *desc, struct pci_hw_fn *pf)
{
	u8 image[HW_CFG_MAX] __aligned(4) = { 0 };
	unsigned int len = desc->image ? hw_parse_rows(desc->image, image) :
					 hw_build_image(desc, image);
	struct pci_hw_fn *fn;

	if (pf && desc->image)
		hw_vf_picture(image, len);
	if (desc->flags & PCI_HW_QEMU)	/* what the picture does not show is memory */
		len = pci_express(image, len) ? HW_CFG_MAX : 256;
	fn = alloc_fn(desc, len);
	insert(fn, bus, devfn);
	fn->pf = pf;
	hw_find_caps(image, len, &fn->caps);
	fn->cfg_size = fn->caps.exp ? HW_CFG_MAX : 256;
	if (!pf)
		place_bars(fn, image);
	hw_build_masks(fn, image, len, (u32 *)fn->wmask, (u32 *)fn->w1c);
	memcpy(fn->cfg, image, len);
	make_power_on(fn, image, (u32 *)fn->por);
	alloc_msix(fn);
	return fn;
}

struct pci_hw_fn *pci_hw_function(struct pci_hw_root *root, struct pci_hw_fn *bridge,
				  unsigned int devfn, const struct pci_hw_desc *desc)
{
	struct pci_hw_fn *fn = build(bridge ? bridge->below : &root->bus, devfn, desc, NULL);

	fn->present = 1;
	if (pci_hw_is_bridge(desc))
		number_bridge(fn);
	if (!desc->image)
		run_firmware(fn);
	mark_multifunction(fn);
	if (fn->caps.sriov)
		hw_sriov_build(fn);
	if (bridge)
		hw_slot_init(bridge);
	if (fn->model && fn->model->init)
		BUG_ON(fn->model->init(fn));
	return fn;
}

/* A VF: not there until the PF's registers say so. */
struct pci_hw_fn *hw_build_vf(struct pci_hw_fn *pf, unsigned int rid,
			      const struct pci_hw_desc *desc)
{
	return build(pf->bus, rid, desc, pf);
}

static void free_function(struct pci_hw_fn *fn)
{
	if (fn->model && fn->model->free)
		fn->model->free(fn);
	hw_bar_free(fn);
	ex_free(fn->msix_table, _RET_IP_);
	ex_free(fn->msix_pba, _RET_IP_);
	ex_free(fn->vf_desc, _RET_IP_);
	ex_free(fn->vfs, _RET_IP_);
	ex_free(fn->below, _RET_IP_);
	ex_free(fn, _RET_IP_);
}

void pci_hw_free(void)
{
	struct pci_hw_fn *fn, *next_fn;
	struct pci_hw_root *root, *next_root;

	hw_irq_free();
	list_for_each_entry_safe_reverse(fn, next_fn, &functions, node)
		free_function(fn);
	list_for_each_entry_safe(root, next_root, &roots, node)
		ex_free(root, _RET_IP_);
	INIT_LIST_HEAD(&functions);
	INIT_LIST_HEAD(&roots);
	firmware.mem = MEM_FIRST;
	firmware.mem64 = MEM64_FIRST;
	firmware.io = IO_FIRST;
	firmware.line = 0;
}

struct pci_hw_root *hw_next_root(struct pci_hw_root *from)
{
	struct list_head *next = from ? from->node.next : roots.next;

	return next == &roots ? NULL : list_entry(next, struct pci_hw_root, node);
}
