/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_stream_lock.h - who reads the stream of a VF: the migration lock, and how v4 did without */
#ifndef XE_STREAM_LOCK_H
#define XE_STREAM_LOCK_H

#include <linux/lockdep.h>
#include <linux/mutex.h>

#include "kernel/variant.h"

DECLARE_VARIANT(xe_vfio_blocking_reset);

/* 0 or -EINTR. In v4 of the series the lock of the data file, above, was all that there was. */
static inline int xe_stream_lock(struct mutex *lock)
{
	return variant(xe_vfio_blocking_reset) ? 0 : mutex_lock_interruptible(lock);
}

static inline void xe_stream_unlock(struct mutex *lock)
{
	if (!variant(xe_vfio_blocking_reset))
		mutex_unlock(lock);
}

static inline void xe_stream_assert_locked(struct mutex *lock)
{
	if (!variant(xe_vfio_blocking_reset))
		lockdep_assert_held(lock);
}

#endif
