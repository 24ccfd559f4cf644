// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * odd_devices.c - a device without a bridge above it, one with an interrupt that gets stuck, and
 * one behind an IOMMU driver that can do next to nothing
 *
 * What would go wrong: a bridge locked that is not there, an interrupt without an end, a call
 * through a pointer that an IOMMU driver has left out.
 */
#include "vfio/type1_user.h"

#include <linux/err.h>
#include <linux/vfio.h>

#include "support/hosted.h"
#include "vfio/vfio.h"

#define ROOT	"0000:00:02.0"

static const struct pci_hw_desc on_root_bus = {
	.name = "root", .vendor = 0x8086, .device = 0x1234, .class = 0x020000, .pin = 1,
	.flags = PCI_HW_EXPRESS | PCI_HW_PM | PCI_HW_FLR, .port_type = PCI_EXP_TYPE_RC_END,
	.bars = { { .size = 0x1000 } },
};

/* Whose line cannot be masked without getting stuck. */
static const struct pci_hw_desc blind = {
	.name = "blind", .vendor = 0x8086, .device = 0x1572, .class = 0x020000, .pin = 1,
	.flags = PCI_HW_EXPRESS | PCI_HW_PM | PCI_HW_FLR | PCI_HW_MSI_64,
	.port_type = PCI_EXP_TYPE_ENDPOINT, .msi_vectors = 1, .bars = { { .size = 0x1000 } },
};

static void odd_hardware(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	cr_assert(pci_hw_function(root, NULL, PCI_DEVFN(2, 0), &on_root_bus));
	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 0), &blind));
}

static void both_bound(const struct vfio_world *world)
{
	vfio_bind(ROOT);
	vfio_bind(NIC);
}

static const struct vfio_machine machine = { .hardware = odd_hardware, .prepare = both_bound };

static void reset_without_a_bridge(void)
{
	struct vfio_pci_hot_reset_info info = { .argsz = sizeof(info) };
	struct vfio_user user = vfio_open(ROOT);

	user_want_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info), -ENODEV);
	vfio_close(user);
}

Test(odd_devices, a_device_on_the_root_bus_is_reset_by_itself)
{
	struct vfio_world world = { .main = reset_without_a_bridge, .machine = &machine };

	vfio_world_expect_survival(&world);
}

static void no_line(void)
{
	struct vfio_irq_info irq = { .argsz = sizeof(irq), .index = VFIO_PCI_INTX_IRQ_INDEX };
	int event = ksys_eventfd(0, EFD_NONBLOCK);
	struct vfio_user user = vfio_open(NIC);
	const loff_t config = (loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40;
	u8 pin = 0xff;
	u32 ones = ~0u;

	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_IRQ_INFO, &irq), 0);
	user_want_eq(irq.count, 0);
	user_want_eq(ksys_pread(user.device, &pin, 1, config + PCI_INTERRUPT_PIN), 1);
	user_want_eq(pin, 0);
	user_want_eq(vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, event), -EINVAL);
	user_want_eq(vfio_set_eventfd(user.device, VFIO_PCI_MSI_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, event), 0);
	user_want_eq(ksys_pwrite(user.device, &ones, 2, config + PCI_COMMAND), 2);
	user_want_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	vfio_close(user);
}

Test(odd_devices, an_interrupt_that_would_get_stuck_is_not_offered)
{
	struct vfio_world world = { .main = no_line, .machine = &machine };

	vfio_world_expect_clean(&world, 1);
}

/* An IOMMU driver for a type of its own. */
#define NOTHING_IOMMU	77

static void *nothing_open(unsigned long arg)
{
	return arg == NOTHING_IOMMU ? NULL : ERR_PTR(-EINVAL);
}

static void nothing_release(void *data)
{
}

static long nothing_ioctl(void *data, unsigned int cmd, unsigned long arg)
{
	return cmd == VFIO_CHECK_EXTENSION ? arg == NOTHING_IOMMU : -ENOTTY;
}

static int nothing_attach(void *data, struct iommu_group *group, enum vfio_group_type type)
{
	return 0;
}

static void nothing_detach(void *data, struct iommu_group *group)
{
}

static const struct vfio_iommu_driver_ops nothing = {
	.name = "nothing", .owner = THIS_MODULE, .open = nothing_open, .release = nothing_release,
	.ioctl = nothing_ioctl, .attach_group = nothing_attach, .detach_group = nothing_detach,
};

static void use_nothing(void)
{
	struct vfio_user user = { .container = ksys_open("/dev/vfio/vfio", O_RDWR) };
	u64 at[2] = { };

	cr_assert_eq(vfio_register_iommu_driver(&nothing), 0);
	cr_expect_eq(vfio_register_iommu_driver(&nothing), -EINVAL);
	cr_expect_eq(ksys_ioctl(user.container, VFIO_CHECK_EXTENSION, NOTHING_IOMMU), 1);
	user.group = vfio_open_group_of("/sys/bus/mdev/devices/" MDEV_UUID);
	cr_expect_eq(user_ioctl(user.group, VFIO_GROUP_SET_CONTAINER, &user.container), 0);
	cr_expect_eq(ksys_ioctl(user.container, VFIO_SET_IOMMU, NOTHING_IOMMU), 0);
	cr_expect_eq(ksys_ioctl(user.container, VFIO_IOMMU_MAP_DMA, (unsigned long)at), -ENOTTY);
	user.device = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, MDEV_UUID);
	cr_assert_geq(user.device, 0);
	/* Neither pinned nor read: there is nobody who could. */
	cr_expect_eq(mdev_command(user.device, SAMPLE_CMD_PIN, 0, 0), -ENOTTY);
	cr_expect_eq(mdev_command(user.device, SAMPLE_CMD_SUM, 0, 8), -ENOTTY);
	vfio_close(user);
	vfio_unregister_iommu_driver(&nothing);
	vfio_unregister_iommu_driver(&nothing);
}

Test(odd_devices, an_iommu_driver_may_leave_out_what_type1_does_for_emulated_devices)
{
	struct vfio_world world = { .main = use_nothing, .mdev = true };

	skip_if_hosted("vfio", "speaks to our core from inside");
	vfio_world_expect_clean(&world, 1);
}

/* A hot reset tries the lock that readers of a BAR hold, of each device in turn. */
static struct vfio_user readers;
static unsigned int busy;

static void read_bar(void *arg)
{
	u32 val;

	for (int i = 0; i < 4; i++)
		ksys_pread(readers.device, &val, sizeof(val), 0);
}

static void reset_hot(void *arg)
{
	struct {
		u32	argsz, flags, count;
		s32	group;
	} args = { sizeof(args), 0, 1, readers.group };

	for (int i = 0; i < 2; i++)
		busy += user_ioctl(readers.device, VFIO_DEVICE_PCI_HOT_RESET, &args) == -EBUSY;
}

static void read_while_reset(void)
{
	readers = vfio_open(NIC);
	user_together(read_bar, reset_hot, NULL);
	vfio_close(readers);
}

Test(odd_devices, a_hot_reset_gives_up_where_somebody_reads_a_bar)
{
	struct vfio_world world = { .main = read_while_reset, .one_group = true, .both = true };

	busy = 0;
	vfio_world_expect_clean(&world, 400);
	cr_expect(busy || hosted("vfio_pci_core"));
}
