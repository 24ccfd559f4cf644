// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_vfio.c - the kvm-vfio device: tells vfio which VM a group or device works for
 *
 *  F1  Each file on the list is counted, and vfio knows this VM for it.
 *  F2  vfio is another module: its functions are found by name and held while they run.
 *
 * Locking: kv->lock for the list, and never taken inside vfio. kvm->lock is held above it
 * in create() and release(); release() needs no kv->lock, for the file is gone.
 */
#include <linux/kvm_host.h>

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

#include "kvm_priv.h"

DEFINE_VARIANT(kvm_vfio_destroy, "kvm-vfio-destroy", "reverts 51cdc8bc120e (v6.2)",
	       "kvm-vfio lets go of its files when the VM ends, not when it is closed (K1)");

struct kvm_vfio_file {
	struct list_head node;
	struct file *file;		/* counted */
};

struct kvm_vfio {
	struct mutex lock;
	/* lock: */
	struct list_head file_list;
	bool noncoherent;
};

static noinline void kvm_vfio_file_set_kvm(struct file *file, struct kvm *kvm)
{
	void (*fn)(struct file *file, struct kvm *kvm);

	fn = symbol_get(vfio_file_set_kvm);
	if (!fn)
		return;
	fn(file, kvm);
	symbol_put(vfio_file_set_kvm);
}

static bool kvm_vfio_file_enforced_coherent(struct file *file)
{
	bool (*fn)(struct file *file);
	bool ret;

	fn = symbol_get(vfio_file_enforced_coherent);
	if (!fn)
		return false;
	ret = fn(file);
	symbol_put(vfio_file_enforced_coherent);
	return ret;
}

static bool kvm_vfio_file_is_valid(struct file *file)
{
	bool (*fn)(struct file *file);
	bool ret;

	fn = symbol_get(vfio_file_is_valid);
	if (!fn)
		return false;
	ret = fn(file);
	symbol_put(vfio_file_is_valid);
	return ret;
}

/*
 * One incoherent device makes the VM so. Files can share a domain, so that adding one
 * may change what the others answer: ask all of them each time.
 */
static void kvm_vfio_update_coherency(struct kvm_device *dev)
{
	struct kvm_vfio *kv = dev->private;
	struct kvm_vfio_file *kvf;
	bool noncoherent = false;

	list_for_each_entry(kvf, &kv->file_list, node) {
		if (!kvm_vfio_file_enforced_coherent(kvf->file)) {
			noncoherent = true;
			break;
		}
	}
	if (noncoherent == kv->noncoherent)
		return;
	kv->noncoherent = noncoherent;
	if (noncoherent)
		kvm_arch_register_noncoherent_dma(dev->kvm);
	else
		kvm_arch_unregister_noncoherent_dma(dev->kvm);
}

static struct kvm_vfio_file *kvm_vfio_find(struct kvm_vfio *kv, struct file *file)
{
	struct kvm_vfio_file *kvf;

	lockdep_assert_held(&kv->lock);
	list_for_each_entry(kvf, &kv->file_list, node)
		if (kvf->file == file)
			return kvf;
	return NULL;
}

static int kvm_vfio_file_add(struct kvm_device *dev, unsigned int fd)
{
	struct kvm_vfio *kv = dev->private;
	struct kvm_vfio_file *kvf;
	struct file *filp;
	int ret = 0;

	filp = fget(fd);
	if (!filp)
		return -EBADF;
	if (!kvm_vfio_file_is_valid(filp)) {
		ret = -EINVAL;
		goto out_fput;
	}

	mutex_lock(&kv->lock);
	if (kvm_vfio_find(kv, filp)) {
		ret = -EEXIST;
		goto out_unlock;
	}
	kvf = kzalloc(sizeof(*kvf), GFP_KERNEL_ACCOUNT);
	if (!kvf) {
		ret = -ENOMEM;
		goto out_unlock;
	}
	kvf->file = get_file(filp);
	list_add_tail(&kvf->node, &kv->file_list);

	kvm_arch_start_assignment(dev->kvm);
	kvm_vfio_file_set_kvm(kvf->file, dev->kvm);
	kvm_vfio_update_coherency(dev);
out_unlock:
	mutex_unlock(&kv->lock);
out_fput:
	fput(filp);
	return ret;
}

static int kvm_vfio_file_del(struct kvm_device *dev, unsigned int fd)
{
	struct kvm_vfio *kv = dev->private;
	struct kvm_vfio_file *kvf;
	struct fd f = fdget(fd);
	int ret = -ENOENT;

	if (!fd_file(f))
		return -EBADF;

	mutex_lock(&kv->lock);
	kvf = kvm_vfio_find(kv, fd_file(f));
	if (kvf) {
		list_del(&kvf->node);
		kvm_arch_end_assignment(dev->kvm);
		kvm_vfio_file_set_kvm(kvf->file, NULL);
		fput(kvf->file);
		kfree(kvf);
		ret = 0;
	}
	kvm_vfio_update_coherency(dev);
	mutex_unlock(&kv->lock);

	fdput(f);
	return ret;
}

/* KVM_DEV_VFIO_GROUP_SET_SPAPR_TCE exists on POWER only. */
static int kvm_vfio_set_attr(struct kvm_device *dev, struct kvm_device_attr *attr)
{
	int32_t __user *argp = u64_to_user_ptr(attr->addr);
	int32_t fd;

	if (attr->group != KVM_DEV_VFIO_FILE ||
	    (attr->attr != KVM_DEV_VFIO_FILE_ADD && attr->attr != KVM_DEV_VFIO_FILE_DEL))
		return -ENXIO;
	if (get_user(fd, argp))
		return -EFAULT;
	if (attr->attr == KVM_DEV_VFIO_FILE_ADD)
		return kvm_vfio_file_add(dev, fd);
	return kvm_vfio_file_del(dev, fd);
}

static int kvm_vfio_has_attr(struct kvm_device *dev, struct kvm_device_attr *attr)
{
	if (attr->group == KVM_DEV_VFIO_FILE &&
	    (attr->attr == KVM_DEV_VFIO_FILE_ADD || attr->attr == KVM_DEV_VFIO_FILE_DEL))
		return 0;
	return -ENXIO;
}

/* Inlined, so that reports name which of the two it was. */
static __always_inline void kvm_vfio_free(struct kvm_device *dev)
{
	struct kvm_vfio *kv = dev->private;
	struct kvm_vfio_file *kvf, *next;

	list_for_each_entry_safe(kvf, next, &kv->file_list, node) {
		kvm_vfio_file_set_kvm(kvf->file, NULL);
		fput(kvf->file);
		list_del(&kvf->node);
		kfree(kvf);
		kvm_arch_end_assignment(dev->kvm);
	}
	kvm_vfio_update_coherency(dev);
	kfree(kv);
	kfree(dev);	/* kvm_ioctl_create_device() made it */
}

static void kvm_vfio_release(struct kvm_device *dev)
{
	kvm_vfio_free(dev);
}

/* What release() replaced: runs in whoever drops the VM's last reference. */
static void kvm_vfio_destroy(struct kvm_device *dev)
{
	kvm_vfio_free(dev);
}

static int kvm_vfio_create(struct kvm_device *dev, u32 type);

static const struct kvm_device_ops kvm_vfio_ops = {
	.name = "kvm-vfio",
	.create = kvm_vfio_create,
	.release = kvm_vfio_release,
	.set_attr = kvm_vfio_set_attr,
	.has_attr = kvm_vfio_has_attr,
};

static const struct kvm_device_ops kvm_vfio_destroy_ops = {
	.name = "kvm-vfio",
	.create = kvm_vfio_create,
	.destroy = kvm_vfio_destroy,
	.set_attr = kvm_vfio_set_attr,
	.has_attr = kvm_vfio_has_attr,
};

static int kvm_vfio_create(struct kvm_device *dev, u32 type)
{
	struct kvm_device *other;
	struct kvm_vfio *kv;

	if (!variant(kvm_device_unlocked))
		lockdep_assert_held(&dev->kvm->lock);

	/* One to a VM. */
	list_for_each_entry(other, &dev->kvm->devices, vm_node)
		if (other->ops->create == kvm_vfio_create)
			return -EBUSY;

	kv = kzalloc(sizeof(*kv), GFP_KERNEL_ACCOUNT);
	if (!kv)
		return -ENOMEM;
	INIT_LIST_HEAD(&kv->file_list);
	mutex_init(&kv->lock);
	dev->private = kv;
	return 0;
}

int kvm_vfio_ops_init(void)
{
	return kvm_register_device_ops(variant(kvm_vfio_destroy) ? &kvm_vfio_destroy_ops :
								   &kvm_vfio_ops,
				       KVM_DEV_TYPE_VFIO);
}

void kvm_vfio_ops_exit(void)
{
	kvm_unregister_device_ops(KVM_DEV_TYPE_VFIO);
}
