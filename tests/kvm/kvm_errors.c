// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_errors.c - every argument wrong in turn: the errno that Linux gives, and no state
 * changed. What would go wrong: a client that probes for features takes another path here
 * than on a real kernel.
 */
#include "kvm_world.h"

#define BAD_POINTER	(TASK_MMAP_END - PAGE_SIZE)	/* nothing is mapped there */

static int kvm_fd, vm_fd, vcpu_fd, dev_fd, event_fd;
static unsigned long memory;

struct kvm_case {
	const char *what;
	int *fd;
	unsigned int cmd;
	const void *arg;		/* NULL: @value is the argument */
	unsigned long value;
	long want;
};

#define VALUE(fd, cmd, val, want)	{ #fd " " #cmd " " #val, &fd, cmd, NULL, val, want }
#define STRUCT(fd, cmd, type, want, ...) \
	{ #fd " " #cmd " " #__VA_ARGS__, &fd, cmd, &(const struct type) { __VA_ARGS__ }, 0, want }

static const struct kvm_case cases[] = {
	VALUE(kvm_fd, KVM_GET_API_VERSION, 0, 12),
	VALUE(kvm_fd, KVM_GET_API_VERSION, 1, -EINVAL),
	VALUE(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 1, -EINVAL),
	VALUE(kvm_fd, KVM_CREATE_VM, 1, -EINVAL),
	VALUE(kvm_fd, KVM_CREATE_VM, ~0UL, -EINVAL),
	VALUE(kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_IRQ_ROUTING, 4096),
	VALUE(kvm_fd, KVM_CHECK_EXTENSION, 999999, 0),
	VALUE(kvm_fd, KVM_CREATE_VCPU, 0, -EINVAL),
	VALUE(kvm_fd, _IO(0x3b, 100), 0, -EINVAL),

	VALUE(vm_fd, KVM_CHECK_EXTENSION, KVM_CAP_IRQFD, 1),
	VALUE(vm_fd, KVM_CREATE_VCPU, 4 * 4096, -EINVAL),
	VALUE(vm_fd, KVM_CREATE_VCPU, ~0UL, -EINVAL),
	VALUE(vm_fd, KVM_CREATE_VCPU, 0, -EEXIST),
	VALUE(vm_fd, KVM_CREATE_IRQCHIP, 0, -EEXIST),
	VALUE(vm_fd, KVM_GET_API_VERSION, 0, -ENOTTY),
	VALUE(vm_fd, _IO(0x3b, 100), 0, -ENOTTY),
	VALUE(vm_fd, KVM_RUN, 0, -ENOTTY),

	VALUE(vm_fd, KVM_ENABLE_CAP, 0, -EFAULT),
	STRUCT(vm_fd, KVM_ENABLE_CAP, kvm_enable_cap, -EINVAL, .cap = 9999),

	VALUE(vm_fd, KVM_CREATE_DEVICE, 0, -EFAULT),
	VALUE(vm_fd, KVM_CREATE_DEVICE, BAD_POINTER, -EFAULT),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -ENODEV, .type = 0),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -ENODEV, .type = 1),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -ENODEV, .type = 3),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -ENODEV, .type = 5),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -ENODEV, .type = 99),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -ENODEV, .type = ~0U),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -ENODEV, .type = 99, .flags = 1),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, 0, .type = 4, .flags = 1),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, 0, .type = 4, .flags = 3),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -EBUSY, .type = 4),
	STRUCT(vm_fd, KVM_CREATE_DEVICE, kvm_create_device, -EBUSY, .type = 4, .flags = 2),

	VALUE(dev_fd, KVM_SET_DEVICE_ATTR, 0, -EFAULT),
	VALUE(dev_fd, KVM_HAS_DEVICE_ATTR, BAD_POINTER, -EFAULT),
	VALUE(dev_fd, KVM_GET_DEVICE_ATTR, 0, -EPERM),
	VALUE(dev_fd, KVM_GET_API_VERSION, 0, -ENOTTY),
	VALUE(dev_fd, _IO(0x3b, 100), 0, -ENOTTY),
	STRUCT(dev_fd, KVM_HAS_DEVICE_ATTR, kvm_device_attr, 0, .group = 1, .attr = 1),
	STRUCT(dev_fd, KVM_HAS_DEVICE_ATTR, kvm_device_attr, 0, .group = 1, .attr = 2),
	STRUCT(dev_fd, KVM_HAS_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 1, .attr = 0),
	STRUCT(dev_fd, KVM_HAS_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 1, .attr = 3),
	STRUCT(dev_fd, KVM_HAS_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 1, .attr = 4),
	STRUCT(dev_fd, KVM_HAS_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 0, .attr = 1),
	STRUCT(dev_fd, KVM_HAS_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 2, .attr = 1),
	STRUCT(dev_fd, KVM_GET_DEVICE_ATTR, kvm_device_attr, -EPERM, .group = 1, .attr = 1),
	STRUCT(dev_fd, KVM_SET_DEVICE_ATTR, kvm_device_attr, -EFAULT, .group = 1, .attr = 1),
	STRUCT(dev_fd, KVM_SET_DEVICE_ATTR, kvm_device_attr, -EFAULT, .group = 1, .attr = 1,
	       .addr = ~0ULL),
	STRUCT(dev_fd, KVM_SET_DEVICE_ATTR, kvm_device_attr, -EFAULT, .group = 1, .attr = 2),
	STRUCT(dev_fd, KVM_SET_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 1, .attr = 3),
	STRUCT(dev_fd, KVM_SET_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 1, .attr = 9),
	STRUCT(dev_fd, KVM_SET_DEVICE_ATTR, kvm_device_attr, -ENXIO, .group = 7, .attr = 1),

	VALUE(vm_fd, KVM_IRQFD, 0, -EFAULT),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EBADF, .fd = 500),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EBADF, .fd = ~0U),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EINVAL, .fd = 0, .flags = 4),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EINVAL, .fd = 0, .flags = ~0U),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EBADF, .fd = 500, .flags = 1),
	VALUE(vm_fd, KVM_IRQFD, BAD_POINTER, -EFAULT),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EBADF, .fd = 500, .flags = 2, .resamplefd = 500),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EBADF, .fd = 0x7fffffff),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EINVAL, .fd = 500, .flags = 8 | 1),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EINVAL, .fd = 0),
	STRUCT(vm_fd, KVM_IRQFD, kvm_irqfd, -EINVAL, .fd = 0, .flags = 1),

	VALUE(vm_fd, KVM_IOEVENTFD, 0, -EFAULT),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EBADF, .fd = 500, .len = 4),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 500, .len = 3),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 500, .len = 16),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 500, .len = 4, .flags = 0x20),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 500, .len = 0, .flags = 1),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 500, .len = 8,
	       .addr = ~0ULL - 2),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EBADF, .fd = 500, .len = 4, .flags = 4),
	VALUE(vm_fd, KVM_IOEVENTFD, BAD_POINTER, -EFAULT),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 500, .len = 5),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 500, .len = 4,
	       .flags = 1u << 31),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EINVAL, .fd = 0, .len = 4),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EBADF, .fd = -1, .len = 2),
	STRUCT(vm_fd, KVM_IOEVENTFD, kvm_ioeventfd, -EBADF, .fd = 500, .len = 0),

	VALUE(vm_fd, KVM_SET_USER_MEMORY_REGION, 0, -EFAULT),
	VALUE(vm_fd, KVM_SET_USER_MEMORY_REGION, BAD_POINTER, -EFAULT),
	VALUE(vm_fd, KVM_SET_USER_MEMORY_REGION2, 0, -EFAULT),
#define SLOT(want, ...)	\
	STRUCT(vm_fd, KVM_SET_USER_MEMORY_REGION, kvm_userspace_memory_region, want, __VA_ARGS__)
	SLOT(-EINVAL, .memory_size = 0),			/* there is none to delete */
	SLOT(-EINVAL, .memory_size = 1), SLOT(-EINVAL, .memory_size = PAGE_SIZE + 1),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .guest_phys_addr = 1),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .userspace_addr = 0x800),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .userspace_addr = ~0xfffULL),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .guest_phys_addr = ~0xfffULL),
	SLOT(-EINVAL, .memory_size = 1ULL << 46),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .slot = 32767),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .slot = 0xffff),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .slot = 9 << 16),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .flags = 4),
	SLOT(-EINVAL, .memory_size = PAGE_SIZE, .flags = 1u << 31),
	VALUE(vm_fd, KVM_GET_DIRTY_LOG, 0, -EFAULT),
	STRUCT(vm_fd, KVM_GET_DIRTY_LOG, kvm_dirty_log, -ENOENT, .slot = 7),
	STRUCT(vm_fd, KVM_GET_DIRTY_LOG, kvm_dirty_log, -EINVAL, .slot = 0x10000),
	VALUE(vm_fd, KVM_SET_GSI_ROUTING, 0, -EFAULT),
	STRUCT(vm_fd, KVM_SET_GSI_ROUTING, kvm_irq_routing, -EINVAL, .nr = 4097),
	STRUCT(vm_fd, KVM_SET_GSI_ROUTING, kvm_irq_routing, -EINVAL, .flags = 1),
	VALUE(vm_fd, KVM_SIGNAL_MSI, 0, -EFAULT),
	STRUCT(vm_fd, KVM_SIGNAL_MSI, kvm_msi, -EINVAL, .flags = 2),
	STRUCT(vm_fd, KVM_SIGNAL_MSI, kvm_msi, 1, .data = 0x55),
	VALUE(vm_fd, KVM_IRQ_LINE, 0, -EFAULT),

	VALUE(vcpu_fd, KVM_RUN, 1, -EINVAL),
	VALUE(vcpu_fd, KVM_RUN, 0, -EINTR),
	VALUE(vcpu_fd, KVM_CREATE_VCPU, 0, -EINVAL),
	VALUE(vcpu_fd, _IO(0x3b, 100), 0, -EINVAL),
};

static void ask_all(void)
{
	kvm_fd = ksys_open("/dev/kvm", O_RDWR);
	vm_fd = ksys_ioctl(kvm_fd, KVM_CREATE_VM, 0);
	cr_assert_eq(ksys_ioctl(vm_fd, KVM_CREATE_IRQCHIP, 0), 0);
	vcpu_fd = ksys_ioctl(vm_fd, KVM_CREATE_VCPU, 0);
	cr_assert_eq(kvm_device_create(vm_fd, KVM_DEV_TYPE_VFIO, 0, &dev_fd), 0);

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct kvm_case *c = &cases[i];
		char copy[256];
		long got;

		/* The kernel may write to it. */
		if (c->arg)
			memcpy(copy, c->arg, _IOC_SIZE(c->cmd));
		got = ksys_ioctl(*c->fd, c->cmd, c->arg ? (unsigned long)copy : c->value);
		cr_expect_eq(got, c->want, "%s: %ld, want %ld", c->what, got, c->want);
	}
	cr_assert_eq(ksys_close(kvm_fd), 0);
	cr_assert_eq(ksys_close(vm_fd), 0);
	cr_assert_eq(ksys_close(vcpu_fd), 0);
	cr_assert_eq(ksys_close(dev_fd), 0);
}

Test(kvm_errors, each_wrong_argument_has_its_errno)
{
	kvm_world_expect_clean(ask_all, 1);
}

struct region_case {
	unsigned int slot, flags;
	u64 gpa, size, hva_offset;
	long want;
};

/* In order, on one VM: what was set before counts. */
static const struct region_case regions[] = {
	{ 0, 0, 0, 0, 0, -EINVAL },				/* deletes nothing */
	{ 0, 4, 0, PAGE_SIZE, 0, -EINVAL },			/* guest_memfd, old ioctl */
	{ 0, 8, 0, PAGE_SIZE, 0, -EINVAL },
	{ 0, 0, 1, PAGE_SIZE, 0, -EINVAL },
	{ 0, 0, 0, PAGE_SIZE - 1, 0, -EINVAL },
	{ 0, 0, 0, PAGE_SIZE, 1, -EINVAL },
	{ 0, 0, ~0ULL << PAGE_SHIFT, 2 * PAGE_SIZE, 0, -EINVAL },	/* wraps */
	{ 0, 0, 0, 1ULL << 44, 0, -EINVAL },			/* too many pages */
	{ 0x10000, 0, 0, PAGE_SIZE, 0, -EINVAL },		/* second address space */
	{ 32764, 0, 0, PAGE_SIZE, 0, -EINVAL },			/* beyond the user's slots */
	{ 0, 0, 0, 4 * PAGE_SIZE, 0, 0 },
	{ 0, 0, 0, 4 * PAGE_SIZE, 0, 0 },			/* nothing to change */
	{ 1, 0, 3 * PAGE_SIZE, PAGE_SIZE, 0, -EEXIST },
	{ 1, 0, 4 * PAGE_SIZE, PAGE_SIZE, 0, 0 },
	{ 0, 0, 0, 5 * PAGE_SIZE, 0, -EINVAL },			/* no growing */
	{ 0, 0, 0, 4 * PAGE_SIZE, PAGE_SIZE, -EINVAL },		/* no other memory */
	{ 0, KVM_MEM_READONLY, 0, 4 * PAGE_SIZE, 0, -EINVAL },	/* no flipping */
	{ 0, 0, 2 * PAGE_SIZE, 4 * PAGE_SIZE, 0, -EEXIST },	/* moving onto slot 1 */
	{ 0, 0, 8 * PAGE_SIZE, 4 * PAGE_SIZE, 0, 0 },		/* moving away */
	{ 0, KVM_MEM_LOG_DIRTY_PAGES, 8 * PAGE_SIZE, 4 * PAGE_SIZE, 0, 0 },
	{ 0, 0, 0, 0, 0, 0 },
	{ 0, 0, 0, 0, 0, -EINVAL },
};

static void set_regions(void)
{
	int vm = kvm_vm_create();

	memory = user_memory(16 * PAGE_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(regions); i++) {
		const struct region_case *r = &regions[i];
		long got = kvm_set_region(vm, r->slot, r->flags, r->gpa, r->size,
					  memory + r->hva_offset);

		cr_expect_eq(got, r->want, "region %u: %ld, want %ld", i, got, r->want);
	}
	cr_assert_eq(ksys_close(vm), 0);
}

Test(kvm_errors, memory_regions_follow_the_rules)
{
	kvm_world_expect_clean(set_regions, 1);
}

static void before_the_irqchip(void)
{
	struct kvm_irq_level line = { .irq = 1, .level = 1 };
	struct kvm_msi msi = { .data = 0x40 };
	int vm = kvm_vm_create();

	event_fd = ksys_eventfd(0, 0);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 1, 0, -1), -EINVAL);
	cr_assert_eq(ksys_ioctl(vm, KVM_IRQ_LINE, (unsigned long)&line), -ENXIO);
	cr_assert_eq(ksys_ioctl(vm, KVM_SIGNAL_MSI, (unsigned long)&msi), -EINVAL);
	cr_assert_eq(ksys_ioctl(vm, KVM_CREATE_IRQCHIP, 0), 0);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 1, 0, -1), 0);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 2, 0, -1), -EBUSY);
	cr_assert_eq(kvm_irqfd_set(vm, vm, 2, 0, -1), -EINVAL);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 2, KVM_IRQFD_FLAG_RESAMPLE, -1), -EBADF);
	/* No vCPU: a message goes nowhere. */
	cr_assert_eq(ksys_ioctl(vm, KVM_SIGNAL_MSI, (unsigned long)&msi), -1);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 9, KVM_IRQFD_FLAG_DEASSIGN, -1), 0);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 2, 0, -1), -EBUSY);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 1, KVM_IRQFD_FLAG_DEASSIGN, -1), 0);
	cr_assert_eq(kvm_irqfd_set(vm, event_fd, 2, 0, -1), 0);
	cr_assert_eq(ksys_close(vm), 0);
	cr_assert_eq(ksys_close(event_fd), 0);
}

Test(kvm_errors, interrupts_need_an_irqchip)
{
	kvm_world_expect_clean(before_the_irqchip, 3);
}

static void irqchip_after_vcpu(void)
{
	int vm = kvm_vm_create();
	int vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 3);

	cr_assert_eq(ksys_ioctl(vm, KVM_CREATE_IRQCHIP, 0), -EINVAL);
	ksys_close(vcpu);
	ksys_close(vm);
}

Test(kvm_errors, an_irqchip_comes_before_the_first_vcpu)
{
	kvm_world_expect_clean(irqchip_after_vcpu, 1);
}
