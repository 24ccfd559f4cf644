// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x01_reset_done.c - reset_done() wants state_mutex, under memory_lock
 *
 * X01: the splat of the review of v4 of xe-vfio-pci; 1f5556ec8b9e (v6.19) defers the reset. One
 * report needs the orders of four tasks; a hang needs a fifth, that waits to write mmap_lock.
 */
#include "xe/vf_world.h"

#define BAR_SIZE	0x1000

static struct vfio_user user;
static long bar, buf, other;
static int data;

static void stop(void *arg)
{
	vf_set_state(user.device, STOP, NULL);
}

static void read_data(void *arg)
{
	ksys_read(data, (void *)buf, 64);
}

static void map_bar(void *arg)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .flags = VFIO_DMA_MAP_FLAG_READ, .vaddr = bar,
		.size = BAR_SIZE,
	};

	user_ioctl(user.container, VFIO_IOMMU_MAP_DMA, &map);
}

static void reset(void *arg)
{
	ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0);
}

static void unmap(void *arg)
{
	ksys_munmap(other, PAGE_SIZE);
}

static void begin(void)
{
	int prot = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS;

	user = vfio_open(VF1);
	bar = ksys_mmap(0, BAR_SIZE, prot, MAP_SHARED, user.device, 0);
	buf = ksys_mmap(0, PAGE_SIZE, prot, flags, -1, 0);
	other = ksys_mmap(0, PAGE_SIZE, prot, flags, -1, 0);
	cr_assert(bar > 0 && buf > 0 && other > 0);
	cr_assert_eq(vf_save(user.device, &data), 0);
}

static void end(void)
{
	ksys_munmap(bar, BAR_SIZE);
	ksys_munmap(buf, PAGE_SIZE);
	ksys_close(data);
	vfio_close(user);
}

static void four_tasks(void)
{
	begin();
	user_all((void (*[])(void *)){ stop, read_data, map_bar, reset }, 4);
	end();
}

static void five_tasks(void)
{
	begin();
	user_all((void (*[])(void *)){ stop, read_data, map_bar, reset, unmap }, 5);
	end();
}

static const struct finding *find(void (*tasks)(void), unsigned int runs, unsigned int kinds)
{
	return vfio_world_expect(&VF_WORLD(tasks, "xe-vfio-blocking-reset"), runs, kinds);
}

Test(x01_reset_done, waiting_for_state_mutex_closes_a_cycle_of_four_locks)
{
	const char *text = find(four_tasks, 200, KIND(ORDER))->text;

	cr_assert(strstr(text, "&xe_vdev->state_mutex"));
	cr_assert(strstr(text, "&migf->lock"), "%s", text);
	cr_assert(strstr(text, "&mm->mmap_lock"));
	cr_assert(strstr(text, "&vdev->memory_lock"));
	cr_assert(strstr(text, "xe_vfio_pci_set_device_state"));
	cr_assert(strstr(text, "xe_vfio_pci_save_read"));
	cr_assert(strstr(text, "vfio_pci_mmap_"));
	cr_assert(strstr(text, "xe_vfio_pci_reset_done"));
}

Test(x01_reset_done, four_tasks_do_not_hang)
{
	struct vfio_world world = VF_WORLD(four_tasks, "xe-vfio-blocking-reset");

	for (unsigned int seed = 1; seed <= 300; seed++) {
		vfio_world_run(&world, vfio_world_policy(&world, 300, seed), seed);
		cr_assert_eq(world.result.outcome, EX_DONE);
	}
}

Test(x01_reset_done, five_tasks_do)
{
	find(five_tasks, 5000, KIND(WAIT));
}

Test(x01_reset_done, a_reset_of_the_state_without_memory_lock_is_silent)
{
	vfio_world_expect_clean(&VF_WORLD(five_tasks, "xe-vfio-reset-outside"), 300);
}
