// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vf_migrate.c - migration as a user does it: stop, copy, stream, resume, on another VF
 *
 * The destination must be the source as it was when it was paused, to the byte; and whatever goes
 * wrong, resets must bring both sides back.
 */
#include "xe/vf_world.h"

#include <linux/signal_numbers.h>

static u32 chunk;
static unsigned int stride;

static void expect_same(void)
{
	enum xe_hw_part part;
	unsigned int unit;
	u64 offset;

	cr_assert(xe_hw_same(gpu, 1, gpu, 2, &part, &unit, &offset),
		  "part %d of %u differs at %#llx", part, unit, offset);
}

static void expect_both_run(struct vfio_user *source, struct vfio_user *dest)
{
	cr_assert_eq(vf_state(source->device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(vf_state(dest->device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(xe_hw_vf_state(gpu, 0, 1), XE_HW_VF_RUNNING);
	cr_assert_eq(xe_hw_vf_state(gpu, 0, 2), XE_HW_VF_RUNNING);
}

static void reset_both(struct vfio_user *source, struct vfio_user *dest)
{
	cr_assert_eq(ksys_ioctl(source->device, VFIO_DEVICE_RESET, 0), 0);
	cr_assert_eq(ksys_ioctl(dest->device, VFIO_DEVICE_RESET, 0), 0);
	expect_both_run(source, dest);
}

static void migrate_once(struct vfio_user *source, struct vfio_user *dest)
{
	int from, to;

	cr_assert_eq(vf_set_state(source->device, STOP_COPY, &from), 0);
	cr_assert_eq(vf_set_state(dest->device, RESUMING, &to), 0);
	cr_assert_gt(vf_copy(from, to, chunk), 0);
	cr_assert_eq(vf_set_state(dest->device, STOP, NULL), 0);
	expect_same();
	cr_assert_eq(vf_set_state(source->device, STOP, NULL), 0);
	ksys_close(from);
	ksys_close(to);
}

static void migrate(void)
{
	struct vfio_user source = vfio_open(VF1), dest = vfio_open(VF2);

	xe_hw_fill(gpu, 1, 7, stride);
	xe_hw_fill(gpu, 2, 8, stride);
	migrate_once(&source, &dest);
	cr_assert_eq(vf_set_state(dest.device, RUNNING, NULL), 0);
	cr_assert_eq(vf_set_state(source.device, RUNNING, NULL), 0);
	expect_both_run(&source, &dest);
	vfio_close(source);
	vfio_close(dest);
}

static void expect_migration(struct xe_hw_desc desc, u32 bytes, unsigned int every)
{
	gpu_desc = desc;
	gpu_desc.vfs = 2;
	chunk = bytes;
	stride = every;
	vfio_world_expect_clean(&VF_WORLD(migrate), 1);
}

Test(vf_migrate, the_destination_equals_the_source_to_the_byte)
{
	expect_migration((struct xe_hw_desc){ .vf_vram = 0x10000 }, 4096, 1);
}

Test(vf_migrate, so_it_does_for_any_size_of_read)
{
	static const u32 sizes[] = { 1, 7, 24, 25, 65536 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		expect_migration((struct xe_hw_desc){ .vf_vram = 0x1000 }, sizes[i], 1);
}

Test(vf_migrate, so_it_does_for_several_tiles_and_gts)
{
	expect_migration((struct xe_hw_desc){ .tiles = 2, .media = true }, 4096, 1);
}

Test(vf_migrate, so_it_does_without_vram)
{
	expect_migration((struct xe_hw_desc){ .no_vram = true }, 4096, 0);
}

Test(vf_migrate, so_it_does_for_sparse_vram)
{
	expect_migration((struct xe_hw_desc){ .vf_vram = 16 << 20 }, 65536, 512);
}

/* The guest works until it is paused, and again afterwards: on the other side. */
static void migrate_busy(void)
{
	struct vfio_user source = vfio_open(VF1), dest = vfio_open(VF2);
	u64 writes;

	xe_hw_fill(gpu, 1, 1, 1);
	xe_hw_busy(gpu, 1, 100, 0);
	ksys_msleep(2);
	migrate_once(&source, &dest);
	writes = xe_hw_writes(gpu, 1);
	cr_assert_gt(writes, 0);
	ksys_msleep(2);
	cr_assert_eq(xe_hw_writes(gpu, 1), writes);
	xe_hw_idle(gpu, 1);

	xe_hw_busy(gpu, 2, 100, 0);
	ksys_msleep(1);
	cr_assert_eq(xe_hw_writes(gpu, 2), 0);
	cr_assert_eq(vf_set_state(dest.device, RUNNING, NULL), 0);
	ksys_msleep(1);
	cr_assert_gt(xe_hw_writes(gpu, 2), 0);
	xe_hw_idle(gpu, 2);
	vfio_close(source);
	vfio_close(dest);
}

Test(vf_migrate, a_busy_guest_stops_at_the_pause_and_goes_on_at_the_destination)
{
	gpu_desc.vf_vram = 0x4000;
	chunk = 4096;
	vfio_world_expect_clean(&VF_WORLD(migrate_busy), 30);
}

/* The user gives up at some point; both sides are reset and a second attempt succeeds. */
static long cancel_after;

static void cancel(void)
{
	struct vfio_user source = vfio_open(VF1), dest = vfio_open(VF2);
	static char buf[4096];
	long done = 0, ret = 0;
	int from, to;

	xe_hw_fill(gpu, 1, 3, 1);
	cr_assert_eq(vf_set_state(source.device, STOP_COPY, &from), 0);
	cr_assert_eq(vf_set_state(dest.device, RESUMING, &to), 0);
	for (; done < cancel_after; done += ret) {
		ret = ksys_read(from, buf, min_t(long, sizeof(buf), cancel_after - done));
		if (ret <= 0)
			break;
		cr_assert_eq(ksys_write(to, buf, ret), ret);
	}
	ksys_close(to);
	ksys_close(from);
	/* Either it was complete, or going on is refused. */
	ret = vf_set_state(dest.device, STOP, NULL);
	cr_assert(!ret || ret == -EIO || ret == -ETIMEDOUT, "%ld", ret);
	reset_both(&source, &dest);
	xe_hw_fill(gpu, 1, 4, 1);
	migrate_once(&source, &dest);
	vfio_close(source);
	vfio_close(dest);
}

Test(vf_migrate, cancelled_at_any_point_both_sides_can_be_reset_and_try_again)
{
	static const long points[] = { 0, 1, 23, 24, 100, 5000, 9000, 1 << 20 };

	gpu_desc.vf_vram = 0x2000;
	chunk = 4096;
	for (unsigned int i = 0; i < ARRAY_SIZE(points); i++) {
		cancel_after = points[i];
		vfio_world_expect_clean(&VF_WORLD(cancel), 1);
	}
}

/* The process on one side dies with everything open. */
static int source_main(void *arg)
{
	struct vfio_user source = vfio_open(VF1);
	static char buf[4096];
	int from;

	if (!vf_set_state(source.device, STOP_COPY, &from))
		while (ksys_read(from, buf, 1000) > 0)
			;
	return 0;	/* the process exits: files are closed for it */
}

static void kill_the_source(void)
{
	struct process *source = process_create("source", PROCESS_HOST_CLIENT);
	struct vfio_user user;

	cr_assert(process_thread(source, "source", source_main, NULL));
	ksys_msleep(1);
	process_kill(source, SIGKILL);
	process_wait(source);
	process_put(source);

	user = vfio_open(VF1);
	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(xe_hw_vf_state(gpu, 0, 1), XE_HW_VF_RUNNING);
	cr_assert_eq(vf_set_state(user.device, STOP_COPY, NULL), 0);
	vfio_close(user);
}

Test(vf_migrate, the_vf_of_a_killed_process_runs_for_the_next)
{
	gpu_desc.vf_vram = 0x10000;
	vfio_world_expect_clean(&VF_WORLD(kill_the_source), 60);
}
