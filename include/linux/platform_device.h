/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/platform.c, platform_device.c, platform_resource.c */
#ifndef _PLATFORM_DEVICE_H_
#define _PLATFORM_DEVICE_H_

#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/types.h>

/*
 * Devices that no bus finds by itself: somebody says that they are there, with what belongs to
 * them. A driver is theirs by driver_override, else by its id_table, else by its name.
 *
 * No firmware tells of interrupts. Who makes a device gives it a line, and plays the hardware:
 *
 *	irq = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);			linux/irq.h
 *	irq_set_chip_and_handler(irq, NULL, handle_simple_irq);
 *	pdev = platform_device_register_simple("name", 0, &DEFINE_RES_IRQ(irq), 1);
 *	...
 *	generic_handle_irq(irq);	runs the handlers, in hard interrupt context on this task
 *	...
 *	platform_device_unregister(pdev);
 *	irq_free_descs(irq, 1);
 *
 * A scenario raises it through a file of that module: an ioctl or a store() that calls
 * generic_handle_irq(). What an irq resource says of edges and levels is not looked at.
 *
 * Left out: what is for device trees, ACPI, MFD cells and software nodes; mapping a resource by
 * its number, since no hardware answers there; platform_driver_probe() and what is made of it;
 * sets of interrupts with affinity.
 */
#define PLATFORM_DEVID_NONE	(-1)	/* "name" */
#define PLATFORM_DEVID_AUTO	(-2)	/* "name.0.auto" */

struct platform_device {
	const char			*name;
	int				id;
	bool				id_auto;
	struct device			dev;
	u64				platform_dma_mask;
	struct device_dma_parameters	dma_parms;
	u32				num_resources;
	struct resource			*resource;
	const struct platform_device_id	*id_entry;	/* device lock; none by override or name */
};

#define to_platform_device(x)		container_of((x), struct platform_device, dev)
#define dev_is_platform(dev)		((dev)->bus == &platform_bus_type)
#define platform_get_device_id(pdev)	((pdev)->id_entry)

extern const struct bus_type platform_bus_type;
extern struct device platform_bus;	/* parent of those that name none; there with the first */

/*
 * Everything that is added or bound is in three steps: alloc, add_*() as needed, add. _alloc()
 * copies @name, add_resources() and add_data() what they are given; the last reference frees it.
 * One that _add() failed for, or that was never added, goes with _put(); one that was added, with
 * _unregister(), after which nobody may use it who has no reference.
 */
struct platform_device *platform_device_alloc(const char *name, int id);
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num);
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);
int platform_device_add(struct platform_device *pdev);
void platform_device_del(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);

/* Of the caller's own, with a release() of the caller's; _put() even when this fails. */
int platform_device_register(struct platform_device *pdev);
/* NULL and errors are let pass, here and in _del() and _put(). */
void platform_device_unregister(struct platform_device *pdev);
/* All, or none and an error. */
int platform_add_devices(struct platform_device **devs, int num);

struct platform_device_info {
	struct device		*parent;
	struct fwnode_handle	*fwnode;

	const char		*name;
	int			id;

	const struct resource	*res;
	unsigned int		num_res;

	const void		*data;
	size_t			size_data;
	u64			dma_mask;
};

/* All steps at once; an ERR_PTR() if one fails. */
struct platform_device *
platform_device_register_full(const struct platform_device_info *pdevinfo);

static inline struct platform_device *
platform_device_register_resndata(struct device *parent, const char *name, int id,
				  const struct resource *res, unsigned int num,
				  const void *data, size_t size)
{
	const struct platform_device_info info = {
		.parent = parent, .name = name, .id = id,
		.res = res, .num_res = num,
		.data = data, .size_data = size,
	};

	return platform_device_register_full(&info);
}

static inline struct platform_device *
platform_device_register_simple(const char *name, int id, const struct resource *res,
				unsigned int num)
{
	return platform_device_register_resndata(NULL, name, id, res, num, NULL, 0);
}

static inline struct platform_device *
platform_device_register_data(struct device *parent, const char *name, int id,
			      const void *data, size_t size)
{
	return platform_device_register_resndata(parent, name, id, NULL, 0, data, size);
}

/* The @num-th resource of that type, from 0; or NULL. */
struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num);
struct resource *platform_get_mem_or_io(struct platform_device *pdev, unsigned int num);
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name);

/* A number for request_irq(), or -ENXIO; the optional ones say nothing in the log. */
int platform_get_irq(struct platform_device *pdev, unsigned int num);
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num);
int platform_get_irq_byname(struct platform_device *pdev, const char *name);
int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name);
int platform_irq_count(struct platform_device *pdev);

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	union {
		void (*remove)(struct platform_device *pdev);
		void (*remove_new)(struct platform_device *pdev);	/* its name for a while */
	};
	void (*shutdown)(struct platform_device *pdev);
	int (*suspend)(struct platform_device *pdev, pm_message_t state);	/* no driver.pm */
	int (*resume)(struct platform_device *pdev);
	struct device_driver		driver;
	const struct platform_device_id	*id_table;
	bool				prevent_deferred_probe;
	bool				driver_managed_dma;
};

#define to_platform_driver(drv)	(container_of((drv), struct platform_driver, driver))

int __platform_driver_register(struct platform_driver *drv, struct module *owner);
void platform_driver_unregister(struct platform_driver *drv);
int __platform_register_drivers(struct platform_driver *const *drivers, unsigned int count,
				struct module *owner);
void platform_unregister_drivers(struct platform_driver *const *drivers, unsigned int count);

#define platform_driver_register(drv) \
	__platform_driver_register(drv, THIS_MODULE)
#define platform_register_drivers(drivers, count) \
	__platform_register_drivers(drivers, count, THIS_MODULE)

/* The next one behind @start that @drv could have, with a reference; or NULL. */
struct device *platform_find_device_by_driver(struct device *start,
					      const struct device_driver *drv);

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void platform_set_drvdata(struct platform_device *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

#define module_platform_driver(__platform_driver) \
	module_driver(__platform_driver, platform_driver_register, platform_driver_unregister)

#define builtin_platform_driver(__platform_driver) \
	builtin_driver(__platform_driver, platform_driver_register)

#endif
