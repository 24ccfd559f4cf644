// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * percpu_ref.c - struct percpu_ref: nobody looks for zero before it was killed
 *
 * One counter, in place of one for each CPU:
 *
 *  F1  While it counts for the CPUs, PERCPU_BIAS is on top of it, so that it never is zero. The
 *      bias goes a grace period after atomic was set: until then a put may believe in it.
 *  F2  dying implies atomic, from the moment on at which it is set.
 *  F3  confirm is not NULL while a switch is under way: its reference is held, and the next switch
 *      waits for its end.
 *
 * Locking: ->lock covers atomic, dying and the beginning of a switch; a wait for the end of one
 * lets go of it. Linux has one lock and one queue for all refs.
 */
#include <linux/percpu-refcount.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#define PERCPU_BIAS	(1L << 62)

struct percpu_ref_data {
	atomic_long_t		count;
	bool			atomic;
	bool			dying;		/* read without the lock */
	bool			force_atomic, allow_reinit;
	percpu_ref_func_t	*release, *confirm;
	struct rcu_head		rcu;
	struct percpu_ref	*ref;
	spinlock_t		lock;
	struct wait_queue_head	switched;
};

int percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags,
		    gfp_t gfp)
{
	struct percpu_ref_data *data = kzalloc(sizeof(*data), gfp);
	bool dead = flags & PERCPU_REF_INIT_DEAD;

	if (!data)
		return -ENOMEM;
	data->force_atomic = flags & PERCPU_REF_INIT_ATOMIC;
	data->allow_reinit = flags & (PERCPU_REF_ALLOW_REINIT | PERCPU_REF_INIT_DEAD |
				      PERCPU_REF_INIT_ATOMIC);
	data->dying = dead;
	data->atomic = dead || data->force_atomic;
	atomic_long_set(&data->count, (dead ? 0 : 1) + (data->atomic ? 0 : PERCPU_BIAS));
	data->release = release;
	data->ref = ref;
	spin_lock_init(&data->lock);
	init_waitqueue_head(&data->switched);
	ref->data = data;
	return 0;
}
EXPORT_SYMBOL_GPL(percpu_ref_init);

void percpu_ref_exit(struct percpu_ref *ref)
{
	if (!ref->data)
		return;
	WARN_ON_ONCE(ref->data->confirm);
	ref->left = atomic_long_read(&ref->data->count);
	kfree(ref->data);
	ref->data = NULL;
}
EXPORT_SYMBOL_GPL(percpu_ref_exit);

static void no_confirm(struct percpu_ref *ref)
{
	(void)ref;
}

/* Nobody who entered before counts for a CPU any more. */
static void switched_to_atomic(struct rcu_head *rcu)
{
	struct percpu_ref_data *data = container_of(rcu, struct percpu_ref_data, rcu);
	struct percpu_ref *ref = data->ref;
	long left = atomic_long_sub_return(PERCPU_BIAS, &data->count);

	WARN_ONCE(left <= 0, "percpu ref (%ps) <= 0 (%ld) after switching to atomic",
		  data->release, left);
	data->confirm(ref);
	WRITE_ONCE(data->confirm, NULL);
	wake_up_all(&data->switched);
	percpu_ref_put(ref);
}

static void begin_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	struct percpu_ref_data *data = ref->data;

	lockdep_assert_held(&data->lock);
	if (data->atomic) {
		if (confirm)
			confirm(ref);
		return;
	}
	data->atomic = true;
	WRITE_ONCE(data->confirm, confirm ?: no_confirm);
	percpu_ref_get(ref);
	call_rcu_hurry(&data->rcu, switched_to_atomic);
}

static void begin_percpu(struct percpu_ref_data *data)
{
	lockdep_assert_held(&data->lock);
	if (!data->atomic || WARN_ON_ONCE(!data->allow_reinit))
		return;
	atomic_long_add(PERCPU_BIAS, &data->count);
	data->atomic = false;
}

static void switch_mode(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	struct percpu_ref_data *data = ref->data;

	wait_event_lock_irq(data->switched, !READ_ONCE(data->confirm), data->lock);
	if (data->force_atomic || data->dying)
		begin_atomic(ref, confirm);
	else
		begin_percpu(data);
}

void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch)
{
	unsigned long flags;

	spin_lock_irqsave(&ref->data->lock, flags);
	ref->data->force_atomic = true;
	switch_mode(ref, confirm_switch);
	spin_unlock_irqrestore(&ref->data->lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic);

void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref)
{
	percpu_ref_switch_to_atomic(ref, NULL);
	wait_event(ref->data->switched, !READ_ONCE(ref->data->confirm));
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic_sync);

void percpu_ref_switch_to_percpu(struct percpu_ref *ref)
{
	unsigned long flags;

	spin_lock_irqsave(&ref->data->lock, flags);
	ref->data->force_atomic = false;
	switch_mode(ref, NULL);
	spin_unlock_irqrestore(&ref->data->lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_percpu);

void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill)
{
	unsigned long flags;

	spin_lock_irqsave(&ref->data->lock, flags);
	WARN_ONCE(ref->data->dying, "%s called more than once on %ps!", __func__,
		  ref->data->release);
	WRITE_ONCE(ref->data->dying, true);
	switch_mode(ref, confirm_kill);
	percpu_ref_put(ref);
	spin_unlock_irqrestore(&ref->data->lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_kill_and_confirm);

void percpu_ref_resurrect(struct percpu_ref *ref)
{
	unsigned long flags;

	spin_lock_irqsave(&ref->data->lock, flags);
	WARN_ON_ONCE(!ref->data->dying);
	WRITE_ONCE(ref->data->dying, false);
	percpu_ref_get(ref);
	switch_mode(ref, NULL);
	spin_unlock_irqrestore(&ref->data->lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_resurrect);

void percpu_ref_reinit(struct percpu_ref *ref)
{
	WARN_ON_ONCE(!percpu_ref_is_zero(ref));
	percpu_ref_resurrect(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_reinit);

bool percpu_ref_is_zero(struct percpu_ref *ref)
{
	return !(ref->data ? atomic_long_read(&ref->data->count) : ref->left);
}
EXPORT_SYMBOL_GPL(percpu_ref_is_zero);

bool percpu_ref_is_dying(struct percpu_ref *ref)
{
	return READ_ONCE(ref->data->dying);
}

void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
	guard(rcu)();
	atomic_long_add((long)nr, &ref->data->count);
}

bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr)
{
	guard(rcu)();
	return atomic_long_add_unless(&ref->data->count, (long)nr, 0);
}

bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	return !percpu_ref_is_dying(ref) && atomic_long_inc_not_zero(&ref->data->count);
}

bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	guard(rcu)();
	return percpu_ref_tryget_live_rcu(ref);
}

void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr)
{
	guard(rcu)();
	if (atomic_long_sub_and_test((long)nr, &ref->data->count))
		ref->data->release(ref);
}
