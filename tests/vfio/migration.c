// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * migration.c - the states of a device that migrates: each to each, and the data that goes along
 *
 * What would go wrong: an arc that Linux has and we refuse, or the other way round; a file that
 * outlives its session; a state that a failed arc leaves.
 */
#include "vfio/mdev_user.h"

#include "support/hosted.h"

#define NR_STATES	VFIO_DEVICE_STATE_NR
#define S(name)		VFIO_DEVICE_STATE_##name
#define IMAGE_SIZE	(8 + SAMPLE_RAM_SIZE)

struct state_arg {
	struct vfio_device_feature		head;
	struct vfio_device_feature_mig_state	state;
};

/* Sets the state; @fd: the file that came with it, or -1. */
static long set_state(int device, u32 state, int *fd)
{
	struct state_arg args = {
		.head = { sizeof(args), VFIO_DEVICE_FEATURE_SET |
					VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE },
		.state = { state, -1 },
	};
	long ret = user_ioctl(device, VFIO_DEVICE_FEATURE, &args);

	*fd = args.state.data_fd;
	return ret;
}

static u32 get_state(int device)
{
	struct state_arg args = {
		.head = { sizeof(args), VFIO_DEVICE_FEATURE_GET |
					VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE },
	};

	user_want_eq(user_ioctl(device, VFIO_DEVICE_FEATURE, &args), 0);
	user_want_eq(args.state.data_fd, -1);
	return args.state.device_state;
}

static u8 image[10 + 1000];	/* a read of any size that a test asks for */

static void save_image(int device)
{
	int fd;

	user_want_eq(set_state(device, S(STOP_COPY), &fd), 0);
	user_want_eq(ksys_read(fd, image, 10), 10);
	user_want_eq(ksys_read(fd, image + 10, 1000), IMAGE_SIZE - 10);
	user_want_eq(ksys_read(fd, image, 1), 0);
	ksys_close(fd);
	user_want_eq(set_state(device, S(RUNNING), &fd), 0);
	user_want_eq(fd, -1);
}

/* From RUNNING to @state, with what has to be written on the way out of it already written. */
static int enter(int device, u32 state)
{
	int fd;

	user_want_eq(ksys_ioctl(device, VFIO_DEVICE_RESET, 0), 0);
	user_want_eq(set_state(device, state, &fd), 0);
	if (state == S(RESUMING))
		user_want_eq(ksys_write(fd, image, IMAGE_SIZE), IMAGE_SIZE);
	return fd;
}

/* Blocked is the way from what has been stopped to what still runs; ERROR is nobody's goal. */
static long expected(u32 from, u32 to)
{
	if (to == S(ERROR))
		return -EINVAL;
	return from == S(STOP_COPY) && (to == S(PRE_COPY) || to == S(PRE_COPY_P2P)) ? -EINVAL : 0;
}

/* Does a file come with it? Not when one goes on that there was. */
static bool brings_file(u32 from, u32 to)
{
	if (from == to)
		return false;
	if (to == S(PRE_COPY) || to == S(PRE_COPY_P2P))
		return from != S(PRE_COPY) && from != S(PRE_COPY_P2P);
	if (to == S(STOP_COPY))
		return from != S(PRE_COPY) && from != S(PRE_COPY_P2P);
	return to == S(RESUMING);
}

static void go(int device, u32 from, u32 to)
{
	int old = enter(device, from), fd;
	long want = expected(from, to);

	user_want_eq(get_state(device), from);
	user_want_eq(set_state(device, to, &fd), want);
	user_want_eq(get_state(device), want ? from : to);
	user_want_eq(fd >= 0, !want && brings_file(from, to));
	if (fd >= 0)
		ksys_close(fd);
	if (old >= 0)
		ksys_close(old);
}

static void each_to_each(void)
{
	struct vfio_user mdev = vfio_open_mdev();

	save_image(mdev.device);
	for (u32 from = S(STOP); from < NR_STATES; from++)
		for (u32 to = 0; to < NR_STATES; to++)
			go(mdev.device, from, to);
	vfio_close(mdev);
}

Test(migration, each_state_leads_to_each_as_linux_has_it)
{
	struct vfio_world world = { .main = each_to_each, .mdev = true };

	skip_if_hosted_before(6002, "pre-copy");
	vfio_world_expect_clean(&world, 1);
}

static void write_ram(int device, u8 with)
{
	u8 ram[SAMPLE_RAM_SIZE];

	memset(ram, with, sizeof(ram));
	user_want_eq(ksys_pwrite(device, ram, sizeof(ram), SAMPLE_REG_RAM), sizeof(ram));
}

static u8 read_ram(int device)
{
	u8 ram[2] = { 0 };

	user_want_eq(ksys_pread(device, ram, 2, SAMPLE_REG_RAM + SAMPLE_RAM_SIZE - 2), 2);
	return ram[1];
}

static long precopy_info(int fd, u32 argsz, u64 *left)
{
	struct vfio_precopy_info info = { .argsz = argsz };
	long ret = user_ioctl(fd, VFIO_MIG_GET_PRECOPY_INFO, &info);

	*left = info.initial_bytes;
	return ret;
}

/* A running device is read while it runs, then again stopped; a third writes what was read. */
static void precopy(void)
{
	struct vfio_user mdev = vfio_open_mdev();
	int source, target, fd;
	u64 left;

	write_ram(mdev.device, 7);
	user_want_eq(set_state(mdev.device, S(PRE_COPY), &source), 0);
	user_want_eq(precopy_info(source, sizeof(struct vfio_precopy_info), &left), 0);
	user_want_eq(left, IMAGE_SIZE);
	user_want_eq(precopy_info(source, 4, &left), -EINVAL);
	user_want_eq(ksys_ioctl(source, VFIO_MIG_GET_PRECOPY_INFO, 0), -EFAULT);
	user_want_eq(ksys_ioctl(source, VFIO_DEVICE_RESET, 0), -ENOTTY);
	user_want_eq(set_state(mdev.device, S(STOP_COPY), &fd), 0);
	user_want_eq(fd, -1);
	user_want_eq(precopy_info(source, sizeof(struct vfio_precopy_info), &left), -EINVAL);
	user_want_eq(ksys_read(source, image, IMAGE_SIZE), IMAGE_SIZE);
	user_want_eq(set_state(mdev.device, S(STOP), &fd), 0);
	user_want_eq(ksys_read(source, image, 1), -ENODEV);
	user_want_eq(precopy_info(source, sizeof(struct vfio_precopy_info), &left), -ENODEV);

	write_ram(mdev.device, 9);
	user_want_eq(set_state(mdev.device, S(RESUMING), &target), 0);
	user_want_eq(set_state(mdev.device, S(STOP), &fd), -EINVAL);	/* nothing to resume from */
	user_want_eq(ksys_write(target, image, IMAGE_SIZE + 1), -ENOSPC);
	user_want_eq(ksys_write(target, image, 1), 1);
	user_want_eq(ksys_write(target, image + 1, IMAGE_SIZE - 1), IMAGE_SIZE - 1);
	user_want_eq(set_state(mdev.device, S(RUNNING), &fd), 0);
	user_want_eq(read_ram(mdev.device), 7);
	user_want_eq(ksys_write(target, image, 1), -ENODEV);
	ksys_close(source);
	ksys_close(target);
	vfio_close(mdev);
}

Test(migration, what_was_read_while_it_ran_is_resumed_from)
{
	struct vfio_world world = { .main = precopy, .mdev = true };

	skip_if_hosted_before(6002, "pre-copy");
	vfio_world_expect_survival(&world);
}

static void bad_image(void)
{
	struct vfio_user mdev = vfio_open_mdev();
	int fd, unused;

	save_image(mdev.device);
	for (int byte = 0; byte < 8; byte += 4) {
		user_want_eq(set_state(mdev.device, S(RESUMING), &fd), 0);
		image[byte] ^= 1;
		user_want_eq(ksys_write(fd, image, IMAGE_SIZE), IMAGE_SIZE);
		image[byte] ^= 1;
		user_want_eq(set_state(mdev.device, S(STOP), &unused), -EINVAL);
		user_want_eq(get_state(mdev.device), S(RESUMING));
		user_want_eq(ksys_ioctl(mdev.device, VFIO_DEVICE_RESET, 0), 0);
		user_want_eq(ksys_write(fd, image, 1), -ENODEV);
		ksys_close(fd);
	}
	vfio_close(mdev);
}

Test(migration, a_damaged_image_is_refused_and_a_reset_ends_the_session)
{
	struct vfio_world world = { .main = bad_image, .mdev = true };

	vfio_world_expect_survival(&world);
}

static void ask(int device, u16 feature, void *answer, size_t size)
{
	struct {
		struct vfio_device_feature	head;
		u64				data;
	} args = { .head = { sizeof(args), VFIO_DEVICE_FEATURE_GET | feature } };

	user_want_eq(user_ioctl(device, VFIO_DEVICE_FEATURE, &args), 0);
	memcpy(answer, &args.data, size);
}

#define STATE_FILE	"/sys/kernel/debug/vfio/" MDEV_UUID "/migration/state"

static void told(void)
{
	struct vfio_user mdev = vfio_open_mdev();
	u64 flags = 0, bytes = 0;
	char text[32] = "";
	int file, fd;

	ask(mdev.device, VFIO_DEVICE_FEATURE_MIGRATION, &flags, sizeof(flags));
	user_want_eq(flags, VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P |
			    VFIO_MIGRATION_PRE_COPY);
	ask(mdev.device, VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, &bytes, sizeof(bytes));
	user_want_eq(bytes, IMAGE_SIZE);

	user_want_eq(set_state(mdev.device, S(RUNNING_P2P), &fd), 0);
	file = ksys_open(STATE_FILE, O_RDONLY);
	user_want_eq(ksys_read(file, text, sizeof(text)), sizeof("RUNNING_P2P\n") - 1);
	user_want(vfio_lenient || !strcmp(text, "RUNNING_P2P\n"));
	ksys_close(file);
	vfio_close(mdev);
}

Test(migration, flags_size_and_state_are_told)
{
	struct vfio_world world = { .main = told, .mdev = true };

	skip_if_hosted_before(6008, "the size, and the state in debugfs");
	vfio_world_expect_survival(&world);
}
