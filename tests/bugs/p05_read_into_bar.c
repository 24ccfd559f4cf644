// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p05_read_into_bar.c - a BAR is read into a mapping of itself
 *
 * P05: read() holds memory_lock for reading, copies to the user, faults, and wants it once more;
 * a writer that has queued in between stops both (bc93b9ae0151).
 */
#include "vfio/vfio_world.h"

#define CONFIG	((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40)

static struct vfio_user user;
static long map;

static void read_into_mapping(void *arg)
{
	ksys_pread(user.device, (void *)map, 8, 0x1000);
}

static void toggle_memory(void *arg)
{
	u16 cmd;

	ksys_pread(user.device, &cmd, 2, CONFIG + PCI_COMMAND);
	cmd ^= PCI_COMMAND_MEMORY;
	ksys_pwrite(user.device, &cmd, 2, CONFIG + PCI_COMMAND);
}

static void race(void)
{
	user = vfio_open(NIC);
	map = ksys_mmap(0, 0x1000, PROT_READ | PROT_WRITE, MAP_SHARED, user.device, 0);
	cr_assert_gt(map, 0, "%ld", map);
	user_together(read_into_mapping, toggle_memory, NULL);
	ksys_munmap(map, 0x1000);
	vfio_close(user);
}

Test(p05_read_into_bar, memory_lock_over_the_copy_recurses)
{
	struct vfio_world world = { .main = race, .variants = { "vfio-pci-rw-whole-lock" } };

	vfio_world_expect(&world, 200, KIND(ORDER) | KIND(WAIT));
}

Test(p05_read_into_bar, memory_lock_around_each_access_is_silent)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 200);
}
