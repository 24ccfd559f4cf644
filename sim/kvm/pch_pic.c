// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pch_pic.c - module kvm_pch_pic: a KVM device of the old kind, with destroy()
 *
 * Modelled on LoongArch's interrupt controller: it lives as long as its VM, whatever happens
 * to its file, and destroy() has two things to free. Not loaded unless a scenario asks.
 */
#include <linux/kvm_host.h>

#include <linux/module.h>
#include <linux/uaccess.h>

#include "kvm/pch_pic.h"
#include "kvm_priv.h"

DEFINE_VARIANT(kvm_pch_pic_leak, "kvm-pch-pic-leak", "reverts 1cf342a7c3ad (v6.19)",
	       "kvm_pch_pic_destroy() frees its state but not the kvm_device (K20)");

struct pch_pic {
	struct mutex lock;
	u64 base;		/* lock: */
};

static int kvm_pch_pic_set_attr(struct kvm_device *dev, struct kvm_device_attr *attr)
{
	struct pch_pic *pic = dev->private;
	u64 base;

	if (attr->group || attr->attr)
		return -ENXIO;
	if (copy_from_user(&base, u64_to_user_ptr(attr->addr), sizeof(base)))
		return -EFAULT;
	mutex_lock(&pic->lock);
	pic->base = base;
	mutex_unlock(&pic->lock);
	return 0;
}

static int kvm_pch_pic_has_attr(struct kvm_device *dev, struct kvm_device_attr *attr)
{
	return attr->group || attr->attr ? -ENXIO : 0;
}

static int kvm_pch_pic_create(struct kvm_device *dev, u32 type)
{
	struct pch_pic *pic = kzalloc(sizeof(*pic), GFP_KERNEL);

	if (!pic)
		return -ENOMEM;
	mutex_init(&pic->lock);
	dev->private = pic;
	return 0;
}

static void kvm_pch_pic_destroy(struct kvm_device *dev)
{
	kfree(dev->private);
	if (!variant(kvm_pch_pic_leak))
		kfree(dev);
}

static const struct kvm_device_ops kvm_pch_pic_ops = {
	.name = "kvm-loongarch-pch-pic",
	.create = kvm_pch_pic_create,
	.destroy = kvm_pch_pic_destroy,
	.set_attr = kvm_pch_pic_set_attr,
	.has_attr = kvm_pch_pic_has_attr,
};

static int __init kvm_pch_pic_init(void)
{
	return kvm_register_device_ops(&kvm_pch_pic_ops, KVM_DEV_TYPE_LOONGARCH_PCHPIC);
}

module_init(kvm_pch_pic_init);

static void __exit kvm_pch_pic_exit(void)
{
	kvm_unregister_device_ops(KVM_DEV_TYPE_LOONGARCH_PCHPIC);
}
module_exit(kvm_pch_pic_exit);

MODULE_LICENSE("GPL");
