// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vcpu_ioctl.c - the file of a vCPU, and what its guest does
 *
 * Registers, signal masks and the rest of a vCPU's state are left out, since no guest code
 * runs: their ioctls answer -EINVAL.
 */
#include "kvm/guest.h"

#include <linux/bug.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#include "core/syscall.h"

#include "kvm_priv.h"

static bool kvm_vcpu_has_events(struct kvm_vcpu *vcpu)
{
	bool arrived;

	spin_lock(&vcpu->async_pf.lock);
	arrived = !list_empty(&vcpu->async_pf.done);
	spin_unlock(&vcpu->async_pf.lock);
	return arrived || kvm_arch_vcpu_has_interrupt(vcpu);
}

/* Deliver what is pending. Outside of the SRCU section: acknowledging may sleep. */
static long kvm_vcpu_take_events(struct kvm_vcpu *vcpu)
{
	kvm_check_async_pf_completion(vcpu);
	return kvm_arch_vcpu_ack_interrupts(vcpu);
}

static long kvm_guest_fault(struct kvm_vcpu *vcpu, gpa_t gpa)
{
	unsigned long hva = gfn_to_hva(vcpu->kvm, gpa >> PAGE_SHIFT);

	if (kvm_is_error_hva(hva))
		return -EFAULT;
	return kvm_setup_async_pf(vcpu, gpa, hva);
}

static long kvm_guest_exit(struct kvm_vcpu *vcpu, struct kvm_guest_op *op)
{
	struct kvm *kvm = vcpu->kvm;

	switch (op->what) {
	case KVM_GUEST_MMIO_WRITE:
		/* The bus of devices that ignore the length is asked first: it is the fast one. */
		if (!kvm_io_bus_write(vcpu, KVM_FAST_MMIO_BUS, op->addr, 0, NULL))
			return 0;
		return kvm_io_bus_write(vcpu, KVM_MMIO_BUS, op->addr, op->len, &op->val);
	case KVM_GUEST_MMIO_READ:
		return kvm_io_bus_read(vcpu, KVM_MMIO_BUS, op->addr, op->len, &op->val);
	case KVM_GUEST_PIO_WRITE:
		return kvm_io_bus_write(vcpu, KVM_PIO_BUS, op->addr, op->len, &op->val);
	case KVM_GUEST_MEM_WRITE:
		return kvm_write_guest(kvm, op->addr, &op->val, op->len);
	case KVM_GUEST_MEM_READ:
		return kvm_read_guest(kvm, op->addr, &op->val, op->len);
	case KVM_GUEST_FAULT:
		return kvm_guest_fault(vcpu, op->addr);
	case KVM_GUEST_PAUSE:
		kvm_vcpu_on_spin(vcpu, true);
		return 0;
	default:
		return -EINVAL;
	}
}

static long kvm_vcpu_run_guest(struct kvm_vcpu *vcpu, struct kvm_guest_op *op)
{
	long ret;
	int idx;

	WRITE_ONCE(vcpu->ready, false);
	if (op->what == KVM_GUEST_HALT) {
		ret = wait_event_interruptible(vcpu->wait, kvm_vcpu_has_events(vcpu));
		if (!ret)
			ret = kvm_vcpu_take_events(vcpu);
	} else if (op->what == KVM_GUEST_IDLE) {
		ret = kvm_vcpu_take_events(vcpu);
	} else if (op->len > sizeof(op->val)) {
		ret = -EINVAL;
	} else {
		idx = srcu_read_lock(&vcpu->kvm->srcu);
		ret = kvm_guest_exit(vcpu, op);
		srcu_read_unlock(&vcpu->kvm->srcu, idx);
	}
	WRITE_ONCE(vcpu->ready, true);
	return ret;
}

/* KVM_RUN proper: the guest idles once; then it is as if a signal had come. */
static long kvm_vcpu_ioctl_run(struct kvm_vcpu *vcpu)
{
	struct kvm_guest_op op = { .what = KVM_GUEST_IDLE };

	kvm_vcpu_run_guest(vcpu, &op);
	vcpu->run->exit_reason = KVM_EXIT_INTR;
	return -EINTR;
}

/* Is its guest the caller's? Memory of another process is none that it could run in. */
static bool is_ours(const struct kvm_vcpu *vcpu)
{
	const struct kvm *vm = vcpu->kvm;

	return vm->mm == current->mm && !vm->vm_dead;
}

static long kvm_vcpu_ioctl(struct file *filp, unsigned int ioctl, unsigned long arg)
{
	struct kvm_vcpu *vcpu = filp->private_data;
	long ret;

	if (!is_ours(vcpu))
		return -EIO;
	if (_IOC_TYPE(ioctl) != KVMIO)		/* does not wait for the guest to come out */
		return -EINVAL;
	ret = mutex_lock_killable(&vcpu->mutex);
	if (ret)
		return ret;
	ret = ioctl == KVM_RUN && !arg ? kvm_vcpu_ioctl_run(vcpu) : -EINVAL;
	mutex_unlock(&vcpu->mutex);
	return ret;
}

/* One page: what guest and monitor tell each other. */
static vm_fault_t kvm_vcpu_fault(struct vm_fault *vmf)
{
	struct kvm_vcpu *vcpu = vmf->vma->vm_file->private_data;

	if (vmf->pgoff)
		return VM_FAULT_SIGBUS;
	vmf->page = virt_to_page(vcpu->run);
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct kvm_vcpu_vm_ops = {
	.fault = kvm_vcpu_fault,
};

static int kvm_vcpu_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &kvm_vcpu_vm_ops;
	return 0;
}

/* The vCPU itself lives as long as its VM. */
static int vcpu_file_release(struct inode *inode, struct file *filp)
{
	const struct kvm_vcpu *vcpu = filp->private_data;

	kvm_put_kvm(vcpu->kvm);
	return 0;
}

struct file_operations kvm_vcpu_fops = {
	.release = vcpu_file_release,
	.unlocked_ioctl = kvm_vcpu_ioctl,
	.mmap = kvm_vcpu_mmap,
	.llseek = noop_llseek,
};

static long kvm_guest_by_file(struct file *filp, struct kvm_guest_op *op)
{
	struct kvm_vcpu *vcpu = filp->private_data;
	long ret;

	if (filp->f_op != &kvm_vcpu_fops)
		return -EBADF;
	if (!is_ours(vcpu))
		return -EIO;
	ret = mutex_lock_killable(&vcpu->mutex);
	if (ret)
		return ret;
	ret = kvm_vcpu_run_guest(vcpu, op);
	mutex_unlock(&vcpu->mutex);
	return ret;
}

long ksys_kvm_guest(int vcpu_fd, struct kvm_guest_op *op)
{
	long ret = -EBADF;
	struct fd f;

	if (!syscall_enter("kvm_guest"))
		return -EINTR;
	f = fdget(vcpu_fd);
	if (fd_file(f)) {
		ret = kvm_guest_by_file(fd_file(f), op);
		fdput(f);
	}
	return syscall_exit(ret);
}
