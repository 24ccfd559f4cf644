/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/cred.c */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H

#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/types.h>

/* What a task may do; constant once it is in use, replaced as a whole. Counted. */
struct cred {
	atomic_long_t	usage;
	unsigned int	uid;
	unsigned int	euid;
	u64		cap_effective;	/* bit CAP_x */
};

/* All capabilities: what a process starts with. Never freed. */
extern struct cred init_cred;

#define current_cred()	((const struct cred *)(current->cred ? current->cred : &init_cred))

const struct cred *get_cred(const struct cred *cred);
void put_cred(const struct cred *cred);
#define get_current_cred()	get_cred(current_cred())

/* A copy of the caller's to change; then commit_creds() or abort_creds(). NULL: no memory. */
struct cred *prepare_creds(void);
int commit_creds(struct cred *cred);
void abort_creds(struct cred *cred);

#endif
