// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernfs_active.c - active references: removal waits for who is inside a file
 *
 *  M1  ->file.active counts those inside; from kernfs_deactivate() on it is biased to
 *      below zero, nobody new gets in, and at exactly the bias all have left.
 *
 * To lockdep an active reference is a read lock of the attribute's class, taken by
 * trylock (entering never waits), and draining takes the write lock: a remover that holds
 * what a store() wants is reported before the two ever meet.
 */
#include "core/kernfs.h"

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/* For files to drain; one queue, since removal of a file in use is rare. */
static DECLARE_WAIT_QUEUE_HEAD(kernfs_drain_waitq);

bool kernfs_get_active(struct kernfs_node *kn)
{
	if (!atomic_inc_unless_negative(&kn->file.active))
		return false;
	if (kn->file.validated)
		rwsem_acquire_read(&kn->file.dep_map, 0, 1, _RET_IP_);
	return true;
}

/* The last one out after deactivation wakes the remover, who may then free the owner. */
void kernfs_put_active(struct kernfs_node *kn)
{
	if (kn->file.validated)
		rwsem_release(&kn->file.dep_map, _RET_IP_);
	if (atomic_dec_return(&kn->file.active) == KN_DEACTIVATED_BIAS)
		wake_up_all(&kernfs_drain_waitq);
}

void kernfs_deactivate(struct kernfs_node *kn)
{
	lockdep_assert_held(&sysfs_lock);
	if (kn->removing)
		return;
	WRITE_ONCE(kn->removing, true);		/* path lookup looks without the lock */
	if (kn->kind == SYSFS_FILE)
		atomic_add(KN_DEACTIVATED_BIAS, &kn->file.active);
}

/* What those who were inside did comes before what is done to the owner. */
static bool kernfs_drained(const struct kernfs_node *kn)
{
	return atomic_read_acquire(&kn->file.active) == KN_DEACTIVATED_BIAS;
}

void kernfs_drain(struct kernfs_node *kn)
{
	if (kn->file.validated)
		rwsem_acquire(&kn->file.dep_map, 0, 0, _RET_IP_);
	wait_event(kernfs_drain_waitq, kernfs_drained(kn));
	if (kn->file.validated)
		rwsem_release(&kn->file.dep_map, _RET_IP_);
	sysfs_drain_opens(kn);
}

/* Found by name until it is drained: those inside may have to look themselves up. */
void kernfs_remove(struct kernfs_node *kn)
{
	LIST_HEAD(doomed);

	spin_lock(&sysfs_lock);
	kernfs_deactivate(kn);
	if (kn->kind == SYSFS_FILE) {
		spin_unlock(&sysfs_lock);
		kernfs_drain(kn);
		spin_lock(&sysfs_lock);
	}
	kernfs_unlink_locked(kn, &doomed);
	kernfs_put_locked(kn, &doomed);
	spin_unlock(&sysfs_lock);
	kernfs_free(&doomed);
}

struct kernfs_node *sysfs_break_active_protection(struct kobject *kobj,
						  const struct attribute *attr)
{
	struct kernfs_node *kn = kernfs_find_child(kobj->sd, attr->name);

	if (kn)
		kernfs_put_active(kn);
	return kn;
}

static void kernfs_unbreak_active(struct kernfs_node *kn)
{
	/* May be biased by now: the count is then that of a user whose file is gone. */
	atomic_inc(&kn->file.active);
	if (kn->file.validated)
		rwsem_acquire_read(&kn->file.dep_map, 0, 1, _RET_IP_);
}

void sysfs_unbreak_active_protection(struct kernfs_node *kn)
{
	kernfs_unbreak_active(kn);
	kernfs_put(kn);
}

static bool kernfs_claim_suicide(struct kernfs_node *kn)
{
	bool first;

	spin_lock(&sysfs_lock);
	first = !kn->suicidal;
	kn->suicidal = true;
	spin_unlock(&sysfs_lock);
	return first;
}

/* The winner has removed the file and left it: its caller's write is over. */
static bool kernfs_suicide_over(struct kernfs_node *kn)
{
	bool over;

	spin_lock(&sysfs_lock);
	over = kn->suicided && kernfs_drained(kn);
	/* Under the lock that ->suicided is set under, so that no two losers pass halfway. */
	if (over)
		kernfs_unbreak_active(kn);
	spin_unlock(&sysfs_lock);
	return over;
}

bool kernfs_remove_self(struct kernfs_node *kn)
{
	kernfs_put_active(kn);
	if (!kernfs_claim_suicide(kn)) {
		wait_event(kernfs_drain_waitq, kernfs_suicide_over(kn));
		return false;
	}
	kernfs_get(kn);
	kernfs_remove(kn);
	spin_lock(&sysfs_lock);
	kernfs_unbreak_active(kn);
	kn->suicided = true;
	spin_unlock(&sysfs_lock);
	return true;
}
