/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci.h - what the files of the PCI core share
 *
 * Order: pci_rescan_remove_lock, device locks from a bridge down, the block of
 * config accesses of the same device, pci_scan_sem, pci_slot_mutex, pci_bus_sem, pci_lock.
 * pci_bus_sem is also held (for reading) around the callbacks of pci_walk_bus(),
 * which may take device locks: nobody may wait for a device lock's holder with
 * pci_bus_sem held for writing.
 */
#ifndef SIM_PCI_PCI_H
#define SIM_PCI_PCI_H

#include <linux/pci.h>
#include <linux/rwsem.h>

#include "kernel/variant.h"

struct attribute_group;
struct pci_hw_fn;

extern struct rw_semaphore pci_bus_sem;	/* the lists of buses and of devices on them */
extern struct mutex pci_slot_mutex;	/* the lists of slots, pci_dev.slot */

/* pci_dev.priv_flags */
#define PCI_DEV_ADDED		0	/* bus_add_device is through, the driver may bind */
#define PCI_DPC_RECOVERED	2
#define PCI_DPC_RECOVERING	3

/* milliseconds */
#define PCI_RESET_WAIT			1000	/* a device must answer after that */
#define PCIE_RESET_READY_POLL_MS	60000	/* and is given up after that */
#define PCI_PM_D3HOT_WAIT		10
#define PCI_PM_D3COLD_WAIT		100

static inline bool pci_dev_is_added(const struct pci_dev *dev)
{
	return test_bit(PCI_DEV_ADDED, &dev->priv_flags);
}

static inline bool pcie_downstream_port(const struct pci_dev *dev)
{
	int type = pci_pcie_type(dev);

	return pci_is_pcie((struct pci_dev *)dev) &&
	       (type == PCI_EXP_TYPE_ROOT_PORT || type == PCI_EXP_TYPE_DOWNSTREAM ||
		type == PCI_EXP_TYPE_PCIE_BRIDGE);
}

/* bus.c, probe.c, setup.c, remove.c */
int pci_setup_device(struct pci_dev *dev);
int pci_try_device_add(struct pci_dev *dev, struct pci_bus *bus);
void pci_read_bars(struct pci_dev *dev);

/* rest.c */
int pci_check_at_rest(struct pci_dev *dev, void *unused);

/* Where SR-IOV takes the rescan-remove lock; iov.c, remove.c */
DECLARE_VARIANT(sriov_rescan_lock_inside);
DECLARE_VARIANT(sriov_rescan_lock_reentrant);

/* remove.c */
bool pci_trylock_rescan_remove(void);
extern const struct bus_guard pci_unbind_guard;
bool pci_unbind_locked(void);	/* is it taken around unbinding? */

/* iov_sysfs.c: false under variants in which VFs come and go without it, or take it themselves */
bool pci_sriov_needs_rescan_lock(void);

/* resource.c, bars.c */
int pci_assign_resource(struct pci_dev *dev, int resno);
void pci_update_resource(struct pci_dev *dev, int resno);

/* capability.c */
void pci_read_capabilities(struct pci_dev *dev);
void pci_read_ext_capabilities(struct pci_dev *dev);

/* access.c */
void pci_size_registers(struct pci_dev *dev, int pos, int count, u32 ones, u32 *orig, u32 *size);
void pci_cfg_access_init(struct pci_dev *dev);
bool pci_cfg_access_blocked(struct pci_dev *dev);

/* intx.c */
int pci_assign_irq(struct pci_dev *dev);
void pci_intx_shutdown(void);

/* msi.c */
void pci_msi_init(struct pci_dev *dev);

/* power.c */
void pci_pm_init(struct pci_dev *dev);
void pci_pm_allow_suspend(struct pci_dev *dev);
int pci_power_up(struct pci_dev *dev);
void pci_update_current_state(struct pci_dev *dev, pci_power_t state);
void pci_dev_d3_sleep(struct pci_dev *dev);
extern const struct dev_pm_ops pci_dev_pm_ops;

/* state.c */
struct pci_cap_saved_state {
	struct hlist_node	next;
	u16			cap_nr;
	bool			cap_extended;
	unsigned int		size;
	u32			data[];
};
void pci_allocate_cap_save_buffers(struct pci_dev *dev);
void pci_free_cap_save_buffers(struct pci_dev *dev);
bool pci_dev_config_accessible(struct pci_dev *dev);

/* bus.c */
/* The bus below a port, counted, or NULL. */
struct pci_bus *pci_bus_below(struct pci_dev *bridge);
void pci_bus_below_put(struct pci_bus *below);

/* reset.c, reset_method.c, reset_wait.c, reset_tree.c */
bool pci_reset_supported(struct pci_dev *dev);
void pci_init_reset_methods(struct pci_dev *dev);
void pci_dev_save_and_disable(struct pci_dev *dev);
void pci_dev_restore(struct pci_dev *dev);
int pci_dev_wait(struct pci_dev *dev, const char *what, int timeout_ms);
int pci_bridge_wait_for_secondary_bus(struct pci_dev *bridge, const char *what);
int pci_bus_error_reset(struct pci_dev *bridge, const bool *give_up);
int pci_try_reset_bus_below(struct pci_bus *bus);
int pci_reset_hotplug_slot(struct hotplug_slot *hotplug, bool probe);
extern const struct attribute_group pci_dev_reset_method_attr_group;

/* reset_set.c: a device is looked at and listed between the resets of its bus, not in one */
void pci_scan_begin(void);
void pci_scan_end(void);
void pci_no_scan_begin(void);
void pci_no_scan_end(void);

/* iov.c */
struct pci_sriov {
	int		pos;		/* fixed: capability's place */
	u16		total_vfs;
	u16		offset;
	u16		stride;
	u16		vf_device;
	u16		driver_max_vfs;	/* device_lock */
	u16		num_vfs;	/* device_lock: VFs that Linux has made */
	u16		ctrl;
	bool		drivers_autoprobe;
	struct pci_dev	*self;		/* borrowed */
	resource_size_t	barsz[PCI_SRIOV_NUM_BARS];
};
int pci_iov_init(struct pci_dev *dev);
void pci_iov_release(struct pci_dev *dev);
void pci_iov_remove(struct pci_dev *dev);
void pci_restore_iov_state(struct pci_dev *dev);
extern const struct attribute_group sriov_pf_dev_attr_group;

/* sysfs.c, driver.c */
struct kernfs_node *pci_sysfs_lock_rescan(struct device *dev, struct device_attribute *attr);
void pci_sysfs_unlock_rescan(struct device *dev, struct kernfs_node *kn);
extern const struct attribute_group *pci_dev_groups[];
extern const struct attribute_group *pci_bus_groups[];

/* acs.c */
void pci_acs_init(struct pci_dev *dev);
void pci_enable_acs(struct pci_dev *dev);
struct iommu_group *pci_device_group(struct device *dev);

/* slot.c */
int pci_slot_reset(struct pci_slot *slot, bool probe);	/* of who holds it */
/* To be dropped. NULL: there are not so many. */
struct pci_slot *pci_slot_nth(struct pci_bus *bus, unsigned int n);
void pci_slots_shutdown(void);

/* err.c, aer.c, dpc.c */
pci_ers_result_t pcie_do_recovery(struct pci_dev *dev, pci_channel_state_t state,
				  pci_ers_result_t (*reset_subordinates)(struct pci_dev *pdev));
void pci_aer_init(struct pci_dev *dev);
bool pci_dpc_recovered(struct pci_dev *pdev);

/*
 * The device's connectivity only gets worse, except that normal and frozen alternate.
 * False: @new is not allowed from where it is.
 */
bool pci_dev_set_io_state(struct pci_dev *dev, pci_channel_state_t new);
int pci_dev_set_disconnected(struct pci_dev *dev, void *unused);

#endif /* SIM_PCI_PCI_H */
