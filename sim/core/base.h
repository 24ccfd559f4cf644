/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base.h - what the parts of the driver core know of each other
 */
#ifndef CORE_BASE_H
#define CORE_BASE_H

#include <linux/async.h>
#include <linux/device.h>
#include <linux/klist.h>
#include <linux/notifier.h>

/* The insides of a bus or of a class, found by bus_to_subsys() or class_to_subsys(). */
struct subsys_private {
	struct kset		subsys;
	struct kset		*devices_kset;	/* buses: /sys/bus/X/devices */
	struct kset		*drivers_kset;	/* buses: /sys/bus/X/drivers */
	struct klist		klist_devices;
	struct klist		klist_drivers;
	struct blocking_notifier_head bus_notifier;
	bool			drivers_autoprobe;
	const struct bus_type	*bus;
	const struct bus_guard	*guard;		/* fixed at init; may be NULL */
	struct kset		glue_dirs;	/* classes: directories between parent and device */
	const struct class	*class;
};
#define to_subsys_private(obj)	container_of(obj, struct subsys_private, subsys.kobj)

struct driver_private {
	struct kobject		kobj;
	struct klist		klist_devices;	/* bound to it */
	struct klist_node	knode_bus;
	struct device_driver	*driver;
};
#define to_driver(obj)	container_of(obj, struct driver_private, kobj)

struct device_private {
	struct klist		klist_children;
	struct klist_node	knode_parent;
	struct klist_node	knode_driver;
	struct klist_node	knode_bus;
	struct klist_node	knode_class;
	struct list_head	deferred_probe;		/* deferred_probe_mutex: */
	struct subsys_private	*bus_sp;		/* counted, from device_add() to the end */
	struct subsys_private	*class_sp;		/* counted likewise */
	const struct device_driver *async_driver;	/* device_lock: asked to probe */
	struct device		*device;
	char			*dev_node;		/* name in /dev, NULL if none; owned */
	umode_t			dev_node_mode;
	struct list_head	dev_node_entry;		/* devtmpfs_lock: */
	bool			dead;			/* device_lock: no driver any more */
	char			last_driver[20];	/* device_lock: "" if it had none */
};

static inline struct subsys_private *subsys_get(struct subsys_private *sp)
{
	if (sp)
		kset_get(&sp->subsys);
	return sp;
}

static inline void subsys_put(struct subsys_private *sp)
{
	if (sp)
		kset_put(&sp->subsys);
}

/* The three with a reference, or NULL if it is not registered; @who: a bus or a class. */
struct subsys_private *subsys_find(struct kset *among, const void *who);
struct subsys_private *bus_to_subsys(const struct bus_type *bus);
struct subsys_private *class_to_subsys(const struct class *class);

/* For walks over devices that stop at the first that fits: device_search_visit(). */
struct device_search {
	device_match_t		fits;
	const void		*wanted;
	struct device		*found;		/* counted, NULL if there is none */
};

static inline int device_search_visit(struct device *dev, void *data)
{
	struct device_search *search = data;

	if (!search->fits(dev, search->wanted))
		return 0;
	search->found = get_device(dev);
	return 1;
}

/* device.c, device_add.c */
extern struct kset *devices_kset;
extern const struct kobj_type device_ktype;
extern const struct device_attribute dev_attr_uevent, dev_attr_dev;
void device_set_driver(struct device *dev, const struct device_driver *drv);
struct device *device_from_parent_node(struct klist_node *n);
int device_add_attrs(struct device *dev);
void device_remove_attrs(struct device *dev);
int device_add_class_symlinks(struct device *dev);
void device_remove_class_symlinks(struct device *dev);
int device_create_sys_dev_entry(struct device *dev);
void device_remove_sys_dev_entry(struct device *dev);
struct kobject *get_device_parent(struct device *dev, struct device *parent);
void cleanup_glue_dir(struct device *dev, struct kobject *glue_dir);

/* bus.c */
int bus_add_device(struct device *dev);
void bus_probe_device(struct device *dev);
void bus_remove_device(struct device *dev);
int bus_add_driver(struct device_driver *drv);
void bus_remove_driver(struct device_driver *drv);
void bus_notify(struct device *dev, enum bus_notifier_event value);
int bus_rescan_device(struct device *dev);

static inline int driver_match_device(const struct device_driver *drv, struct device *dev)
{
	return drv->bus->match ? drv->bus->match(dev, drv) : 1;
}

/* bus_sysfs.c */
extern const struct kobj_type bus_ktype, driver_ktype;
extern const struct attribute_group driver_override_dev_group;
ssize_t driver_override_emit(struct device *dev, char *buf);
int bus_add_files(const struct bus_type *bus);
void bus_remove_files(const struct bus_type *bus);
int driver_add_bind_files(struct device_driver *drv);
void driver_remove_bind_files(struct device_driver *drv);

/* class.c */
void class_add_device(struct device *dev);
void class_remove_device(struct device *dev);

/* dd.c, dd_probe.c, deferred_probe.c */
void __device_driver_lock(struct device *dev, struct device *parent);
void __device_driver_unlock(struct device *dev, struct device *parent);
int driver_probe_device(const struct device_driver *drv, struct device *dev);
int __driver_probe_device(const struct device_driver *drv, struct device *dev);
void device_driver_detach(struct device *dev);
void driver_detach(const struct device_driver *drv);
void device_release_driver_internal(struct device *dev, const struct device_driver *drv,
				    struct device *parent);
bool driver_allows_async_probing(const struct device_driver *drv);
void driver_deferred_probe_del(struct device *dev);
void driver_deferred_probe_trigger(void);
unsigned int driver_deferred_probe_count(void);
void flush_deferred_probe(void);
void wait_for_probes_under_way(void);
void device_block_probing(void);
void device_unblock_probing(void);
bool probing_is_blocked(void);

/* devres.c */
int devres_release_all(struct device *dev);
size_t devres_size(const void *res);

/* power: pm_runtime.c, dpm.c, pm_sysfs.c */
void device_pm_init(struct device *dev);
void device_pm_add(struct device *dev);
void device_pm_remove(struct device *dev);
void device_pm_move_to_tail(struct device *dev);
struct device *dpm_take_last(void);
void pm_runtime_init(struct device *dev);
void pm_runtime_reinit(struct device *dev);
void pm_runtime_remove(struct device *dev);
int dpm_sysfs_add(struct device *dev);
void dpm_sysfs_remove(struct device *dev);

/* device_link.c */
int device_links_check_suppliers(struct device *dev);
void device_links_driver_bound(struct device *dev);
void device_links_no_driver(struct device *dev);
bool device_links_busy(struct device *dev);
void device_links_unbind_consumers(struct device *dev);
void device_links_purge(struct device *dev);

/* devres_alloc() of memory that is left as it is (devres.c). */
void *devres_alloc_raw(dr_release_t release, size_t size, gfp_t gfp, const char *name);

#endif
