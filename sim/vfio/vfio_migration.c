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

static bool vfio_mig_has_state(struct vfio_device *device, unsigned int state)
{
	unsigned int needs;

	if (state >= ARRAY_SIZE(state_flags_table))
		return false;
	needs = state_flags_table[state];
	return (needs & device->migration_flags) == needs;
}

int vfio_mig_get_next_state(struct vfio_device *device, enum vfio_device_mig_state cur_fsm,
			    enum vfio_device_mig_state new_fsm,
			    enum vfio_device_mig_state *next_fsm)
{
	enum vfio_device_mig_state next;

	if (WARN_ON(!vfio_mig_has_state(device, cur_fsm)))
		return -EINVAL;
	if (!vfio_mig_has_state(device, new_fsm))
		return -EINVAL;

	/*
	 * Go past what the device lacks. It lacks ERROR too, which a blocked arc leads to and
	 * which leads to itself.
	 */
	next = vfio_from_fsm_table[cur_fsm][new_fsm];
	while (!vfio_mig_has_state(device, next)) {
		if (next == ERR && !variant(vfio_mig_blocked_arc_loops))
			break;
		next = vfio_from_fsm_table[next][new_fsm];
		cond_resched();
	}
	*next_fsm = next;
	return next == ERR ? -EINVAL : 0;
}
EXPORT_SYMBOL_GPL(vfio_mig_get_next_state);

/* Give the user the file of a data session. */
static int vfio_ioct_mig_return_fd(struct file *filp, void __user *arg,
				   struct vfio_device_feature_mig_state *mig)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);

	if (fd < 0) {
		fput(filp);
		return fd;
	}

	mig->data_fd = fd;
	if (copy_to_user(arg, mig, sizeof(*mig))) {
		put_unused_fd(fd);
		fput(filp);
		return -EFAULT;
	}
	fd_install(fd, filp);
	return 0;
}

static int vfio_mig_get_state(struct vfio_device *device, void __user *arg,
			      struct vfio_device_feature_mig_state *mig)
{
	enum vfio_device_mig_state curr_state;
	int ret;

	ret = device->mig_ops->migration_get_state(device, &curr_state);
	if (ret)
		return ret;

	mig->device_state = curr_state;
	mig->data_fd = -1;
	return copy_to_user(arg, mig, sizeof(*mig)) ? -EFAULT : 0;
}

int vfio_ioctl_device_feature_mig_device_state(struct vfio_device *device, u32 flags,
					       void __user *arg, size_t argsz)
{
	struct vfio_device_feature_mig_state mig;
	struct file *filp;
	int ret;

	if (!device->mig_ops)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_GET,
				 sizeof(mig));
	if (ret != 1)
		return ret;
	if (copy_from_user(&mig, arg, offsetofend(struct vfio_device_feature_mig_state, data_fd)))
		return -EFAULT;

	if (flags & VFIO_DEVICE_FEATURE_GET)
		return vfio_mig_get_state(device, arg, &mig);

	filp = device->mig_ops->migration_set_state(device, mig.device_state);
	if (!IS_ERR_OR_NULL(filp))
		return vfio_ioct_mig_return_fd(filp, arg, &mig);

	/* Also when it failed: the user reads "no file" then. */
	mig.data_fd = -1;
	if (copy_to_user(arg, &mig, sizeof(mig)))
		return -EFAULT;
	return PTR_ERR_OR_ZERO(filp);
}

int vfio_ioctl_device_feature_migration_data_size(struct vfio_device *device, u32 flags,
						  void __user *arg, size_t argsz)
{
	struct vfio_device_feature_mig_data_size data_size = {};
	unsigned long stop_copy_length;
	int ret;

	if (!device->mig_ops)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_GET, sizeof(data_size));
	if (ret != 1)
		return ret;

	ret = device->mig_ops->migration_get_data_size(device, &stop_copy_length);
	if (ret)
		return ret;

	data_size.stop_copy_length = stop_copy_length;
	return copy_to_user(arg, &data_size, sizeof(data_size)) ? -EFAULT : 0;
}

int vfio_ioctl_device_feature_migration(struct vfio_device *device, u32 flags, void __user *arg,
					size_t argsz)
{
	struct vfio_device_feature_migration mig = {
		.flags = device->migration_flags,
	};
	int ret;

	if (!device->mig_ops)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_GET, sizeof(mig));
	if (ret != 1)
		return ret;
	return copy_to_user(arg, &mig, sizeof(mig)) ? -EFAULT : 0;
}
