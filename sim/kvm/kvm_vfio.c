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

/* What vfio says of a file; no to everything while it is not loaded. */
#define ask_vfio(question, filp) ({				\
	typeof(&question) __ask = symbol_get(question);		\
	bool __yes = false;					\
								\
	if (__ask) {						\
		__yes = __ask(filp);				\
		symbol_put(question);				\
	}							\
	__yes;							\
})

static void kvm_vfio_file_set_kvm(struct file *filp, struct kvm *vm)
{
	typeof(&vfio_file_set_kvm) tell = symbol_get(vfio_file_set_kvm);

	if (tell) {
		tell(filp, vm);
		symbol_put(vfio_file_set_kvm);
	}
}

static bool has_incoherent_file(struct kvm_vfio *kv)
{
	struct kvm_vfio_file *entry;

	list_for_each_entry(entry, &kv->file_list, node)
		if (!ask_vfio(vfio_file_enforced_coherent, entry->file))
			return true;
	return false;
}

/*
 * One incoherent device makes the VM so. Files can share a domain, so that adding one
 * may change what the others answer: ask all of them each time.
 */
static void kvm_vfio_update_coherency(struct kvm_device *dev)
{
	struct kvm_vfio *kv = dev->private;
	bool was = kv->noncoherent;

	kv->noncoherent = has_incoherent_file(kv);
	if (kv->noncoherent && !was)
		kvm_arch_register_noncoherent_dma(dev->kvm);
	if (was && !kv->noncoherent)
		kvm_arch_unregister_noncoherent_dma(dev->kvm);
}

static struct kvm_vfio_file *kvm_vfio_find(struct kvm_vfio *kv, const struct file *filp)
{
	struct kvm_vfio_file *entry;

	lockdep_assert_held(&kv->lock);
	list_for_each_entry(entry, &kv->file_list, node)
		if (entry->file == filp)
			return entry;
	return NULL;
}

/* The list takes a reference of its own; the caller keeps the one it looked up. */
static int enlist_locked(struct kvm_device *dev, struct file *filp)
{
	struct kvm_vfio *kv = dev->private;
	struct kvm_vfio_file *entry;

	if (kvm_vfio_find(kv, filp))
		return -EEXIST;
	entry = kzalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);
	if (!entry)
		return -ENOMEM;
	entry->file = get_file(filp);
	list_add_tail(&entry->node, &kv->file_list);

	kvm_arch_start_assignment(dev->kvm);
	kvm_vfio_file_set_kvm(filp, dev->kvm);
	kvm_vfio_update_coherency(dev);
	return 0;
}

static int delist_locked(struct kvm_device *dev, const struct file *filp)
{
	struct kvm_vfio_file *entry = kvm_vfio_find(dev->private, filp);

	if (!entry)
		return -ENOENT;
	list_del(&entry->node);
	kvm_arch_end_assignment(dev->kvm);
	kvm_vfio_file_set_kvm(entry->file, NULL);
	fput(entry->file);
	kfree(entry);
	return 0;
}

static int kvm_vfio_file_add(struct kvm_device *dev, unsigned int fd)
{
	struct kvm_vfio *kv = dev->private;
	struct file *filp = fget(fd);
	int err = -EINVAL;

	if (!filp)
		return -EBADF;
	if (ask_vfio(vfio_file_is_valid, filp)) {
		mutex_lock(&kv->lock);
		err = enlist_locked(dev, filp);
		mutex_unlock(&kv->lock);
	}
	fput(filp);
	return err;
}

/* Coherency is looked at anew even if nothing was found: a domain may have changed since. */
static int kvm_vfio_file_del(struct kvm_device *dev, unsigned int fd)
{
	struct kvm_vfio *kv = dev->private;
	struct fd held = fdget(fd);
	int err;

	if (!fd_file(held))
		return -EBADF;
	mutex_lock(&kv->lock);
	err = delist_locked(dev, fd_file(held));
	kvm_vfio_update_coherency(dev);
	mutex_unlock(&kv->lock);
	fdput(held);
	return err;
}

/* KVM_DEV_VFIO_GROUP_SET_SPAPR_TCE exists on POWER only. */
static int kvm_vfio_has_attr(struct kvm_device *dev, struct kvm_device_attr *what)
{
	if (what->group != KVM_DEV_VFIO_FILE)
		return -ENXIO;
	switch (what->attr) {
	case KVM_DEV_VFIO_FILE_ADD:
	case KVM_DEV_VFIO_FILE_DEL:
		return 0;
	}
	return -ENXIO;
}

static int kvm_vfio_set_attr(struct kvm_device *dev, struct kvm_device_attr *what)
{
	int err = kvm_vfio_has_attr(dev, what);
	int32_t fd;

	if (err)
		return err;
	if (get_user(fd, (int32_t __user *)u64_to_user_ptr(what->addr)))
		return -EFAULT;
	return what->attr == KVM_DEV_VFIO_FILE_ADD ? kvm_vfio_file_add(dev, fd) :
						     kvm_vfio_file_del(dev, fd);
}

/* Inlined, so that reports name which of the two it was. */
static __always_inline void kvm_vfio_free(struct kvm_device *dev)
{
	struct kvm_vfio *kv = dev->private;

	while (!list_empty(&kv->file_list)) {
		struct kvm_vfio_file *entry =
			list_first_entry(&kv->file_list, struct kvm_vfio_file, node);

		kvm_vfio_file_set_kvm(entry->file, NULL);
		fput(entry->file);
		list_del(&entry->node);
		kfree(entry);
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

static bool vm_has_kvm_vfio(struct kvm *vm)
{
	struct kvm_device *made;

	list_for_each_entry(made, &vm->devices, vm_node)
		if (made->ops->create == kvm_vfio_create)
			return true;
	return false;
}

static int kvm_vfio_create(struct kvm_device *dev, u32 type)
{
	struct kvm_vfio *kv;

	if (!variant(kvm_device_unlocked))
		lockdep_assert_held(&dev->kvm->lock);
	if (vm_has_kvm_vfio(dev->kvm))
		return -EBUSY;

	kv = kzalloc(sizeof(*kv), GFP_KERNEL_ACCOUNT);
	if (!kv)
		return -ENOMEM;
	mutex_init(&kv->lock);
	INIT_LIST_HEAD(&kv->file_list);
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
