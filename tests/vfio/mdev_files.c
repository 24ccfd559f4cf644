// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mdev_files.c - mediated devices made and removed through sysfs, and their registers
 *
 * What would go wrong: a place that is lost, an id that is given twice, a removal that goes on
 * under somebody's hands.
 */
#include "vfio/mdev_user.h"

#define OTHER(n)	"83b8f4f2-509f-382f-3c1e-e6bfe0fa200" #n
#define DEVICE(uuid)	"/sys/bus/mdev/devices/" uuid

static void expect_text(const char *path, const char *want)
{
	char text[64] = "";
	long fd = ksys_open(path, O_RDONLY);

	user_want(fd >= 0);
	user_want(ksys_read(fd, text, sizeof(text) - 1) >= 0);
	user_want(!strcmp(text, want));
	ksys_close(fd);
}

static void make_and_remove(void)
{
	expect_text(MDEV_TYPE "/available_instances", "3\n");
	expect_text(MDEV_TYPE "/device_api", "vfio-sample\n");
	expect_text(MDEV_TYPE "/name", "A device for tests\n");
	user_want_eq(ksys_open(MDEV_TYPE "/description", O_RDONLY), -ENOENT);
	user_want_eq(ksys_open(MDEV_TYPE "/create", O_RDONLY), -EACCES);

	user_want_eq(user_echo(MDEV_UUID, MDEV_TYPE "/create"), -EEXIST);
	user_want_eq(user_echo("too short", MDEV_TYPE "/create"), -EINVAL);
	user_want_eq(user_echo(OTHER(0) "00", MDEV_TYPE "/create"), -EINVAL);
	user_want_eq(user_echo("zzzzzzzz-509f-382f-3c1e-e6bfe0fa2000", MDEV_TYPE "/create"),
		     -EINVAL);
	user_want_eq(user_echo(OTHER(1) "\n", MDEV_TYPE "/create"), 37);
	user_want_eq(user_echo(OTHER(2), MDEV_TYPE "/create"), 36);
	user_want_eq(user_echo(OTHER(3), MDEV_TYPE "/create"), 36);
	user_want_eq(user_echo(OTHER(4), MDEV_TYPE "/create"), -EUSERS);
	expect_text(MDEV_TYPE "/available_instances", "0\n");

	user_want_eq(user_echo("x", DEVICE(OTHER(1)) "/remove"), -EINVAL);
	user_want_eq(user_echo("0", DEVICE(OTHER(1)) "/remove"), 1);
	user_want_eq(user_echo("1", DEVICE(OTHER(1)) "/remove"), 1);
	user_want_eq(user_echo("1", DEVICE(OTHER(1)) "/remove"), -ENOENT);
	user_want_eq(user_echo("1", MDEV_TYPE "/devices/" OTHER(2) "/remove"), 1);
	expect_text(MDEV_TYPE "/available_instances", "2\n");
	user_want_eq(user_echo(OTHER(1), MDEV_TYPE "/create"), 36);
}

Test(mdev_files, places_and_ids_are_given_once_and_come_back)
{
	struct vfio_world world = { .main = make_and_remove, .mdev = true };

	vfio_world_expect_survival(&world);
}

static void registers(void)
{
	struct vfio_user mdev = vfio_open_mdev();
	u8 data[SAMPLE_REGS_SIZE + 1] = { 0 };
	int device = mdev.device;

	user_want_eq(ksys_pread(device, data, 1, SAMPLE_REGS_SIZE), -EINVAL);
	user_want_eq(ksys_pwrite(device, data, 1, SAMPLE_REGS_SIZE), -EINVAL);
	user_want_eq(ksys_pread(device, data, sizeof(data), 0), SAMPLE_REGS_SIZE);
	user_want_eq(ksys_pwrite(device, data, sizeof(data), SAMPLE_REG_RAM), SAMPLE_RAM_SIZE);
	user_want_eq(ksys_pread(device, NULL, 8, 0), -EFAULT);
	user_want_eq(ksys_pwrite(device, NULL, 8, 0), -EFAULT);
	user_want_eq(mdev_command(device, 99, 0, 0), -EINVAL);
	user_want_eq(mdev_command(device, SAMPLE_CMD_FILL, 0, 0), -EINVAL);
	user_want_eq(mdev_command(device, SAMPLE_CMD_FILL, 0, PAGE_SIZE + 1), -EINVAL);
	vfio_close(mdev);
}

Test(mdev_files, registers_end_where_they_end)
{
	struct vfio_world world = { .main = registers, .mdev = true };

	vfio_world_expect_survival(&world);
}

static long irq(int device, u32 flags, u32 index, u32 count, int fd)
{
	struct vfio_irq_eventfd args = {
		.argsz = sizeof(args), .flags = flags, .index = index, .count = count, .fd = fd,
	};

	return user_ioctl(device, VFIO_DEVICE_SET_IRQS, &args);
}

#define EVENTFD	(VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
#define NONE	(VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER)
#define BOOL	(VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_TRIGGER)

static void told_by_eventfd(void)
{
	struct vfio_user mdev = vfio_open_mdev();
	int event = ksys_eventfd(0, EFD_NONBLOCK), other = ksys_eventfd(0, EFD_NONBLOCK);
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = SAMPLE_IRQ_REQ };
	struct vfio_device_info about = { .argsz = sizeof(about) };
	struct vfio_region_info region = { .argsz = sizeof(region) };
	u64 count;

	user_want_eq(user_ioctl(mdev.device, VFIO_DEVICE_GET_INFO, &about), 0);
	user_want_eq(about.num_irqs, SAMPLE_NUM_IRQS);
	user_want_eq(user_ioctl(mdev.device, VFIO_DEVICE_GET_REGION_INFO, &region), 0);
	user_want_eq(region.size, SAMPLE_REGION_SIZE);
	user_want_eq(user_ioctl(mdev.device, VFIO_DEVICE_GET_IRQ_INFO, &info), 0);
	user_want_eq(info.count, 1);
	info.index = SAMPLE_NUM_IRQS;
	user_want_eq(user_ioctl(mdev.device, VFIO_DEVICE_GET_IRQ_INFO, &info), -EINVAL);
	user_want_eq(ksys_ioctl(mdev.device, VFIO_DEVICE_GET_IRQ_INFO, 0), -EFAULT);
	user_want_eq(ksys_ioctl(mdev.device, VFIO_DEVICE_SET_IRQS, 0), -EFAULT);

	user_want_eq(irq(mdev.device, EVENTFD, SAMPLE_IRQ_DONE, 1, event), 0);
	user_want_eq(irq(mdev.device, EVENTFD, SAMPLE_IRQ_DONE, 1, other), 0);
	user_want_eq(irq(mdev.device, EVENTFD, SAMPLE_IRQ_DONE, 1, -2), -EINVAL);
	user_want_eq(irq(mdev.device, EVENTFD, SAMPLE_IRQ_DONE, 1, 999), -EBADF);
	user_want_eq(irq(mdev.device, EVENTFD, SAMPLE_NUM_IRQS, 1, event), -EINVAL);
	user_want_eq(irq(mdev.device, BOOL, SAMPLE_IRQ_DONE, 1, 1), -ENOTTY);
	user_want_eq(irq(mdev.device, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK,
			 SAMPLE_IRQ_DONE, 1, 0), -ENOTTY);
	user_want_eq(mdev_command(mdev.device, 99, 0, 0), -EINVAL);
	user_want_eq(ksys_read(event, &count, 8), -EAGAIN);
	user_want_eq(ksys_read(other, &count, 8), 8);
	user_want_eq(irq(mdev.device, NONE, SAMPLE_IRQ_DONE, 1, 0), 0);
	user_want_eq(ksys_read(other, &count, 8), 8);
	user_want_eq(irq(mdev.device, NONE, SAMPLE_IRQ_DONE, 0, 0), 0);
	user_want_eq(mdev_command(mdev.device, 99, 0, 0), -EINVAL);
	user_want_eq(ksys_read(other, &count, 8), -EAGAIN);
	ksys_close(event);
	ksys_close(other);
	vfio_close(mdev);
}

Test(mdev_files, a_command_is_told_by_the_eventfd_that_was_set_last)
{
	struct vfio_world world = { .main = told_by_eventfd, .mdev = true };

	vfio_world_expect_survival(&world);
}
