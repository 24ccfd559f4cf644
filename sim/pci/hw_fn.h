/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hw_fn.h - the inside of the hardware models: functions, buses, registers
 *
 * Hardware takes no kernel lock and sleeps nowhere: drivers, interrupts and events
 * touch it at any moment. Config registers, BAR memory and state are therefore
 * read and written by single atomic operations on words, and never a data race.
 * The tree itself (who sits where) is built before boot and fixed; plugging only
 * changes ->present.
 *
 * Memory comes from the heap of floor 0, without fault points: hardware does not
 * fail because the kernel is short of memory.
 */
#ifndef PCI_HW_FN_H
#define PCI_HW_FN_H

#include <linux/list.h>
#include <linux/math.h>
#include <linux/types.h>

#include "pci/hw.h"

#define HW_CFG_MAX	4096u

struct pci_hw_bus {
	struct pci_hw_root	*root;
	struct pci_hw_fn	*bridge;	/* NULL on a root bus */
	struct list_head	functions;	/* pci_hw_fn.on_bus, in order of building */
	struct pci_hw_fn	*at[256];	/* by devfn; VFs of the same bus number too */
	struct list_head	beyond;		/* VFs on later bus numbers, by ->on_bus */
};

struct pci_hw_root {
	struct list_head	node;
	int			domain;
	u8			busnr;
	u8			next_busnr;	/* firmware: for the next bridge */
	struct pci_hw_bus	bus;
};

struct pci_hw_mem;	/* hw_mmio.c */

struct hw_bar {
	u64			size;
	u64			addr;		/* its one place in the address map */
	u8			flags;
	struct pci_hw_mem	*mem;		/* what was written, by pages; set once */
};

#define HW_ROM	6
#define HW_BARS	7

struct hw_caps {
	u8	pm, msi, msix, exp, af;
	u16	aer, acs, sriov, dpc;
};

struct pci_hw_fn {
	/* fixed when built */
	struct list_head	node;		/* all of the world, in order of building */
	struct list_head	on_bus;
	struct pci_hw_bus	*bus;
	struct pci_hw_bus	*below;		/* owned; of a bridge */
	struct pci_hw_fn	*pf;		/* of a VF */
	struct pci_hw_fn	**vfs;		/* owned; of a PF */
	struct pci_hw_desc	*vf_desc;	/* owned; of a PF: what its VFs are built by */
	const struct pci_hw_desc *desc;
	const struct pci_hw_model *model;
	struct hw_caps		caps;
	struct hw_bar		bar[HW_BARS];
	u16			vf_id;
	u16			devfn;
	u8			vf_bus;		/* VF: bus numbers past the PF's */
	u16			cfg_size;	/* 256 or 4096 as the bus sees it */
	u16			cfg_len;	/* bytes stored; above it, zeros */
	u16			msix_count;
	void			*priv;		/* the model's */

	/* atomic words */
	u32			present;
	u32			fresh;		/* plugged in, or reset, and Linux had no device */
	u32			intx;		/* pin asserted by the device */
	u32			intx_times;	/* ... until noticed so often; 0: by itself */
	u32			line;		/* pin seen by the interrupt controller */
	u64			ready_ns;	/* answers from then on */
	u32			link_down;	/* of a port: powered off, contained, disabled */
	u32			kicked;		/* an interrupt has to be tried again */
	u32			msi_pending;
	u32			telling;	/* of a port: sources of its interrupt */
	struct pci_dev		*dev;		/* Linux' device; NULL before and after its life */
	u32			*msix_table;	/* owned; four words an entry */
	u32			*msix_pba;	/* owned */
	u32			*cfg;		/* behind this struct: cfg_len / 4 words */
	const u32		*por;		/* power-on values */
	const u32		*wmask;		/* bits that software may change */
	const u32		*w1c;		/* bits that a written one clears */
};

#define HW_NS_PER_MS	1000000ull

/* Pending bits come in quadwords (PCI 6.8.2): whoever has few vectors reads eight bytes, too. */
static inline size_t hw_pba_bytes(const struct pci_hw_fn *fn)
{
	return DIV_ROUND_UP(fn->msix_count, 64) * 8;
}

static inline u32 hw_load(const u32 *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void hw_store(u32 *word, u32 value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline void hw_set_bits(u32 *word, u32 bits)
{
	__atomic_fetch_or(word, bits, __ATOMIC_ACQ_REL);
}

static inline void hw_clear_bits(u32 *word, u32 bits)
{
	__atomic_fetch_and(word, ~bits, __ATOMIC_ACQ_REL);
}

/* The register at @where as the function holds it, whatever the bus would answer. */
static inline u32 hw_cfg(const struct pci_hw_fn *fn, unsigned int where)
{
	return where + 4 <= fn->cfg_len ? hw_load(&fn->cfg[where / 4]) : 0;
}

static inline u16 hw_cfg16(const struct pci_hw_fn *fn, unsigned int where)
{
	return hw_cfg(fn, where & ~3u) >> ((where & 2) * 8);
}

static inline u8 hw_cfg8(const struct pci_hw_fn *fn, unsigned int where)
{
	return hw_cfg(fn, where & ~3u) >> ((where & 3) * 8);
}

static inline void hw_cfg_set16(struct pci_hw_fn *fn, unsigned int where, u16 bits)
{
	hw_set_bits(&fn->cfg[where / 4], (u32)bits << ((where & 2) * 8));
}

static inline void hw_cfg_clear16(struct pci_hw_fn *fn, unsigned int where, u16 bits)
{
	hw_clear_bits(&fn->cfg[where / 4], (u32)bits << ((where & 2) * 8));
}

/* hw_build.c: header and capabilities of @desc in @image; the length used */
unsigned int hw_build_image(const struct pci_hw_desc *desc, u8 *image);
unsigned int hw_parse_rows(const char *const *rows, u8 *image);

/* hw_mask.c */
void hw_find_caps(const u8 *image, unsigned int len, struct hw_caps *caps);
void hw_build_masks(const struct pci_hw_fn *fn, const u8 *image, unsigned int len,
		    u32 *wmask, u32 *w1c);

/* hw_config.c: as the function answers when it can be reached */
u32 hw_config_read(struct pci_hw_fn *fn, unsigned int where, unsigned int size);
void hw_config_write(struct pci_hw_fn *fn, unsigned int where, unsigned int size, u32 value);

/* hw_machine.c */
struct list_head *hw_functions(void);
struct pci_hw_fn *hw_at(struct pci_hw_bus *bus, unsigned int busnr, unsigned int devfn);
unsigned int hw_busnr(const struct pci_hw_bus *bus);
u64 hw_alloc_addr(u64 size, bool io, bool wide);
struct pci_hw_root *hw_next_root(struct pci_hw_root *from);
struct pci_hw_fn *hw_build_vf(struct pci_hw_fn *pf, unsigned int rid,
			      const struct pci_hw_desc *desc);

/* hw_power.c */
bool hw_reachable(const struct pci_hw_fn *fn);	/* config requests get here and are answered */
void hw_reset(struct pci_hw_fn *fn, bool function_only);
void hw_reset_below(struct pci_hw_bus *bus);
void hw_not_ready(struct pci_hw_fn *fn, u32 ms);
void hw_power_written(struct pci_hw_fn *fn, u32 old, u32 new);
void hw_devctl_written(struct pci_hw_fn *fn, u32 value);
void hw_af_written(struct pci_hw_fn *fn, u32 value);
void hw_bridge_control_written(struct pci_hw_fn *fn, u32 old, u32 new);

/* hw_mmio.c */
u64 hw_bar_read(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size);
void hw_bar_write(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value);
u64 hw_bar_memory(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size);
void hw_bar_preset(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value);
struct pci_hw_fn *hw_fn_of_addr(u64 addr, bool io, int *bar, u64 *offset);
void hw_bar_clear(struct pci_hw_fn *fn);
void hw_bar_free(struct pci_hw_fn *fn);

/* hw_irq.c */
void hw_intx_update(struct pci_hw_fn *fn);
void hw_intx_noticed(struct pci_hw_fn *fn);	/* an interrupt, or its bit in the status */
void hw_msi_unmasked(struct pci_hw_fn *fn);
void hw_msix_unmasked(struct pci_hw_fn *fn, unsigned int vector);

/* hw_sriov.c */
void hw_vf_picture(u8 *image, unsigned int len);
void hw_sriov_build(struct pci_hw_fn *pf);
void hw_sriov_written(struct pci_hw_fn *pf);

/* hw_slot.c, hw_error.c */
void hw_slot_init(struct pci_hw_fn *port);
void hw_slot_written(struct pci_hw_fn *port, u32 old, u32 new);
void hw_link_update(struct pci_hw_fn *port);
void hw_port_update(struct pci_hw_fn *port);
void hw_dpc_written(struct pci_hw_fn *port, u32 old, u32 new);

#endif /* PCI_HW_FN_H */
