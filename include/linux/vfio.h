/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/vfio */
/* The system's uAPI header has VFIO_H for its guard. */
#ifndef _LINUX_VFIO_H
#define _LINUX_VFIO_H

#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/iommu.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <uapi/linux/vfio.h>

struct eventfd_ctx;
struct file;
struct inode;
struct iommufd_access;
struct iommufd_ctx;
struct iommufd_device;
struct iova_bitmap;
struct kvm;
struct module;
struct page;
struct vfio_group;

/*
 * Devices that one reset hits together share a set: open_device() and close_device() of all
 * its members run under ->lock. Freed with its last member.
 */
struct vfio_device_set {
	void			*set_id;	/* fixed at creation */
	struct mutex		lock;
	/* lock: */
	struct list_head	device_list;
	/* the set table's lock: */
	unsigned int		device_count;
};

/*
 * One device that user space may own. Two lifetimes: ->device holds the memory, ->refcount the
 * registration, whose last put completes ->comp and lets the driver's remove go on.
 */
struct vfio_device {
	/* fixed before registration */
	struct device				*dev;		/* borrowed: its driver outlives us */
	const struct vfio_device_ops		*ops;
	const struct vfio_migration_ops		*mig_ops;
	const struct vfio_log_ops		*log_ops;
	struct vfio_group			*group;		/* counted by group->drivers */
	struct list_head			group_next;	/* group->device_lock */
	struct list_head			iommu_entry;	/* the iommu driver's list lock */
	struct vfio_device_set			*dev_set;	/* counted by device_count */
	struct list_head			dev_set_list;	/* dev_set->lock */
	unsigned int				migration_flags;
	struct kvm				*kvm;		/* dev_set->lock; counted while open */

	/* for sim/vfio only */
	unsigned int				index;
	struct device				device;
	struct cdev				cdev;
	refcount_t				refcount;
	unsigned int				open_count;	/* dev_set->lock */
	struct completion			comp;
	struct iommufd_access			*iommufd_access; /* dev_set->lock */
	void					(*put_kvm)(struct kvm *kvm);
	struct inode				*inode;		/* ties all mappings together */
	struct iommufd_device			*iommufd_device; /* dev_set->lock */
	bool					iommufd_attached; /* dev_set->lock */
	bool					by_iommufd;	/* fixed while open */
	bool					cdev_opened;	/* before anybody has access */
	struct dentry				*debug_root;
};

/*
 * What a driver does for its devices. All but ->init, ->release, ->request, ->match and
 * ->bind_iommufd .. ->detach_ioas run between ->open_device and ->close_device.
 */
struct vfio_device_ops {
	char	*name;
	/* the object: first and last thing that happens to it */
	int	(*init)(struct vfio_device *vdev);
	void	(*release)(struct vfio_device *vdev);
	/* under dev_set->lock */
	int	(*bind_iommufd)(struct vfio_device *vdev, struct iommufd_ctx *ictx,
				u32 *out_device_id);
	void	(*unbind_iommufd)(struct vfio_device *vdev);
	int	(*attach_ioas)(struct vfio_device *vdev, u32 *pt_id);
	void	(*detach_ioas)(struct vfio_device *vdev);
	/* first open and last close, under dev_set->lock */
	int	(*open_device)(struct vfio_device *vdev);
	void	(*close_device)(struct vfio_device *vdev);
	/* system calls on the device file */
	ssize_t	(*read)(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos);
	ssize_t	(*write)(struct vfio_device *vdev, const char __user *buf, size_t count,
			 loff_t *size);
	long	(*ioctl)(struct vfio_device *vdev, unsigned int cmd, unsigned long arg);
	int	(*mmap)(struct vfio_device *vdev, struct vm_area_struct *vma);
	/* unregistration asks for the device back, for the @count-th time */
	void	(*request)(struct vfio_device *vdev, unsigned int count);
	/* does GET_DEVICE_FD's string mean this device: >0 yes, 0 no, <0 stop with that error */
	int	(*match)(struct vfio_device *vdev, char *buf);
	/* the user takes [iova, iova + length) away: unpin what you hold there */
	void	(*dma_unmap)(struct vfio_device *vdev, u64 iova, u64 length);
	/* VFIO_DEVICE_FEATURE that the core does not know */
	int	(*device_feature)(struct vfio_device *device, u32 flags, void __user *arg,
				  size_t argsz);
};

struct iommufd_ctx *vfio_iommufd_device_ictx(struct vfio_device *vdev);
/* The id in @ictx, -ENOENT when only the group is owned there, -ENODEV when not owned. */
int vfio_iommufd_get_dev_id(struct vfio_device *vdev, struct iommufd_ctx *ictx);
int vfio_iommufd_physical_bind(struct vfio_device *vdev, struct iommufd_ctx *ictx,
			       u32 *out_device_id);
void vfio_iommufd_physical_unbind(struct vfio_device *vdev);
int vfio_iommufd_physical_attach_ioas(struct vfio_device *vdev, u32 *pt_id);
void vfio_iommufd_physical_detach_ioas(struct vfio_device *vdev);
int vfio_iommufd_emulated_bind(struct vfio_device *vdev, struct iommufd_ctx *ictx,
			       u32 *out_device_id);
void vfio_iommufd_emulated_unbind(struct vfio_device *vdev);
int vfio_iommufd_emulated_attach_ioas(struct vfio_device *vdev, u32 *pt_id);
void vfio_iommufd_emulated_detach_ioas(struct vfio_device *vdev);

static inline bool vfio_device_cdev_opened(struct vfio_device *device)
{
	return device->cdev_opened;
}

/*
 * Migration, called in any state of the device that is open. ->migration_set_state() returns the
 * file of a new data session, NULL for none, or ERR_PTR; files it gave end or fail once the
 * state leaves the session, at the latest when close_device() returns.
 */
struct vfio_migration_ops {
	struct file *(*migration_set_state)(struct vfio_device *device,
					    enum vfio_device_mig_state new_state);
	int (*migration_get_state)(struct vfio_device *device,
				   enum vfio_device_mig_state *curr_state);
	int (*migration_get_data_size)(struct vfio_device *device,
				       unsigned long *stop_copy_length);
	/* Only proposed for Linux: the device was reset; called without memory_lock, or NULL. */
	void (*migration_reset_state)(struct vfio_device *device);
};

/* Dirty tracking by the device. The core keeps no state: refuse what comes in the wrong order. */
struct vfio_log_ops {
	int (*log_start)(struct vfio_device *device, struct rb_root_cached *ranges, u32 nnodes,
			 u64 *page_size);
	int (*log_stop)(struct vfio_device *device);
	int (*log_read_and_clear)(struct vfio_device *device, unsigned long iova,
				  unsigned long length, struct iova_bitmap *dirty);
};

/*
 * For ->device_feature(): 1 when the operation is to be carried out, else what to return, 0 for
 * a probe that succeeds.
 */
static inline int vfio_check_feature(u32 flags, size_t argsz, u32 supported_ops, size_t minsz)
{
	u32 op = flags & (VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET);

	if (op & ~supported_ops)
		return -EINVAL;
	if (flags & VFIO_DEVICE_FEATURE_PROBE)
		return 0;
	return op && argsz >= minsz ? 1 : -EINVAL;
}

struct vfio_device *_vfio_alloc_device(size_t size, struct device *dev,
				       const struct vfio_device_ops *ops);
/* A zeroed @dev_struct whose first member @member is ready to be registered, or ERR_PTR. */
#define vfio_alloc_device(dev_struct, member, dev, ops)						\
	container_of(_vfio_alloc_device(sizeof(struct dev_struct) +				\
					BUILD_BUG_ON_ZERO(offsetof(struct dev_struct, member)),	\
					dev, ops),						\
		     struct dev_struct, member)

static inline void vfio_put_device(struct vfio_device *device)
{
	put_device(&device->device);
}

int vfio_register_group_dev(struct vfio_device *device);
int vfio_register_emulated_iommu_dev(struct vfio_device *device);
/* Waits until no file of the device is left, asking ->request() every ten seconds. */
void vfio_unregister_group_dev(struct vfio_device *device);

int vfio_assign_device_set(struct vfio_device *device, void *set_id);
/* Both need dev_set->lock. */
unsigned int vfio_device_set_open_count(struct vfio_device_set *dev_set);
struct vfio_device *vfio_find_device_in_devset(struct vfio_device_set *dev_set,
					       struct device *dev);

/* The next hop on the way from @cur_fsm to @new_fsm by arcs that the device supports. */
int vfio_mig_get_next_state(struct vfio_device *device, enum vfio_device_mig_state cur_fsm,
			    enum vfio_device_mig_state new_fsm,
			    enum vfio_device_mig_state *next_fsm);

void vfio_combine_iova_ranges(struct rb_root_cached *root, u32 cur_nodes, u32 req_nodes);

/* For kvm, by symbol_get(): files of groups and of cdev devices. */
struct iommu_group *vfio_file_iommu_group(struct file *file);
bool vfio_file_is_group(struct file *file);
bool vfio_file_has_dev(struct file *file, struct vfio_device *device);
bool vfio_file_is_valid(struct file *file);
bool vfio_file_enforced_coherent(struct file *file);
void vfio_file_set_kvm(struct file *file, struct kvm *kvm);

#define VFIO_PIN_PAGES_MAX_ENTRIES	(PAGE_SIZE / sizeof(unsigned long))

int vfio_pin_pages(struct vfio_device *device, dma_addr_t iova, int npage, int prot,
		   struct page **pages);
void vfio_unpin_pages(struct vfio_device *device, dma_addr_t iova, int npage);
int vfio_dma_rw(struct vfio_device *device, dma_addr_t iova, void *data, size_t len, bool write);

/* A chain of capabilities under construction; the owner frees ->buf. */
struct vfio_info_cap {
	struct vfio_info_cap_header	*buf;
	size_t				size;
};

struct vfio_info_cap_header *vfio_info_cap_add(struct vfio_info_cap *caps, size_t size, u16 id,
					       u16 version);
/* Links are offsets from the start of what the user gets: @offset is the size of the head. */
void vfio_info_cap_shift(struct vfio_info_cap *caps, size_t offset);
int vfio_info_add_capability(struct vfio_info_cap *caps, struct vfio_info_cap_header *cap,
			     size_t size);

int vfio_set_irqs_validate_and_prepare(struct vfio_irq_set *hdr, int num_irqs, int max_irq_type,
				       size_t *data_size);

/* Calls back when an eventfd is signalled, until it is closed or the virqfd is disabled. */
struct virqfd {
	void			*opaque;
	struct eventfd_ctx	*eventfd;
	int			(*handler)(void *opaque, void *data);	/* atomic; 0: no thread */
	void			(*thread)(void *opaque, void *data);
	void			*data;
	struct work_struct	inject;
	wait_queue_entry_t	wait;
	poll_table		pt;
	struct work_struct	shutdown;
	struct work_struct	flush_inject;
	struct virqfd		**pvirqfd;	/* who takes *pvirqfd away, queues the shutdown */
};

int vfio_virqfd_enable(void *opaque, int (*handler)(void *, void *),
		       void (*thread)(void *, void *), void *data, struct virqfd **pvirqfd,
		       int fd);
void vfio_virqfd_disable(struct virqfd **pvirqfd);
void vfio_virqfd_flush_thread(struct virqfd **pvirqfd);

#endif
