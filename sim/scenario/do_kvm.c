// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_kvm.c - KVM, iommufd and ioctls by number
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <uapi/linux/iommufd.h>
#include <linux/kvm.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/vfio.h>

#include "core/syscall.h"
#include "kvm/guest.h"

long scn_do_KVM_CREATE_VM(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), KVM_CREATE_VM, 0);
}

long scn_do_KVM_CREATE_VCPU(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), KVM_CREATE_VCPU, args[1].num);
}

long scn_do_KVM_RUN(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), KVM_RUN, 0);
}

long scn_do_KVM_CREATE_DEVICE(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_create_device create = { .type = (u32)args[1].num };
	long ret = scn_ioctl(scn_fd(task, &args[0]), KVM_CREATE_DEVICE, &create);

	return ret ? ret : (long)create.fd;
}

static long change_file(struct scn_task *task, const struct scn_arg *args, u64 attr)
{
	s32 file = scn_fd(task, &args[1]);
	struct kvm_device_attr change = {
		.group = KVM_DEV_VFIO_FILE, .attr = attr, .addr = (uintptr_t)&file,
	};

	return scn_ioctl(scn_fd(task, &args[0]), KVM_SET_DEVICE_ATTR, &change);
}

long scn_do_KVM_DEV_VFIO_FILE_ADD(struct scn_task *task, const struct scn_arg *args)
{
	return change_file(task, args, KVM_DEV_VFIO_FILE_ADD);
}

long scn_do_KVM_DEV_VFIO_FILE_DEL(struct scn_task *task, const struct scn_arg *args)
{
	return change_file(task, args, KVM_DEV_VFIO_FILE_DEL);
}

long scn_do_KVM_SET_DEVICE_ATTR(struct scn_task *task, const struct scn_arg *args)
{
	u64 value = args[3].num;
	struct kvm_device_attr attr = {
		.group = (u32)args[1].num, .attr = args[2].num, .addr = (uintptr_t)&value,
	};

	return scn_ioctl(scn_fd(task, &args[0]), KVM_SET_DEVICE_ATTR, &attr);
}

long scn_do_KVM_HAS_DEVICE_ATTR(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_device_attr attr = { .group = (u32)args[1].num, .attr = args[2].num };

	return scn_ioctl(scn_fd(task, &args[0]), KVM_HAS_DEVICE_ATTR, &attr);
}

long scn_do_KVM_CHECK_EXTENSION(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), KVM_CHECK_EXTENSION, args[1].num);
}

long scn_do_KVM_CREATE_IRQCHIP(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl(scn_fd(task, &args[0]), KVM_CREATE_IRQCHIP, 0);
}

long scn_do_KVM_SET_USER_MEMORY_REGION(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_userspace_memory_region slot = {
		.slot = (u32)args[1].num, .guest_phys_addr = args[2].num,
		.userspace_addr = scn_address(task, &args[3]), .memory_size = args[4].num,
		.flags = (u32)args[5].num,
	};

	return scn_ioctl(scn_fd(task, &args[0]), KVM_SET_USER_MEMORY_REGION, &slot);
}

long scn_do_KVM_IRQFD(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_irqfd irqfd = {
		.fd = (u32)scn_fd(task, &args[1]), .gsi = (u32)args[2].num,
		.flags = (u32)args[3].num,
	};

	if (args[4].form != SCN_ABSENT)
		irqfd.resamplefd = (u32)scn_fd(task, &args[4]);
	return scn_ioctl(scn_fd(task, &args[0]), KVM_IRQFD, &irqfd);
}

long scn_do_KVM_IOEVENTFD(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_ioeventfd io = {
		.addr = args[2].num, .len = (u32)args[3].num, .fd = scn_fd(task, &args[1]),
		.flags = (u32)args[4].num,
	};

	return scn_ioctl(scn_fd(task, &args[0]), KVM_IOEVENTFD, &io);
}

long scn_do_KVM_IRQ_LINE(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_irq_level line = { .irq = (u32)args[1].num, .level = (u32)args[2].num };

	return scn_ioctl(scn_fd(task, &args[0]), KVM_IRQ_LINE, &line);
}

long scn_do_KVM_SIGNAL_MSI(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_msi msi = { .address_lo = 0xfee00000, .data = (u32)args[1].num };

	return scn_ioctl(scn_fd(task, &args[0]), KVM_SIGNAL_MSI, &msi);
}

long scn_do_KVM_SET_GSI_ROUTING(struct scn_task *task, const struct scn_arg *args)
{
	struct {
		struct kvm_irq_routing		head;
		struct kvm_irq_routing_entry	entry;
	} table = {
		.head = { .nr = 1 },
		.entry = { .gsi = (u32)args[1].num, .type = KVM_IRQ_ROUTING_MSI,
			   .u.msi = { .address_lo = 0xfee00000, .data = (u32)args[2].num } },
	};

	return scn_ioctl(scn_fd(task, &args[0]), KVM_SET_GSI_ROUTING, &table);
}

/* A page of the user's own has the bits of a slot of 128 MiB; more is a fault, as for any. */
long scn_do_KVM_GET_DIRTY_LOG(struct scn_task *task, const struct scn_arg *args)
{
	long bits = ksys_mmap(0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			      -1, 0);
	struct kvm_dirty_log log = {
		.slot = (u32)args[1].num, .dirty_bitmap = (void *)bits,
	};
	long ret;

	if (bits < 0)
		return bits;
	ret = scn_ioctl(scn_fd(task, &args[0]), KVM_GET_DIRTY_LOG, &log);
	ksys_munmap(bits, PAGE_SIZE);
	return ret;
}

long scn_do_guest(struct scn_task *task, const struct scn_arg *args)
{
	struct kvm_guest_op op = {
		.what = (enum kvm_guest_what)args[1].num, .addr = args[2].num,
		.val = args[3].num, .len = (u32)args[4].num,
	};

	return ksys_kvm_guest(scn_fd(task, &args[0]), &op);
}

long scn_do_VFIO_DEVICE_BIND_IOMMUFD(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_device_bind_iommufd bind = {
		.argsz = sizeof(bind), .iommufd = scn_fd(task, &args[1]),
	};

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_BIND_IOMMUFD, &bind);
}

long scn_do_VFIO_DEVICE_ATTACH_IOMMUFD_PT(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_device_attach_iommufd_pt attach = {
		.argsz = sizeof(attach), .pt_id = (u32)args[1].num,
	};

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach);
}

long scn_do_VFIO_DEVICE_DETACH_IOMMUFD_PT(struct scn_task *task, const struct scn_arg *args)
{
	struct vfio_device_detach_iommufd_pt detach = { .argsz = sizeof(detach) };

	return scn_ioctl(scn_fd(task, &args[0]), VFIO_DEVICE_DETACH_IOMMUFD_PT, &detach);
}

long scn_do_IOMMU_IOAS_ALLOC(struct scn_task *task, const struct scn_arg *args)
{
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	long ret = scn_ioctl(scn_fd(task, &args[0]), IOMMU_IOAS_ALLOC, &alloc);

	return ret ? ret : (long)alloc.out_ioas_id;
}

long scn_do_IOMMU_FAULT_QUEUE_ALLOC(struct scn_task *task, const struct scn_arg *args)
{
	struct iommu_fault_alloc alloc = { .size = sizeof(alloc) };
	long ret = scn_ioctl(scn_fd(task, &args[0]), IOMMU_FAULT_QUEUE_ALLOC, &alloc);

	return ret ? ret : (long)alloc.out_fault_fd;
}

long scn_do_IOMMU_DESTROY(struct scn_task *task, const struct scn_arg *args)
{
	struct iommu_destroy destroy = { .size = sizeof(destroy), .id = (u32)args[1].num };

	return scn_ioctl(scn_fd(task, &args[0]), IOMMU_DESTROY, &destroy);
}

long scn_do_ioctl_raw(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl_raw(scn_fd(task, &args[0]), (unsigned int)args[1].num, args[2].num);
}

long scn_do_ioctl_mem(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_ioctl_raw(scn_fd(task, &args[0]), (unsigned int)args[1].num,
			      scn_address(task, &args[2]));
}
