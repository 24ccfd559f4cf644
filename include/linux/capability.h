/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/cred.c */
#ifndef _KSIM_LINUX_CAPABILITY_H
#define _KSIM_LINUX_CAPABILITY_H

#include_next <linux/capability.h>
#include <linux/types.h>

struct task_struct;
struct user_namespace;
struct file;

/* May the caller? Kernel threads may do everything. */
bool capable(int cap);
bool ns_capable(struct user_namespace *ns, int cap);
bool has_capability(struct task_struct *task, int cap);
bool has_capability_noaudit(struct task_struct *task, int cap);
bool file_ns_capable(const struct file *file, struct user_namespace *ns, int cap);

extern struct user_namespace init_user_ns;

#endif
