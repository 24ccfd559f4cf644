// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vm_ioctl.c - the file of a VM: what KVM_CREATE_VM returns
 *
 * Only the process that made the VM may use it: another mm gets -EIO on every call.
 */
#include <linux/kvm_host.h>

#include <linux/export.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "kvm_priv.h"

int kvm_vm_ioctl_check_extension(long arg)
{
	switch (arg) {
	case KVM_CAP_IRQCHIP:
	case KVM_CAP_USER_MEMORY:
	case KVM_CAP_USER_MEMORY2:
	case KVM_CAP_DESTROY_MEMORY_REGION_WORKS:
	case KVM_CAP_JOIN_MEMORY_REGIONS_WORKS:
	case KVM_CAP_INTERNAL_ERROR_DATA:
	case KVM_CAP_SIGNAL_MSI:
	case KVM_CAP_IRQFD:
	case KVM_CAP_IRQFD_RESAMPLE:
	case KVM_CAP_IOEVENTFD:
	case KVM_CAP_IOEVENTFD_ANY_LENGTH:
	case KVM_CAP_CHECK_EXTENSION_VM:
	case KVM_CAP_ENABLE_CAP_VM:
	case KVM_CAP_DEVICE_CTRL:
	case KVM_CAP_READONLY_MEM:
	case KVM_CAP_ASYNC_PF:
	case KVM_CAP_IRQ_INJECT_STATUS:
		return 1;
	case KVM_CAP_IRQ_ROUTING:
		return KVM_MAX_IRQ_ROUTES;
	case KVM_CAP_NR_MEMSLOTS:
		return KVM_USER_MEM_SLOTS;
	case KVM_CAP_MAX_VCPUS:
	case KVM_CAP_NR_VCPUS:
		return KVM_MAX_VCPUS;
	case KVM_CAP_MAX_VCPU_ID:
		return KVM_MAX_VCPU_IDS;
	default:
		return 0;
	}
}

static int kvm_vm_ioctl_enable_cap(struct kvm *kvm, void __user *argp)
{
	struct kvm_enable_cap cap;

	if (copy_from_user(&cap, argp, sizeof(cap)))
		return -EFAULT;
	/* Linux has some that can be enabled per VM; none of them concerns lifetimes. */
	return -EINVAL;
}

static int kvm_vm_ioctl_create_device(struct kvm *kvm, void __user *argp)
{
	struct kvm_create_device cd;
	int ret;

	if (copy_from_user(&cd, argp, sizeof(cd)))
		return -EFAULT;
	ret = kvm_ioctl_create_device(kvm, &cd);
	if (ret)
		return ret;
	/* The file stays installed if this fails: user space has no number for it. */
	return copy_to_user(argp, &cd, sizeof(cd)) ? -EFAULT : 0;
}

static int kvm_vm_ioctl_set_gsi_routing(struct kvm *kvm, void __user *argp)
{
	struct kvm_irq_routing __user *urouting = argp;
	struct kvm_irq_routing_entry *entries = NULL;
	struct kvm_irq_routing routing;
	int ret;

	if (copy_from_user(&routing, argp, sizeof(routing)))
		return -EFAULT;
	if (!kvm_arch_irqchip_in_kernel(kvm) || routing.nr > KVM_MAX_IRQ_ROUTES || routing.flags)
		return -EINVAL;

	if (routing.nr) {
		entries = kvmalloc_array(routing.nr, sizeof(*entries), GFP_KERNEL_ACCOUNT);
		if (!entries)
			return -ENOMEM;
		if (copy_from_user(entries, urouting->entries, routing.nr * sizeof(*entries))) {
			kvfree(entries);
			return -EFAULT;
		}
	}
	ret = kvm_set_irq_routing(kvm, entries, routing.nr, routing.flags);
	kvfree(entries);
	return ret;
}

static int kvm_vm_ioctl_irqfd(struct kvm *kvm, void __user *argp)
{
	struct kvm_irqfd data;

	if (copy_from_user(&data, argp, sizeof(data)))
		return -EFAULT;
	return kvm_irqfd(kvm, &data);
}

static int kvm_vm_ioctl_ioeventfd(struct kvm *kvm, void __user *argp)
{
	struct kvm_ioeventfd data;

	if (copy_from_user(&data, argp, sizeof(data)))
		return -EFAULT;
	return kvm_ioeventfd(kvm, &data);
}

static int kvm_vm_ioctl_signal_msi(struct kvm *kvm, void __user *argp)
{
	struct kvm_msi msi;

	if (copy_from_user(&msi, argp, sizeof(msi)))
		return -EFAULT;
	return kvm_send_userspace_msi(kvm, &msi);
}

static int kvm_vm_ioctl_dirty_log(struct kvm *kvm, void __user *argp)
{
	struct kvm_dirty_log log;

	if (copy_from_user(&log, argp, sizeof(log)))
		return -EFAULT;
	return kvm_vm_ioctl_get_dirty_log(kvm, &log);
}

static long kvm_vm_ioctl(struct file *filp, unsigned int ioctl, unsigned long arg)
{
	struct kvm *kvm = filp->private_data;
	void __user *argp = (void __user *)arg;

	if (kvm->mm != current->mm || kvm->vm_dead)
		return -EIO;

	switch (ioctl) {
	case KVM_CREATE_VCPU:
		return kvm_vm_ioctl_create_vcpu(kvm, arg);
	case KVM_ENABLE_CAP:
		return kvm_vm_ioctl_enable_cap(kvm, argp);
	case KVM_SET_USER_MEMORY_REGION:
	case KVM_SET_USER_MEMORY_REGION2:
		return kvm_vm_ioctl_set_memory_region(kvm, ioctl, argp);
	case KVM_GET_DIRTY_LOG:
		return kvm_vm_ioctl_dirty_log(kvm, argp);
	case KVM_IRQFD:
		return kvm_vm_ioctl_irqfd(kvm, argp);
	case KVM_IOEVENTFD:
		return kvm_vm_ioctl_ioeventfd(kvm, argp);
	case KVM_SIGNAL_MSI:
		return kvm_vm_ioctl_signal_msi(kvm, argp);
	case KVM_SET_GSI_ROUTING:
		return kvm_vm_ioctl_set_gsi_routing(kvm, argp);
	case KVM_CREATE_DEVICE:
		return kvm_vm_ioctl_create_device(kvm, argp);
	case KVM_CHECK_EXTENSION:
		return kvm_vm_ioctl_check_extension(arg);
	default:
		return kvm_arch_vm_ioctl(kvm, ioctl, argp);
	}
}

static int kvm_vm_release(struct inode *inode, struct file *filp)
{
	struct kvm *kvm = filp->private_data;

	/* irqfds hold no reference to the VM: they must be gone before ours is. */
	kvm_irqfd_release(kvm);
	kvm_put_kvm(kvm);
	return 0;
}

struct file_operations kvm_vm_fops = {
	.release = kvm_vm_release,
	.unlocked_ioctl = kvm_vm_ioctl,
	.llseek = noop_llseek,
};

bool file_is_kvm(struct file *file)
{
	return file && file->f_op == &kvm_vm_fops;
}
EXPORT_SYMBOL_GPL(file_is_kvm);
