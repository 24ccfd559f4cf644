// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platform_device.c - devices of the platform bus: what belongs to them, how they come and go
 *
 * What _alloc() makes owns its name, its resources and its platform_data: the last reference frees
 * them. Claims on address ranges and the number of PLATFORM_DEVID_AUTO last from _add() to _del().
 */
#include <linux/platform_device.h>

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/platform.h"

static DEFINE_IDA(platform_ids);	/* of PLATFORM_DEVID_AUTO */

/* Those of devices that were left behind: a finding by then. */
static void platform_ids_stop(void)
{
	if (!ida_is_empty(&platform_ids))
		ida_destroy(&platform_ids);
}
__exitcall_level(platform_ids_stop, 30);

struct platform_object {
	struct platform_device	pdev;
	char			name[];
};

static void platform_device_release(struct device *dev)
{
	struct platform_object *object = container_of(dev, struct platform_object, pdev.dev);

	kfree(object->pdev.dev.platform_data);
	kfree(object->pdev.resource);
	kfree(object);
}

/* 32 bits for who has said nothing yet. */
static void set_dma_masks(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	dev->dma_parms = &pdev->dma_parms;
	if (!dev->coherent_dma_mask)
		dev->coherent_dma_mask = DMA_BIT_MASK(32);
	if (!dev->dma_mask) {
		pdev->platform_dma_mask = DMA_BIT_MASK(32);
		dev->dma_mask = &pdev->platform_dma_mask;
	}
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	size_t size = strlen(name) + 1;
	struct platform_object *object = kzalloc(sizeof(*object) + size, GFP_KERNEL);

	if (!object)
		return NULL;
	memcpy(object->name, name, size);
	object->pdev.name = object->name;
	object->pdev.id = id;
	device_initialize(&object->pdev.dev);
	object->pdev.dev.release = platform_device_release;
	set_dma_masks(&object->pdev);
	return &object->pdev;
}
EXPORT_SYMBOL_GPL(platform_device_alloc);

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *copy = NULL;

	if (res) {
		copy = kmemdup_array(res, num, sizeof(*res), GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = num;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_resources);

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = NULL;

	if (data) {
		copy = kmemdup(data, size, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_data);

/* A number of its own has a suffix, so as to be none that somebody chose. */
static int name_device(struct platform_device *pdev)
{
	int id;

	if (pdev->id == PLATFORM_DEVID_NONE)
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	if (pdev->id != PLATFORM_DEVID_AUTO)
		return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	id = ida_alloc(&platform_ids, GFP_KERNEL);
	if (id < 0)
		return id;
	pdev->id = id;
	pdev->id_auto = true;
	return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, id);
}

static void give_back_id(struct platform_device *pdev)
{
	if (!pdev->id_auto)
		return;
	ida_free(&platform_ids, pdev->id);
	pdev->id = PLATFORM_DEVID_AUTO;
	pdev->id_auto = false;
}

static void release_resources(struct platform_device *pdev, unsigned int num)
{
	while (num--)
		if (pdev->resource[num].parent)
			release_resource(&pdev->resource[num]);
}

/* In the tree where it belongs; interrupts are in none. */
static int claim_resource(struct platform_device *pdev, struct resource *res)
{
	struct resource *space = res->parent;
	int ret;

	if (!res->name)
		res->name = dev_name(&pdev->dev);
	if (!space && resource_type(res) == IORESOURCE_MEM)
		space = &iomem_resource;
	else if (!space && resource_type(res) == IORESOURCE_IO)
		space = &ioport_resource;
	ret = space ? insert_resource(space, res) : 0;
	if (ret)
		dev_err(&pdev->dev, "failed to claim resource [0x%llx-0x%llx]\n",
			(unsigned long long)res->start, (unsigned long long)res->end);
	return ret;
}

static int add_device(struct platform_device *pdev)
{
	unsigned int claimed;
	int ret;

	for (claimed = 0; claimed < pdev->num_resources; claimed++) {
		ret = claim_resource(pdev, &pdev->resource[claimed]);
		if (ret)
			goto out_release;
	}
	ret = device_add(&pdev->dev);
	if (!ret)
		return 0;
out_release:
	release_resources(pdev, claimed);
	return ret;
}

int platform_device_add(struct platform_device *pdev)
{
	int ret = platform_bus_need();

	if (ret)
		return ret;
	if (!pdev->dev.parent)
		pdev->dev.parent = &platform_bus;
	pdev->dev.bus = &platform_bus_type;
	ret = name_device(pdev);
	if (!ret)
		ret = add_device(pdev);
	if (ret)
		give_back_id(pdev);
	return ret;
}
EXPORT_SYMBOL_GPL(platform_device_add);

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	give_back_id(pdev);
	release_resources(pdev, pdev->num_resources);
}
EXPORT_SYMBOL_GPL(platform_device_del);

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}
EXPORT_SYMBOL_GPL(platform_device_put);

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	set_dma_masks(pdev);
	return platform_device_add(pdev);
}
EXPORT_SYMBOL_GPL(platform_device_register);

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}
EXPORT_SYMBOL_GPL(platform_device_unregister);

int platform_add_devices(struct platform_device **devs, int num)
{
	for (int i = 0; i < num; i++) {
		int ret = platform_device_register(devs[i]);

		if (!ret)
			continue;
		while (i--)
			platform_device_unregister(devs[i]);
		return ret;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(platform_add_devices);

static int fill_and_add(struct platform_device *pdev, const struct platform_device_info *info)
{
	int ret;

	pdev->dev.parent = info->parent;
	pdev->dev.fwnode = info->fwnode;
	if (info->dma_mask) {
		pdev->platform_dma_mask = info->dma_mask;
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
		pdev->dev.coherent_dma_mask = info->dma_mask;
	}
	ret = platform_device_add_resources(pdev, info->res, info->num_res);
	if (!ret)
		ret = platform_device_add_data(pdev, info->data, info->size_data);
	return ret ?: platform_device_add(pdev);
}

struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int ret;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	ret = fill_and_add(pdev, info);
	if (!ret)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(platform_device_register_full);
