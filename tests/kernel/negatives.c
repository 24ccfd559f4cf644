// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * negatives.c - correct code that has been accused, by real checkers or in thought: silent here
 *
 * Each is a small model of a pattern of today's kernel that looks like a deadlock and is
 * none. Nothing may be found and nothing predicted, in any schedule. What would go wrong:
 * reports that nobody reads any more. KSIM_SCHEDULES=1000000 runs that many of each.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"
#include "kernel/waits_predict.h"

#define SCHEDULES	(EX_ASAN || EX_TSAN ? 200u : 2000u)

static void whole_program(void *arg)
{
	void (*const *program)(void) = arg;

	(*program)();
	kernel_shutdown();
	rest_check_all();
}

static void expect_silence(void (*program)(void))
{
	const char *wish = getenv("KSIM_SCHEDULES"), *error;
	unsigned int schedules = wish ? (unsigned int)atoi(wish) : SCHEDULES;
	struct ex_config config = { .policy = NULL };
	struct ex_result result;

	predict_begin();
	ex_run(&config, whole_program, &program, &result);
	predict_end();
	cr_assert_null(prediction_at(0), "predicted: %s", prediction_at(0)->text);
	config.policy = ex_policy_make("portfolio", &error);
	for (config.seed = 0; config.seed < schedules; config.seed++) {
		ex_run(&config, whole_program, &program, &result);
		cr_assert_eq(findings_count(), 0, "seed %lu: %s", config.seed,
			     finding_at(0)->text);
		cr_assert_eq(result.outcome, EX_DONE, "seed %lu: %s", config.seed,
			     ex_outcome_name(result.outcome));
	}
	ex_policy_free(config.policy);
	config.engine = EX_THREADS;
	config.policy = NULL;
	config.perturb = 4;
	for (config.seed = 0; config.seed < 20; config.seed++) {
		ex_run(&config, whole_program, &program, &result);
		cr_assert_eq(findings_count(), 0, "threads: %s", finding_at(0)->text);
		cr_assert_eq(result.outcome, EX_DONE);
	}
}

static struct task_struct *start(void (*fn)(void *))
{
	return task_spawn("task", fn, NULL, 0, false);
}

static void in_parallel(void (*one)(void *), void (*two)(void *))
{
	struct task_struct *first = start(one), *second = start(two);

	task_join(first);
	task_join(second);
}

/* N01: one class at two depths of a chain of hot-plug slots, each with its subclass. */
struct slot {
	struct rw_semaphore	reset_lock;
	int			depth;
	struct slot		*child;
};

static struct slot outer_slot, inner_slot;

static void slot_init(struct slot *slot, int depth, struct slot *child)
{
	init_rwsem(&slot->reset_lock);
	slot->depth = depth;
	slot->child = child;
}

static void remove_below(struct slot *slot)
{
	down_write_nested(&slot->reset_lock, slot->depth);
	if (slot->child)
		remove_below(slot->child);
	up_write(&slot->reset_lock);
}

static void unplugs(void *unused)
{
	remove_below(&outer_slot);
}

static void presence_interrupt(void *unused)
{
	down_read_nested(&inner_slot.reset_lock, inner_slot.depth);
	up_read(&inner_slot.reset_lock);
}

static void nested_slots(void)
{
	slot_init(&inner_slot, 1, NULL);
	slot_init(&outer_slot, 0, &inner_slot);
	in_parallel(unplugs, presence_interrupt);
}

Test(negatives, n01_one_class_of_lock_at_two_depths)
{
	expect_silence(nested_slots);
}

/* N02: device locks, parent before children: the order of the tree is an order. */
#define CHILDREN	3u

static struct mutex bridge, devices[CHILDREN];

static void lock_bus(void)
{
	mutex_lock(&bridge);
	for (unsigned int i = 0; i < CHILDREN; i++)
		mutex_lock_nest_lock(&devices[i], &bridge);
}

static void unlock_bus(void)
{
	for (unsigned int i = CHILDREN; i-- > 0;)
		mutex_unlock(&devices[i]);
	mutex_unlock(&bridge);
}

static void resets_bus(void *unused)
{
	lock_bus();
	unlock_bus();
}

static void bus_lock(void)
{
	static struct lock_class_key key;

	mutex_init(&bridge);
	lockdep_set_class(&bridge, &key);
	for (unsigned int i = 0; i < CHILDREN; i++) {
		mutex_init(&devices[i]);
		lockdep_set_class(&devices[i], &key);
	}
	in_parallel(resets_bus, resets_bus);
}

Test(negatives, n02_a_bridge_and_then_what_is_below_it)
{
	expect_silence(bus_lock);
}

/* N03: all of a set by trylock, and back off: no wait, no edge. */
static struct rw_semaphore memory[2];

static int lock_set(unsigned int first)
{
	unsigned int second = !first;

	if (!down_write_trylock(&memory[first]))
		return -EBUSY;
	if (!down_write_trylock(&memory[second])) {
		up_write(&memory[first]);
		return -EBUSY;
	}
	up_write(&memory[second]);
	up_write(&memory[first]);
	return 0;
}

static void resets_upwards(void *unused)
{
	lock_set(0);
}

static void resets_downwards(void *unused)
{
	lock_set(1);
}

static void hot_reset(void)
{
	init_rwsem(&memory[0]);
	init_rwsem(&memory[1]);
	in_parallel(resets_upwards, resets_downwards);
}

Test(negatives, n03_trylocks_in_any_order)
{
	expect_silence(hot_reset);
}

/* N04: a reset that finds the state locked leaves it to whoever unlocks. */
static struct mutex state_mutex;
static spinlock_t reset_lock;
static bool deferred;
static int resets;

static void state_unlock(void)
{
	for (;;) {
		spin_lock(&reset_lock);
		if (!deferred) {
			mutex_unlock(&state_mutex);
			spin_unlock(&reset_lock);
			return;
		}
		deferred = false;
		spin_unlock(&reset_lock);
		resets++;
	}
}

static void reset_done(void *unused)
{
	spin_lock(&reset_lock);
	deferred = true;
	if (!mutex_trylock(&state_mutex)) {
		spin_unlock(&reset_lock);
		return;
	}
	spin_unlock(&reset_lock);
	state_unlock();
}

static void migrates(void *unused)
{
	mutex_lock(&state_mutex);
	state_unlock();
}

static void deferred_reset(void)
{
	mutex_init(&state_mutex);
	spin_lock_init(&reset_lock);
	deferred = false;
	resets = 0;
	in_parallel(reset_done, migrates);
	cr_assert_eq(resets, 1);
}

Test(negatives, n04_a_mutex_given_back_under_a_spinlock)
{
	expect_silence(deferred_reset);
}

/* N05: removal waits under the device's lock for a user who was asked, and closes. */
static struct mutex device_lock;
static struct completion released;
static struct wait_queue_head requests;
static atomic_t requested;

static void removes(void *unused)
{
	mutex_lock(&device_lock);
	atomic_set(&requested, 1);
	wake_up(&requests);
	wait_for_completion(&released);
	mutex_unlock(&device_lock);
}

static void closes_when_asked(void *unused)
{
	wait_event(requests, atomic_read(&requested));
	complete(&released);
}

static void polite_user(void)
{
	mutex_init(&device_lock);
	init_completion(&released);
	init_waitqueue_head(&requests);
	atomic_set(&requested, 0);
	in_parallel(removes, closes_when_asked);
}

Test(negatives, n05_a_long_wait_under_a_lock_that_the_user_does_not_need)
{
	expect_silence(polite_user);
}

/* N06: the hang-up comes under the queue's lock and only queues work, which takes it. */
static struct wait_queue_head eventfd;
static struct wait_queue_entry irqfd_wait;
static struct work_struct inject, shutdown;
static struct workqueue_struct *cleanup_wq;
static spinlock_t irqfds_lock;

static void injects(struct work_struct *unused)
{
}

static void shuts_down(struct work_struct *unused)
{
	remove_wait_queue(&eventfd, &irqfd_wait);
	flush_work(&inject);
}

static int irqfd_wakeup(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	if (key != poll_to_key(0x10)) {
		schedule_work(&inject);
		return 0;
	}
	spin_lock(&irqfds_lock);
	queue_work(cleanup_wq, &shutdown);
	spin_unlock(&irqfds_lock);
	return 0;
}

static void signals_eventfd(void *unused)
{
	wake_up_poll(&eventfd, 1);
}

static void hangs_up(void *unused)
{
	wake_up_poll(&eventfd, 0x10);
}

static void irqfd(void)
{
	init_waitqueue_head(&eventfd);
	spin_lock_init(&irqfds_lock);
	INIT_WORK(&inject, injects);
	INIT_WORK(&shutdown, shuts_down);
	cleanup_wq = alloc_workqueue("irqfd-cleanup", 0, 0);
	init_waitqueue_func_entry(&irqfd_wait, irqfd_wakeup);
	add_wait_queue(&eventfd, &irqfd_wait);
	in_parallel(signals_eventfd, hangs_up);
	destroy_workqueue(cleanup_wq);
	flush_work(&inject);
}

Test(negatives, n06_a_hang_up_that_leaves_the_rest_to_work)
{
	expect_silence(irqfd);
}

/* N07: the list's lock is taken by a put only if it was the last one. */
static struct mutex list_mutex;
static struct kref kref;

static void release_and_unlock(struct kref *unused)
{
	mutex_unlock(&list_mutex);
}

static void puts_outside(void *unused)
{
	kref_put_mutex(&kref, release_and_unlock, &list_mutex);
}

/* Holds the list's lock and a reference besides its own: its put is never the last. */
static void puts_under_the_lock(void *unused)
{
	bool found;

	mutex_lock(&list_mutex);
	found = kref_get_unless_zero(&kref);
	mutex_unlock(&list_mutex);
	if (found)
		puts_outside(NULL);
}

static void last_put(void)
{
	mutex_init(&list_mutex);
	kref_init(&kref);
	in_parallel(puts_outside, puts_under_the_lock);
}

Test(negatives, n07_a_lock_that_only_the_last_put_takes)
{
	expect_silence(last_put);
}

/* N08: the copy to the user is made before the state's lock is taken, so both orders agree. */
static struct rw_semaphore mmap_lock;
static struct mutex vdev_mutex;

static void reads_state(void *unused)
{
	mutex_lock(&state_mutex);
	mutex_unlock(&state_mutex);
	down_read(&mmap_lock);		/* a fault in copy_to_user() */
	up_read(&mmap_lock);
}

static void faults_on_device(void *unused)
{
	down_read(&mmap_lock);
	down_read(&memory[0]);
	up_read(&memory[0]);
	up_read(&mmap_lock);
}

static void resets_function(void *unused)
{
	mutex_lock(&vdev_mutex);
	down_write(&memory[0]);
	mutex_lock(&state_mutex);
	mutex_unlock(&state_mutex);
	up_write(&memory[0]);
	mutex_unlock(&vdev_mutex);
}

static void hoisted_copy(void)
{
	struct task_struct *fault;

	init_rwsem(&mmap_lock);
	init_rwsem(&memory[0]);
	mutex_init(&vdev_mutex);
	mutex_init(&state_mutex);
	fault = start(faults_on_device);
	in_parallel(reads_state, resets_function);
	task_join(fault);
}

Test(negatives, n08_a_copy_to_the_user_outside_the_lock)
{
	expect_silence(hoisted_copy);
}
