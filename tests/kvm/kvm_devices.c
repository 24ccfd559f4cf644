// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_devices.c - kinds of devices, devices on the buses, and interrupts by other routes
 *
 * What would go wrong: a kind that replaces another's, a call that reaches a device by a file that
 * is none of its own, a bus that loses a device when it changes.
 */
#include "kvm_world.h"

#include <linux/file.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>

#include <kvm/iodev.h>

#define KIND	13	/* nobody's */

static int inits, create_result;

static int test_create(struct kvm_device *dev, u32 type)
{
	return create_result;
}

static void test_init(struct kvm_device *dev)
{
	inits++;
}

static void test_destroy(struct kvm_device *dev)
{
	kfree(dev);
}

static int test_get_attr(struct kvm_device *dev, struct kvm_device_attr *attr)
{
	return attr->attr == 7 ? 0 : -ENXIO;
}

static long test_ioctl(struct kvm_device *dev, unsigned int ioctl, unsigned long arg)
{
	return ioctl == _IO(KVMIO, 0xfe) ? (long)arg + 1 : -ENOTTY;
}

static int test_mmap(struct kvm_device *dev, struct vm_area_struct *vma)
{
	return -ENXIO;
}

static const struct kvm_device_ops test_ops = {
	.name = "test", .create = test_create, .init = test_init, .destroy = test_destroy,
	.get_attr = test_get_attr, .ioctl = test_ioctl, .mmap = test_mmap,
};

static void a_kind_of_our_own(void)
{
	struct kvm_device_attr attr = { .attr = 7 };
	int vm = kvm_vm_create(), fd;

	cr_assert_eq(kvm_register_device_ops(&test_ops, 16), -ENOSPC);
	cr_assert_eq(kvm_register_device_ops(&test_ops, KVM_DEV_TYPE_VFIO), -EEXIST);
	cr_assert_eq(kvm_register_device_ops(&test_ops, KIND), 0);
	create_result = -EIO;
	cr_assert_eq(kvm_device_create(vm, KIND, 0, NULL), -EIO);
	cr_assert_eq(inits, 0);
	create_result = 0;
	cr_assert_eq(kvm_device_create(vm, KIND, KVM_CREATE_DEVICE_TEST, NULL), 0);
	cr_assert_eq(kvm_device_create(vm, KIND, 0, &fd), 0);
	cr_assert_eq(inits, 1);
	cr_assert_eq(ksys_ioctl(fd, KVM_GET_DEVICE_ATTR, (unsigned long)&attr), 0);
	attr.attr = 8;
	cr_assert_eq(ksys_ioctl(fd, KVM_GET_DEVICE_ATTR, (unsigned long)&attr), -ENXIO);
	cr_assert_eq(ksys_ioctl(fd, KVM_SET_DEVICE_ATTR, (unsigned long)&attr), -EPERM);
	cr_assert_eq(ksys_ioctl(fd, KVM_HAS_DEVICE_ATTR, (unsigned long)&attr), -EPERM);
	cr_assert_eq(ksys_ioctl(fd, _IO(KVMIO, 0xfe), 41), 42);
	cr_assert_eq(ksys_ioctl(fd, _IO(KVMIO, 0xfd), 41), -ENOTTY);
	cr_assert_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0), -ENXIO);
	ksys_close(fd);
	ksys_close(vm);		/* and with it the device */
	kvm_unregister_device_ops(KIND);
}

Test(kvm_devices, a_kind_has_its_calls_and_is_registered_once)
{
	inits = 0;
	kvm_world_expect_clean(a_kind_of_our_own, 1);
}

static int answers;

static int bus_read(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr, int len,
		    void *val)
{
	answers++;
	return 0;
}

static const struct kvm_io_device_ops bus_ops = { .read = bus_read };
static struct kvm_io_device on_bus[3];

static struct kvm *only_vm(void)
{
	return list_first_entry(&vm_list, struct kvm, vm_list);
}

static long plug(struct kvm_io_device *dev, gpa_t addr, int len)
{
	struct kvm *kvm = only_vm();
	long ret;

	mutex_lock(&kvm->slots_lock);
	ret = kvm_io_bus_register_dev(kvm, KVM_MMIO_BUS, addr, len, dev);
	mutex_unlock(&kvm->slots_lock);
	return ret;
}

static long unplug(struct kvm_io_device *dev)
{
	struct kvm *kvm = only_vm();
	long ret;

	mutex_lock(&kvm->slots_lock);
	ret = kvm_io_bus_unregister_dev(kvm, KVM_MMIO_BUS, dev);
	mutex_unlock(&kvm->slots_lock);
	return ret;
}

static void devices_on_a_bus(void)
{
	int vm = kvm_vm_create(), vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);

	for (int i = 0; i < ARRAY_SIZE(on_bus); i++) {
		kvm_iodevice_init(&on_bus[i], &bus_ops);
		cr_assert_eq(plug(&on_bus[i], 0x3000 - 0x1000 * i, 8), 0);
	}
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x2000, 4, 0), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x2004, 4, 0), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x2006, 4, 0), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x1fff, 1, 0), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x2000, 4, 0), -EOPNOTSUPP);
	cr_assert_eq(unplug(&on_bus[1]), 0);
	cr_assert_eq(unplug(&on_bus[1]), 0);		/* not there: nothing to do */
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x2000, 4, 0), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x1000, 4, 0), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x3000, 4, 0), 0);
	cr_assert_eq(answers, 4);
	ksys_close(vcpu);
	ksys_close(vm);
}

Test(kvm_devices, a_bus_asks_the_device_at_the_address)
{
	answers = 0;
	kvm_world_expect_clean(devices_on_a_bus, 1);
}

static struct kvm_io_device crowd[1000];

static void full_bus(void)
{
	int vm = kvm_vm_create();

	for (int i = 0; i < ARRAY_SIZE(crowd); i++) {
		kvm_iodevice_init(&crowd[i], &bus_ops);
		cr_assert_eq(plug(&crowd[i], 0x1000 * i, 8), 0);
	}
	kvm_iodevice_init(&on_bus[0], &bus_ops);
	cr_assert_eq(plug(&on_bus[0], 0x1000000, 8), -ENOSPC);
	ksys_close(vm);
}

Test(kvm_devices, there_are_a_thousand_on_a_bus)
{
	kvm_world_expect_clean(full_bus, 1);
}

static int vm, vcpu;

static long line(unsigned int ioctl, u32 gsi, u32 level, s32 *status)
{
	struct kvm_irq_level args = { .irq = gsi, .level = level };
	long ret = ksys_ioctl(vm, ioctl, (unsigned long)&args);

	if (status)
		*status = args.status;
	return ret;
}

static long route(struct kvm_irq_routing_entry entry)
{
	struct {
		struct kvm_irq_routing		head;
		struct kvm_irq_routing_entry	entry;
	} args = { { .nr = 1 }, entry };

	return ksys_ioctl(vm, KVM_SET_GSI_ROUTING, (unsigned long)&args);
}

static void lines(void)
{
	s32 status;

	vm = kvm_vm_create();
	cr_assert_eq(ksys_ioctl(vm, KVM_CREATE_IRQCHIP, 0), 0);
	vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	cr_assert_eq(line(KVM_IRQ_LINE_STATUS, 9, 1, &status), 0);
	cr_assert_eq(status, 1);
	cr_assert_eq(line(KVM_IRQ_LINE_STATUS, 9, 1, &status), 0);
	cr_assert_eq(status, 1);
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 1);
	cr_assert_eq(line(KVM_IRQ_LINE, 9, 0, NULL), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 0);
	cr_assert_eq(line(KVM_IRQ_LINE_STATUS, 3000, 1, &status), 0);	/* leads nowhere */
	cr_assert_eq(status, -1);

	/* A GSI that is a message: it has no level to take away. */
	cr_assert_eq(route((struct kvm_irq_routing_entry){
		.gsi = 40, .type = KVM_IRQ_ROUTING_MSI, .u.msi.data = 0x51 }), 0);
	cr_assert_eq(line(KVM_IRQ_LINE_STATUS, 40, 1, &status), 0);
	cr_assert_eq(status, 1);
	cr_assert_eq(line(KVM_IRQ_LINE_STATUS, 40, 0, &status), 0);
	cr_assert_eq(status, -1);
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 1);
	ksys_close(vcpu);
	ksys_close(vm);
}

Test(kvm_devices, a_line_is_told_what_came_of_it)
{
	kvm_world_expect_clean(lines, 1);
}

/* Two that share a GSI with their resamplers: one acknowledgement tells both. */
static void shared_resampler(void)
{
	int a = ksys_eventfd(0, 0), b = ksys_eventfd(0, 0), other = ksys_eventfd(0, 0);
	int told_a = ksys_eventfd(0, EFD_NONBLOCK), told_b = ksys_eventfd(0, EFD_NONBLOCK);
	u64 count;

	vm = kvm_vm_create();
	cr_assert_eq(ksys_ioctl(vm, KVM_CREATE_IRQCHIP, 0), 0);
	vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	cr_assert_eq(kvm_irqfd_set(vm, a, 9, KVM_IRQFD_FLAG_RESAMPLE, told_a), 0);
	cr_assert_eq(kvm_irqfd_set(vm, b, 9, KVM_IRQFD_FLAG_RESAMPLE, told_b), 0);
	cr_assert_eq(kvm_irqfd_set(vm, other, 10, KVM_IRQFD_FLAG_RESAMPLE, told_b), 0);
	cr_assert_eq(eventfd_add(a, 1), 8);
	cr_assert_eq(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 1);
	cr_assert_eq(ksys_read(told_a, &count, 8), 8);
	cr_assert_eq(ksys_read(told_b, &count, 8), 8);
	cr_assert_eq(kvm_irqfd_set(vm, a, 9, KVM_IRQFD_FLAG_DEASSIGN, -1), 0);
	cr_assert_eq(eventfd_add(b, 1), 8);
	cr_assert_eq(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 1);
	cr_assert_eq(ksys_read(told_a, &count, 8), -EAGAIN);
	cr_assert_eq(ksys_read(told_b, &count, 8), 8);
	ksys_close(vcpu);
	ksys_close(vm);
}

Test(kvm_devices, irqfds_of_one_gsi_share_their_resampler)
{
	kvm_world_expect_clean(shared_resampler, 10);
}
