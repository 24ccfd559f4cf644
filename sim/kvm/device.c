// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device.c - devices of a VM that have a file: KVM_CREATE_DEVICE
 *
 *  K1  A device is on kvm->devices from create() until its file is released, if its ops
 *      have release(), else until the VM is destroyed.
 *  K2  Its file holds a reference to the VM, taken before anybody can close the file.
 *
 * Locking: kvm->lock for the list and around create() and release(). The list is read
 * under RCU too.
 */
#include <linux/kvm_host.h>

#include <linux/anon_inodes.h>
#include <linux/bug.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "kvm_priv.h"

DEFINE_VARIANT(kvm_device_fd_first, "kvm-device-fd-first", "reverts cfa39381173d (v5.0)",
	       "KVM_CREATE_DEVICE publishes the fd before it takes the VM reference (K01)");
DEFINE_VARIANT(kvm_device_unlocked, "kvm-device-unlocked", "reverts a28ebea2adc4 (v4.8)",
	       "KVM_CREATE_DEVICE creates and lists without kvm->lock (K03)");
DEFINE_VARIANT(kvm_device_destroy_unchecked, "kvm-device-destroy-unchecked",
	       "reverts e8bc24270188 (v5.19)",
	       "a failing KVM_CREATE_DEVICE calls ops->destroy even if there is none (K04)");

static const struct kvm_device_ops *kvm_device_ops_table[16];

int kvm_register_device_ops(const struct kvm_device_ops *ops, u32 type)
{
	if (type >= ARRAY_SIZE(kvm_device_ops_table))
		return -ENOSPC;
	if (kvm_device_ops_table[type])
		return -EEXIST;
	kvm_device_ops_table[type] = ops;
	return 0;
}

void kvm_unregister_device_ops(u32 type)
{
	kvm_device_ops_table[type] = NULL;
}

static int kvm_device_ioctl_attr(struct kvm_device *dev,
				 int (*accessor)(struct kvm_device *dev,
						 struct kvm_device_attr *attr),
				 unsigned long arg)
{
	struct kvm_device_attr attr;

	if (!accessor)
		return -EPERM;
	if (copy_from_user(&attr, (void __user *)arg, sizeof(attr)))
		return -EFAULT;
	return accessor(dev, &attr);
}

static long kvm_device_ioctl(struct file *filp, unsigned int ioctl, unsigned long arg)
{
	struct kvm_device *dev = filp->private_data;

	if (dev->kvm->mm != current->mm || dev->kvm->vm_dead)
		return -EIO;

	switch (ioctl) {
	case KVM_SET_DEVICE_ATTR:
		return kvm_device_ioctl_attr(dev, dev->ops->set_attr, arg);
	case KVM_GET_DEVICE_ATTR:
		return kvm_device_ioctl_attr(dev, dev->ops->get_attr, arg);
	case KVM_HAS_DEVICE_ATTR:
		return kvm_device_ioctl_attr(dev, dev->ops->has_attr, arg);
	default:
		return dev->ops->ioctl ? dev->ops->ioctl(dev, ioctl, arg) : -ENOTTY;
	}
}

static int kvm_device_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct kvm_device *dev = filp->private_data;

	return dev->ops->mmap ? dev->ops->mmap(dev, vma) : -ENODEV;
}

static int kvm_device_release(struct inode *inode, struct file *filp)
{
	struct kvm_device *dev = filp->private_data;
	struct kvm *kvm = dev->kvm;

	if (dev->ops->release) {
		mutex_lock(&kvm->lock);
		list_del_rcu(&dev->vm_node);
		synchronize_rcu();
		dev->ops->release(dev);
		mutex_unlock(&kvm->lock);
	}

	kvm_put_kvm(kvm);
	return 0;
}

struct file_operations kvm_device_fops = {
	.unlocked_ioctl = kvm_device_ioctl,
	.release = kvm_device_release,
	.mmap = kvm_device_mmap,
};

struct kvm_device *kvm_device_from_filp(struct file *filp)
{
	return filp->f_op == &kvm_device_fops ? filp->private_data : NULL;
}

/* No lock: nobody else has a reference to the VM, so nobody is at the list. */
void kvm_destroy_devices(struct kvm *kvm)
{
	struct kvm_device *dev, *next;

	list_for_each_entry_safe(dev, next, &kvm->devices, vm_node) {
		list_del(&dev->vm_node);
		dev->ops->destroy(dev);
	}
}

static int kvm_device_create(struct kvm_device *dev, u32 type)
{
	struct kvm *kvm = dev->kvm;
	bool locked = !variant(kvm_device_unlocked);
	int ret;

	if (locked)
		mutex_lock(&kvm->lock);
	ret = dev->ops->create(dev, type);
	if (ret >= 0)
		list_add_rcu(&dev->vm_node, &kvm->devices);
	if (locked)
		mutex_unlock(&kvm->lock);
	return ret;
}

static void kvm_device_undo_create(struct kvm_device *dev)
{
	const struct kvm_device_ops *ops = dev->ops;
	struct kvm *kvm = dev->kvm;
	bool fixed = !variant(kvm_device_destroy_unchecked);

	mutex_lock(&kvm->lock);
	list_del_rcu(&dev->vm_node);
	synchronize_rcu();
	if (fixed && ops->release)
		ops->release(dev);
	mutex_unlock(&kvm->lock);
	if (!fixed || ops->destroy)
		ops->destroy(dev);
}

int kvm_ioctl_create_device(struct kvm *kvm, struct kvm_create_device *cd)
{
	bool get_first = !variant(kvm_device_fd_first);
	const struct kvm_device_ops *ops;
	struct kvm_device *dev;
	int ret;

	if (cd->type >= ARRAY_SIZE(kvm_device_ops_table) || !kvm_device_ops_table[cd->type])
		return -ENODEV;
	ops = kvm_device_ops_table[cd->type];
	if (cd->flags & KVM_CREATE_DEVICE_TEST)
		return 0;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL_ACCOUNT);
	if (!dev)
		return -ENOMEM;
	dev->ops = ops;
	dev->kvm = kvm;
	ret = kvm_device_create(dev, cd->type);
	if (ret < 0) {
		kfree(dev);
		return ret;
	}
	if (ops->init)
		ops->init(dev);

	/* K2: another thread may guess the fd and close it as soon as it is there. */
	if (get_first)
		kvm_get_kvm(kvm);
	ret = anon_inode_getfd(ops->name, &kvm_device_fops, dev, O_RDWR | O_CLOEXEC);
	if (ret < 0) {
		if (get_first)
			kvm_put_kvm_no_destroy(kvm);
		kvm_device_undo_create(dev);
		return ret;
	}
	if (!get_first)
		kvm_get_kvm(kvm);

	cd->fd = ret;
	return 0;
}
