// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_migration.c - migration v2: the states, the way between them, and the calls
 *
 * A driver carries out single arcs; which arcs lead from one state to another is found here.
 *
 *	RUNNING <-> RUNNING_P2P <-> STOP <-> STOP_COPY
 *	   ^            ^            ^
 *	   v            v            +-----> RESUMING
 *	PRE_COPY <-> PRE_COPY_P2P -> STOP_COPY
 *
 * A device without P2P or PRE_COPY lacks those states: the way leads past them. Nothing leads
 * from STOP_COPY back into the PRE_COPY states, and nothing but a reset out of ERROR.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "vfio.h"
#include "vfio_args.h"

DEFINE_VARIANT(vfio_mig_blocked_arc_loops, "vfio-mig-blocked-arc-loops",
	       "reverts a26b499b757c (v7.2)",
	       "the way along a blocked arc is looked for without end (X10)");

#define ERR	VFIO_DEVICE_STATE_ERROR
#define STO	VFIO_DEVICE_STATE_STOP
#define RUN	VFIO_DEVICE_STATE_RUNNING
#define COP	VFIO_DEVICE_STATE_STOP_COPY
#define RES	VFIO_DEVICE_STATE_RESUMING
#define P2P	VFIO_DEVICE_STATE_RUNNING_P2P
#define PRE	VFIO_DEVICE_STATE_PRE_COPY
#define PRP	VFIO_DEVICE_STATE_PRE_COPY_P2P

/* [from][to] is the first hop; columns in the order of the state's numbers. */
static const u8 vfio_from_fsm_table[VFIO_DEVICE_STATE_NR][VFIO_DEVICE_STATE_NR] = {
	/*	  ERR  STO  RUN  COP  RES  P2P  PRE  PRP */
	[ERR] = { ERR, ERR, ERR, ERR, ERR, ERR, ERR, ERR },
	[STO] = { ERR, STO, P2P, COP, RES, P2P, P2P, P2P },
	[RUN] = { ERR, P2P, RUN, P2P, P2P, P2P, PRE, P2P },
	[COP] = { ERR, STO, STO, COP, STO, STO, ERR, ERR },
	[RES] = { ERR, STO, STO, STO, RES, STO, STO, STO },
	[P2P] = { ERR, STO, RUN, STO, STO, P2P, RUN, PRP },
	[PRE] = { ERR, RUN, RUN, PRP, RUN, RUN, PRE, PRP },
	[PRP] = { ERR, P2P, P2P, COP, P2P, P2P, PRE, PRP },
};

/* What a device must support to have the state. */
static const unsigned int state_flags_table[VFIO_DEVICE_STATE_NR] = {
	[ERR] = ~0U,
	[STO] = VFIO_MIGRATION_STOP_COPY,
	[RUN] = VFIO_MIGRATION_STOP_COPY,
	[COP] = VFIO_MIGRATION_STOP_COPY,
	[RES] = VFIO_MIGRATION_STOP_COPY,
	[P2P] = VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P,
	[PRE] = VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_PRE_COPY,
	[PRP] = VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P | VFIO_MIGRATION_PRE_COPY,
};

static bool has_state(const struct vfio_device *vdev, unsigned int state)
{
	u32 needed;

	if (state >= ARRAY_SIZE(state_flags_table))
		return false;
	needed = state_flags_table[state];
	return !(needed & ~vdev->migration_flags);
}

/*
 * Go past what the device lacks. It lacks ERROR too, which a blocked arc leads to and which leads
 * to itself.
 */
static unsigned int skip_lacking(const struct vfio_device *vdev, unsigned int state,
				 unsigned int target)
{
	while (!has_state(vdev, state)) {
		if (state == ERR && !variant(vfio_mig_blocked_arc_loops))
			return ERR;
		state = vfio_from_fsm_table[state][target];
		cond_resched();
	}
	return state;
}

int vfio_mig_get_next_state(struct vfio_device *device, enum vfio_device_mig_state cur_fsm,
			    enum vfio_device_mig_state new_fsm,
			    enum vfio_device_mig_state *next_fsm)
{
	if (WARN_ON(!has_state(device, cur_fsm)) || !has_state(device, new_fsm))
		return -EINVAL;
	*next_fsm = skip_lacking(device, vfio_from_fsm_table[cur_fsm][new_fsm], new_fsm);
	return *next_fsm == ERR ? -EINVAL : 0;
}
EXPORT_SYMBOL_GPL(vfio_mig_get_next_state);

/*
 * 1 when the device is to be asked: it migrates, the request is well formed and more than a
 * probe. Else what to return.
 */
static int check(const struct vfio_device *vdev, u32 flags, size_t argsz, u32 ops, size_t size)
{
	return vdev->mig_ops ? vfio_check_feature(flags, argsz, ops, size) : -ENOTTY;
}

/* The number first, since the answer has to name it; the file last, since it cannot be undone. */
static int give_file(struct file *session, struct vfio_device_feature_mig_state *answer,
		     void __user *arg)
{
	int fd = get_unused_fd_flags(O_CLOEXEC), err = fd;

	if (fd >= 0) {
		answer->data_fd = fd;
		err = vfio_args_put(arg, answer, sizeof(*answer));
		if (!err) {
			fd_install(fd, session);
			return 0;
		}
		put_unused_fd(fd);
	}
	fput(session);
	return err;
}

static int give_no_file(struct vfio_device_feature_mig_state *answer, void __user *arg)
{
	answer->data_fd = -1;
	return vfio_args_put(arg, answer, sizeof(*answer));
}

static int get_state(struct vfio_device *vdev, struct vfio_device_feature_mig_state *answer,
		     void __user *arg)
{
	enum vfio_device_mig_state now;
	int err = vdev->mig_ops->migration_get_state(vdev, &now);

	if (err)
		return err;
	answer->device_state = now;
	return give_no_file(answer, arg);
}

static int set_state(struct vfio_device *vdev, struct vfio_device_feature_mig_state *answer,
		     void __user *arg)
{
	struct file *session = vdev->mig_ops->migration_set_state(vdev, answer->device_state);
	int err;

	if (!IS_ERR_OR_NULL(session))
		return give_file(session, answer, arg);
	err = give_no_file(answer, arg);	/* also when it failed */
	return err ? err : PTR_ERR_OR_ZERO(session);
}

int vfio_ioctl_device_feature_mig_device_state(struct vfio_device *device, u32 flags,
					       void __user *arg, size_t argsz)
{
	const u32 ops = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_SET;
	struct vfio_device_feature_mig_state args;
	int ret = check(device, flags, argsz, ops, sizeof(args));

	if (ret != 1)
		return ret;
	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	return flags & VFIO_DEVICE_FEATURE_GET ? get_state(device, &args, arg)
					       : set_state(device, &args, arg);
}

int vfio_ioctl_device_feature_migration_data_size(struct vfio_device *device, u32 flags,
						  void __user *arg, size_t argsz)
{
	struct vfio_device_feature_mig_data_size answer = {};
	unsigned long bytes;
	int ret = check(device, flags, argsz, VFIO_DEVICE_FEATURE_GET, sizeof(answer));

	if (ret != 1)
		return ret;
	ret = device->mig_ops->migration_get_data_size(device, &bytes);
	if (ret)
		return ret;
	answer.stop_copy_length = bytes;
	return vfio_args_put(arg, &answer, sizeof(answer));
}

int vfio_ioctl_device_feature_migration(struct vfio_device *device, u32 flags, void __user *arg,
					size_t argsz)
{
	const struct vfio_device_feature_migration answer = { .flags = device->migration_flags };
	int ret = check(device, flags, argsz, VFIO_DEVICE_FEATURE_GET, sizeof(answer));

	return ret == 1 ? vfio_args_put(arg, &answer, sizeof(answer)) : ret;
}
