// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seqlock.c - sequence counters: odd while a writer is at it
 */
#include <linux/seqlock.h>

#include "hooks.h"

void __seqcount_init(seqcount_t *s, const char *name, struct lock_class_key *key)
{
	lockdep_init_map(&s->dep_map, name, key, 0);
	s->sequence = 0;
}

unsigned int do_read_seqcount_begin(const seqcount_t *s)
{
	unsigned int sequence;

	hook_point(EX_READ, s);
	while ((sequence = __atomic_load_n(&s->sequence, __ATOMIC_ACQUIRE)) & 1)
		ex_yield();
	ex_observe(s);
	return sequence;
}

int do_read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	hook_point(EX_READ, s);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&s->sequence, __ATOMIC_RELAXED) != start;
}

void do_write_seqcount_begin(seqcount_t *s)
{
	hook_point(EX_WRITE, s);
	seqcount_acquire(&s->dep_map, 0, 0, _RET_IP_);
	preempt_disable();
	__atomic_store_n(&s->sequence, s->sequence + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

void do_write_seqcount_end(seqcount_t *s)
{
	hook_point(EX_WRITE, s);
	ex_publish(s);
	__atomic_store_n(&s->sequence, s->sequence + 1, __ATOMIC_RELEASE);
	preempt_enable();
	seqcount_release(&s->dep_map, _RET_IP_);
}
