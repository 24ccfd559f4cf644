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
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/lockdep.h>
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

/* The kinds of devices there are, by the type that user space names. */
static const struct kvm_device_ops *kinds[16];

int kvm_register_device_ops(const struct kvm_device_ops *ops, u32 type)
{
	if (type >= ARRAY_SIZE(kinds))
		return -ENOSPC;
	if (kinds[type])
		return -EEXIST;
	kinds[type] = ops;
	return 0;
}

void kvm_unregister_device_ops(u32 type)
{
	kinds[type] = NULL;
}

typedef int (*attr_fn)(struct kvm_device *dev, struct kvm_device_attr *attr);

static int call_attr(struct kvm_device *dev, attr_fn access, void __user *from)
{
	struct kvm_device_attr attr;

	if (!access)
		return -EPERM;
	return copy_from_user(&attr, from, sizeof(attr)) ? -EFAULT : access(dev, &attr);
}

/* Only the VM's own process, and only while the VM works. */
static bool may_call(const struct kvm_device *dev)
{
	return dev->kvm->mm == current->mm && !dev->kvm->vm_dead;
}

static long kvm_device_ioctl(struct file *filp, unsigned int ioctl, unsigned long arg)
{
	struct kvm_device *dev = filp->private_data;
	const struct kvm_device_ops *ops = dev->ops;
	void __user *uarg = (void __user *)arg;

	if (!may_call(dev))
		return -EIO;
	if (ioctl == KVM_HAS_DEVICE_ATTR)
		return call_attr(dev, ops->has_attr, uarg);
	if (ioctl == KVM_GET_DEVICE_ATTR)
		return call_attr(dev, ops->get_attr, uarg);
	if (ioctl == KVM_SET_DEVICE_ATTR)
		return call_attr(dev, ops->set_attr, uarg);
	return ops->ioctl ? ops->ioctl(dev, ioctl, arg) : -ENOTTY;
}

static int kvm_device_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct kvm_device *dev = filp->private_data;

	if (!dev->ops->mmap)
		return -ENODEV;
	return dev->ops->mmap(dev, vma);
}

/* K1: off the list, and from those who read it under RCU, before the kind frees it. */
static void unlist(struct kvm_device *dev)
{
	lockdep_assert_held(&dev->kvm->lock);
	list_del_rcu(&dev->vm_node);
	synchronize_rcu();
}

/* Without ->release() the device outlives its file, and goes with the VM. */
static void release_device(struct kvm_device *dev)
{
	struct mutex *lock = &dev->kvm->lock;

	if (!dev->ops->release)
		return;
	mutex_lock(lock);
	unlist(dev);
	dev->ops->release(dev);
	mutex_unlock(lock);
}

static int kvm_device_release(struct inode *inode, struct file *filp)
{
	struct kvm_device *dev = filp->private_data;
	struct kvm *vm = dev->kvm;

	release_device(dev);
	kvm_put_kvm(vm);	/* K2 */
	return 0;
}

struct file_operations kvm_device_fops = {
	.mmap		= kvm_device_mmap,
	.unlocked_ioctl	= kvm_device_ioctl,
	.release	= kvm_device_release,
};

struct kvm_device *kvm_device_from_filp(struct file *filp)
{
	bool ours = filp->f_op == &kvm_device_fops;

	return ours ? filp->private_data : NULL;
}

/* No lock: the last reference to the VM is ours, so nobody is at the list. */
void kvm_destroy_devices(struct kvm *kvm)
{
	struct kvm_device *left, *after;

	list_for_each_entry_safe(left, after, &kvm->devices, vm_node) {
		list_del(&left->vm_node);
		left->ops->destroy(left);
	}
}

static int create_and_list(struct kvm_device *dev, u32 type)
{
	int ret = dev->ops->create(dev, type);

	if (ret >= 0)
		list_add_rcu(&dev->vm_node, &dev->kvm->devices);
	return ret;
}

/* A device without a file, or an errno. What ->init() does may need kvm->lock. */
static struct kvm_device *new_device(struct kvm *kvm, const struct kvm_device_ops *ops, u32 type)
{
	struct kvm_device *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);
	const bool locked = !variant(kvm_device_unlocked);
	int ret;

	if (!fresh)
		return ERR_PTR(-ENOMEM);
	fresh->kvm = kvm;
	fresh->ops = ops;

	if (locked)
		mutex_lock(&kvm->lock);
	ret = create_and_list(fresh, type);
	if (locked)
		mutex_unlock(&kvm->lock);
	if (ret < 0) {
		kfree(fresh);
		return ERR_PTR(ret);
	}
	if (ops->init)
		ops->init(fresh);
	return fresh;
}

/* Nobody got a file of it: what the file's release does, or else the VM's end, is done here. */
static void undo_new_device(struct kvm_device *dev)
{
	const bool checked = !variant(kvm_device_destroy_unchecked);
	const struct kvm_device_ops *ops = dev->ops;
	struct kvm *kvm = dev->kvm;

	mutex_lock(&kvm->lock);
	unlist(dev);
	if (checked && ops->release)
		ops->release(dev);
	mutex_unlock(&kvm->lock);
	if (ops->destroy || !checked)
		ops->destroy(dev);
}

/* K2: another thread may guess the fd and close it as soon as it is there. */
static int open_device(struct kvm_device *dev)
{
	const bool get_first = !variant(kvm_device_fd_first);
	struct kvm *kvm = dev->kvm;
	int fd;

	if (get_first)
		kvm_get_kvm(kvm);
	fd = anon_inode_getfd(dev->ops->name, &kvm_device_fops, dev, O_CLOEXEC | O_RDWR);
	if (fd < 0 && get_first)
		kvm_put_kvm_no_destroy(kvm);
	if (fd >= 0 && !get_first)
		kvm_get_kvm(kvm);
	return fd;
}

int kvm_ioctl_create_device(struct kvm *kvm, struct kvm_create_device *cd)
{
	const struct kvm_device_ops *ops = cd->type < ARRAY_SIZE(kinds) ? kinds[cd->type] : NULL;
	struct kvm_device *fresh;
	int fd;

	if (!ops)
		return -ENODEV;
	if (cd->flags & KVM_CREATE_DEVICE_TEST)
		return 0;
	fresh = new_device(kvm, ops, cd->type);
	if (IS_ERR(fresh))
		return PTR_ERR(fresh);

	fd = open_device(fresh);
	if (fd < 0) {
		undo_new_device(fresh);
		return fd;
	}
	cd->fd = fd;
	return 0;
}
