// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_ioctl.c - ioctls and features of a PCI device, and its reset
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "vfio_args.h"
#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_blocking_reset, "vfio-pci-blocking-reset", "reverts 890ed578df82 (v3.14)",
	       "VFIO_DEVICE_RESET waits for device_lock (P01)");

/* What user space sent along for each interrupt, NULL for nothing. */
static void *get_irq_data(struct vfio_pci_core_device *core, struct vfio_irq_set *set,
			  const void __user *from)
{
	int err, irqs = vfio_pci_get_irq_count(core, set->index);
	size_t size;

	err = vfio_set_irqs_validate_and_prepare(set, irqs, VFIO_PCI_NUM_IRQS, &size);
	if (err)
		return ERR_PTR(err);
	return size ? memdup_user(from, size) : NULL;
}

static int ioctl_set_irqs(struct vfio_pci_core_device *core, struct vfio_irq_set __user *arg)
{
	struct vfio_irq_set set;
	void *data;
	int err;

	if (copy_from_user(&set, arg, offsetofend(struct vfio_irq_set, count)))
		return -EFAULT;
	data = get_irq_data(core, &set, &arg->data);
	if (IS_ERR(data))
		return PTR_ERR(data);

	mutex_lock(&core->igate);
	err = vfio_pci_set_irqs_ioctl(core, set.flags, set.index, set.start, set.count, data);
	mutex_unlock(&core->igate);
	kfree(data);
	return err;
}

static int reset_locked(struct vfio_pci_core_device *core)
{
	/* Not left to the reset, which knows nothing of pm_save. */
	if (!variant(vfio_pci_pm_save_leak))
		vfio_pci_set_power_state(core, PCI_D0);
	return variant(vfio_pci_blocking_reset) ? pci_reset_function(core->pdev)
						: pci_try_reset_function(core->pdev);
}

static int ioctl_reset(struct vfio_pci_core_device *core)
{
	int err;

	if (!core->reset_works)
		return -EINVAL;
	vfio_pci_zap_and_down_write_memory_lock(core);
	err = reset_locked(core);
	up_write(&core->memory_lock);
	if (!err)
		vfio_pci_migration_reset_state(core);
	return err;
}

/* The one flag says how wide the write is, in bytes; fd -1 takes an ioeventfd away. */
static int ioctl_ioeventfd(struct vfio_pci_core_device *core,
			   struct vfio_device_ioeventfd __user *arg)
{
	struct vfio_device_ioeventfd args;
	int err = vfio_args_get(&args, arg, offsetofend(typeof(args), fd),
				VFIO_DEVICE_IOEVENTFD_SIZE_MASK);

	if (err)
		return err;
	if (!is_power_of_2(args.flags) || args.fd < -1)
		return -EINVAL;
	return vfio_pci_ioeventfd(core, args.offset, args.data, args.flags, args.fd);
}

long vfio_pci_core_ioctl(struct vfio_device *core_vdev, unsigned int cmd, unsigned long arg)
{
	struct vfio_pci_core_device *core = to_vfio_pci(core_vdev);
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	/* what is there? */
	case VFIO_DEVICE_GET_INFO:
		return vfio_pci_ioctl_get_info(core, uarg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return vfio_pci_ioctl_get_region_info(core, uarg);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return vfio_pci_ioctl_get_irq_info(core, uarg);
	case VFIO_DEVICE_GET_PCI_HOT_RESET_INFO:
		return vfio_pci_ioctl_get_pci_hot_reset_info(core, uarg);
	/* tell me when */
	case VFIO_DEVICE_SET_IRQS:
		return ioctl_set_irqs(core, uarg);
	case VFIO_DEVICE_IOEVENTFD:
		return ioctl_ioeventfd(core, uarg);
	/* start over */
	case VFIO_DEVICE_RESET:
		return ioctl_reset(core);
	case VFIO_DEVICE_PCI_HOT_RESET:
		return vfio_pci_ioctl_pci_hot_reset(core, uarg);
	}
	return -ENOTTY;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_ioctl);

static const struct {
	u32	id;
	int	(*handle)(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz);
} features[] = {
	{ VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, vfio_pci_core_feature_token },
	{ VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY, vfio_pci_core_pm_entry },
	{ VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP, vfio_pci_core_pm_entry_with_wakeup },
	{ VFIO_DEVICE_FEATURE_LOW_POWER_EXIT, vfio_pci_core_pm_exit },
};

int vfio_pci_core_ioctl_feature(struct vfio_device *device, u32 flags, void __user *arg,
				size_t argsz)
{
	const u32 id = flags & VFIO_DEVICE_FEATURE_MASK;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(features); i++)
		if (features[i].id == id)
			return features[i].handle(device, flags, arg, argsz);
	return -ENOTTY;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_ioctl_feature);

static ssize_t rw_region(struct vfio_pci_core_device *core, unsigned int index,
			 char __user *buf, size_t count, loff_t *ppos, bool iswrite)
{
	const struct vfio_pci_region *extra;

	if (index >= VFIO_PCI_NUM_REGIONS) {
		extra = &core->region[index - VFIO_PCI_NUM_REGIONS];
		return extra->ops->rw(core, buf, count, ppos, iswrite);
	}
	if (index == VFIO_PCI_CONFIG_REGION_INDEX)
		return vfio_pci_config_rw(core, buf, count, ppos, iswrite);
	/* No device here has VGA, and nobody writes to a ROM. */
	if (index == VFIO_PCI_VGA_REGION_INDEX || (index == VFIO_PCI_ROM_REGION_INDEX && iswrite))
		return -EINVAL;
	return vfio_pci_bar_rw(core, buf, count, ppos, iswrite);
}

/* The device is awake for as long as this takes. */
static ssize_t rw_awake(struct vfio_device *core_vdev, char __user *buf, size_t count,
			loff_t *ppos, bool iswrite)
{
	struct vfio_pci_core_device *core = to_vfio_pci(core_vdev);
	const unsigned int index = VFIO_PCI_OFFSET_TO_INDEX(*ppos);
	ssize_t ret;

	if (!count)
		return 0;
	if (index >= VFIO_PCI_NUM_REGIONS + core->num_regions)
		return -EINVAL;

	ret = pm_runtime_resume_and_get(core_vdev->dev);
	if (ret) {
		pci_info_ratelimited(core->pdev, "no access: does not wake up (%zd)\n", ret);
		return -EIO;
	}
	ret = rw_region(core, index, buf, count, ppos, iswrite);
	pm_runtime_put(core_vdev->dev);
	return ret;
}

ssize_t vfio_pci_core_read(struct vfio_device *core_vdev, char __user *buf, size_t count,
			   loff_t *ppos)
{
	return rw_awake(core_vdev, buf, count, ppos, false);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_read);

ssize_t vfio_pci_core_write(struct vfio_device *core_vdev, const char __user *buf, size_t count,
			    loff_t *ppos)
{
	return rw_awake(core_vdev, (char __user *)buf, count, ppos, true);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_write);
