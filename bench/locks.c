// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * locks.c - how long each lock is waited for and held
 *
 * Listens to the steps of a run (exec/run.h): LOCK is when a task wants a lock, and has it unless
 * it RESUMEs from waiting for it; UNLOCK is when it lets go. Where nobody listens, nothing of
 * this is there. A trylock that failed is overwritten, or forgotten at the end of its task.
 *
 * Real time is that of the machine while it is listened to: some tens of ns more a step.
 *
 * Locking: the guard covers what was heard; what a task has taken is the task's own.
 */
#include "locks.h"

#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "exec/run.h"

#include "bench.h"
#include "host.h"

#define LOCKS_MAX	128u	/* the last one is that of all that had no room */
#define DEPTH_MAX	512u	/* locks a task has at a time: some for each of its devices */

enum clock { VIRTUAL, REAL, CLOCKS };

struct taken {
	const volatile void	*lock;
	bool			read;
	u64			wanted[CLOCKS], had[CLOCKS];
};

static struct lock_times heard[LOCKS_MAX];
static unsigned int nr_heard;
static struct ex_guard guard = EX_GUARD_INIT;
static struct {
	struct taken	*locks;
	unsigned int	depth;
} tasks[EX_TASKS_MAX];
static bool counting;

static void now(u64 *clocks)
{
	clocks[VIRTUAL] = ex_now();
	clocks[REAL] = host_now_ns();
}

static void add(struct lock_times *lock, enum lock_time time, u64 ns)
{
	lock->buckets[time][ns ? min_t(unsigned int, ilog2(ns) + 1, LOCK_BUCKETS - 1) : 0]++;
	lock->max[time] = max(lock->max[time], ns);
}

/* Devices' locks are named after the device, too: "&dev->mutex(0000:00:01.0)". */
static struct lock_times *times_of(const char *name, bool read)
{
	size_t length = min_t(size_t, *name ? 1 + strcspn(name + 1, "(") : 0, LOCK_NAME_SIZE - 1);
	struct lock_times *lock;

	for (unsigned int i = 0; i < nr_heard; i++)
		if (heard[i].read == read && !strncmp(heard[i].name, name, length) &&
		    !heard[i].name[length])
			return &heard[i];
	if (nr_heard == LOCKS_MAX)
		return &heard[LOCKS_MAX - 1];
	lock = &heard[nr_heard++];
	memset(lock, 0, sizeof(*lock));
	if (nr_heard == LOCKS_MAX)
		strscpy(lock->name, "all others", LOCK_NAME_SIZE);
	else
		memcpy(lock->name, name, length);
	lock->read = read;
	return lock;
}

static void want(unsigned int task, const volatile void *lock, bool read)
{
	unsigned int *depth = &tasks[task].depth;
	struct taken *taken;

	if (*depth && tasks[task].locks[*depth - 1].lock == lock)
		--*depth;		/* a trylock that failed */
	if (*depth == DEPTH_MAX)
		*depth = 0;
	taken = &tasks[task].locks[(*depth)++];
	taken->lock = lock;
	taken->read = read;
	now(taken->wanted);
	memcpy(taken->had, taken->wanted, sizeof(taken->had));
}

static struct taken *find(unsigned int task, const volatile void *lock)
{
	for (unsigned int i = tasks[task].depth; i-- > 0;)
		if (tasks[task].locks[i].lock == lock)
			return &tasks[task].locks[i];
	return NULL;
}

static void count(const struct taken *taken, const struct lockdep_map *map)
{
	struct lock_times *lock;
	u64 end[CLOCKS];

	now(end);
	ex_guard_lock(&guard);
	lock = times_of(map->name ?: "?", taken->read);
	lock->count++;
	add(lock, HOLD_VIRTUAL, end[VIRTUAL] - taken->had[VIRTUAL]);
	add(lock, HOLD_REAL, end[REAL] - taken->had[REAL]);
	add(lock, WAIT_VIRTUAL, taken->had[VIRTUAL] - taken->wanted[VIRTUAL]);
	add(lock, WAIT_REAL, taken->had[REAL] - taken->wanted[REAL]);
	ex_guard_unlock(&guard);
}

/* Semaphores have points of their own, on what is no lockdep_map: lockdep does not know them. */
static void unlock(unsigned int task, const volatile void *lock)
{
	struct lockdep_map *map = (struct lockdep_map *)lock;
	struct taken *taken = find(task, lock);
	struct taken *last;

	if (!taken)
		return;
	if (counting && lock_is_held(map))
		count(taken, map);
	last = &tasks[task].locks[--tasks[task].depth];
	memmove(taken, taken + 1, (size_t)((char *)last - (char *)taken));
}

static void on_step(enum ex_op op, const volatile void *obj)
{
	unsigned int task = ex_self()->id;
	struct taken *taken;

	if (!tasks[task].locks)
		tasks[task].locks = ex_host_alloc(DEPTH_MAX * sizeof(struct taken));
	if (op == EX_LOCK || op == EX_TRYLOCK || op == EX_RDLOCK) {
		want(task, obj, op == EX_RDLOCK);
	} else if (op == EX_UNLOCK) {
		unlock(task, obj);
	} else if (op == EX_RESUME) {
		taken = find(task, obj);
		if (taken)
			now(taken->had);
	} else if (op == EX_EXIT) {
		tasks[task].depth = 0;
	}
}

void locks_listen(void)
{
	nr_heard = 0;
	counting = true;
	ex_on_step = on_step;
}

void locks_ignore(void)
{
	ex_on_step = NULL;
}

void locks_loop(bool begins)
{
	ex_guard_lock(&guard);
	if (begins)
		nr_heard = 0;
	counting = begins;
	ex_guard_unlock(&guard);
}

const struct lock_times *locks_heard(unsigned int nth)
{
	return nth < nr_heard ? &heard[nth] : NULL;
}
