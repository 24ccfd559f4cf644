// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vm_ioctl.c - the file of a VM: what KVM_CREATE_VM returns
 *
 * Only the process that made the VM may use it: another mm gets -EIO on every call.
 */
#include <linux/kvm_host.h>

#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/uaccess.h>

#include "kvm_priv.h"

/* What is there, and how much of it. What is not listed is not there. */
static const struct {
	long	capability;
	int	value;
} extensions[] = {
	{ KVM_CAP_CHECK_EXTENSION_VM, 1 },
	{ KVM_CAP_ENABLE_CAP_VM, 1 },
	/* memory */
	{ KVM_CAP_USER_MEMORY, 1 },
	{ KVM_CAP_USER_MEMORY2, 1 },
	{ KVM_CAP_READONLY_MEM, 1 },
	{ KVM_CAP_DESTROY_MEMORY_REGION_WORKS, 1 },
	{ KVM_CAP_JOIN_MEMORY_REGIONS_WORKS, 1 },
	{ KVM_CAP_NR_MEMSLOTS, KVM_USER_MEM_SLOTS },
	{ KVM_CAP_ASYNC_PF, 1 },
	/* interrupts and doorbells */
	{ KVM_CAP_IRQCHIP, 1 },
	{ KVM_CAP_IRQ_ROUTING, KVM_MAX_IRQ_ROUTES },
	{ KVM_CAP_IRQ_INJECT_STATUS, 1 },
	{ KVM_CAP_SIGNAL_MSI, 1 },
	{ KVM_CAP_IRQFD, 1 },
	{ KVM_CAP_IRQFD_RESAMPLE, 1 },
	{ KVM_CAP_IOEVENTFD, 1 },
	{ KVM_CAP_IOEVENTFD_ANY_LENGTH, 1 },
	/* the rest */
	{ KVM_CAP_DEVICE_CTRL, 1 },
	{ KVM_CAP_INTERNAL_ERROR_DATA, 1 },
	{ KVM_CAP_NR_VCPUS, num_online_cpus() },
	{ KVM_CAP_MAX_VCPUS, KVM_MAX_VCPUS },
	{ KVM_CAP_MAX_VCPU_ID, KVM_MAX_VCPU_IDS },
};

int kvm_vm_ioctl_check_extension(long arg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(extensions); i++)
		if (extensions[i].capability == arg)
			return extensions[i].value;
	return 0;
}

/* Linux has some that can be enabled per VM; none of them concerns lifetimes. */
static int enable_cap(struct kvm *kvm, void *args, void __user *from)
{
	return -EINVAL;
}

/* The file stays installed if the answer cannot be given: user space has no number for it. */
static int create_device(struct kvm *kvm, void *args, void __user *from)
{
	int err = kvm_ioctl_create_device(kvm, args);

	if (err)
		return err;
	return copy_to_user(from, args, sizeof(struct kvm_create_device)) ? -EFAULT : 0;
}

/* The head has been fetched; its entries follow it. */
static int set_gsi_routing(struct kvm *kvm, void *args, void __user *from)
{
	const struct kvm_irq_routing *head = args;
	struct kvm_irq_routing_entry *list = NULL;
	const size_t size = head->nr * sizeof(*list);
	int err = 0;

	if (head->flags || head->nr > KVM_MAX_IRQ_ROUTES || !kvm_arch_irqchip_in_kernel(kvm))
		return -EINVAL;
	if (size) {
		list = kvmalloc(size, GFP_KERNEL_ACCOUNT);
		if (!list)
			return -ENOMEM;
		if (copy_from_user(list, from + sizeof(*head), size))
			err = -EFAULT;
	}
	if (!err)
		err = kvm_set_irq_routing(kvm, list, head->nr, head->flags);
	kvfree(list);
	return err;
}

static int set_irqfd(struct kvm *kvm, void *args, void __user *from)
{
	return kvm_irqfd(kvm, args);
}

static int set_ioeventfd(struct kvm *kvm, void *args, void __user *from)
{
	return kvm_ioeventfd(kvm, args);
}

static int signal_msi(struct kvm *kvm, void *args, void __user *from)
{
	return kvm_send_userspace_msi(kvm, args);
}

static int get_dirty_log(struct kvm *kvm, void *args, void __user *from)
{
	return kvm_vm_ioctl_get_dirty_log(kvm, args);
}

/* Calls that take a struct, which is fetched before they look at anything. */
union call_args {
	struct kvm_create_device	create_device;
	struct kvm_dirty_log		dirty_log;
	struct kvm_enable_cap		enable_cap;
	struct kvm_ioeventfd		ioeventfd;
	struct kvm_irq_routing		irq_routing;
	struct kvm_irqfd		irqfd;
	struct kvm_msi			msi;
};

static const struct call {
	unsigned int	ioctl;
	size_t		size;
	int		(*handle)(struct kvm *kvm, void *args, void __user *from);
} calls[] = {
	{ KVM_CREATE_DEVICE, sizeof(struct kvm_create_device), create_device },
	{ KVM_ENABLE_CAP, sizeof(struct kvm_enable_cap), enable_cap },
	{ KVM_GET_DIRTY_LOG, sizeof(struct kvm_dirty_log), get_dirty_log },
	{ KVM_IOEVENTFD, sizeof(struct kvm_ioeventfd), set_ioeventfd },
	{ KVM_IRQFD, sizeof(struct kvm_irqfd), set_irqfd },
	{ KVM_SET_GSI_ROUTING, sizeof(struct kvm_irq_routing), set_gsi_routing },
	{ KVM_SIGNAL_MSI, sizeof(struct kvm_msi), signal_msi },
};

static const struct call *find_call(unsigned int ioctl)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (calls[i].ioctl == ioctl)
			return &calls[i];
	return NULL;
}

static long do_call(struct kvm *kvm, const struct call *call, void __user *from)
{
	union call_args args;

	if (copy_from_user(&args, from, call->size))
		return -EFAULT;
	return call->handle(kvm, &args, from);
}

static long kvm_vm_ioctl(struct file *filp, unsigned int ioctl, unsigned long arg)
{
	const struct call *call = find_call(ioctl);
	struct kvm *kvm = filp->private_data;
	void __user *from = (void __user *)arg;

	if (kvm->mm != current->mm || kvm->vm_dead)
		return -EIO;
	if (call)
		return do_call(kvm, call, from);

	switch (ioctl) {
	case KVM_CHECK_EXTENSION:
		return kvm_vm_ioctl_check_extension(arg);
	case KVM_CREATE_VCPU:
		return kvm_vm_ioctl_create_vcpu(kvm, arg);
	case KVM_SET_USER_MEMORY_REGION:
	case KVM_SET_USER_MEMORY_REGION2:
		return kvm_vm_ioctl_set_memory_region(kvm, ioctl, from);
	}
	return kvm_arch_vm_ioctl(kvm, ioctl, from);
}

static int kvm_vm_release(struct inode *inode, struct file *filp)
{
	struct kvm *vm = filp->private_data;

	/* irqfds hold no reference to the VM: they must be gone before ours is. */
	kvm_irqfd_release(vm);
	kvm_put_kvm(vm);
	return 0;
}

struct file_operations kvm_vm_fops = {
	.llseek		= noop_llseek,
	.unlocked_ioctl	= kvm_vm_ioctl,
	.release	= kvm_vm_release,
};

bool file_is_kvm(struct file *file)
{
	return file && file->f_op == &kvm_vm_fops;
}
EXPORT_SYMBOL_GPL(file_is_kvm);
