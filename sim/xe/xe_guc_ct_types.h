/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_guc_ct_types.h - the channel to a GuC */
#ifndef XE_GUC_CT_TYPES_H
#define XE_GUC_CT_TYPES_H

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct xe_guc_ct {
	struct mutex		lock;		/* one request at a time, and the shared buffer */
	/* lock: */
	u32			next_fence;

	spinlock_t		fence_lock;	/* taken in the interrupt */
	/* fence_lock: */
	u32			fence;		/* of the answer that is awaited; 0: none */
	u32			answer;		/* its first dword */

	struct completion	answered;
};

#endif
