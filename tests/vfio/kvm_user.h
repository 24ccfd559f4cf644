/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kvm_user.h - a VM, and its kvm-vfio device that knows a group
 */
#ifndef TESTS_VFIO_KVM_USER_H
#define TESTS_VFIO_KVM_USER_H

#include "vfio/vfio_world.h"

#include <uapi/linux/kvm.h>

struct kvm_user {
	int	vm;
	int	device;		/* kvm-vfio */
};

static inline long kvm_user_file(struct kvm_user kvm, unsigned long what, int fd)
{
	struct kvm_device_attr attr = {
		.group = KVM_DEV_VFIO_GROUP, .attr = what, .addr = (unsigned long)&fd,
	};

	return user_ioctl(kvm.device, KVM_SET_DEVICE_ATTR, &attr);
}

static inline struct kvm_user kvm_user_open(int group)
{
	struct kvm_create_device create = { .type = KVM_DEV_TYPE_VFIO };
	int kvm_fd = ksys_open("/dev/kvm", O_RDWR);
	struct kvm_user kvm;

	cr_assert_geq(kvm_fd, 0);
	kvm.vm = ksys_ioctl(kvm_fd, KVM_CREATE_VM, 0);
	cr_assert_geq(kvm.vm, 0);
	ksys_close(kvm_fd);
	cr_assert_eq(user_ioctl(kvm.vm, KVM_CREATE_DEVICE, &create), 0);
	kvm.device = create.fd;
	cr_assert_eq(kvm_user_file(kvm, KVM_DEV_VFIO_GROUP_ADD, group), 0);
	return kvm;
}

/* Container and group, without a device open. */
static inline struct vfio_user vfio_open_without_device(const char *name)
{
	struct vfio_user user = vfio_open(name);

	ksys_close(user.device);
	user.device = -1;
	return user;
}

#endif
