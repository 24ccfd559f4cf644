// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cred.c - what a task may do
 *
 * A cred is constant once a task has it; to change one is to make another. User
 * namespaces are left out: there is one.
 */
#include <linux/cred.h>

#include <linux/bits.h>
#include <linux/fs.h>
#include <linux/slab.h>

struct cred init_cred = { .cap_effective = ~0ULL };

const struct cred *get_cred(const struct cred *cred)
{
	if (cred != &init_cred)
		atomic_long_inc(&((struct cred *)cred)->usage);
	return cred;
}

void put_cred(const struct cred *cred)
{
	if (cred && cred != &init_cred && atomic_long_dec_and_test(&((struct cred *)cred)->usage))
		kfree(cred);
}

struct cred *prepare_creds(void)
{
	struct cred *cred;

	/* others with a reference count in what is copied; the copy gets a count of its own */
	cred = data_race(kmemdup(current_cred(), sizeof(*cred), GFP_KERNEL));
	if (cred)
		atomic_long_set(&cred->usage, 1);
	return cred;
}

int commit_creds(struct cred *cred)
{
	const struct cred *old = current_cred();

	current->cred = cred;
	put_cred(old);
	return 0;
}

void abort_creds(struct cred *cred)
{
	put_cred(cred);
}

static bool cred_capable(const struct cred *cred, int cap)
{
	return cred->cap_effective & BIT_ULL(cap);
}

bool capable(int cap)
{
	return cred_capable(current_cred(), cap);
}

bool ns_capable(struct user_namespace *ns, int cap)
{
	return capable(cap);
}

bool has_capability(struct task_struct *task, int cap)
{
	return cred_capable(task->cred ? task->cred : &init_cred, cap);
}

bool has_capability_noaudit(struct task_struct *task, int cap)
{
	return has_capability(task, cap);
}

bool file_ns_capable(const struct file *file, struct user_namespace *ns, int cap)
{
	return cred_capable(file->f_cred, cap);
}
