// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1.c - the IOMMU driver behind a container: map the user's memory for the devices
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "type1.h"
#include "vfio_args.h"

static unsigned int dma_entry_limit = U16_MAX;
module_param_named(dma_entry_limit, dma_entry_limit, uint, 0644);

static void type1_init(struct vfio_iommu *iommu, unsigned long type)
{
	iommu->v2 = type != VFIO_TYPE1_IOMMU;
	iommu->nesting = type == VFIO_TYPE1_NESTING_IOMMU;
	iommu->pgsize_bitmap = PAGE_MASK;	/* until a domain knows better */
	iommu->dma_avail = dma_entry_limit;
	iommu->dma_list = RB_ROOT;
	INIT_LIST_HEAD(&iommu->domain_list);
	INIT_LIST_HEAD(&iommu->emulated_iommu_groups);
	INIT_LIST_HEAD(&iommu->iova_list);
	INIT_LIST_HEAD(&iommu->device_list);
	mutex_init(&iommu->device_list_lock);
	mutex_init(&iommu->lock);
}

static bool type1_serves(unsigned long type)
{
	return type == VFIO_TYPE1_IOMMU || type == VFIO_TYPE1v2_IOMMU ||
	       type == VFIO_TYPE1_NESTING_IOMMU;
}

static void *type1_open(unsigned long type)
{
	struct vfio_iommu *fresh;

	if (!type1_serves(type))
		return ERR_PTR(-EINVAL);
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return ERR_PTR(-ENOMEM);
	type1_init(fresh, type);
	return fresh;
}

/*
 * All groups have been detached, for each holds the container; and with the last one everything
 * went that was mapped.
 */
static void type1_release(void *data)
{
	struct vfio_iommu *iommu = data;

	WARN_ON(!list_empty(&iommu->domain_list));
	WARN_ON(!list_empty(&iommu->emulated_iommu_groups));
	WARN_ON(!RB_EMPTY_ROOT(&iommu->dma_list));

	vfio_iommu_iova_free(&iommu->iova_list);
	mutex_destroy(&iommu->lock);
	mutex_destroy(&iommu->device_list_lock);
	kfree(iommu);
}

/* Can no device of any domain write around the caches? */
static bool all_coherent(struct vfio_iommu *iommu)
{
	struct vfio_domain *dom;

	lockdep_assert_held(&iommu->lock);
	list_for_each_entry(dom, &iommu->domain_list, next)
		if (!dom->enforce_cache_coherency)
			return false;
	return true;
}

/* An emulated device may need any page at any time: its address must be known. */
static bool vaddr_may_change(struct vfio_iommu *iommu)
{
	return list_empty(&iommu->emulated_iommu_groups);
}

static int ask_locked(struct vfio_iommu *iommu, bool (*property)(struct vfio_iommu *iommu))
{
	bool answer;

	if (!iommu)	/* before SET_IOMMU */
		return 0;
	mutex_lock(&iommu->lock);
	answer = property(iommu);
	mutex_unlock(&iommu->lock);
	return answer;
}

static int type1_check_extension(struct vfio_iommu *iommu, unsigned long extension)
{
	if (type1_serves(extension) || extension == VFIO_UNMAP_ALL)
		return 1;
	if (extension == VFIO_DMA_CC_IOMMU)
		return ask_locked(iommu, all_coherent);
	if (extension == VFIO_UPDATE_VADDR)
		return ask_locked(iommu, vaddr_may_change);
	return 0;
}

static int type1_map_dma(struct vfio_iommu *iommu, void __user *arg)
{
	const u32 known = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE |
			  VFIO_DMA_MAP_FLAG_VADDR;
	struct vfio_iommu_type1_dma_map args;
	int err = vfio_args_get(&args, arg, offsetofend(typeof(args), size), known);

	return err ? err : vfio_dma_do_map(iommu, &args);
}

/* The bitmap's description follows the fixed part, and goes with neither of the other flags. */
static int get_unmap_bitmap(const struct vfio_iommu_type1_dma_unmap *args,
			    const struct vfio_bitmap __user *from, struct vfio_bitmap *bitmap)
{
	if (args->flags != VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP ||
	    args->argsz < offsetofend(typeof(*args), size) + sizeof(*bitmap))
		return -EINVAL;
	if (copy_from_user(bitmap, from, sizeof(*bitmap)))
		return -EFAULT;
	return vfio_verify_user_bitmap(bitmap, args->size);
}

static int type1_unmap_dma(struct vfio_iommu *iommu, void __user *arg)
{
	const u32 known = VFIO_DMA_UNMAP_FLAG_ALL | VFIO_DMA_UNMAP_FLAG_VADDR |
			  VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP;
	const size_t size = offsetofend(struct vfio_iommu_type1_dma_unmap, size);
	struct vfio_iommu_type1_dma_unmap args;
	struct vfio_bitmap bitmap = {};
	int err = vfio_args_get(&args, arg, size, known);

	if (!err && args.flags & VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP)
		err = get_unmap_bitmap(&args, arg + size, &bitmap);
	if (!err)
		err = vfio_dma_do_unmap(iommu, &args, &bitmap);
	/* How much was unmapped is said in the same struct, whatever its size is now. */
	return err ? err : vfio_args_put(arg, &args, size);
}

static long type1_ioctl(void *data, unsigned int cmd, unsigned long arg)
{
	void __user *uarg = (void __user *)arg;

	if (cmd == VFIO_IOMMU_MAP_DMA)
		return type1_map_dma(data, uarg);
	if (cmd == VFIO_IOMMU_UNMAP_DMA)
		return type1_unmap_dma(data, uarg);
	if (cmd == VFIO_IOMMU_DIRTY_PAGES)
		return vfio_iommu_type1_dirty_pages(data, arg);
	if (cmd == VFIO_IOMMU_GET_INFO)
		return vfio_iommu_type1_get_info(data, arg);
	if (cmd == VFIO_CHECK_EXTENSION)
		return type1_check_extension(data, arg);
	return -ENOTTY;
}

static const struct vfio_iommu_driver_ops type1_ops = {
	.owner			= THIS_MODULE,
	.name			= "vfio-iommu-type1",
	/* the address space */
	.open			= type1_open,
	.release		= type1_release,
	.ioctl			= type1_ioctl,
	/* who is in it */
	.attach_group		= vfio_iommu_type1_attach_group,
	.detach_group		= vfio_iommu_type1_detach_group,
	.register_device	= vfio_iommu_type1_register_device,
	.unregister_device	= vfio_iommu_type1_unregister_device,
	/* for emulated devices */
	.dma_rw			= vfio_iommu_type1_dma_rw,
	.pin_pages		= vfio_iommu_type1_pin_pages,
	.unpin_pages		= vfio_iommu_type1_unpin_pages,
};

static int __init type1_module_init(void)
{
	return vfio_register_iommu_driver(&type1_ops);
}

static void __exit type1_module_exit(void)
{
	vfio_unregister_iommu_driver(&type1_ops);
}

module_init(type1_module_init);
module_exit(type1_module_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("VFIO: the user's memory through an IOMMU");
