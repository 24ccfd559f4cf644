/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio.h - what the files of the VFIO core share
 *
 * Order, outer to inner:
 *   vfio.group_lock -> group->group_lock -> dev_set->lock -> kvm_ref_lock
 *   group->group_lock -> container->group_lock -> iommu->lock -> mmap_lock
 *   group->device_lock is a leaf but for a driver's ->match()
 * The last put of a VM runs under group_lock and dev_set->lock: destroying a VM may not call
 * back into VFIO.
 */
#ifndef VFIO_PRIVATE_H
#define VFIO_PRIVATE_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>

#include "kernel/variant.h"

struct iommu_domain;
struct iommu_group;
struct vfio_container;

DECLARE_VARIANT(vfio_set_kvm_group_lock);
DECLARE_VARIANT(vfio_kvm_unlocked);
DECLARE_VARIANT(vfio_kvm_plain_get);
DECLARE_VARIANT(vfio_kvm_get_unlocked);
DECLARE_VARIANT(vfio_kvm_symbol_early_put);
DECLARE_VARIANT(vfio_kvm_put_after_unlock);
DECLARE_VARIANT(vfio_kvm_put_stashed);
DECLARE_VARIANT(vfio_kvm_driver_ops);
DECLARE_VARIANT(vfio_container_users_atomic);
DECLARE_VARIANT(vfio_device_put_unlocked);
DECLARE_VARIANT(vfio_df_close_unbalanced);
DECLARE_VARIANT(vfio_follows_group);
DECLARE_VARIANT(vfio_mig_blocked_arc_loops);
DECLARE_VARIANT(virqfd_release_unlocked);

enum vfio_group_type {
	VFIO_IOMMU,		/* a device behind an IOMMU */
	VFIO_EMULATED_IOMMU,	/* mdev: the group is made up, DMA goes through vfio_pin_pages() */
	VFIO_NO_IOMMU,		/* a device that nothing holds back: needs CAP_SYS_RAWIO */
};

/* An open of a device, through its group or through its own node. */
struct vfio_device_file {
	struct vfio_device	*device;	/* counted by device->refcount */
	struct vfio_group	*group;		/* NULL for the device's own node */

	u8			access_granted;	/* released by open, acquired by each call */
	u32			devid;
	spinlock_t		kvm_ref_lock;
	struct kvm		*kvm;		/* kvm_ref_lock; borrowed */
	struct iommufd_ctx	*iommufd;	/* dev_set->lock */
};

/* What /dev/vfio/N stands for: the devices of one iommu group that VFIO drivers are bound to. */
struct vfio_group {
	struct device			dev;		/* holds the memory */
	struct cdev			cdev;
	refcount_t			drivers;	/* devices; zero: gone from the list */
	enum vfio_group_type		type;		/* fixed */

	struct list_head		vfio_next;	/* vfio.group_lock */

	struct mutex			device_lock;
	struct list_head		device_list;	/* device_lock */

	struct mutex			group_lock;
	/* group_lock: */
	struct iommu_group		*iommu_group;	/* counted; NULL once drivers is zero */
	struct vfio_container		*container;	/* counted */
	struct iommufd_ctx		*iommufd;	/* counted */
	unsigned int			container_users;
	struct file			*opened_file;	/* borrowed */
	unsigned int			cdev_device_open_cnt;
	struct list_head		container_next;	/* container->group_lock */

	spinlock_t			kvm_ref_lock;
	struct kvm			*kvm;		/* kvm_ref_lock; borrowed from kvm-vfio */

	struct blocking_notifier_head	notifier;
	struct vfio_group_nb		*nb;		/* group_notifier.c; NULL today */
};

/* What stands behind a container: type1, or nothing at all. */
struct vfio_iommu_driver_ops {
	char		*name;
	struct module	*owner;
	void		*(*open)(unsigned long arg);
	void		(*release)(void *iommu_data);
	long		(*ioctl)(void *iommu_data, unsigned int cmd, unsigned long arg);
	int		(*attach_group)(void *iommu_data, struct iommu_group *group,
					enum vfio_group_type type);
	void		(*detach_group)(void *iommu_data, struct iommu_group *group);
	int		(*pin_pages)(void *iommu_data, struct iommu_group *group,
				     dma_addr_t user_iova, int npage, int prot,
				     struct page **pages);
	void		(*unpin_pages)(void *iommu_data, dma_addr_t user_iova, int npage);
	void		(*register_device)(void *iommu_data, struct vfio_device *vdev);
	void		(*unregister_device)(void *iommu_data, struct vfio_device *vdev);
	int		(*dma_rw)(void *iommu_data, dma_addr_t user_iova, void *data,
				  size_t count, bool write);
};

struct vfio_iommu_driver {
	const struct vfio_iommu_driver_ops	*ops;
	struct list_head			vfio_next;
};

extern bool vfio_noiommu;
extern const struct file_operations vfio_device_fops;

/* vfio_main.c */
void vfio_device_put_registration(struct vfio_device *device);
bool vfio_device_try_get_registration(struct vfio_device *device);

/* vfio_dev_set.c */
void vfio_release_device_set(struct vfio_device *device);

/* vfio_file.c */
struct vfio_device_file *vfio_allocate_device_file(struct vfio_device *device);
int vfio_df_open(struct vfio_device_file *df);
void vfio_df_close(struct vfio_device_file *df);
bool vfio_assert_device_open(struct vfio_device *device);

/* vfio_feature.c */
long vfio_ioctl_device_feature(struct vfio_device *device, struct vfio_device_feature __user *arg);

/* vfio_migration.c */
int vfio_ioctl_device_feature_migration(struct vfio_device *device, u32 flags, void __user *arg,
					size_t argsz);
int vfio_ioctl_device_feature_mig_device_state(struct vfio_device *device, u32 flags,
					       void __user *arg, size_t argsz);
int vfio_ioctl_device_feature_migration_data_size(struct vfio_device *device, u32 flags,
						  void __user *arg, size_t argsz);

/* vfio_logging.c */
int vfio_ioctl_device_feature_logging_start(struct vfio_device *device, u32 flags,
					    void __user *arg, size_t argsz);
int vfio_ioctl_device_feature_logging_stop(struct vfio_device *device, u32 flags,
					   void __user *arg, size_t argsz);
int vfio_ioctl_device_feature_logging_report(struct vfio_device *device, u32 flags,
					     void __user *arg, size_t argsz);

/* vfio_kvm.c */
void vfio_device_get_kvm_safe(struct vfio_device *device, struct kvm *kvm);
void vfio_device_put_kvm(struct vfio_device *device);
void vfio_device_group_get_kvm_safe(struct vfio_device *device);
void vfio_device_group_lock(struct vfio_device *device);
void vfio_device_group_unlock(struct vfio_device *device);
void vfio_df_get_kvm_safe(struct vfio_device_file *df);
void vfio_group_set_kvm(struct vfio_group *group, struct kvm *kvm);

/* group.c */
int vfio_device_set_group(struct vfio_device *device, enum vfio_group_type type);
void vfio_device_remove_group(struct vfio_device *device);
void vfio_device_group_register(struct vfio_device *device);
void vfio_device_group_unregister(struct vfio_device *device);
int vfio_group_init(void);
void vfio_group_cleanup(void);

struct vfio_group *vfio_group_try_get(struct vfio_group *group);
void vfio_group_put(struct vfio_group *group);

/* group_notifier.c: nothing, but for variants */
void vfio_group_nb_register_locked(struct vfio_group *group);
void vfio_group_nb_register(struct vfio_group *group);
void vfio_group_nb_unregister(struct vfio_group *group, struct iommu_group *iommu_group);
void vfio_group_nb_add_unbound(struct vfio_group *group, struct device *dev);

/* group_file.c */
extern const struct file_operations vfio_group_fops;
bool vfio_group_has_iommu(struct vfio_group *group);
int vfio_device_block_group(struct vfio_device *device);
void vfio_device_unblock_group(struct vfio_device *device);
struct vfio_group *vfio_group_from_file(struct file *file);
bool vfio_group_enforced_coherent(struct vfio_group *group);

/* group_device.c */
int vfio_group_ioctl_get_device_fd(struct vfio_group *group, char __user *arg);
void vfio_df_group_close(struct vfio_device_file *df);
int vfio_device_group_use_iommu(struct vfio_device *device);
void vfio_device_group_unuse_iommu(struct vfio_device *device);
bool vfio_device_has_container(struct vfio_device *device);

static inline bool vfio_device_is_noiommu(struct vfio_device *vdev)
{
	return vdev->group->type == VFIO_NO_IOMMU;
}

/* container.c */
int vfio_register_iommu_driver(const struct vfio_iommu_driver_ops *ops);
void vfio_unregister_iommu_driver(const struct vfio_iommu_driver_ops *ops);
struct vfio_container *vfio_container_from_file(struct file *filep);
int vfio_container_init(void);
void vfio_container_cleanup(void);

/* container_group.c */
int vfio_group_use_container(struct vfio_group *group);
void vfio_group_unuse_container(struct vfio_group *group);
int vfio_container_attach_group(struct vfio_container *container, struct vfio_group *group);
void vfio_group_detach_container(struct vfio_group *group);

/* container_users.c */
int vfio_group_unset_container_atomic(struct vfio_group *group);
int vfio_group_set_container_atomic(struct vfio_group *group, struct vfio_container *container);

/* container_pages.c */
void vfio_device_container_register(struct vfio_device *device);
void vfio_device_container_unregister(struct vfio_device *device);
int vfio_device_container_pin_pages(struct vfio_device *device, dma_addr_t iova, int npage,
				    int prot, struct page **pages);
void vfio_device_container_unpin_pages(struct vfio_device *device, dma_addr_t iova, int npage);
int vfio_device_container_dma_rw(struct vfio_device *device, dma_addr_t iova, void *data,
				 size_t len, bool write);

/* iommufd.c */
bool vfio_iommufd_device_has_compat_ioas(struct vfio_device *vdev, struct iommufd_ctx *ictx);
int vfio_df_iommufd_bind(struct vfio_device_file *df);
void vfio_df_iommufd_unbind(struct vfio_device_file *df);
int vfio_iommufd_compat_attach_ioas(struct vfio_device *device, struct iommufd_ctx *ictx);

/* device_cdev.c */
int vfio_device_add(struct vfio_device *device);
void vfio_device_del(struct vfio_device *device);
int vfio_device_fops_cdev_open(struct inode *inode, struct file *filep);
long vfio_df_ioctl_bind_iommufd(struct vfio_device_file *df,
				struct vfio_device_bind_iommufd __user *arg);
void vfio_df_unbind_iommufd(struct vfio_device_file *df);
int vfio_df_ioctl_attach_pt(struct vfio_device_file *df,
			    struct vfio_device_attach_iommufd_pt __user *arg);
int vfio_df_ioctl_detach_pt(struct vfio_device_file *df,
			    struct vfio_device_detach_iommufd_pt __user *arg);
int vfio_cdev_init(struct class *device_class);
void vfio_cdev_cleanup(void);

/* virqfd.c */
int vfio_virqfd_init(void);
void vfio_virqfd_exit(void);

/* debugfs.c */
void vfio_debugfs_create_root(void);
void vfio_debugfs_remove_root(void);
void vfio_device_debugfs_init(struct vfio_device *vdev);
void vfio_device_debugfs_exit(struct vfio_device *vdev);

#endif
