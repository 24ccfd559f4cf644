/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/device.c, device_add.c, device_sysfs.c, device_iter.c, dd.c */
#ifndef _DEVICE_H_
#define _DEVICE_H_

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/dev_printk.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/device/devres.h>
#include <linux/device/driver.h>
#include <linux/gfp.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/pm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uidgid.h>

struct dev_iommu;
struct device_node;
struct device_private;
struct dma_map_ops;
struct fwnode_handle;
struct iommu_group;
struct irq_domain;
struct msi_device_data;
struct named_key;
struct subsys_private;

struct device_type {
	const char			*name;
	const struct attribute_group	**groups;
	int (*uevent)(const struct device *dev, struct kobj_uevent_env *env);
	char *(*devnode)(const struct device *dev, umode_t *mode, kuid_t *uid, kgid_t *gid);
	void (*release)(struct device *dev);

	const struct dev_pm_ops		*pm;
	bool				need_parent_lock;	/* probe and remove hold it too */
};

struct device_attribute {
	struct attribute	attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count);
};

#define DEVICE_ATTR(_name, _mode, _show, _store) \
	struct device_attribute dev_attr_##_name = __ATTR(_name, _mode, _show, _store)
#define DEVICE_ATTR_PREALLOC(_name, _mode, _show, _store) \
	struct device_attribute dev_attr_##_name = __ATTR_PREALLOC(_name, _mode, _show, _store)
#define DEVICE_ATTR_RW(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RW(_name)
#define DEVICE_ATTR_ADMIN_RW(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RW_MODE(_name, 0600)
#define DEVICE_ATTR_RO(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RO(_name)
#define DEVICE_ATTR_ADMIN_RO(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RO_MODE(_name, 0400)
#define DEVICE_ATTR_WO(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_WO(_name)
#define DEVICE_ATTR_IGNORE_LOCKDEP(_name, _mode, _show, _store) \
	struct device_attribute dev_attr_##_name = \
		__ATTR_IGNORE_LOCKDEP(_name, _mode, _show, _store)

int device_create_file(struct device *dev, const struct device_attribute *attr);
void device_remove_file(struct device *dev, const struct device_attribute *attr);
/* From inside the attribute's own store(); see sysfs_remove_file_self(). */
bool device_remove_file_self(struct device *dev, const struct device_attribute *attr);
int __must_check device_create_bin_file(struct device *dev, const struct bin_attribute *attr);
void device_remove_bin_file(struct device *dev, const struct bin_attribute *attr);

void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
void devm_release_action(struct device *dev, void (*action)(void *), void *data);
int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name);
#define devm_add_action(dev, action, data) \
	__devm_add_action(dev, action, data, #action)

static inline int __devm_add_action_or_reset(struct device *dev, void (*action)(void *),
					     void *data, const char *name)
{
	int ret = __devm_add_action(dev, action, data, name);

	if (ret)
		action(data);
	return ret;
}
#define devm_add_action_or_reset(dev, action, data) \
	__devm_add_action_or_reset(dev, action, data, #action)

/*
 * A supplier must stay bound while its consumer is. Only the shape and
 * DL_FLAG_STATELESS, DL_FLAG_AUTOREMOVE_* and DL_FLAG_PM_RUNTIME are here: no
 * firmware describes dependencies, so nothing is inferred.
 */
enum device_link_state {
	DL_STATE_NONE = -1,
	DL_STATE_DORMANT = 0,
	DL_STATE_AVAILABLE,
	DL_STATE_CONSUMER_PROBE,
	DL_STATE_ACTIVE,
	DL_STATE_SUPPLIER_UNBIND,
};

#define DL_FLAG_STATELESS		BIT(0)
#define DL_FLAG_AUTOREMOVE_CONSUMER	BIT(1)
#define DL_FLAG_PM_RUNTIME		BIT(2)
#define DL_FLAG_RPM_ACTIVE		BIT(3)
#define DL_FLAG_AUTOREMOVE_SUPPLIER	BIT(4)

enum dl_dev_state {
	DL_DEV_NO_DRIVER = 0,
	DL_DEV_PROBING,
	DL_DEV_DRIVER_BOUND,
	DL_DEV_UNBINDING,
};

struct dev_links_info {
	struct list_head	suppliers;	/* links where this device is the consumer */
	struct list_head	consumers;
	enum dl_dev_state	status;
};

struct dev_msi_info {
	struct irq_domain	*domain;
	struct msi_device_data	*data;
};

enum device_removable {
	DEVICE_REMOVABLE_NOT_SUPPORTED = 0,
	DEVICE_REMOVABLE_UNKNOWN,
	DEVICE_FIXED,
	DEVICE_REMOVABLE,
};

enum struct_device_flags {
	DEV_FLAG_READY_TO_PROBE = 0,	/* device_add() is through: drivers may have it */
	DEV_FLAG_COUNT,
};

struct device_dma_parameters {
	unsigned int	max_segment_size;
	unsigned int	min_align_mask;
	unsigned long	segment_boundary_mask;
};

struct device {
	struct kobject			kobj;
	struct device			*parent;	/* counted while added */
	struct device_private		*p;		/* owned */

	const char			*init_name;	/* until device_add() */
	const struct device_type	*type;
	const struct bus_type		*bus;

	/* device_lock; readers without it use READ_ONCE() and compare only: */
	struct device_driver		*driver;
	void				*platform_data;
	void				*driver_data;

	struct {
		const char	*name;		/* lock: owned */
		spinlock_t	lock;
	} driver_override;

	struct mutex			mutex;		/* device_lock() */
	struct named_key		*lock_key;	/* its class, from device_add() on */

	struct dev_links_info		links;
	struct dev_pm_info		power;
	struct dev_pm_domain		*pm_domain;
	struct dev_msi_info		msi;
	const struct dma_map_ops	*dma_ops;
	u64				*dma_mask;
	u64				coherent_dma_mask;
	u64				bus_dma_limit;
	struct device_dma_parameters	*dma_parms;

	struct device_node		*of_node;
	struct fwnode_handle		*fwnode;
	int				numa_node;
	dev_t				devt;
	u32				id;

	spinlock_t			devres_lock;
	struct list_head		devres_head;	/* devres_lock: */

	const struct class		*class;
	const struct attribute_group	**groups;

	void				(*release)(struct device *dev);
	struct iommu_group		*iommu_group;
	struct dev_iommu		*iommu;

	enum device_removable		removable;
	bool				offline_disabled:1;
	bool				offline:1;
	bool				state_synced:1;
	bool				can_match:1;	/* some driver matched once */
	bool				dma_coherent:1;

	DECLARE_BITMAP(flags, DEV_FLAG_COUNT);
};

static inline bool dev_ready_to_probe(const struct device *dev)
{
	return test_bit(DEV_FLAG_READY_TO_PROBE, dev->flags);
}

static inline void dev_set_ready_to_probe(struct device *dev)
{
	set_bit(DEV_FLAG_READY_TO_PROBE, dev->flags);
}

struct device_link {
	struct device			*supplier;	/* counted */
	struct list_head		s_node;
	struct device			*consumer;	/* counted */
	struct list_head		c_node;
	enum device_link_state		status;
	u32				flags;
	refcount_t			rpm_active;
	struct kref			kref;
};

#define kobj_to_dev(__kobj)	container_of_const(__kobj, struct device, kobj)

/* The driver that may bind @dev, whatever the ids say; NULL, "" or "\n" ends that. */
int __device_set_driver_override(struct device *dev, const char *s, size_t len);

static inline int device_set_driver_override(struct device *dev, const char *s)
{
	return __device_set_driver_override(dev, s, s ? strlen(s) : 0);
}

bool device_has_driver_override(struct device *dev);
/* 1: it names @drv; 0: another driver; negative: there is none. */
int device_match_driver_override(struct device *dev, const struct device_driver *drv);

static inline bool device_iommu_mapped(struct device *dev)
{
	return dev->iommu_group != NULL;
}

#include <linux/pm_wakeup.h>

static inline const char *dev_name(const struct device *dev)
{
	if (dev->init_name)
		return dev->init_name;
	return kobject_name(&dev->kobj);
}

static inline const char *dev_bus_name(const struct device *dev)
{
	return dev->bus ? dev->bus->name : (dev->class ? dev->class->name : "");
}

__printf(2, 3) int dev_set_name(struct device *dev, const char *name, ...);

static inline int dev_to_node(struct device *dev)
{
	return dev->numa_node;
}

static inline void set_dev_node(struct device *dev, int node)
{
	dev->numa_node = node;
}

static inline struct irq_domain *dev_get_msi_domain(const struct device *dev)
{
	return dev->msi.domain;
}

static inline void dev_set_msi_domain(struct device *dev, struct irq_domain *d)
{
	dev->msi.domain = d;
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

static inline unsigned int dev_get_uevent_suppress(const struct device *dev)
{
	return dev->kobj.uevent_suppress;
}

static inline void dev_set_uevent_suppress(struct device *dev, int val)
{
	dev->kobj.uevent_suppress = val;
}

static inline int device_is_registered(struct device *dev)
{
	return READ_ONCE(dev->kobj.state_in_sysfs);
}

static inline bool device_pm_not_required(struct device *dev)
{
	return dev->power.no_pm;
}

static inline void device_set_pm_not_required(struct device *dev)
{
	dev->power.no_pm = true;
	dev->power.no_callbacks = true;
}

static inline void device_enable_async_suspend(struct device *dev)
{
	if (!dev->power.is_prepared)
		dev->power.async_suspend = true;
}

static inline void dev_pm_set_driver_flags(struct device *dev, u32 flags)
{
	dev->power.driver_flags = flags;
}

static inline bool dev_pm_test_driver_flags(struct device *dev, u32 flags)
{
	return dev->power.driver_flags & flags;
}

/*
 * Held by whoever binds, unbinds, resets or suspends the device. Unlike Linux, lockdep
 * validates it: each place in the tree of devices is a class, and the order is parent before
 * child (LOCKING.md). Siblings may be taken in any order that no one takes the other way round.
 */
static inline void device_lock(struct device *dev)
{
	mutex_lock(&dev->mutex);
}

static inline int device_lock_interruptible(struct device *dev)
{
	return mutex_lock_interruptible(&dev->mutex);
}

static inline int device_trylock(struct device *dev)
{
	return mutex_trylock(&dev->mutex);
}

static inline void device_unlock(struct device *dev)
{
	mutex_unlock(&dev->mutex);
}

DEFINE_GUARD(device, struct device *, device_lock(_T), device_unlock(_T))

static inline void device_lock_assert(struct device *dev)
{
	lockdep_assert_held(&dev->mutex);
}

static inline void dev_set_removable(struct device *dev, enum device_removable removable)
{
	dev->removable = removable;
}

static inline bool dev_is_removable(struct device *dev)
{
	return dev->removable == DEVICE_REMOVABLE;
}

/* initialize + add, and back: del + put. After initialize only put_device() ends it. */
int __must_check device_register(struct device *dev);
void device_unregister(struct device *dev);
void device_initialize(struct device *dev);
int __must_check device_add(struct device *dev);
/* Unbinds, leaves sysfs and waits for users of its attributes; references may remain. */
void device_del(struct device *dev);

DEFINE_FREE(device_del, struct device *, if (_T) device_del(_T))

/* Children in order of addition; see bus_for_each_dev() about changes meanwhile. */
int device_for_each_child(struct device *dev, void *data,
			  int (*fn)(struct device *dev, void *data));
int device_for_each_child_reverse(struct device *dev, void *data,
				  int (*fn)(struct device *dev, void *data));
/* With a reference, or NULL. */
struct device *device_find_child(struct device *dev, void *data,
				 int (*match)(struct device *dev, void *data));
struct device *device_find_child_by_name(struct device *parent, const char *name);
struct device *device_find_any_child(struct device *parent);

static inline int dev_num_vf(struct device *dev)
{
	if (dev->bus && dev->bus->num_vf)
		return dev->bus->num_vf(dev);
	return 0;
}

struct device *__root_device_register(const char *name, struct module *owner);
#define root_device_register(name)	__root_device_register(name, THIS_MODULE)
void root_device_unregister(struct device *root);

/*
 * Binding by hand. device_driver_attach() and device_release_driver() take the device
 * lock; device_bind_driver() needs it held. device_attach() and driver_attach() try
 * all drivers, all devices.
 */
int __must_check device_driver_attach(const struct device_driver *drv, struct device *dev);
int __must_check device_bind_driver(struct device *dev);
void device_release_driver(struct device *dev);
int __must_check device_attach(struct device *dev);
int __must_check driver_attach(const struct device_driver *drv);
void device_initial_probe(struct device *dev);
int __must_check device_reprobe(struct device *dev);
bool device_is_bound(struct device *dev);

__printf(5, 6) struct device *
device_create(const struct class *cls, struct device *parent, dev_t devt,
	      void *drvdata, const char *fmt, ...);
__printf(6, 7) struct device *
device_create_with_groups(const struct class *cls, struct device *parent, dev_t devt,
			  void *drvdata, const struct attribute_group **groups,
			  const char *fmt, ...);
void device_destroy(const struct class *cls, dev_t devt);

int __must_check device_add_groups(struct device *dev, const struct attribute_group **groups);
void device_remove_groups(struct device *dev, const struct attribute_group **groups);

static inline int __must_check device_add_group(struct device *dev,
						const struct attribute_group *grp)
{
	const struct attribute_group *groups[] = { grp, NULL };

	return device_add_groups(dev, groups);
}

static inline void device_remove_group(struct device *dev, const struct attribute_group *grp)
{
	const struct attribute_group *groups[] = { grp, NULL };

	device_remove_groups(dev, groups);
}

int __must_check devm_device_add_group(struct device *dev, const struct attribute_group *grp);

/* NULL is allowed in both. */
struct device *get_device(struct device *dev);
void put_device(struct device *dev);

DEFINE_FREE(put_device, struct device *, if (_T) put_device(_T))

/* No driver may bind from now on; false if that was so already. Device lock held. */
bool kill_device(struct device *dev);

/* Each driver's shutdown(), children first. */
void device_shutdown(void);

const char *dev_driver_string(const struct device *dev);

struct device_link *device_link_add(struct device *consumer, struct device *supplier, u32 flags);
void device_link_del(struct device_link *link);
void device_link_remove(void *consumer, struct device *supplier);

#endif
