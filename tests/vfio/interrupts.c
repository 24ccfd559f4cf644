// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * interrupts.c - a device's interrupts, from its pin or message to the user's eventfd
 *
 * What would go wrong: an interrupt lost while it is masked, one that comes without an end, one
 * that reaches an eventfd which was taken away.
 */
#include "vfio/vfio_world.h"

#define CONFIG	((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40)
#define INTX	VFIO_PCI_INTX_IRQ_INDEX
#define MSI	VFIO_PCI_MSI_IRQ_INDEX
#define MSIX	VFIO_PCI_MSIX_IRQ_INDEX
#define NONE	VFIO_IRQ_SET_DATA_NONE
#define BOOL	VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD	VFIO_IRQ_SET_DATA_EVENTFD
#define MASK	VFIO_IRQ_SET_ACTION_MASK
#define UNMASK	VFIO_IRQ_SET_ACTION_UNMASK
#define TRIGGER	VFIO_IRQ_SET_ACTION_TRIGGER

static struct vfio_user user;

struct irq_set {
	u32	argsz, flags, index, start, count;
	union {
		s32	fds[4];
		u8	bools[4];
	};
};

static long irq_none(u32 action, u32 index, u32 start, u32 count)
{
	struct irq_set set = { 20, NONE | action, index, start, count };

	return user_ioctl(user.device, VFIO_DEVICE_SET_IRQS, &set);
}

static long irq_bool(u32 action, u32 index, u32 count, u8 a, u8 b)
{
	struct irq_set set = { 20 + count, BOOL | action, index, 0, count, .bools = { a, b } };

	return user_ioctl(user.device, VFIO_DEVICE_SET_IRQS, &set);
}

static long irq_fds(u32 action, u32 index, u32 start, u32 count, int a, int b)
{
	struct irq_set set = {
		20 + 4 * count, EVENTFD | action, index, start, count, .fds = { a, b, -1, -1 },
	};

	return user_ioctl(user.device, VFIO_DEVICE_SET_IRQS, &set);
}

static int event(void)
{
	int fd = ksys_eventfd(0, EFD_NONBLOCK);

	user_want(fd >= 0);
	return fd;
}

/* How often it was signalled since the last time. */
static u64 taken(int fd)
{
	u64 count = 0;

	ksys_msleep(1);		/* what is left to others is done */
	return ksys_read(fd, &count, 8) == 8 ? count : 0;
}

static void pin(bool up)
{
	pci_hw_intx(pci_hw_find(0, 1, 0), up);
}

static void disintx(bool on)
{
	u16 cmd = 0;

	user_want_eq(ksys_pread(user.device, &cmd, 2, CONFIG + PCI_COMMAND), 2);
	cmd = on ? cmd | PCI_COMMAND_INTX_DISABLE : cmd & ~PCI_COMMAND_INTX_DISABLE;
	user_want_eq(ksys_pwrite(user.device, &cmd, 2, CONFIG + PCI_COMMAND), 2);
}

/* A level: told once, masked until somebody unmasks it, and then told again if it is still up. */
static void level(void)
{
	int fd = event(), unmask = event(), other = event();
	u64 one = 1;

	user = vfio_open(NIC);
	user_want_eq(irq_fds(TRIGGER, INTX, 0, 1, fd, 0), 0);
	user_want_eq(irq_fds(TRIGGER, MSI, 0, 1, fd, 0), -EINVAL);	/* one kind at a time */
	pin(true);
	user_want_eq(taken(fd), 1);
	user_want_eq(taken(fd), 0);
	user_want_eq(irq_none(UNMASK, INTX, 0, 1), 0);
	user_want_eq(taken(fd), 1);
	user_want_eq(irq_bool(UNMASK, INTX, 1, 0, 0), 0);		/* false: no */
	user_want_eq(taken(fd), 0);
	user_want_eq(irq_bool(UNMASK, INTX, 1, 1, 0), 0);
	user_want_eq(taken(fd), 1);
	user_want_eq(irq_fds(UNMASK, INTX, 0, 1, unmask, 0), 0);
	user_want_eq(irq_fds(UNMASK, INTX, 0, 1, unmask, 0), -EBUSY);
	ksys_write(unmask, &one, 8);
	user_want_eq(taken(fd), 1);
	pin(false);
	ksys_write(unmask, &one, 8);
	user_want_eq(taken(fd), 0);

	user_want_eq(irq_none(MASK, INTX, 0, 1), 0);
	pin(true);
	user_want_eq(taken(fd), 0);
	user_want_eq(irq_bool(MASK, INTX, 1, 1, 0), 0);
	user_want_eq(irq_bool(MASK, INTX, 1, 0, 0), 0);
	user_want_eq(irq_none(UNMASK, INTX, 0, 1), 0);
	user_want_eq(taken(fd), 1);
	pin(false);
	user_want_eq(irq_none(UNMASK, INTX, 0, 1), 0);

	disintx(true);
	pin(true);
	user_want_eq(taken(fd), 0);
	user_want_eq(irq_none(UNMASK, INTX, 0, 1), 0);
	user_want_eq(taken(fd), 0);
	disintx(false);
	user_want_eq(taken(fd), 1);
	pin(false);

	/* Looped back, to another eventfd, and away. */
	user_want_eq(irq_none(TRIGGER, INTX, 0, 1), 0);
	user_want_eq(irq_bool(TRIGGER, INTX, 1, 1, 0), 0);
	user_want_eq(irq_bool(TRIGGER, INTX, 1, 0, 0), 0);
	user_want_eq(taken(fd), 2);
	user_want_eq(irq_fds(TRIGGER, INTX, 0, 1, other, 0), 0);
	user_want_eq(irq_none(TRIGGER, INTX, 0, 1), 0);
	user_want_eq(taken(fd), 0);
	user_want_eq(taken(other), 1);
	user_want_eq(irq_fds(UNMASK, INTX, 0, 1, -1, 0), 0);
	user_want_eq(irq_fds(TRIGGER, INTX, 0, 1, -1, 0), 0);
	user_want_eq(irq_none(TRIGGER, INTX, 0, 1), 0);
	user_want_eq(irq_fds(TRIGGER, INTX, 0, 1, 999, 0), -EBADF);
	user_want_eq(irq_none(TRIGGER, INTX, 0, 0), 0);
	user_want_eq(irq_none(TRIGGER, INTX, 0, 0), -EINVAL);
	ksys_close(other);
	ksys_close(unmask);
	ksys_close(fd);
	vfio_close(user);
}

Test(interrupts, a_level_is_told_once_until_it_is_unmasked)
{
	struct vfio_world world = { .main = level };

	vfio_world_expect_survival(&world);
}

static const struct pci_hw_desc old_card = {
	.name = "old", .vendor = 0x8086, .device = 0x100e, .class = 0x020000, .pin = 1,
	.flags = PCI_HW_NO_INTX_MASK,
	.bars = { { .size = 0x1000 } },
};

static void old_hardware(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 0), &old_card));
}

static void bound(const struct vfio_world *world)
{
	vfio_bind(NIC);
}

static const struct vfio_machine old_machine = { .hardware = old_hardware, .prepare = bound };

/* What the device cannot mask itself is masked where its line ends. */
Test(interrupts, a_device_that_cannot_mask_is_masked_at_its_line)
{
	struct vfio_world world = { .main = level, .machine = &old_machine };

	vfio_world_expect_survival(&world);
}


static void messages_of(u32 index)
{
	int a = event(), b = event();

	user_want_eq(irq_fds(TRIGGER, index, 0, 4, a, b), 0);
	user_want_eq(irq_none(TRIGGER, index, 0, 2), 0);
	user_want_eq(taken(a), 1);
	user_want_eq(taken(b), 1);
	user_want_eq(irq_bool(TRIGGER, index, 2, 0, 1), 0);
	user_want_eq(taken(a), 0);
	user_want_eq(taken(b), 1);
	user_want_eq(irq_none(TRIGGER, index, 2, 1), 0);	/* nobody listens there */

	/* One changes, one goes; what was set before stays where nothing is said of it. */
	user_want_eq(irq_fds(TRIGGER, index, 1, 1, a, 0), 0);
	user_want_eq(irq_fds(TRIGGER, index, 0, 1, -1, 0), 0);
	user_want_eq(irq_none(TRIGGER, index, 0, 4), 0);
	user_want_eq(taken(a), 1);
	user_want_eq(taken(b), 0);
	user_want_eq(irq_fds(TRIGGER, index, 2, 2, b, 999), -EBADF);	/* neither of them then */
	user_want_eq(irq_none(TRIGGER, index, 2, 1), 0);
	user_want_eq(taken(b), 0);
	user_want_eq(irq_fds(TRIGGER, INTX, 0, 1, a, 0), -EINVAL);
	user_want_eq(irq_none(TRIGGER, index, 0, 0), 0);
	user_want_eq(irq_none(TRIGGER, index, 0, 1), -EINVAL);
	ksys_close(b);
	ksys_close(a);
}

static void messages(void)
{
	user = vfio_open(NIC);
	messages_of(MSI);
	messages_of(MSIX);
	vfio_close(user);
}

Test(interrupts, messages_are_told_each_to_its_own)
{
	struct vfio_world world = { .main = messages };

	vfio_world_expect_survival(&world);
}

/* A vector more while others are in use. */
static void one_more(void)
{
	int a = event(), b = event();

	user = vfio_open(NIC);
	user_want_eq(irq_fds(TRIGGER, MSIX, 0, 1, a, 0), 0);
	user_want_eq(irq_fds(TRIGGER, MSIX, 3, 1, b, 0), 0);
	user_want_eq(irq_none(TRIGGER, MSIX, 0, 4), 0);
	user_want_eq(taken(a), 1);
	user_want_eq(taken(b), 1);
	user_want_eq(irq_fds(TRIGGER, MSIX, 3, 1, -1, 0), 0);
	user_want_eq(irq_fds(TRIGGER, MSIX, 3, 1, b, 0), 0);
	vfio_close(user);

	/* As many as MSI was enabled for, no more. */
	user = vfio_open(NIC);
	user_want_eq(irq_fds(TRIGGER, MSI, 0, 1, a, 0), 0);
	user_want_eq(irq_fds(TRIGGER, MSI, 3, 1, b, 0), -EINVAL);
	vfio_close(user);
	ksys_close(b);
	ksys_close(a);
}

Test(interrupts, msix_grows_while_it_is_used_and_msi_does_not)
{
	struct vfio_world world = { .main = one_more };

	vfio_world_expect_survival(&world);
}

static void singles(void)
{
	static const u32 both[] = { VFIO_PCI_ERR_IRQ_INDEX, VFIO_PCI_REQ_IRQ_INDEX };
	int fd = event(), other = event();

	user = vfio_open(NIC);
	for (int i = 0; i < 2; i++) {
		user_want_eq(irq_fds(TRIGGER, both[i], 0, 1, fd, 0), 0);
		user_want_eq(irq_none(TRIGGER, both[i], 0, 1), 0);
		user_want_eq(irq_bool(TRIGGER, both[i], 1, 1, 0), 0);
		user_want_eq(irq_bool(TRIGGER, both[i], 1, 0, 0), 0);
		user_want_eq(taken(fd), 2);
		user_want_eq(irq_fds(TRIGGER, both[i], 0, 1, other, 0), 0);
		user_want_eq(irq_none(TRIGGER, both[i], 0, 1), 0);
		user_want_eq(taken(other), 1);
		user_want_eq(irq_fds(TRIGGER, both[i], 0, 1, 999, 0), -EBADF);
		user_want_eq(irq_fds(TRIGGER, both[i], 0, 1, -1, 0), 0);
		user_want_eq(irq_none(TRIGGER, both[i], 0, 1), -EINVAL);
		user_want_eq(irq_fds(TRIGGER, both[i], 0, 1, fd, 0), 0);
		user_want_eq(irq_none(TRIGGER, both[i], 0, 0), 0);
		user_want_eq(irq_none(TRIGGER, both[i], 0, 0), -EINVAL);
	}
	ksys_close(other);
	ksys_close(fd);
	vfio_close(user);
}

Test(interrupts, errors_and_requests_are_told_by_one_eventfd_each)
{
	struct vfio_world world = { .main = singles };

	vfio_world_expect_survival(&world);
}

static long feature(u32 what, int fd)
{
	struct {
		struct vfio_device_feature				head;
		struct vfio_device_low_power_entry_with_wakeup		entry;
	} args = {
		.head = { sizeof(args), VFIO_DEVICE_FEATURE_SET | what }, .entry = { fd, 0 },
	};

	return user_ioctl(user.device, VFIO_DEVICE_FEATURE, &args);
}

/* The user's next access wakes the device up, and tells so; its pin was masked meanwhile. */
static void low_power(void)
{
	int fd = event(), wake = event();
	struct vfio_device_info info = { .argsz = sizeof(info) };

	user = vfio_open(NIC);
	user_want_eq(irq_fds(TRIGGER, INTX, 0, 1, fd, 0), 0);
	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP, wake), 0);
	user_want_eq(taken(wake), 0);
	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_INFO, &info), 0);
	user_want_eq(taken(wake), 1);
	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_EXIT, 0), 0);

	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY, 0), 0);
	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY, 0), -EINVAL);
	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP, wake), -EINVAL);
	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_EXIT, 0), 0);
	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_EXIT, 0), 0);
	pin(true);
	user_want_eq(taken(fd), 1);
	pin(false);
	user_want_eq(feature(VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP, wake), 0);
	ksys_close(wake);
	ksys_close(fd);
	vfio_close(user);
}

Test(interrupts, low_power_masks_the_pin_and_ends_with_an_access)
{
	struct vfio_world world = { .main = low_power };

	vfio_world_expect_survival(&world);
}
