/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio_pci_priv.h - what the files of vfio-pci-core share
 *
 * Order, outer to inner:
 *   dev_set->lock -> memory_lock (W, trylock only) of every device in the set
 *   dev_set->lock -> igate -> memory_lock (W) -> what a reset takes, device_lock (trylock only)
 *   igate -> irqlock (spin)
 *   mmap_lock -> memory_lock (R), in faults: so nothing under memory_lock may touch user memory
 *   ioeventfds_lock -> memory_lock (R)
 *   PF's device_lock -> vfio_pci_sriov_pfs_mutex
 *   group->device_lock -> vf_token->lock
 */
#ifndef VFIO_PCI_PRIV_H
#define VFIO_PCI_PRIV_H

#include <linux/vfio_pci_core.h>

#include "kernel/hooks.h"
#include "kernel/variant.h"

struct vfio_pci_ioeventfd;

DECLARE_VARIANT(vfio_pci_blocking_reset);
DECLARE_VARIANT(vfio_pci_blocking_close);
DECLARE_VARIANT(vfio_pci_err_device_lock);
DECLARE_VARIANT(vfio_pci_eventfd_unlocked);
DECLARE_VARIANT(vfio_pci_rw_whole_lock);
DECLARE_VARIANT(vfio_pci_intx_swap_handler);
DECLARE_VARIANT(vfio_pci_intx_mask_unlocked);
DECLARE_VARIANT(vfio_pci_packed_flags);
DECLARE_VARIANT(vfio_pci_pm_save_leak);

/* Capability ids of what is none: bytes without a capability, and wholly virtual ones. */
#define PCI_CAP_ID_INVALID		0xFF
#define PCI_CAP_ID_INVALID_VIRT		0xFE

#define VFIO_PCI_IOEVENTFD_MAX		1000

/* Which bits of a capability are ours (virt) and which the user may write. NULL: none. */
struct perm_bits {
	const u8	*virt;
	const u8	*write;
	int		(*readfn)(struct vfio_pci_core_device *vdev, int pos, int count,
				  const struct perm_bits *perm, int offset, u32 *val);
	int		(*writefn)(struct vfio_pci_core_device *vdev, int pos, int count,
				   const struct perm_bits *perm, int offset, u32 val);
};

/* The secret of a PF, and how many of its VFs are open by it. */
struct vfio_pci_vf_token {
	struct mutex	lock;
	/* lock: */
	int		users;
	uuid_t		uuid;
};

/*
 * One of the flags that change while the device is open, P19. To write a bit is to read its byte
 * and to write it back: between the two anybody may come, here as on a machine.
 */
#define vfio_pci_flag(vdev, flag) \
	(variant(vfio_pci_packed_flags) ? (vdev)->packed.flag : (vdev)->flag)
/* The same of one that is also changed without the lock that the reader holds. */
#define vfio_pci_flag_once(vdev, flag) \
	(variant(vfio_pci_packed_flags) ? (vdev)->packed.flag : READ_ONCE((vdev)->flag))
#define vfio_pci_set_flag(vdev, flag, value)		\
do {							\
	if (variant(vfio_pci_packed_flags)) {		\
		struct vfio_pci_packed byte = (vdev)->packed;	\
							\
		byte.flag = (value);			\
		hook_point(EX_WRITE, &(vdev)->packed);	\
		(vdev)->packed = byte;			\
	} else {					\
		WRITE_ONCE((vdev)->flag, value);	\
	}						\
} while (0)

static inline struct vfio_pci_core_device *to_vfio_pci(struct vfio_device *core_vdev)
{
	return container_of(core_vdev, struct vfio_pci_core_device, vdev);
}

/* vfio_pci_core.c */
extern bool vfio_pci_nointxmask;

/* vfio_pci_eventfd.c */
int vfio_pci_eventfd_replace_locked(struct vfio_pci_core_device *vdev,
				    struct vfio_pci_eventfd __rcu **peventfd,
				    struct eventfd_ctx *ctx);
void vfio_pci_eventfds_release(struct vfio_pci_core_device *vdev);
int vfio_pci_set_ctx_trigger_single(struct vfio_pci_core_device *vdev,
				    struct vfio_pci_eventfd __rcu **peventfd,
				    unsigned int count, u32 flags, void *data);

/* vfio_pci_intrs.c */
int vfio_pci_get_irq_count(struct vfio_pci_core_device *vdev, int irq_type);
int vfio_pci_set_irqs_ioctl(struct vfio_pci_core_device *vdev, u32 flags, unsigned int index,
			    unsigned int start, unsigned int count, void *data);

/* vfio_pci_intx_mask.c */
bool vfio_pci_intx_mask(struct vfio_pci_core_device *vdev);
void vfio_pci_intx_unmask(struct vfio_pci_core_device *vdev);

/* vfio_pci_config*.c */
ssize_t vfio_pci_config_rw(struct vfio_pci_core_device *vdev, char __user *buf, size_t count,
			   loff_t *ppos, bool iswrite);
int vfio_config_init(struct vfio_pci_core_device *vdev);
void vfio_config_free(struct vfio_pci_core_device *vdev);
bool __vfio_pci_memory_enabled(struct vfio_pci_core_device *vdev);

/* vfio_pci_rdwr.c */
ssize_t vfio_pci_bar_rw(struct vfio_pci_core_device *vdev, char __user *buf, size_t count,
			loff_t *ppos, bool iswrite);

/* vfio_pci_ioeventfd.c */
int vfio_pci_ioeventfd(struct vfio_pci_core_device *vdev, loff_t offset, u64 data, int count,
		       int fd);
void vfio_pci_ioeventfds_release(struct vfio_pci_core_device *vdev);

/* vfio_pci_power.c */
extern const struct dev_pm_ops vfio_pci_core_pm_ops;
void vfio_pci_probe_power_state(struct vfio_pci_core_device *vdev);
int vfio_pci_set_power_state(struct vfio_pci_core_device *vdev, pci_power_t state);
void vfio_lock_and_set_power_state(struct vfio_pci_core_device *vdev, pci_power_t state);
void vfio_pci_runtime_pm_exit(struct vfio_pci_core_device *vdev);
int vfio_pci_core_pm_entry(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz);
int vfio_pci_core_pm_entry_with_wakeup(struct vfio_device *device, u32 flags, void __user *arg,
				       size_t argsz);
int vfio_pci_core_pm_exit(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz);

/* vfio_pci_mmap.c */
void vfio_pci_probe_mmaps(struct vfio_pci_core_device *vdev);
void vfio_pci_release_mmaps(struct vfio_pci_core_device *vdev);
void vfio_pci_zap_bars(struct vfio_pci_core_device *vdev);
void vfio_pci_zap_and_down_write_memory_lock(struct vfio_pci_core_device *vdev);
/* After a reset, for drivers that do not hear of it by reset_done(). */
void vfio_pci_migration_reset_state(struct vfio_pci_core_device *vdev);
u16 vfio_pci_memory_lock_and_enable(struct vfio_pci_core_device *vdev);
void vfio_pci_memory_unlock_and_restore(struct vfio_pci_core_device *vdev, u16 cmd);

/* vfio_pci_info.c */
int vfio_pci_ioctl_get_info(struct vfio_pci_core_device *vdev,
			    struct vfio_device_info __user *arg);
int vfio_pci_ioctl_get_region_info(struct vfio_pci_core_device *vdev,
				   struct vfio_region_info __user *arg);
int vfio_pci_ioctl_get_irq_info(struct vfio_pci_core_device *vdev,
				struct vfio_irq_info __user *arg);

/* vfio_pci_hot_reset*.c */
struct vfio_pci_group_info {
	int		count;
	struct file	**files;
};

int vfio_pci_for_each_slot_or_bus(struct pci_dev *pdev,
				  int (*fn)(struct pci_dev *pdev, void *data), void *data,
				  bool slot);
int vfio_pci_count_devs(struct pci_dev *pdev, void *data);
int vfio_pci_probe_hot_reset(struct pci_dev *pdev, bool *slot);
int vfio_pci_dev_set_hot_reset(struct vfio_device_set *dev_set,
			       struct vfio_pci_group_info *groups,
			       struct iommufd_ctx *iommufd_ctx);
void vfio_pci_dev_set_try_reset(struct vfio_device_set *dev_set);
int vfio_pci_ioctl_get_pci_hot_reset_info(struct vfio_pci_core_device *vdev,
					  struct vfio_pci_hot_reset_info __user *arg);
int vfio_pci_ioctl_pci_hot_reset(struct vfio_pci_core_device *vdev,
				 struct vfio_pci_hot_reset __user *arg);

/* vfio_pci_sriov.c */
int vfio_pci_vf_init(struct vfio_pci_core_device *vdev);
void vfio_pci_vf_uninit(struct vfio_pci_core_device *vdev);

/* vfio_pci_vf_token.c */
void vfio_pci_vf_token_get(struct vfio_pci_core_device *vdev);
void vfio_pci_vf_token_put(struct vfio_pci_core_device *vdev);
int vfio_pci_core_feature_token(struct vfio_device *device, u32 flags, void __user *arg,
				size_t argsz);

#endif
