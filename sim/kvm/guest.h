/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest.h - what a guest does, asked for from outside
 *
 * No guest code runs. A user task that "runs" a vCPU says what the guest would do next;
 * KVM then does what it would for an exit with that reason, in that task, with the
 * vCPU's mutex held and inside the VM's SRCU section, as KVM_RUN would.
 */
#ifndef KVM_GUEST_H
#define KVM_GUEST_H

#include <linux/types.h>

enum kvm_guest_what {
	KVM_GUEST_IDLE,		/* takes pending interrupts, notes pages that arrived */
	KVM_GUEST_HALT,		/* the same, but waits for one first */
	KVM_GUEST_MMIO_WRITE,	/* writes @len bytes of @val at @addr */
	KVM_GUEST_MMIO_READ,
	KVM_GUEST_PIO_WRITE,	/* the same to a port */
	KVM_GUEST_MEM_WRITE,	/* ordinary memory, by way of the memory slots */
	KVM_GUEST_MEM_READ,
	KVM_GUEST_FAULT,	/* touches @addr, whose page is not there: fetched meanwhile */
	KVM_GUEST_PAUSE,	/* spins for a lock: directed yield */
};

struct kvm_guest_op {
	enum kvm_guest_what what;
	u64 addr;
	u32 len;		/* 1, 2, 4 or 8 */
	u64 val;		/* in or out */
};

/*
 * A system call of the calling process. What the operation returns: interrupts taken
 * (IDLE, HALT), 0, 1 if the page is fetched asynchronously (FAULT), -EOPNOTSUPP where no
 * device answers, -EFAULT outside of the memory slots. -EBADF: not a vCPU's fd.
 */
long ksys_kvm_guest(int vcpu_fd, struct kvm_guest_op *op);

#endif
