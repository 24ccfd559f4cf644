/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/pci/ (access.c bus.c probe.c remove.c search.c driver.c pci.c state.c reset.c msi.c iov.c slot.c) */
/*
 * PCI devices as drivers see them. One long header, since its name and its
 * contents are what unmodified drivers include.
 *
 * Locking, outermost first (see sim/pci/pci.h for the inside):
 *	pci_lock_rescan_remove()	adding and removing devices
 *	device_lock(&pdev->dev)		binding, resets, error callbacks
 *	pci_cfg_access_lock(pdev)	config accesses made for user space
 */
#ifndef _LINUX_PCI_H
#define _LINUX_PCI_H

#include <linux/args.h>
#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/msi_api.h>
#include <linux/mutex.h>
#include <linux/pci_ids.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/linux/pci.h>

#define PCI_STATUS_ERROR_BITS						\
	(PCI_STATUS_DETECTED_PARITY | PCI_STATUS_SIG_SYSTEM_ERROR |	\
	 PCI_STATUS_REC_MASTER_ABORT | PCI_STATUS_REC_TARGET_ABORT |	\
	 PCI_STATUS_SIG_TARGET_ABORT | PCI_STATUS_PARITY)

#define PCI_NUM_RESET_METHODS	8
#define PCI_RESET_PROBE		true
#define PCI_RESET_DO_RESET	false

#define PCI_DEVID(bus, devfn)	((((u16)(bus)) << 8) | (devfn))
#define PCI_BUS_NUM(x)		(((x) >> 8) & 0xff)

/* pci_slot.number of a slot that is a whole bus, as behind a PCIe port */
#define PCI_SLOT_ALL_DEVICES	0xfeff
#define PCI_SLOT_PLACEHOLDER	0xffff

struct hotplug_slot;
struct irq_affinity;
struct irq_affinity_desc;
struct pci_bus;
struct pci_dev;
struct pci_driver;
struct pci_saved_state;
struct pci_sriov;
struct proc_dir_entry;
struct vm_area_struct;

/* A place for a card; listed on its bus under pci_slot_mutex. */
struct pci_slot {
	struct pci_bus		*bus;		/* counted */
	struct list_head	list;
	struct hotplug_slot	*hotplug;	/* borrowed: the controller's */
	u16			number;		/* device number or PCI_SLOT_ALL_DEVICES */
	struct kobject		kobj;
};

static inline const char *pci_slot_name(const struct pci_slot *slot)
{
	return kobject_name(&slot->kobj);
}

enum pci_mmap_state { pci_mmap_io, pci_mmap_mem };

#define PCI_BRIDGE_RESOURCE_NUM	4

enum {
	PCI_STD_RESOURCES,
	PCI_STD_RESOURCE_END	= PCI_STD_RESOURCES + PCI_STD_NUM_BARS - 1,
	PCI_ROM_RESOURCE,
	PCI_IOV_RESOURCES,
	PCI_IOV_RESOURCE_END	= PCI_IOV_RESOURCES + PCI_SRIOV_NUM_BARS - 1,
	PCI_BRIDGE_RESOURCES,
	PCI_BRIDGE_RESOURCE_END	= PCI_BRIDGE_RESOURCES + PCI_BRIDGE_RESOURCE_NUM - 1,
	PCI_NUM_RESOURCES,
	DEVICE_COUNT_RESOURCE	= PCI_NUM_RESOURCES,
};

#define PCI_BRIDGE_IO_WINDOW		(PCI_BRIDGE_RESOURCES + 0)
#define PCI_BRIDGE_MEM_WINDOW		(PCI_BRIDGE_RESOURCES + 1)
#define PCI_BRIDGE_PREF_MEM_WINDOW	(PCI_BRIDGE_RESOURCES + 2)

enum pci_interrupt_pin {
	PCI_INTERRUPT_UNKNOWN,
	PCI_INTERRUPT_INTA,
	PCI_INTERRUPT_INTB,
	PCI_INTERRUPT_INTC,
	PCI_INTERRUPT_INTD,
};

#define PCI_NUM_INTX	4

/* What a read gets when nobody answers. */
#define PCI_ERROR_RESPONSE		(~0ULL)
#define PCI_SET_ERROR_RESPONSE(val)	(*(val) = ((typeof(*(val)))PCI_ERROR_RESPONSE))
#define PCI_POSSIBLE_ERROR(val)		((val) == ((typeof(val))PCI_ERROR_RESPONSE))

typedef int __bitwise pci_power_t;

#define PCI_D0		((pci_power_t __force) 0)
#define PCI_D1		((pci_power_t __force) 1)
#define PCI_D2		((pci_power_t __force) 2)
#define PCI_D3hot	((pci_power_t __force) 3)
#define PCI_D3cold	((pci_power_t __force) 4)
#define PCI_UNKNOWN	((pci_power_t __force) 5)
#define PCI_POWER_ERROR	((pci_power_t __force) -1)

extern const char *pci_power_names[];

static inline const char *pci_power_name(pci_power_t state)
{
	return pci_power_names[1 + (__force int)state];
}

typedef unsigned int __bitwise pci_channel_state_t;

enum {
	pci_channel_io_normal		= (__force pci_channel_state_t) 1,
	pci_channel_io_frozen		= (__force pci_channel_state_t) 2,
	pci_channel_io_perm_failure	= (__force pci_channel_state_t) 3,
};

typedef unsigned short __bitwise pci_dev_flags_t;

enum pci_dev_flags {
	PCI_DEV_FLAGS_MSI_INTX_DISABLE_BUG	= (__force pci_dev_flags_t) (1 << 0),
	PCI_DEV_FLAGS_NO_D3			= (__force pci_dev_flags_t) (1 << 1),
	PCI_DEV_FLAGS_ASSIGNED			= (__force pci_dev_flags_t) (1 << 2),
	PCI_DEV_FLAGS_ACS_ENABLED_QUIRK		= (__force pci_dev_flags_t) (1 << 3),
	PCI_DEV_FLAGS_NO_BUS_RESET		= (__force pci_dev_flags_t) (1 << 6),
	PCI_DEV_FLAGS_NO_PM_RESET		= (__force pci_dev_flags_t) (1 << 7),
	PCI_DEV_FLAGS_NO_FLR_RESET		= (__force pci_dev_flags_t) (1 << 10),
};

typedef unsigned short __bitwise pci_bus_flags_t;

enum pci_bus_flags {
	PCI_BUS_FLAGS_NO_MSI	= (__force pci_bus_flags_t) 1,
	PCI_BUS_FLAGS_NO_AERSID	= (__force pci_bus_flags_t) 4,
	PCI_BUS_FLAGS_NO_EXTCFG	= (__force pci_bus_flags_t) 8,
};

struct pci_vpd {
	struct mutex	lock;
	unsigned int	len;
	u8		cap;
};

/*
 * One function. Linux keeps every flag in bit-fields next to each other; here those
 * that several tasks change at once (block_cfg_access under pci_lock, is_busmaster and
 * the MSI flags by the driver, state_saved by whoever resets) have words of their own
 * behind a ":0", so that two of them never share a read-modify-write.
 */
struct pci_dev {
	/* pci_bus_sem: */
	struct list_head	bus_list;

	/* fixed at enumeration */
	struct pci_bus		*bus;		/* counted, through dev.parent's life */
	struct pci_bus		*subordinate;	/* behind a bridge; freed before the bridge */
	void			*sysdata;
	struct proc_dir_entry	*procent;
	struct pci_slot		*slot;		/* pci_slot_mutex; borrowed */
	unsigned int		devfn;
	unsigned short		vendor;
	unsigned short		device;
	unsigned short		subsystem_vendor;
	unsigned short		subsystem_device;
	unsigned int		class;		/* base class, subclass, interface */
	u8			revision;
	u8			hdr_type;	/* without the multi-function bit */
	u16			aer_cap;
	u32			devcap;
	u8			pcie_cap;
	u8			msi_cap;
	u8			msix_cap;
	u8			pcie_mpss:3;
	u8			rom_base_reg;
	u8			pin;
	u16			pcie_flags_reg;
	int			cfg_size;
	u8			pm_cap;
	u16			ats_cap;
	u16			acs_cap;
	u16			dpc_cap;
	u16			sriov_cap;
	u8			af_cap;
	unsigned int		pme_support:5;
	unsigned int		d1_support:1;
	unsigned int		d2_support:1;
	unsigned int		no_d1d2:1;
	unsigned int		imm_ready:1;
	unsigned int		transparent:1;
	unsigned int		multifunction:1;
	unsigned int		is_physfn:1;
	unsigned int		is_virtfn:1;
	unsigned int		is_hotplug_bridge:1;
	unsigned int		is_pciehp:1;
	unsigned int		shpc_managed:1;
	unsigned int		is_thunderbolt:1;
	unsigned int		untrusted:1;
	unsigned int		external_facing:1;
	unsigned int		broken_intx_masking:1;
	unsigned int		non_compliant_bars:1;
	unsigned int		no_command_memory:1;	/* VFs: memory space is always on */
	unsigned int		link_active_reporting:1;
	unsigned int		no_vf_scan:1;
	unsigned int		no_64bit_msi:1;
	unsigned int		broken_parity_status:1;
	unsigned int		ari_enabled:1;
	unsigned int		io_window:1;
	unsigned int		pref_window:1;
	unsigned int		pref_64_window:1;
	bool			no_msi;		/* set by its file, at any time */
	pci_dev_flags_t		dev_flags;
	unsigned int		d3hot_delay;	/* ms */
	unsigned int		d3cold_delay;	/* ms */
	u8			reset_methods[PCI_NUM_RESET_METHODS]; /* device_lock; in order, 0 ends */
	union {
		struct pci_sriov	*sriov;		/* of a PF */
		struct pci_dev		*physfn;	/* of a VF; counted */
	};

	struct pci_driver	*driver;	/* device_lock */
	u64			dma_mask;
	pci_power_t		current_state;	/* marked accesses: sim/pci/power.c */
	pci_channel_state_t	error_state;	/* changed with atomic operations */
	struct device		dev;
	unsigned int		irq;
	struct resource		resource[DEVICE_COUNT_RESOURCE];
	bool			match_driver;
	atomic_t		enable_cnt;
	atomic_t		recovery_uses;	/* of runtime PM, by error recovery */
	unsigned long		priv_flags;	/* PCI_DEV_*, atomic bits; sim/pci/pci.h */

	/* the driver's, or device_lock */
	unsigned int		:0;
	unsigned int		is_busmaster:1;
	unsigned int		:0;
	unsigned int		ats_enabled:1;
	unsigned int		pasid_enabled:1;
	unsigned int		pri_enabled:1;
	unsigned int		is_managed:1;
	unsigned int		is_msi_managed:1;
	unsigned int		pinned:1;
	unsigned int		irq_managed:1;
	unsigned int		wakeup_prepared:1;
	unsigned int		pme_poll:1;
	unsigned int		ignore_hotplug:1;
	unsigned int		no_d3cold:1;
	unsigned int		bridge_d3:1;
	bool			d3cold_allowed;	/* set by its file, at any time */
	unsigned int		skip_bus_pm:1;
	unsigned int		needs_freset:1;

	/* whoever saves and restores: the holder of device_lock, or the driver */
	unsigned int		:0;
	unsigned int		state_saved:1;
	unsigned int		saved_caps:1;
	bool			left_reset;	/* to its user; a port: so is what is below */
	u32			saved_config_space[16];
	struct hlist_head	saved_cap_space;

	/* pci_lock: */
	unsigned int		:0;
	unsigned int		block_cfg_access:1;
	unsigned int		user_wrote_config:1;
	unsigned int		:0;
	struct lockdep_map	cfg_access_map;	/* ... as a lock, for the checkers */

	spinlock_t		pcie_cap_lock;	/* read-modify-write of shared registers */
	raw_spinlock_t		msi_lock;
	struct mutex		msi_mutex;	/* dev.msi.data and the two below */
	unsigned int		:0;		/* a word of their own: others are not under it */
	unsigned int		msi_enabled:1;
	unsigned int		msix_enabled:1;
	unsigned int		:0;
	void __iomem		*msix_base;
	struct pci_vpd		vpd;
	u16			ats_stu;
	struct bin_attribute	*res_attr[DEVICE_COUNT_RESOURCE];
	const char		*driver_override; /* device_lock; owned */
	phys_addr_t		rom;
	size_t			romlen;
};

#define to_pci_dev(n)	container_of(n, struct pci_dev, dev)

static inline struct pci_dev *pci_physfn(struct pci_dev *dev)
{
	return dev->is_virtfn ? dev->physfn : dev;
}

struct pci_dev *pci_alloc_dev(struct pci_bus *bus);

#define for_each_pci_dev(d) \
	while ((d = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, d)) != NULL)

static inline int pci_channel_offline(struct pci_dev *pdev)
{
	return READ_ONCE(pdev->error_state) != pci_channel_io_normal;
}

struct pci_ops {
	int (*add_bus)(struct pci_bus *bus);
	void (*remove_bus)(struct pci_bus *bus);
	void __iomem *(*map_bus)(struct pci_bus *bus, unsigned int devfn, int where);
	int (*read)(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val);
	int (*write)(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val);
};

struct pci_host_bridge {
	struct device	dev;
	struct pci_bus	*bus;
	struct pci_ops	*ops;
	void		*sysdata;
	int		busnr;
	int		domain_nr;
	unsigned int	native_aer:1;
	unsigned int	native_pcie_hotplug:1;
	unsigned int	native_dpc:1;
	unsigned long	private[];
};

#define to_pci_host_bridge(n)	container_of(n, struct pci_host_bridge, dev)

static inline void *pci_host_bridge_priv(struct pci_host_bridge *bridge)
{
	return (void *)bridge->private;
}

struct pci_host_bridge *pci_alloc_host_bridge(size_t priv);
void pci_free_host_bridge(struct pci_host_bridge *bridge);
struct pci_host_bridge *pci_find_host_bridge(struct pci_bus *bus);
int pci_host_probe(struct pci_host_bridge *bridge);

struct pci_bus {
	/* pci_bus_sem: */
	struct list_head	node;		/* on parent->children or pci_root_buses */
	struct list_head	children;
	struct list_head	devices;
	struct list_head	slots;		/* pci_slot_mutex */

	/* fixed at enumeration */
	struct pci_bus		*parent;
	struct pci_dev		*self;		/* the bridge; NULL on root and on VF buses */
	struct resource		*resource[PCI_BRIDGE_RESOURCE_NUM];
	struct pci_ops		*ops;
	void			*sysdata;
	unsigned char		number;
	unsigned char		primary;
	unsigned char		busn_end;	/* last bus number below the bridge */
	int			domain_nr;
	char			name[48];
	pci_bus_flags_t		bus_flags;
	struct device		*bridge;
	struct device		dev;
	unsigned int		is_added:1;
};

#define to_pci_bus(n)	container_of(n, struct pci_bus, dev)

static inline u16 pci_dev_id(struct pci_dev *dev)
{
	return PCI_DEVID(dev->bus->number, dev->devfn);
}

/* "bus->self == NULL" is no test: buses made for VFs have no bridge either. */
static inline bool pci_is_root_bus(struct pci_bus *pbus)
{
	return !pbus->parent;
}

static inline bool pci_is_bridge(struct pci_dev *dev)
{
	return dev->hdr_type == PCI_HEADER_TYPE_BRIDGE || dev->hdr_type == PCI_HEADER_TYPE_CARDBUS;
}

static inline bool pci_is_vga(struct pci_dev *pdev)
{
	unsigned int class = pdev->class >> 8;

	return class == PCI_CLASS_DISPLAY_VGA || class == PCI_CLASS_NOT_DEFINED_VGA;
}

#define for_each_pci_bridge(dev, bus)				\
	list_for_each_entry(dev, &bus->devices, bus_list)	\
		if (!pci_is_bridge(dev)) {} else

static inline struct pci_dev *pci_upstream_bridge(struct pci_dev *dev)
{
	dev = pci_physfn(dev);
	return pci_is_root_bus(dev->bus) ? NULL : dev->bus->self;
}

static inline bool pci_dev_msi_enabled(struct pci_dev *dev)
{
	return dev->msi_enabled || dev->msix_enabled;
}

static inline int pci_domain_nr(struct pci_bus *bus)
{
	return bus->domain_nr;
}

#define PCIBIOS_SUCCESSFUL		0x00
#define PCIBIOS_FUNC_NOT_SUPPORTED	0x81
#define PCIBIOS_BAD_VENDOR_ID		0x83
#define PCIBIOS_DEVICE_NOT_FOUND	0x86
#define PCIBIOS_BAD_REGISTER_NUMBER	0x87
#define PCIBIOS_SET_FAILED		0x88
#define PCIBIOS_BUFFER_TOO_SMALL	0x89

int pcibios_err_to_errno(int err);

typedef u64 pci_bus_addr_t;

struct pci_bus_region {
	pci_bus_addr_t	start;
	pci_bus_addr_t	end;
};

struct pci_dynids {
	spinlock_t		lock;
	struct list_head	list;	/* lock: */
};

typedef unsigned int __bitwise pci_ers_result_t;

enum pci_ers_result {
	PCI_ERS_RESULT_NONE		= (__force pci_ers_result_t) 1,
	PCI_ERS_RESULT_CAN_RECOVER	= (__force pci_ers_result_t) 2,
	PCI_ERS_RESULT_NEED_RESET	= (__force pci_ers_result_t) 3,
	PCI_ERS_RESULT_DISCONNECT	= (__force pci_ers_result_t) 4,
	PCI_ERS_RESULT_RECOVERED	= (__force pci_ers_result_t) 5,
	PCI_ERS_RESULT_NO_AER_DRIVER	= (__force pci_ers_result_t) 6,
};

/* All are called under device_lock(). */
struct pci_error_handlers {
	pci_ers_result_t (*error_detected)(struct pci_dev *dev, pci_channel_state_t error);
	pci_ers_result_t (*mmio_enabled)(struct pci_dev *dev);
	pci_ers_result_t (*slot_reset)(struct pci_dev *dev);
	void (*reset_prepare)(struct pci_dev *dev);
	void (*reset_done)(struct pci_dev *dev);
	void (*resume)(struct pci_dev *dev);
	void (*cor_error_detected)(struct pci_dev *dev);
};

struct pci_driver {
	const char			*name;
	const struct pci_device_id	*id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	int (*suspend)(struct pci_dev *dev, pm_message_t state);
	int (*resume)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
	int (*sriov_configure)(struct pci_dev *dev, int num_vfs);
	int (*sriov_set_msix_vec_count)(struct pci_dev *vf, int msix_vec_count);
	u32 (*sriov_get_vf_total_msix)(struct pci_dev *pf);
	const struct pci_error_handlers	*err_handler;
	const struct attribute_group	**groups;
	const struct attribute_group	**dev_groups;
	struct device_driver		driver;
	struct pci_dynids		dynids;
	bool				driver_managed_dma;
};

#define to_pci_driver(drv) \
	((drv) ? container_of(drv, struct pci_driver, driver) : NULL)

#define PCI_DEVICE(vend, dev)					\
	.vendor = (vend), .device = (dev),			\
	.subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_DEVICE_DRIVER_OVERRIDE(vend, dev, driver_override)	\
	PCI_DEVICE(vend, dev), .override_only = (driver_override)
#define PCI_DRIVER_OVERRIDE_DEVICE_VFIO(vend, dev)		\
	PCI_DEVICE_DRIVER_OVERRIDE(vend, dev, PCI_ID_F_VFIO_DRIVER_OVERRIDE)
#define PCI_DEVICE_SUB(vend, dev, subvend, subdev)		\
	.vendor = (vend), .device = (dev),			\
	.subvendor = (subvend), .subdevice = (subdev)
#define PCI_DEVICE_CLASS(dev_class, dev_class_mask)		\
	.class = (dev_class), .class_mask = (dev_class_mask),	\
	PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID)
#define PCI_VDEVICE(vend, dev)	PCI_DEVICE(PCI_VENDOR_ID_##vend, dev), 0, 0
#define PCI_DEVICE_DATA(vend, dev, data)			\
	PCI_DEVICE(PCI_VENDOR_ID_##vend, PCI_DEVICE_ID_##vend##_##dev), 0, 0, \
	.driver_data = (kernel_ulong_t)(data)

#define PCI_IRQ_INTX		(1 << 0)
#define PCI_IRQ_LEGACY		PCI_IRQ_INTX
#define PCI_IRQ_MSI		(1 << 1)
#define PCI_IRQ_MSIX		(1 << 2)
#define PCI_IRQ_AFFINITY	(1 << 3)
#define PCI_IRQ_VIRTUAL		(1 << 4)
#define PCI_IRQ_ALL_TYPES	(PCI_IRQ_INTX | PCI_IRQ_MSI | PCI_IRQ_MSIX)

extern const struct bus_type pci_bus_type;
extern struct list_head pci_root_buses;		/* pci_bus_sem */

#define dev_is_pci(d)	((d)->bus == &pci_bus_type)
#define dev_is_pf(d)	(dev_is_pci(d) ? to_pci_dev(d)->is_physfn : false)

/* enumeration and removal: under pci_lock_rescan_remove(), except at boot */
void pci_lock_rescan_remove(void);
void pci_unlock_rescan_remove(void);
struct pci_bus *pci_find_bus(int domain, int busnr);
struct pci_bus *pci_find_next_bus(const struct pci_bus *from);
unsigned char pci_bus_max_busnr(struct pci_bus *bus);
struct pci_bus *pci_add_new_bus(struct pci_bus *parent, struct pci_dev *dev, int busnr);
int pci_scan_slot(struct pci_bus *bus, int devfn);
struct pci_dev *pci_scan_single_device(struct pci_bus *bus, int devfn);
unsigned int pci_scan_child_bus(struct pci_bus *bus);
void pci_device_add(struct pci_dev *dev, struct pci_bus *bus);
void pci_bus_add_device(struct pci_dev *dev);
void pci_bus_add_devices(const struct pci_bus *bus);
unsigned int pci_rescan_bus(struct pci_bus *bus);
unsigned int pci_rescan_bus_bridge_resize(struct pci_dev *bridge);
void pci_remove_bus(struct pci_bus *bus);
void pci_stop_and_remove_bus_device(struct pci_dev *dev);
void pci_stop_and_remove_bus_device_locked(struct pci_dev *dev);
void pci_stop_root_bus(struct pci_bus *bus);
void pci_remove_root_bus(struct pci_bus *bus);
int pci_cfg_space_size(struct pci_dev *dev);

/* slots */
struct pci_slot *pci_create_slot(struct pci_bus *parent, int slot_nr, const char *name,
				 struct hotplug_slot *hotplug);
void pci_destroy_slot(struct pci_slot *slot);
/* The slot of @dev, with a reference, or NULL. Linux 6.12 has none of the two, and takes none. */
struct pci_slot *pci_slot_hold(struct pci_dev *dev);
void pci_slot_drop(struct pci_slot *slot);
void pci_dev_assign_slot(struct pci_dev *dev);

/* looking up; what is returned is counted, @from is put */
struct pci_dev *pci_dev_get(struct pci_dev *dev);
void pci_dev_put(struct pci_dev *dev);
DEFINE_FREE(pci_dev_put, struct pci_dev *, if (_T) pci_dev_put(_T))
struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from);
struct pci_dev *pci_get_subsys(unsigned int vendor, unsigned int device, unsigned int ss_vendor,
			       unsigned int ss_device, struct pci_dev *from);
struct pci_dev *pci_get_slot(struct pci_bus *bus, unsigned int devfn);
struct pci_dev *pci_get_domain_bus_and_slot(int domain, unsigned int bus, unsigned int devfn);
struct pci_dev *pci_get_class(unsigned int class, struct pci_dev *from);
struct pci_dev *pci_get_base_class(unsigned int class, struct pci_dev *from);
int pci_dev_present(const struct pci_device_id *ids);
void pci_walk_bus(struct pci_bus *top, int (*cb)(struct pci_dev *, void *), void *userdata);
void pci_walk_bus_locked(struct pci_bus *top, int (*cb)(struct pci_dev *, void *), void *userdata);

/* capabilities */
u8 pci_find_capability(struct pci_dev *dev, int cap);
u8 pci_find_next_capability(struct pci_dev *dev, u8 pos, int cap);
u8 pci_bus_find_capability(struct pci_bus *bus, unsigned int devfn, int cap);
u16 pci_find_ext_capability(struct pci_dev *dev, int cap);
u16 pci_find_next_ext_capability(struct pci_dev *dev, u16 pos, int cap);
u16 pci_find_vsec_capability(struct pci_dev *dev, u16 vendor, int cap);
u16 pci_find_dvsec_capability(struct pci_dev *dev, u16 vendor, u16 dvsec);
u64 pci_get_dsn(struct pci_dev *dev);

/* config space, as the kernel and drivers access it */
int pci_bus_read_config_byte(struct pci_bus *bus, unsigned int devfn, int where, u8 *val);
int pci_bus_read_config_word(struct pci_bus *bus, unsigned int devfn, int where, u16 *val);
int pci_bus_read_config_dword(struct pci_bus *bus, unsigned int devfn, int where, u32 *val);
int pci_bus_write_config_byte(struct pci_bus *bus, unsigned int devfn, int where, u8 val);
int pci_bus_write_config_word(struct pci_bus *bus, unsigned int devfn, int where, u16 val);
int pci_bus_write_config_dword(struct pci_bus *bus, unsigned int devfn, int where, u32 val);
int pci_read_config_byte(const struct pci_dev *dev, int where, u8 *val);
int pci_read_config_word(const struct pci_dev *dev, int where, u16 *val);
int pci_read_config_dword(const struct pci_dev *dev, int where, u32 *val);
int pci_write_config_byte(const struct pci_dev *dev, int where, u8 val);
int pci_write_config_word(const struct pci_dev *dev, int where, u16 val);
int pci_write_config_dword(const struct pci_dev *dev, int where, u32 val);
void pci_clear_and_set_config_dword(const struct pci_dev *dev, int pos, u32 clear, u32 set);

int pcie_capability_read_word(struct pci_dev *dev, int pos, u16 *val);
int pcie_capability_read_dword(struct pci_dev *dev, int pos, u32 *val);
int pcie_capability_write_word(struct pci_dev *dev, int pos, u16 val);
int pcie_capability_write_dword(struct pci_dev *dev, int pos, u32 val);
int pcie_capability_clear_and_set_word(struct pci_dev *dev, int pos, u16 clear, u16 set);
int pcie_capability_clear_and_set_dword(struct pci_dev *dev, int pos, u32 clear, u32 set);

static inline int pcie_capability_set_word(struct pci_dev *dev, int pos, u16 set)
{
	return pcie_capability_clear_and_set_word(dev, pos, 0, set);
}

static inline int pcie_capability_clear_word(struct pci_dev *dev, int pos, u16 clear)
{
	return pcie_capability_clear_and_set_word(dev, pos, clear, 0);
}

/*
 * The same for accesses made on behalf of user space: they wait while somebody
 * holds pci_cfg_access_lock().
 */
int pci_user_read_config_byte(struct pci_dev *dev, int where, u8 *val);
int pci_user_read_config_word(struct pci_dev *dev, int where, u16 *val);
int pci_user_read_config_dword(struct pci_dev *dev, int where, u32 *val);
int pci_user_write_config_byte(struct pci_dev *dev, int where, u8 val);
int pci_user_write_config_word(struct pci_dev *dev, int where, u16 val);
int pci_user_write_config_dword(struct pci_dev *dev, int where, u32 val);
void pci_cfg_access_lock(struct pci_dev *dev);
bool pci_cfg_access_trylock(struct pci_dev *dev);
void pci_cfg_access_unlock(struct pci_dev *dev);

/* enabling; counted */
int __must_check pci_enable_device(struct pci_dev *dev);
int __must_check pci_enable_device_mem(struct pci_dev *dev);
int __must_check pci_reenable_device(struct pci_dev *dev);
int __must_check pcim_enable_device(struct pci_dev *dev);
void pci_disable_device(struct pci_dev *dev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
int __must_check pci_set_mwi(struct pci_dev *dev);
int pci_try_set_mwi(struct pci_dev *dev);
void pci_clear_mwi(struct pci_dev *dev);

static inline bool pci_intx_mask_supported(struct pci_dev *pdev)
{
	return !pdev->broken_intx_masking;
}

static inline int pci_is_enabled(struct pci_dev *pdev)
{
	return atomic_read(&pdev->enable_cnt) > 0;
}

static inline int pci_is_managed(struct pci_dev *pdev)
{
	return pdev->is_managed;
}

void pci_intx(struct pci_dev *dev, int enable);
bool pci_check_and_mask_intx(struct pci_dev *dev);
bool pci_check_and_unmask_intx(struct pci_dev *dev);
int pci_wait_for_pending(struct pci_dev *dev, int pos, u16 mask);
int pci_wait_for_pending_transaction(struct pci_dev *dev);
int pcie_get_readrq(struct pci_dev *dev);
int pcie_set_readrq(struct pci_dev *dev, int rq);
int pcie_get_mps(struct pci_dev *dev);
int pcie_set_mps(struct pci_dev *dev, int mps);
int pci_status_get_and_clear_errors(struct pci_dev *dev);
bool pci_device_is_present(struct pci_dev *dev);
int pci_enable_atomic_ops_to_root(struct pci_dev *dev, u32 cap_mask);

/* resetting; see sim/pci/reset.c for who takes which lock */
int pcie_reset_flr(struct pci_dev *dev, bool probe);
int pcie_flr(struct pci_dev *dev);
int __pci_reset_function_locked(struct pci_dev *dev);
int pci_reset_function(struct pci_dev *dev);
int pci_reset_function_locked(struct pci_dev *dev);
int pci_try_reset_function(struct pci_dev *dev);
int pci_probe_reset_slot(struct pci_slot *slot);
int pci_probe_reset_bus(struct pci_bus *bus);
int pci_reset_bus(struct pci_dev *dev);
int pci_bridge_secondary_bus_reset(struct pci_dev *dev);
void pci_reset_secondary_bus(struct pci_dev *dev);
void pcibios_reset_secondary_bus(struct pci_dev *dev);
void pci_dev_lock(struct pci_dev *dev);
int pci_dev_trylock(struct pci_dev *dev);
void pci_dev_unlock(struct pci_dev *dev);
DEFINE_GUARD(pci_dev, struct pci_dev *, pci_dev_lock(_T), pci_dev_unlock(_T))

/* saved state */
int pci_save_state(struct pci_dev *dev);
void pci_restore_state(struct pci_dev *dev);
struct pci_saved_state *pci_store_saved_state(struct pci_dev *dev);
int pci_load_saved_state(struct pci_dev *dev, struct pci_saved_state *state);
int pci_load_and_free_saved_state(struct pci_dev *dev, struct pci_saved_state **state);

/* power */
int pci_set_power_state(struct pci_dev *dev, pci_power_t state);
int pci_set_power_state_locked(struct pci_dev *dev, pci_power_t state);
pci_power_t pci_choose_state(struct pci_dev *dev, pm_message_t state);
bool pci_pme_capable(struct pci_dev *dev, pci_power_t state);
int pci_enable_wake(struct pci_dev *dev, pci_power_t state, bool enable);
int pci_wake_from_d3(struct pci_dev *dev, bool enable);
int pci_prepare_to_sleep(struct pci_dev *dev);
int pci_back_from_sleep(struct pci_dev *dev);
void pci_d3cold_enable(struct pci_dev *dev);
void pci_d3cold_disable(struct pci_dev *dev);
void pci_resume_bus(struct pci_bus *bus);
void pci_bus_set_current_state(struct pci_bus *bus, pci_power_t state);

/* resources */
int __must_check pci_request_regions(struct pci_dev *dev, const char *name);
void pci_release_regions(struct pci_dev *dev);
int __must_check pci_request_region(struct pci_dev *dev, int bar, const char *name);
void pci_release_region(struct pci_dev *dev, int bar);
int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *name);
int pci_request_selected_regions_exclusive(struct pci_dev *dev, int bars, const char *name);
void pci_release_selected_regions(struct pci_dev *dev, int bars);
int pci_select_bars(struct pci_dev *dev, unsigned long flags);
void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max);
void __iomem *pci_iomap_range(struct pci_dev *dev, int bar, unsigned long offset,
			      unsigned long max);
void pci_iounmap(struct pci_dev *dev, void __iomem *addr);
void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar);

/* Given back when the driver is unbound; sim/pci/iomap_managed.c. */
void __iomem * const *pcim_iomap_table(struct pci_dev *pdev);
void __iomem *pcim_iomap(struct pci_dev *pdev, int bar, unsigned long maxlen);
void pcim_iounmap(struct pci_dev *pdev, void __iomem *addr);
void __iomem *pcim_iomap_region(struct pci_dev *pdev, int bar, const char *name);
void pcim_iounmap_region(struct pci_dev *pdev, int bar);
int pcim_iomap_regions(struct pci_dev *pdev, int mask, const char *name);

static inline int __must_check pci_request_mem_regions(struct pci_dev *pdev, const char *name)
{
	return pci_request_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_MEM), name);
}

static inline int __must_check pci_request_io_regions(struct pci_dev *pdev, const char *name)
{
	return pci_request_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_IO), name);
}

static inline void pci_release_mem_regions(struct pci_dev *pdev)
{
	pci_release_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_MEM));
}

static inline void pci_release_io_regions(struct pci_dev *pdev)
{
	pci_release_selected_regions(pdev, pci_select_bars(pdev, IORESOURCE_IO));
}
void __iomem __must_check *pci_map_rom(struct pci_dev *dev, size_t *size);
void pci_unmap_rom(struct pci_dev *dev, void __iomem *rom);
int pci_enable_rom(struct pci_dev *dev);
void pci_disable_rom(struct pci_dev *dev);
ssize_t pci_read_vpd(struct pci_dev *dev, loff_t pos, size_t count, void *buf);
ssize_t pci_write_vpd(struct pci_dev *dev, loff_t pos, size_t count, const void *buf);

/* drivers */
int __must_check __pci_register_driver(struct pci_driver *drv, struct module *owner,
				       const char *mod_name);
#define pci_register_driver(driver)	__pci_register_driver(driver, THIS_MODULE, KBUILD_MODNAME)
void pci_unregister_driver(struct pci_driver *drv);
#define module_pci_driver(drv)	module_driver(drv, pci_register_driver, pci_unregister_driver)
#define builtin_pci_driver(drv)	builtin_driver(drv, pci_register_driver)
struct pci_driver *pci_dev_driver(const struct pci_dev *dev);
int pci_add_dynid(struct pci_driver *drv, unsigned int vendor, unsigned int device,
		  unsigned int subvendor, unsigned int subdevice, unsigned int class,
		  unsigned int class_mask, unsigned long driver_data);
const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev);

/* message signalled interrupts */
struct msix_entry {
	u32	vector;
	u16	entry;
};

int pci_msi_vec_count(struct pci_dev *dev);
int pci_msix_vec_count(struct pci_dev *dev);
int pci_enable_msi(struct pci_dev *dev);
void pci_disable_msi(struct pci_dev *dev);
int pci_enable_msix_range(struct pci_dev *dev, struct msix_entry *entries, int minvec, int maxvec);
void pci_disable_msix(struct pci_dev *dev);
void pci_restore_msi_state(struct pci_dev *dev);
int pci_msi_enabled(void);
int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min_vecs, unsigned int max_vecs,
			  unsigned int flags);
int pci_alloc_irq_vectors_affinity(struct pci_dev *dev, unsigned int min_vecs,
				   unsigned int max_vecs, unsigned int flags,
				   struct irq_affinity *affd);
void pci_free_irq_vectors(struct pci_dev *dev);
int pci_irq_vector(struct pci_dev *dev, unsigned int nr);
bool pci_msix_can_alloc_dyn(struct pci_dev *dev);
struct msi_map pci_msix_alloc_irq_at(struct pci_dev *dev, unsigned int index,
				     const struct irq_affinity_desc *affdesc);
void pci_msix_free_irq(struct pci_dev *dev, struct msi_map map);
int __printf(6, 7) pci_request_irq(struct pci_dev *dev, unsigned int nr, irq_handler_t handler,
				   irq_handler_t thread_fn, void *dev_id, const char *fmt, ...);
void pci_free_irq(struct pci_dev *dev, unsigned int nr, void *dev_id);

static inline int pci_enable_msix_exact(struct pci_dev *dev, struct msix_entry *entries, int nvec)
{
	int rc = pci_enable_msix_range(dev, entries, nvec, nvec);

	return rc < 0 ? rc : 0;
}

/* SR-IOV */
int pci_iov_virtfn_bus(struct pci_dev *dev, int id);
int pci_iov_virtfn_devfn(struct pci_dev *dev, int id);
int pci_iov_vf_id(struct pci_dev *dev);
void *pci_iov_get_pf_drvdata(struct pci_dev *dev, struct pci_driver *pf_driver);
int pci_enable_sriov(struct pci_dev *dev, int nr_virtfn);
void pci_disable_sriov(struct pci_dev *dev);
int pci_iov_add_virtfn(struct pci_dev *dev, int id);
void pci_iov_remove_virtfn(struct pci_dev *dev, int id);
int pci_num_vf(struct pci_dev *dev);
int pci_vfs_assigned(struct pci_dev *dev);
int pci_sriov_set_totalvfs(struct pci_dev *dev, u16 numvfs);
int pci_sriov_get_totalvfs(struct pci_dev *dev);
int pci_sriov_configure_simple(struct pci_dev *dev, int nr_virtfn);
resource_size_t pci_iov_resource_size(struct pci_dev *dev, int resno);
void pci_vf_drivers_autoprobe(struct pci_dev *dev, bool probe);

/* isolation between functions, for iommu groups */
#define REQ_ACS_FLAGS	(PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF)
bool pci_acs_enabled(struct pci_dev *dev, u16 acs_flags);
bool pci_acs_path_enabled(struct pci_dev *start, struct pci_dev *end, u16 acs_flags);
int pci_for_each_dma_alias(struct pci_dev *dev,
			   int (*fn)(struct pci_dev *pdev, u16 alias, void *data), void *data);

bool pci_aer_available(void);

#define pci_resource_n(dev, bar)	(&(dev)->resource[(bar)])
#define pci_resource_start(dev, bar)	(pci_resource_n(dev, bar)->start)
#define pci_resource_end(dev, bar)	(pci_resource_n(dev, bar)->end)
#define pci_resource_flags(dev, bar)	(pci_resource_n(dev, bar)->flags)
#define pci_resource_len(dev, bar) \
	(pci_resource_end(dev, bar) ? resource_size(pci_resource_n(dev, bar)) : 0)

static inline void *pci_get_drvdata(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void pci_set_drvdata(struct pci_dev *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

static inline const char *pci_name(const struct pci_dev *pdev)
{
	return dev_name(&pdev->dev);
}

static inline int pci_pcie_cap(struct pci_dev *dev)
{
	return dev->pcie_cap;
}

static inline bool pci_is_pcie(struct pci_dev *dev)
{
	return pci_pcie_cap(dev);
}

static inline u16 pcie_caps_reg(const struct pci_dev *dev)
{
	return dev->pcie_flags_reg;
}

static inline int pci_pcie_type(const struct pci_dev *dev)
{
	return (pcie_caps_reg(dev) & PCI_EXP_FLAGS_TYPE) >> 4;
}

struct pci_dev *pcie_find_root_port(struct pci_dev *dev);

static inline bool pci_dev_is_disconnected(const struct pci_dev *dev)
{
	return READ_ONCE(dev->error_state) == pci_channel_io_perm_failure;
}

#define pci_printk(level, pdev, fmt, arg...) dev_printk(level, &(pdev)->dev, fmt, ##arg)
#define pci_emerg(pdev, fmt, arg...)	dev_emerg(&(pdev)->dev, fmt, ##arg)
#define pci_alert(pdev, fmt, arg...)	dev_alert(&(pdev)->dev, fmt, ##arg)
#define pci_crit(pdev, fmt, arg...)	dev_crit(&(pdev)->dev, fmt, ##arg)
#define pci_err(pdev, fmt, arg...)	dev_err(&(pdev)->dev, fmt, ##arg)
#define pci_warn(pdev, fmt, arg...)	dev_warn(&(pdev)->dev, fmt, ##arg)
#define pci_warn_once(pdev, fmt, arg...) dev_warn_once(&(pdev)->dev, fmt, ##arg)
#define pci_notice(pdev, fmt, arg...)	dev_notice(&(pdev)->dev, fmt, ##arg)
#define pci_info(pdev, fmt, arg...)	dev_info(&(pdev)->dev, fmt, ##arg)
#define pci_dbg(pdev, fmt, arg...)	dev_dbg(&(pdev)->dev, fmt, ##arg)
#define pci_notice_ratelimited(pdev, fmt, arg...) \
	dev_notice_ratelimited(&(pdev)->dev, fmt, ##arg)
#define pci_info_ratelimited(pdev, fmt, arg...) \
	dev_info_ratelimited(&(pdev)->dev, fmt, ##arg)
#define pci_WARN(pdev, condition, fmt, arg...) \
	WARN(condition, "%s %s: " fmt, dev_driver_string(&(pdev)->dev), pci_name(pdev), ##arg)

#endif /* _LINUX_PCI_H */
