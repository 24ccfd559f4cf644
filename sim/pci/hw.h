/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci/hw.h - PCI hardware: what a machine is made of before Linux looks at it
 *
 * A world is built by pci_hw_root() and pci_hw_function() before it boots; the
 * kernel then finds everything through config space alone. What happens to the
 * hardware later (a card pulled, an error, an interrupt) is an event below. None
 * of this is an interface for drivers: they use <linux/pci.h>.
 *
 * All of it belongs to the world and is freed at its end by pci_hw_free().
 */
#ifndef PCI_HW_H
#define PCI_HW_H

#include <linux/types.h>

struct pci_dev;
struct pci_hw_root;
struct pci_hw_fn;

/* pci_hw_bar.flags */
#define PCI_HW_BAR_IO		0x01	/* I/O space, otherwise memory */
#define PCI_HW_BAR_64		0x04	/* takes the next register too */
#define PCI_HW_BAR_PREFETCH	0x08

struct pci_hw_bar {
	u64	size;		/* a power of two from 16 (I/O: 4) up; 0: no such BAR */
	u64	addr;		/* where firmware puts it; 0: firmware chooses */
	u8	flags;
};

/*
 * Registers with a behaviour. Called from any task and from interrupts, without
 * locks; a model guards its own state. Without a model a BAR is memory that reads
 * back what was written. Offsets are naturally aligned, @size is 1, 2, 4 or 8.
 */
struct pci_hw_model {
	u64 (*read)(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size);
	void (*write)(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value);
	void (*reset)(struct pci_hw_fn *fn);	/* back to power-on values */
	int (*init)(struct pci_hw_fn *fn);	/* may set *pci_hw_priv() */
	void (*free)(struct pci_hw_fn *fn);
};

/* pci_hw_desc.flags */
#define PCI_HW_PM		0x0001	/* power management capability */
#define PCI_HW_NO_SOFT_RESET	0x0002	/* D3hot to D0 keeps the registers */
#define PCI_HW_EXPRESS		0x0004	/* PCIe capability, 4 KiB of config space */
#define PCI_HW_FLR		0x0008	/* function level reset (PCIe) */
#define PCI_HW_AF_FLR		0x0010	/* the same by the AF capability */
#define PCI_HW_AER		0x0020
#define PCI_HW_ACS		0x0040
#define PCI_HW_ARI		0x0080
#define PCI_HW_MSI_64		0x0100
#define PCI_HW_MSI_MASK		0x0200	/* a mask bit for each vector */
#define PCI_HW_HOTPLUG		0x0400	/* port: the slot below is hot-pluggable */
#define PCI_HW_DPC		0x0800	/* port: downstream port containment */
#define PCI_HW_NO_INTX_MASK	0x1000	/* PCI 2.2: INTx disable is not writable */
#define PCI_HW_BUTTON		0x2000	/* hot-plug slot with attention button and power control */
#define PCI_HW_QEMU		0x4000	/* picture: QEMU's idea of which bits can be written */

/* SR-IOV: every VF is a function made of the PF's description by these. */
struct pci_hw_sriov {
	u16			total_vfs;
	u16			offset;		/* 0: 1 */
	u16			stride;		/* 0: 1 */
	u16			vf_device;
	struct pci_hw_bar	bars[6];	/* size of one VF's share */
	u16			vf_msix;	/* vectors of each VF, 0: none */
	const struct pci_hw_model *vf_model;
};

/* One function as its data sheet describes it; borrowed for the life of the world. */
struct pci_hw_desc {
	const char		*name;
	u16			vendor;
	u16			device;
	u16			subvendor;
	u16			subdevice;
	u32			class;		/* 24 bits */
	u8			revision;
	u8			pin;		/* 1..4: INTA..INTD; 0: none */
	u8			irq_line;	/* what firmware wrote; 0: firmware chooses */
	u16			flags;		/* PCI_HW_* */
	u8			port_type;	/* PCI_EXP_TYPE_* if PCI_HW_EXPRESS */

	struct pci_hw_bar	bars[6];
	u32			rom_size;

	u8			msi_vectors;	/* 0: no MSI; a power of two up to 32 */
	u16			msix_vectors;	/* 0: no MSI-X */
	u8			msix_bar;
	u32			msix_table;	/* offsets in that BAR */
	u32			msix_pba;

	u8			secondary;	/* bridge: bus number below; 0: firmware chooses */
	u8			subordinate;	/* bridge: last bus number below */
	u16			slot;		/* port: physical slot number */

	u32			flr_ms;		/* until it answers after FLR; 0: 20 */
	u32			bus_reset_ms;	/* the same after a bus reset; 0: 20 */

	struct pci_hw_sriov	sriov;
	const struct pci_hw_model *model;
	const void		*model_data;

	/*
	 * Config space as rows of hex "OFFSET BYTES", NULL-terminated; replaces what
	 * would be generated from the fields above about header and capabilities.
	 * Which bits can be written follows from the capabilities found in it.
	 */
	const char *const	*image;
};

/* Is it a bridge (a type 1 header)? */
bool pci_hw_is_bridge(const struct pci_hw_desc *desc);

/* Building. Never fails: hardware is not made of kernel memory. Wrong descriptions are BUGs. */
struct pci_hw_root *pci_hw_root(int domain, int busnr);
struct pci_hw_fn *pci_hw_function(struct pci_hw_root *root, struct pci_hw_fn *bridge,
				  unsigned int devfn, const struct pci_hw_desc *desc);
void pci_hw_free(void);

/* Finding what was built. */
struct pci_hw_fn *pci_hw_find(int domain, unsigned int bus, unsigned int devfn);
struct pci_hw_fn *pci_hw_of(const struct pci_dev *dev);
const struct pci_hw_desc *pci_hw_desc(const struct pci_hw_fn *fn);
void **pci_hw_priv(struct pci_hw_fn *fn);
u64 pci_hw_bar_addr(const struct pci_hw_fn *fn, int bar);

/* What a device model does. Return 0 or -errno of what the bus answered. */
int pci_hw_dma_read(struct pci_hw_fn *fn, u64 iova, void *buf, size_t len);
int pci_hw_dma_write(struct pci_hw_fn *fn, u64 iova, const void *buf, size_t len);
void pci_hw_intx(struct pci_hw_fn *fn, bool level);
void pci_hw_msi(struct pci_hw_fn *fn, unsigned int vector);	/* MSI or MSI-X, whichever is on */

/*
 * Raise vector @vector by whatever means is enabled: as many messages, or for vector 0 the wire
 * of INTx. It is up until it has been noticed @times times, as an interrupt or in the status
 * register, or the function is reset. Once is a pulse, whoever notices.
 */
void pci_hw_interrupt(struct pci_hw_fn *fn, unsigned int vector, unsigned int times);

/* What happens to hardware from outside. */
void pci_hw_unplug(struct pci_hw_fn *fn);	/* with all functions of its card, unannounced */
void pci_hw_plug(struct pci_hw_fn *fn);		/* back in, after pci_hw_unplug() */
void pci_hw_press_button(struct pci_hw_fn *port);
void pci_hw_inject_error(struct pci_hw_fn *fn, int severity);	/* AER_NONFATAL .. DPC_FATAL */
bool pci_hw_present(const struct pci_hw_fn *fn);
/* Does an access to the place of @bar get an answer? Not after a reset that nobody has undone. */
bool pci_hw_decodes(const struct pci_hw_fn *fn, int bar);

/*
 * An access of the processor to physical address @addr, as a fault handler's
 * mapping makes it. False if nothing decodes the address; a read then gives ones.
 */
bool pci_hw_phys_read(u64 addr, unsigned int size, u64 *value);
bool pci_hw_phys_write(u64 addr, unsigned int size, u64 value);

/*
 * The machine on which the golden transcripts were recorded (QEMU's q35 with
 * its thirteen devices).
 */
void pci_hw_machine_q35(void);

#endif /* PCI_HW_H */
