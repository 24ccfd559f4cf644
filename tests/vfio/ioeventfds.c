// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioeventfds.c - eventfds that write to the device, and mappings that come and go with its memory
 *
 * What would go wrong: a write that reaches the device while its memory is off; a page that stays
 * mapped when the device is reset.
 */
#include "vfio/vfio_world.h"

#include <linux/mm.h>

#define AT(region)	((loff_t)(region) << 40)
#define CONFIG		AT(VFIO_PCI_CONFIG_REGION_INDEX)
#define IO_BAR		2

static struct vfio_user user;

static long bell(u64 offset, u32 width, u64 data, int fd)
{
	struct vfio_device_ioeventfd args = {
		.argsz = sizeof(args), .flags = width, .offset = offset, .data = data, .fd = fd,
	};

	return user_ioctl(user.device, VFIO_DEVICE_IOEVENTFD, &args);
}

static void decode(u16 what)
{
	user_want_eq(ksys_pwrite(user.device, &what, 2, CONFIG + PCI_COMMAND), 2);
}

static u32 reg(u64 offset, int size)
{
	u32 val = 0;

	user_want_eq(ksys_pread(user.device, &val, size, offset), size);
	return val;
}

static void ring(int fd)
{
	u64 one = 1;

	user_want_eq(ksys_write(fd, &one, 8), 8);
	ksys_msleep(1);
}

static void bells(void)
{
	int fd = ksys_eventfd(0, EFD_NONBLOCK);

	user = vfio_open(NIC);
	decode(PCI_COMMAND_MEMORY | PCI_COMMAND_IO);
	for (u32 width = 1; width <= 4; width *= 2) {
		user_want_eq(bell(0x100, width, 0x01020304, fd), 0);
		user_want_eq(bell(0x100, width, 0x01020304, fd), -EEXIST);
		ring(fd);
		user_want_eq(reg(0x100, width), 0x01020304 & (0xffffffffu >> (32 - 8 * width)));
		user_want_eq(bell(0x100, width, 0x01020304, -1), 0);
		user_want_eq(bell(0x100, width, 0x01020304, -1), -ENODEV);
	}
	/* Different in one thing is another. */
	user_want_eq(bell(0x100, 4, 1, fd), 0);
	user_want_eq(bell(0x100, 4, 2, -1), -ENODEV);
	user_want_eq(bell(0x104, 4, 1, -1), -ENODEV);
	user_want_eq(bell(0x100, 2, 1, -1), -ENODEV);
	user_want_eq(bell(AT(3) + 0x100, 4, 1, -1), -ENODEV);

	decode(0);
	ring(fd);
	decode(PCI_COMMAND_MEMORY | PCI_COMMAND_IO);
	user_want_eq(reg(0x100, 4), 0x01020304);	/* it was off: nothing came through */
	ring(fd);
	user_want_eq(reg(0x100, 4), 1);

	user_want_eq(bell(AT(IO_BAR), 4, 5, fd), 0);
	ring(fd);
	user_want_eq(reg(AT(IO_BAR), 4), 5);
	user_want_eq(bell(AT(IO_BAR) + 0x1e, 4, 5, fd), -EINVAL);	/* beyond its end */
	vfio_close(user);	/* and with it the rest */
	ksys_close(fd);
}

Test(ioeventfds, a_bell_writes_its_value_where_the_device_decodes)
{
	struct vfio_world world = { .main = bells };

	vfio_world_expect_survival(&world);
}

static void too_many(void)
{
	int fd = ksys_eventfd(0, 0), i;

	user = vfio_open(NIC);
	for (i = 0; i < 1000; i++)
		cr_assert_eq(bell(4 * i, 4, 1, fd), 0);
	cr_assert_eq(bell(4 * i, 4, 1, fd), -ENOSPC);
	cr_assert_eq(bell(0, 4, 1, -1), 0);
	cr_assert_eq(bell(4 * i, 4, 1, fd), 0);
	vfio_close(user);
	ksys_close(fd);
}

Test(ioeventfds, there_are_a_thousand_bells)
{
	struct vfio_world world = { .main = too_many };

	vfio_world_expect_clean(&world, 1);
}

/* Somebody takes the memory away while the bell rings: then it is rung from a thread. */
static int ringer;

static void ring_often(void *unused)
{
	for (int i = 0; i < 3; i++)
		ring(ringer);
}

static void switch_memory(void *unused)
{
	for (int i = 0; i < 3; i++) {
		decode(0);
		decode(PCI_COMMAND_MEMORY);
	}
	ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0);
}

static void ring_and_switch(void)
{
	ringer = ksys_eventfd(0, 0);
	user = vfio_open(NIC);
	decode(PCI_COMMAND_MEMORY);
	user_want_eq(bell(0, 4, 7, ringer), 0);
	user_together(ring_often, switch_memory, NULL);
	vfio_close(user);
	ksys_close(ringer);
}

Test(ioeventfds, ringing_while_memory_goes_is_silent)
{
	struct vfio_world world = { .main = ring_and_switch };

	vfio_world_expect_clean(&world, 300);
}

static void map_and_touch(void)
{
	long at, again;
	u64 val = 0;

	user = vfio_open(NIC);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, user.device, 0), -EINVAL);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, CONFIG), -EINVAL);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, AT(1)), -EINVAL);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, AT(IO_BAR)),
		     -EINVAL);
	user_want_eq(ksys_mmap(0, 0x20000, PROT_READ, MAP_SHARED, user.device, 0), -EINVAL);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, 0x10000), -EINVAL);
	user_want_eq(ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, AT(20)), -EINVAL);

	at = ksys_mmap(0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, user.device, 0);
	user_want(at > 0);
	decode(0);
	user_want(ksys_mem_read(at, 4, &val) < 0);		/* no memory, no page */
	decode(PCI_COMMAND_MEMORY);
	user_want_eq(ksys_mem_write(at + PAGE_SIZE, 4, 0x55), 0);
	user_want_eq(reg(PAGE_SIZE, 4), 0x55);
	user_want_eq(ksys_mem_read(at + PAGE_SIZE, 4, &val), 0);
	user_want_eq(val, 0x55);
	again = ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, user.device, PAGE_SIZE);
	user_want(again > 0);
	user_want_eq(ksys_mem_read(again, 4, &val), 0);
	user_want_eq(val, 0x55);
	user_want_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	user_want_eq(ksys_mem_read(again, 4, &val), 0);
	decode(0);
	user_want(ksys_mem_read(again, 4, &val) < 0);
	ksys_munmap(again, PAGE_SIZE);
	ksys_munmap(at, 2 * PAGE_SIZE);
	vfio_close(user);
}

Test(ioeventfds, a_mapping_is_there_while_the_memory_is)
{
	struct vfio_world world = { .main = map_and_touch };

	vfio_world_expect_survival(&world);
}

/* Reads and writes of any size and place, as far as the region goes. */
static void any_size(void)
{
	u8 buf[64] = { 1, 2, 3, 4, 5, 6, 7, 8 }, back[64] = { 0 };

	user = vfio_open(NIC);
	decode(0);
	user_want_eq(ksys_pread(user.device, back, 4, 0), -EIO);
	user_want_eq(ksys_pwrite(user.device, buf, 4, 0), -EIO);
	decode(PCI_COMMAND_MEMORY | PCI_COMMAND_IO);
	user_want_eq(ksys_pwrite(user.device, buf, 7, 0x201), 7);
	user_want_eq(ksys_pread(user.device, back, 7, 0x201), 7);
	user_want(vfio_lenient || !memcmp(buf, back, 7));
	user_want_eq(ksys_pread(user.device, back, 64, 0x200), 64);
	user_want_eq(ksys_pread(user.device, back, 64, 0x10000 - 8), 8);
	user_want_eq(ksys_pread(user.device, back, 4, 0x10000), -EINVAL);
	user_want_eq(ksys_pwrite(user.device, buf, 8, AT(IO_BAR) + 1), 8);
	user_want_eq(ksys_pread(user.device, back, 64, AT(IO_BAR)), 0x20);
	user_want_eq(ksys_pread(user.device, back, 4, AT(1)), -EINVAL);
	user_want_eq(ksys_pread(user.device, NULL, 4, 0), -EFAULT);
	user_want_eq(ksys_pwrite(user.device, NULL, 4, 0), -EFAULT);
	/* The table of vectors is not the user's: ones to read, nothing to write. */
	user_want_eq(ksys_pread(user.device, back, 16, AT(3)), 16);
	user_want_eq(back[0], 0xff);
	user_want_eq(ksys_pread(user.device, NULL, 16, AT(3)), -EFAULT);
	user_want_eq(ksys_pwrite(user.device, buf, 16, AT(3)), 16);
	user_want_eq(ksys_pread(user.device, back, 64, AT(3) + 0x30), 64);	/* in and out */
	user_want_eq(ksys_pread(user.device, back, 4, AT(VFIO_PCI_ROM_REGION_INDEX)), -EINVAL);
	user_want_eq(ksys_pwrite(user.device, buf, 4, AT(VFIO_PCI_ROM_REGION_INDEX)), -EINVAL);
	user_want_eq(ksys_pread(user.device, back, 4, AT(VFIO_PCI_VGA_REGION_INDEX)), -EINVAL);
	user_want_eq(ksys_pread(user.device, back, 4, AT(VFIO_PCI_NUM_REGIONS)), -EINVAL);
	user_want_eq(ksys_pread(user.device, back, 0, 0), 0);
	vfio_close(user);
}

Test(ioeventfds, accesses_of_any_size_end_where_the_region_does)
{
	struct vfio_world world = { .main = any_size };

	vfio_world_expect_survival(&world);
}
