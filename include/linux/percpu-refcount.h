/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/percpu_ref.c */
/*
 * percpu-refcount.h - references that are cheap until the object dies
 *
 * From its init to percpu_ref_kill() a ref is in percpu mode: nobody looks for zero, and no put can
 * be the last. kill() marks it dying, waits for a grace period without sleeping, and only then
 * drops the reference of its creator: from there on @release may run, in whatever context puts.
 * Whoever took a reference before may still be in front of its put, so that nothing is freed when
 * kill() returns.
 *
 * get() wants a reference that is held; tryget() succeeds until the last put, tryget_live() until
 * kill(). All of these may be called anywhere; _sync, exit and init sleep.
 */
#ifndef _LINUX_PERCPU_REFCOUNT_H
#define _LINUX_PERCPU_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>

struct percpu_ref;
typedef void (percpu_ref_func_t)(struct percpu_ref *ref);

enum {
	PERCPU_REF_INIT_ATOMIC	= 1 << 0,
	PERCPU_REF_INIT_DEAD	= 1 << 1,	/* at 0 and dying; implies the other two */
	PERCPU_REF_ALLOW_REINIT	= 1 << 2,
};

struct percpu_ref_data;

/* After percpu_ref_exit() @data is gone: what is left is init and percpu_ref_is_zero(). */
struct percpu_ref {
	struct percpu_ref_data	*data;
	long			left;	/* once there is no @data */
};

int percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags,
		    gfp_t gfp);
void percpu_ref_exit(struct percpu_ref *ref);
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch);
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
/* @confirm_kill: after the grace period, before the creator's reference is dropped; may be NULL. */
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill);
void percpu_ref_resurrect(struct percpu_ref *ref);
void percpu_ref_reinit(struct percpu_ref *ref);
bool percpu_ref_is_zero(struct percpu_ref *ref);
bool percpu_ref_is_dying(struct percpu_ref *ref);

void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr);
bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr);
bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref);	/* under rcu_read_lock() */
bool percpu_ref_tryget_live(struct percpu_ref *ref);
void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr);

#define percpu_ref_kill(ref)	percpu_ref_kill_and_confirm(ref, NULL)
#define percpu_ref_get(ref)	percpu_ref_get_many(ref, 1)
#define percpu_ref_tryget(ref)	percpu_ref_tryget_many(ref, 1)
#define percpu_ref_put(ref)	percpu_ref_put_many(ref, 1)

#endif
