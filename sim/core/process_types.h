/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process_types.h - struct process, for the files that implement it
 */
#ifndef CORE_PROCESS_TYPES_H
#define CORE_PROCESS_TYPES_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

/* Soft RLIMIT_MEMLOCK of a new process, as systemd sets it. */
#define MEMLOCK_DEFAULT	(8ul << 20)

struct process {
	struct signal_struct	signal;
	refcount_t		refs;
	const char		*name;		/* borrowed; fixed at init */
	struct list_head	all;		/* of all processes; the freezer's */
	const struct cred	*cred;		/* counted; fixed at init: threads' first */
	struct completion	done;
	spinlock_t		lock;
	struct list_head	threads;	/* lock: those that have started */
	struct task_struct	*leader;	/* lock: the first of them */
	unsigned int		live;		/* lock: threads that have not begun to exit */
	unsigned int		unfinished;	/* lock: threads whose exit is not over */
	struct task_struct	*last;		/* lock: of them, the one that was */
	bool			dead;		/* lock */
	bool			exiting;	/* lock; also read without: killed, or exit */
	int			exit_code;	/* lock */
	struct mm_struct	*mm;		/* fixed at init; the threads', see P1 */
	struct files_struct	*files;		/* the same */
};

#endif
