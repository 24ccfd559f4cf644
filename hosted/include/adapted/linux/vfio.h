/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio.h - the hosted tree's <linux/vfio.h>, with what our drivers know and it does not
 *
 * Our drivers are written for 6.12 and for some that was only proposed. Members that the tree's
 * structs lack are slipped in before a member that every version has, so that hosted files and
 * ours agree on the layout. The hosted core never looks at them.
 */
#ifndef HOSTED_ADAPTED_LINUX_VFIO_H
#define HOSTED_ADAPTED_LINUX_VFIO_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/types.h>
#include <uapi/linux/vfio.h>

struct iommufd_ctx;
struct vfio_device;

#if KSIM_HOST_VERSION < 6002
#define HOSTED_GET_DATA_SIZE							\
	int (*migration_get_data_size)(struct vfio_device *device,		\
				       unsigned long *stop_copy_length);
#define open_device								\
	bind_iommufd)(struct vfio_device *vdev, struct iommufd_ctx *ictx,	\
		      u32 *out_device_id);					\
	void (*unbind_iommufd)(struct vfio_device *vdev);			\
	int (*attach_ioas)(struct vfio_device *vdev, u32 *pt_id);		\
	void (*detach_ioas)(struct vfio_device *vdev);				\
	int (*open_device
/* Our vfio-pci zaps mappings through an inode that belongs to the device. */
#define open_count								\
	hosted_padding;								\
	struct inode *inode;							\
	struct inode hosted_inode;						\
	unsigned int open_count
#else
#define HOSTED_GET_DATA_SIZE
#endif

#define migration_get_state							\
	unused_before_reset_state)(void);					\
	void (*migration_reset_state)(struct vfio_device *device);		\
	HOSTED_GET_DATA_SIZE							\
	int (*migration_get_state

/* The system's uAPI header and the kernel's own share the name of their guard. */
#undef VFIO_H
#include KSIM_HOST_HEADER

#undef migration_get_state
#undef open_device
#undef open_count

#if KSIM_HOST_VERSION < 6002

/* sim/vfio/iova_ranges.c: drivers did it by themselves. */
struct rb_root_cached;
void vfio_combine_iova_ranges(struct rb_root_cached *root, u32 cur_nodes, u32 req_nodes);

/* hosted/vfio_older.c */
struct vfio_device *vfio_find_device_in_devset(struct vfio_device_set *dev_set,
					       struct device *dev);
struct vfio_device *hosted_alloc_device(size_t size, struct device *dev,
					const struct vfio_device_ops *ops);
struct file *hosted_device_file(const char *name, const struct file_operations *fops, void *priv,
				int flags);
#ifdef KSIM_HOSTED_FILE
#define anon_inode_getfile	hosted_device_file
#else
#define vfio_register_iommu_driver	hosted_register_iommu_driver
#define vfio_unregister_iommu_driver	hosted_unregister_iommu_driver
#define _vfio_alloc_device		hosted_alloc_device
#endif

/* There is no iommufd yet. */
#define vfio_iommufd_device_ictx(vdev)		((struct iommufd_ctx *)NULL)
#define vfio_iommufd_get_dev_id(vdev, ictx)	(-ENODEV)
#define vfio_device_cdev_opened(vdev)		false
#define vfio_iommufd_physical_bind		NULL
#define vfio_iommufd_physical_unbind		NULL
#define vfio_iommufd_physical_attach_ioas	NULL
#define vfio_iommufd_physical_detach_ioas	NULL
#define vfio_iommufd_emulated_bind		NULL
#define vfio_iommufd_emulated_unbind		NULL
#define vfio_iommufd_emulated_attach_ioas	NULL
#define vfio_iommufd_emulated_detach_ioas	NULL

#endif

#endif
