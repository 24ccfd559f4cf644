// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_ioctls.c - pointers, flags and states that are wrong, one after the other, for each ioctl
 * of a VM. What would go wrong: an errno that a monitor does not know, a descriptor or a bus
 * entry that a refused call leaves behind.
 */
#include "kvm_world.h"

#define BAD_POINTER	(TASK_MMAP_END - PAGE_SIZE)	/* nothing is mapped there */
#define NONCANONICAL	0xdead000000000000UL

static int kvm_fd, vm_fd, vcpu_fd, dev_fd, event_fd;

static const unsigned int with_pointer[] = {
	KVM_CREATE_DEVICE, KVM_ENABLE_CAP, KVM_GET_DIRTY_LOG, KVM_IOEVENTFD, KVM_IRQFD,
	KVM_SET_GSI_ROUTING, KVM_SIGNAL_MSI, KVM_IRQ_LINE, KVM_IRQ_LINE_STATUS,
	KVM_SET_USER_MEMORY_REGION, KVM_SET_USER_MEMORY_REGION2,
};
static const unsigned int of_a_device[] = {
	KVM_SET_DEVICE_ATTR, KVM_GET_DEVICE_ATTR, KVM_HAS_DEVICE_ATTR,
};
static const unsigned int of_others[] = {
	KVM_RUN, KVM_GET_API_VERSION, KVM_CREATE_VM, KVM_GET_VCPU_MMAP_SIZE, KVM_SET_DEVICE_ATTR,
	_IO(0x3b, 1), _IO(KVMIO, 0xff),
};

static unsigned int asked;

static void ask(int fd, unsigned int cmd, unsigned long arg, long want)
{
	long got = ksys_ioctl(fd, cmd, arg);

	cr_expect_eq(got, want, "fd %d, %#x of %#lx: %ld, want %ld", fd, cmd, arg, got, want);
	asked++;
}

static void bad_pointers(void)
{
	static const unsigned long nowhere[] = { 0, BAD_POINTER, NONCANONICAL };

	for (int p = 0; p < ARRAY_SIZE(nowhere); p++) {
		for (int i = 0; i < ARRAY_SIZE(with_pointer); i++)
			ask(vm_fd, with_pointer[i], nowhere[p], -EFAULT);
		for (int i = 0; i < ARRAY_SIZE(of_a_device); i++)
			ask(dev_fd, of_a_device[i], nowhere[p],
			    of_a_device[i] == KVM_GET_DEVICE_ATTR ? -EPERM : -EFAULT);
	}
}

static void wrong_files(void)
{
	for (int i = 0; i < ARRAY_SIZE(of_others); i++) {
		ask(vm_fd, of_others[i], 1, -ENOTTY);
		ask(vcpu_fd, of_others[i], 1, -EINVAL);
		ask(event_fd, of_others[i], 1, -ENOTTY);
		if (of_others[i] != KVM_SET_DEVICE_ATTR)
			ask(dev_fd, of_others[i], 1, -ENOTTY);
	}
	for (int i = 0; i < ARRAY_SIZE(with_pointer); i++) {
		ask(kvm_fd, with_pointer[i], 0, -EINVAL);
		ask(vcpu_fd, with_pointer[i], 0, -EINVAL);
		ask(dev_fd, with_pointer[i], 0, -ENOTTY);
	}
}

static void ask_irqfd(int fd, u32 gsi, u32 flags, u32 resample, long want)
{
	struct kvm_irqfd args = { fd, gsi, flags, resample };

	ask(vm_fd, KVM_IRQFD, (unsigned long)&args, want);
}

static void irqfds(void)
{
	for (u32 bit = 2; bit < 32; bit++)
		ask_irqfd(event_fd, 1, 1u << bit, 0, -EINVAL);
	ask_irqfd(-1, 1, 0, 0, -EBADF);
	ask_irqfd(999, 1, 0, 0, -EBADF);
	ask_irqfd(vm_fd, 1, 0, 0, -EINVAL);
	ask_irqfd(999, 1, KVM_IRQFD_FLAG_RESAMPLE, event_fd, -EBADF);
	ask_irqfd(event_fd, 1, KVM_IRQFD_FLAG_RESAMPLE, 999, -EBADF);
	ask_irqfd(event_fd, 1, KVM_IRQFD_FLAG_RESAMPLE, vm_fd, -EINVAL);
	ask_irqfd(999, 1, KVM_IRQFD_FLAG_DEASSIGN, 0, -EBADF);
	ask_irqfd(vm_fd, 1, KVM_IRQFD_FLAG_DEASSIGN, 0, -EINVAL);
	ask_irqfd(event_fd, 1, KVM_IRQFD_FLAG_DEASSIGN, 0, 0);		/* there is none: done */
	ask_irqfd(event_fd, 1, 0, 0, 0);
	ask_irqfd(event_fd, 1, 0, 0, -EBUSY);
	ask_irqfd(event_fd, 2, 0, 0, -EBUSY);
	ask_irqfd(event_fd, 1, KVM_IRQFD_FLAG_DEASSIGN, 0, 0);
}

static void ask_io(u64 addr, u32 len, u32 flags, u64 match, int fd, long want)
{
	struct kvm_ioeventfd args = {
		.datamatch = match, .addr = addr, .len = len, .fd = fd, .flags = flags,
	};

	ask(vm_fd, KVM_IOEVENTFD, (unsigned long)&args, want);
}

#define MATCH	KVM_IOEVENTFD_FLAG_DATAMATCH
#define PIO	KVM_IOEVENTFD_FLAG_PIO
#define CCW	KVM_IOEVENTFD_FLAG_VIRTIO_CCW_NOTIFY
#define AWAY	KVM_IOEVENTFD_FLAG_DEASSIGN

static void ioeventfds(void)
{
	int other = ksys_eventfd(0, 0);

	for (u32 len = 3; len < 20; len++)
		if (len != 4 && len != 8)
			ask_io(0x1000, len, 0, 0, event_fd, -EINVAL);
	for (u32 bit = kvm_ioeventfd_flag_nr_max; bit < 32; bit++)
		ask_io(0x1000, 4, 1u << bit, 0, event_fd, -EINVAL);
	for (u32 len = 1; len <= 8; len *= 2)
		ask_io(-1ULL, len, 0, 0, event_fd, -EINVAL);
	ask_io(0x1000, 0, MATCH, 1, event_fd, -EINVAL);
	ask_io(0x1000, 4, 0, 0, 999, -EBADF);
	ask_io(0x1000, 4, 0, 0, vm_fd, -EINVAL);
	ask_io(0x1000, 4, AWAY, 0, 999, -EBADF);
	ask_io(0x1000, 4, AWAY, 0, event_fd, -ENOENT);

	/* One address: a value each, or one for all of them; any length overlaps with every one. */
	ask_io(0x1000, 4, MATCH, 1, event_fd, 0);
	ask_io(0x1000, 4, MATCH, 1, other, -EEXIST);
	ask_io(0x1000, 4, MATCH, 2, other, 0);
	ask_io(0x1000, 4, 0, 0, other, -EEXIST);
	ask_io(0x1000, 2, MATCH, 1, other, 0);
	ask_io(0x1000, 0, 0, 0, other, -EEXIST);
	ask_io(0x1000, 4, MATCH | PIO, 1, event_fd, 0);
	ask_io(0x1000, 4, CCW, 0, event_fd, 0);
	ask_io(0x2000, 0, 0, 0, event_fd, 0);
	ask_io(0x2000, 8, 0, 0, event_fd, -EEXIST);
	ask_io(0x3000, 1, 0, 0, event_fd, 0);
	ask_io(0x3000, 1, MATCH, 0, event_fd, -EEXIST);

	ask_io(0x1000, 4, MATCH | AWAY, 3, event_fd, -ENOENT);
	ask_io(0x1000, 4, MATCH | AWAY, 1, other, -ENOENT);
	ask_io(0x1000, 8, MATCH | AWAY, 1, event_fd, -ENOENT);
	ask_io(0x1004, 4, MATCH | AWAY, 1, event_fd, -ENOENT);
	ask_io(0x1000, 4, AWAY, 1, event_fd, -ENOENT);
	ask_io(0x1000, 4, MATCH | AWAY, 1, event_fd, 0);
	ask_io(0x1000, 4, MATCH | AWAY, 1, event_fd, -ENOENT);
	ask_io(0x1000, 4, MATCH | AWAY, 2, other, 0);
	ask_io(0x1000, 2, MATCH | AWAY, 1, other, 0);
	ask_io(0x1000, 4, MATCH | PIO | AWAY, 1, event_fd, 0);
	ask_io(0x1000, 4, CCW | AWAY, 0, event_fd, 0);
	ask_io(0x2000, 0, AWAY, 0, event_fd, 0);
	ask_io(0x3000, 1, AWAY, 0, event_fd, 0);
	ksys_close(other);
}

struct routing_arg {
	struct kvm_irq_routing		head;
	struct kvm_irq_routing_entry	entry[2];
};

static void ask_routing(u32 nr, u32 flags, struct kvm_irq_routing_entry a,
			struct kvm_irq_routing_entry b, long want)
{
	struct routing_arg args = { { nr, flags }, { a, b } };

	ask(vm_fd, KVM_SET_GSI_ROUTING, (unsigned long)&args, want);
}

#define ROUTE(gsi_, type_, ...)	\
	((struct kvm_irq_routing_entry){ .gsi = (gsi_), .type = (type_), __VA_ARGS__ })
#define PIN(gsi, chip, pin_)	\
	ROUTE(gsi, KVM_IRQ_ROUTING_IRQCHIP, .u.irqchip = { .irqchip = (chip), .pin = (pin_) })
#define MESSAGE(gsi)		ROUTE(gsi, KVM_IRQ_ROUTING_MSI)

static void routes(void)
{
	const struct kvm_irq_routing_entry fine = MESSAGE(5);
	struct kvm_irq_routing_entry flagged = PIN(5, KVM_IRQCHIP_IOAPIC, 1);
	struct kvm_irq_routing *at_the_end;
	unsigned long page = user_memory(PAGE_SIZE);

	for (u32 bit = 0; bit < 32; bit++)
		ask_routing(1, 1u << bit, fine, fine, -EINVAL);
	ask_routing(4097, 0, fine, fine, -EINVAL);
	ask_routing(~0u, 0, fine, fine, -EINVAL);
	ask_routing(1, 0, MESSAGE(4096), fine, -EINVAL);
	ask_routing(1, 0, MESSAGE(~0u), fine, -EINVAL);
	ask_routing(1, 0, ROUTE(5, 0), fine, -EINVAL);
	ask_routing(1, 0, ROUTE(5, 3), fine, -EINVAL);		/* another architecture's */
	ask_routing(1, 0, ROUTE(5, 99), fine, -EINVAL);
	ask_routing(1, 0, PIN(5, 3, 1), fine, -EINVAL);
	ask_routing(1, 0, PIN(5, ~0u, 1), fine, -EINVAL);
	ask_routing(1, 0, PIN(5, KVM_IRQCHIP_IOAPIC, 24), fine, -EINVAL);
	ask_routing(1, 0, PIN(5, KVM_IRQCHIP_PIC_MASTER, 8), fine, -EINVAL);
	ask_routing(1, 0, PIN(5, KVM_IRQCHIP_PIC_SLAVE, ~0u), fine, -EINVAL);
	flagged.flags = KVM_MSI_VALID_DEVID;
	ask_routing(1, 0, flagged, fine, -EINVAL);
	flagged = fine;
	flagged.flags = 2;
	ask_routing(1, 0, flagged, fine, -EINVAL);
	ask_routing(2, 0, fine, fine, -EINVAL);			/* one GSI, two messages */
	ask_routing(2, 0, fine, PIN(5, KVM_IRQCHIP_IOAPIC, 1), -EINVAL);
	ask_routing(2, 0, PIN(5, KVM_IRQCHIP_IOAPIC, 1), fine, -EINVAL);
	ask_routing(2, 0, PIN(5, KVM_IRQCHIP_IOAPIC, 1), PIN(5, KVM_IRQCHIP_IOAPIC, 2), -EINVAL);
	ask_routing(2, 0, PIN(5, KVM_IRQCHIP_IOAPIC, 1), PIN(5, KVM_IRQCHIP_PIC_MASTER, 1), 0);
	ask_routing(2, 0, fine, MESSAGE(4095), 0);
	ask_routing(0, 0, fine, fine, 0);

	/* The head is there, its entries are not. */
	at_the_end = (void *)(page + PAGE_SIZE - sizeof(*at_the_end));
	cr_assert_eq(ksys_mem_write((unsigned long)at_the_end, 8, 1), 0);
	ask(vm_fd, KVM_SET_GSI_ROUTING, (unsigned long)at_the_end, -EFAULT);
}

static void ask_region(u32 slot, u32 flags, u64 gpa, u64 size, u64 hva, long want)
{
	struct kvm_userspace_memory_region2 args = {
		.slot = slot, .flags = flags, .guest_phys_addr = gpa, .memory_size = size,
		.userspace_addr = hva,
	};

	ask(vm_fd, KVM_SET_USER_MEMORY_REGION2, (unsigned long)&args, want);
}

static void regions(void)
{
	const u64 at = user_memory(4 * PAGE_SIZE);

	for (u32 bit = 2; bit < 32; bit++)
		ask_region(0, 1u << bit, 0, PAGE_SIZE, at, -EINVAL);
	ask_region(0, 0, 0, PAGE_SIZE, NONCANONICAL, -EINVAL);
	ask_region(0, 0, 0, PAGE_SIZE, -PAGE_SIZE, -EINVAL);
	ask_region(0, 0, PAGE_SIZE / 2, PAGE_SIZE, at, -EINVAL);
	ask_region(0, 0, 0, PAGE_SIZE / 2, at, -EINVAL);
	ask_region(32764, 0, 0, PAGE_SIZE, at, -EINVAL);
	ask_region(1 << 16, 0, 0, PAGE_SIZE, at, -EINVAL);
	ask_region(0, 0, 0, 0, at, -EINVAL);
	ask_region(0, 0, 0, PAGE_SIZE, at, 0);
	ask_region(0, KVM_MEM_READONLY, 0, PAGE_SIZE, at, -EINVAL);
	ask_region(1, KVM_MEM_READONLY, 0, PAGE_SIZE, at, -EEXIST);
	ask_region(1, KVM_MEM_READONLY, PAGE_SIZE, PAGE_SIZE, at, 0);
	ask_region(0, 0, 0, 0, 0, 0);
	ask_region(1, 0, 0, 0, 0, 0);
}

static void extensions(void)
{
	static const struct { int cap; long want; } caps[] = {
		{ KVM_CAP_USER_MEMORY, 1 }, { KVM_CAP_USER_MEMORY2, 1 },
		{ KVM_CAP_DESTROY_MEMORY_REGION_WORKS, 1 }, { KVM_CAP_IOEVENTFD, 1 },
		{ KVM_CAP_JOIN_MEMORY_REGIONS_WORKS, 1 }, { KVM_CAP_IRQCHIP, 1 },
		{ KVM_CAP_IRQFD, 1 }, { KVM_CAP_IRQFD_RESAMPLE, 1 }, { KVM_CAP_IRQ_ROUTING, 4096 },
		{ KVM_CAP_IOEVENTFD_ANY_LENGTH, 1 }, { KVM_CAP_SIGNAL_MSI, 1 },
		{ KVM_CAP_DEVICE_CTRL, 1 }, { KVM_CAP_NR_MEMSLOTS, 32764 },
		{ KVM_CAP_READONLY_MEM, 1 }, { KVM_CAP_CHECK_EXTENSION_VM, 1 },
		{ KVM_CAP_ENABLE_CAP_VM, 1 }, { KVM_CAP_INTERNAL_ERROR_DATA, 1 },
		{ KVM_CAP_S390_PSW, 0 }, { KVM_CAP_PPC_OSI, 0 }, { -1, 0 }, { 0, 1 }, { 12345, 0 },
	};

	for (int i = 0; i < ARRAY_SIZE(caps); i++) {
		ask(kvm_fd, KVM_CHECK_EXTENSION, caps[i].cap, caps[i].want);
		ask(vm_fd, KVM_CHECK_EXTENSION, caps[i].cap, caps[i].want);
	}
}

/* The lowest number that is free: a call that failed has kept none. */
static int next_fd(void)
{
	int fd = ksys_eventfd(0, 0);

	ksys_close(fd);
	return fd;
}

static void ask_all(void)
{
	int before;

	kvm_fd = ksys_open("/dev/kvm", O_RDWR);
	vm_fd = ksys_ioctl(kvm_fd, KVM_CREATE_VM, 0);
	cr_assert_eq(ksys_ioctl(vm_fd, KVM_CREATE_IRQCHIP, 0), 0);
	vcpu_fd = ksys_ioctl(vm_fd, KVM_CREATE_VCPU, 0);
	event_fd = ksys_eventfd(0, 0);
	cr_assert_eq(kvm_device_create(vm_fd, KVM_DEV_TYPE_VFIO, 0, &dev_fd), 0);
	before = next_fd();

	bad_pointers();
	wrong_files();
	irqfds();
	ioeventfds();
	routes();
	regions();
	extensions();

	cr_expect_eq(next_fd(), before);
	ksys_close(dev_fd);
	ksys_close(event_fd);
	ksys_close(vcpu_fd);
	ksys_close(vm_fd);
	ksys_close(kvm_fd);
}

Test(kvm_ioctls, each_is_refused_as_linux_refuses_it)
{
	kvm_world_expect_clean(ask_all, 1);
	cr_assert_geq(asked, 250, "%u", asked);
}

/* Another process has the descriptors, but not the memory: nothing can be done with them. */
static int long_for_it(void *unused)
{
	long page;

	ask(vm_fd, KVM_CHECK_EXTENSION, KVM_CAP_IRQFD, -EIO);
	ask(vcpu_fd, KVM_RUN, 0, -EIO);
	ask(dev_fd, KVM_HAS_DEVICE_ATTR, 0, -EIO);
	cr_expect_eq(guest(vcpu_fd, KVM_GUEST_PAUSE, 0, 0, 0), -EIO);
	page = ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, dev_fd, 0);
	cr_expect_eq(page, -ENODEV);
	return 0;
}

static void of_another_process(void)
{
	struct process *other;

	vm_fd = kvm_vm_create();
	vcpu_fd = ksys_ioctl(vm_fd, KVM_CREATE_VCPU, 0);
	cr_assert_eq(kvm_device_create(vm_fd, KVM_DEV_TYPE_VFIO, 0, &dev_fd), 0);
	other = process_fork("other");
	cr_assert(process_thread(other, "other", long_for_it, NULL));
	process_wait(other);
	process_put(other);
	ksys_close(dev_fd);
	ksys_close(vcpu_fd);
	ksys_close(vm_fd);
}

Test(kvm_ioctls, a_vm_is_of_no_use_to_another_process)
{
	kvm_world_expect_clean(of_another_process, 1);
}
