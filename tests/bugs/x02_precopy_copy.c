// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x02_precopy_copy.c - an ioctl of the data file copies to the user under state_mutex
 *
 * X02: 6fadb021266d (v5.18) made mlx5 defer the reset; fd94213e1417 (v6.9) made hisi_acc copy
 * without the mutex. Either ends the cycle, for as long as nobody reads the file as well (X01).
 */
#include "xe/vf_world.h"

static struct vfio_user user;
static long bar;
static int data;

static void ask(void *arg)
{
	struct vfio_precopy_info info = { .argsz = sizeof(info) };

	user_ioctl(data, VFIO_MIG_GET_PRECOPY_INFO, &info);
}

static void touch_bar(void *arg)
{
	u64 value;

	ksys_mem_read(bar, 4, &value);
}

static void reset(void *arg)
{
	ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0);
}

static void race(void)
{
	user = vfio_open(VF1);
	bar = ksys_mmap(0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, user.device, 0);
	cr_assert_gt(bar, 0);
	cr_assert_eq(vf_save(user.device, &data), 0);
	user_all((void (*[])(void *)){ ask, touch_bar, reset }, 3);
	ksys_munmap(bar, PAGE_SIZE);
	ksys_close(data);
	vfio_close(user);
}

Test(x02_precopy_copy, copying_under_state_mutex_closes_a_cycle)
{
	struct vfio_world world = VF_WORLD(race, "xe-vfio-precopy-locked",
					   "xe-vfio-blocking-reset");
	const char *text = vfio_world_expect(&world, 200, KIND(ORDER))->text;

	cr_assert(strstr(text, "&xe_vdev->state_mutex"));
	cr_assert(strstr(text, "&mm->mmap_lock"));
	cr_assert(strstr(text, "&vdev->memory_lock"));
}

Test(x02_precopy_copy, a_deferred_reset_ends_it)
{
	vfio_world_expect_clean(&VF_WORLD(race, "xe-vfio-precopy-locked"), 200);
}

Test(x02_precopy_copy, copying_after_the_unlock_ends_it)
{
	vfio_world_expect_clean(&VF_WORLD(race, "xe-vfio-precopy-unlocked",
					  "xe-vfio-blocking-reset"), 200);
}
