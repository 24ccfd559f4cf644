// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_held.c - what each task holds, and what each acquisition teaches
 *
 * The held stack belongs to its task alone. An acquisition extends the chain key; if
 * the key is in the cache, all that it could teach is known and the cost is one probe.
 *
 * Locking: lockdep_guard covers additions to the cache; look-ups take nothing.
 */
#include "lockdep.h"

#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/string.h>

#include "exec/exec.h"

#include "finding.h"
#include "predict.h"
#include "waits.h"

/* Chain keys that were checked: open addressing, at most half full, 0 is no key. */
static u64 *cache;
static unsigned long cache_size, cache_used;

static bool cache_has(u64 key)
{
	u64 *table = __atomic_load_n(&cache, __ATOMIC_ACQUIRE);
	unsigned long mask = __atomic_load_n(&cache_size, __ATOMIC_RELAXED) - 1;

	if (unlikely(!table))
		return false;
	for (unsigned long slot = key & mask;; slot = (slot + 1) & mask) {
		u64 seen = __atomic_load_n(&table[slot], __ATOMIC_RELAXED);

		if (likely(seen == key))
			return true;
		if (!seen)
			return false;
	}
}

static void put(u64 *table, unsigned long size, u64 key)
{
	unsigned long slot = key & (size - 1);

	while (table[slot] && table[slot] != key)
		slot = (slot + 1) & (size - 1);
	__atomic_store_n(&table[slot], key, __ATOMIC_RELAXED);
}

/*
 * Under the guard. Readers may still look at the old table: it is a correct, smaller
 * cache, and the larger size is stored last. It is not freed.
 */
static void cache_grow(void)
{
	unsigned long size = cache_size ? cache_size * 4 : 4096;
	u64 *table = ex_host_alloc(size * sizeof(*table));

	for (unsigned long i = 0; i < cache_size; i++)
		if (cache[i])
			put(table, size, cache[i]);
	__atomic_store_n(&cache, table, __ATOMIC_RELEASE);
	__atomic_store_n(&cache_size, size, __ATOMIC_RELEASE);
}

static void cache_add(u64 key)
{
	ex_guard_lock(&lockdep_guard);
	if (cache_used * 2 >= cache_size)
		cache_grow();
	put(cache, cache_size, key);
	cache_used++;
	ex_guard_unlock(&lockdep_guard);
}

void lockdep_forget(void)
{
	graph_forget();
	if (cache)
		memset(cache, 0, cache_size * sizeof(*cache));
	cache_used = 0;
}

static u64 chain_extend(u64 key, const struct held_lock *held)
{
	u64 next = (key ^ ((u64)held->class->id << 4 | (u64)held->irq_context << 2 | held->read)) *
		   0x9e3779b97f4a7c15ull;

	next ^= next >> 29;
	return next ? next : 1;
}

static struct held_lock *held_push(struct lockdep_task *ld)
{
	if (unlikely(ld->depth == ld->size)) {
		ld->size = ld->size ? ld->size * 2 : 32;
		ld->held = ex_host_realloc(ld->held, ld->size * sizeof(*ld->held));
	}
	return &ld->held[ld->depth];
}

/* 1: reported or serialised by a nest lock; then no dependency is learned. */
static bool same_class_held(const struct lockdep_task *ld, const struct held_lock *next)
{
	const struct held_lock *nest = NULL;

	for (unsigned int i = 0; i < ld->depth; i++) {
		const struct held_lock *prev = &ld->held[i];

		if (prev->instance == next->nest_lock)
			nest = prev;
		if (prev->class != next->class)
			continue;
		if (next->read == 2 && prev->read)
			continue;
		if (nest || (next->nest_lock && lock_is_held(next->nest_lock)))
			return true;
		if (!prev->check)
			continue;
		report_recursion(prev, next);
		return true;
	}
	return false;
}

static void learn_edge(const struct held_lock *prev, const struct held_lock *next)
{
	struct saved_stack *stack = stack_save();
	struct lock_class *last;
	unsigned int only_xr;
	bool fresh;

	ex_guard_lock(&lockdep_guard);
	last = graph_find_cycle(prev, next, &only_xr);
	ex_guard_unlock(&lockdep_guard);
	if (last && last != next->class)
		report_cycle(prev, next, last, only_xr);
	usage_check_edge(prev, next);
	ex_guard_lock(&lockdep_guard);
	fresh = graph_add_edge(prev, next, stack);
	ex_guard_unlock(&lockdep_guard);
	if (!fresh)
		ex_host_free(stack);
}

/* To each lock held back to the first that was waited for: older edges exist already. */
static void learn_edges(const struct lockdep_task *ld, const struct held_lock *next)
{
	for (unsigned int i = ld->depth; i-- > 0;) {
		const struct held_lock *prev = &ld->held[i];

		if (prev->irq_context != next->irq_context)
			break;
		if (!prev->check)
			continue;
		if (prev->class != next->class || (prev->read != next->read && !next->nest_lock))
			learn_edge(prev, next);
		if (!prev->trylock)
			break;
	}
}

static unsigned char irq_context(const struct task_struct *task)
{
	return (task->preempt_count & HARDIRQ_MASK ? 2 : 0) |
	       (task->preempt_count & SOFTIRQ_OFFSET ? 1 : 0);
}

static void learn(struct lockdep_task *ld, struct held_lock *held, u64 chain_key)
{
	usage_mark(held);
	if (!held->trylock && held->check && ld->depth && !same_class_held(ld, held))
		learn_edges(ld, held);
	wait_context_check(held);
	cache_add(chain_key);
}

static bool is_novalidate(const struct lockdep_map *map)
{
	return map->key == &__lockdep_no_validate__ || map->key == &__lockdep_no_track__;
}

void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock, int read,
		  int check, struct lockdep_map *nest_lock, unsigned long ip)
{
	struct task_struct *task = current;
	struct lockdep_task *ld = &task->lockdep;
	struct held_lock *held;
	u64 chain, key;

	if (unlikely(ld->recursion))
		return;
	held = held_push(ld);
	*held = (struct held_lock){
		.prev_chain_key = ld->chain_key, .instance = map, .nest_lock = nest_lock,
		.ip = ip, .since_ns = ex_now(), .read = (unsigned char)read,
		.trylock = trylock != 0,
		.check = check && !is_novalidate(map),
		.irq_context = irq_context(task),
	};
	held->class = class_of(map, subclass);
	/* Interrupts on or off, trylock or not: usage and edges differ, so does the key. */
	chain = chain_extend(ld->chain_key, held);
	key = chain + ((u64)held->trylock << 1 | task->irqs_off | (u64)(softirq_count() != 0) << 2 |
	       (u64)!held->check << 3);
	/* The class is at hand; the cache's line may not be. */
	if (unlikely(__atomic_load_n(&held->class->recent, __ATOMIC_RELAXED) != key)) {
		if (unlikely(!cache_has(key))) {
			ld->recursion++;
			learn(ld, held, key);
			ld->recursion--;
		}
		__atomic_store_n(&held->class->recent, key, __ATOMIC_RELAXED);
	}
	ld->chain_key = chain;
	ld->depth++;
	if (unlikely(predict_on))
		predict_acquired(held);
}

void lock_waited(const struct lockdep_map *map)
{
	struct lockdep_task *ld = &current->lockdep;

	if (ld->depth && ld->held[ld->depth - 1].instance == map)
		ld->held[ld->depth - 1].since_ns = ex_now();
}

/* Everything above @at gets its chain key anew, without it. */
static void held_remove(struct lockdep_task *ld, unsigned int at)
{
	u64 key = ld->held[at].prev_chain_key;

	for (unsigned int i = at + 1; i < ld->depth; i++) {
		ld->held[i - 1] = ld->held[i];
		ld->held[i - 1].prev_chain_key = key;
		key = chain_extend(key, &ld->held[i - 1]);
	}
	ld->depth--;
	ld->chain_key = key;
}

static int held_find(const struct lockdep_task *ld, const struct lockdep_map *map)
{
	for (int i = (int)ld->depth - 1; i >= 0; i--)
		if (ld->held[i].instance == map)
			return i;
	return -1;
}

void lock_release(struct lockdep_map *map, unsigned long ip)
{
	struct lockdep_task *ld = &current->lockdep;
	int at;

	(void)ip;
	if (unlikely(ld->recursion))
		return;
	if (likely(ld->depth && ld->held[ld->depth - 1].instance == map)) {
		ld->chain_key = ld->held[--ld->depth].prev_chain_key;
		return;
	}
	at = held_find(ld, map);
	if (at < 0)
		report_unlock_balance(map);
	else
		held_remove(ld, (unsigned int)at);
}

void lock_sync(struct lockdep_map *map, unsigned int subclass, int read, int check,
	       struct lockdep_map *nest_lock, unsigned long ip)
{
	struct task_struct *task = current;
	unsigned int irqs_off = task->irqs_off;

	/* It waits for sections of others and has none of its own, into which an interrupt came. */
	task->irqs_off = 1;
	lock_acquire(map, subclass, 0, read, check, nest_lock, ip);
	lock_release(map, ip);
	task->irqs_off = irqs_off;
}

/* Give a held lock another class: those above it are learned anew. */
void lock_set_class(struct lockdep_map *map, const char *name, struct lock_class_key *key,
		    unsigned int subclass, unsigned long ip)
{
	struct lockdep_task *ld = &current->lockdep;
	int at = held_find(ld, map);
	struct held_lock held;

	if (at < 0) {
		report_unlock_balance(map);
		return;
	}
	held = ld->held[at];
	lockdep_init_map_type(map, name, key, 0, map->wait_type_inner, map->wait_type_outer,
			      map->lock_type);
	held_remove(ld, (unsigned int)at);
	lock_acquire(map, subclass, held.trylock, held.read, held.check, held.nest_lock, ip);
}

void lock_downgrade(struct lockdep_map *map, unsigned long ip)
{
	struct lockdep_task *ld = &current->lockdep;
	int at = held_find(ld, map);

	(void)ip;
	if (at < 0) {
		report_unlock_balance(map);
		return;
	}
	ld->held[at].read = 1;
	ld->chain_key = ld->held[at].prev_chain_key;
	for (unsigned int i = (unsigned int)at; i < ld->depth; i++) {
		ld->held[i].prev_chain_key = ld->chain_key;
		ld->chain_key = chain_extend(ld->chain_key, &ld->held[i]);
	}
}

int lock_is_held_type(const struct lockdep_map *map, int read)
{
	const struct lockdep_task *ld = &current->lockdep;
	int at = held_find(ld, map);

	if (ld->recursion)
		return LOCK_STATE_UNKNOWN;
	if (at < 0)
		return LOCK_STATE_NOT_HELD;
	return read < 0 || !!ld->held[at].read == read;
}

int lockdep_depth(const struct task_struct *task)
{
	return (int)task->lockdep.depth;
}
