// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_usage.c - in which contexts a class is taken, and what that forbids
 *
 * A lock taken by an interrupt handler must never be held with that interrupt on, nor
 * wait for one that is. Lower wait types must not wait for higher ones.
 *
 * Locking: lockdep_guard covers usages and searches; reports are made without it.
 */
#include "lockdep.h"

#include <linux/irqflags.h>
#include <linux/preempt.h>

#include "exec/exec.h"

#define USED_IN_ANY							\
	(USAGE_BIT(LOCK_USED_IN_HARDIRQ, 0) | USAGE_BIT(LOCK_USED_IN_HARDIRQ, 1) |	\
	 USAGE_BIT(LOCK_USED_IN_SOFTIRQ, 0) | USAGE_BIT(LOCK_USED_IN_SOFTIRQ, 1))

unsigned int lockdep_usages;

/* Usages by which @kind, taken @read, is contradicted. Readers do not block readers. */
static unsigned int conflicts(unsigned int kind, bool read)
{
	unsigned int other = kind < LOCK_ENABLED_HARDIRQ ? kind + LOCK_ENABLED_HARDIRQ :
						   kind - LOCK_ENABLED_HARDIRQ;

	return USAGE_BIT(other, 0) | (read ? 0 : USAGE_BIT(other, 1));
}

static void set_usage(struct lock_class *class, unsigned int kind, bool read)
{
	struct saved_stack *stack = stack_save();

	ex_guard_lock(&lockdep_guard);
	if (!(class->usage & USAGE_BIT(kind, read))) {
		class->usage |= USAGE_BIT(kind, read);
		lockdep_usages |= USAGE_BIT(kind, read);
		class->usage_stack[kind * 2 + read] = stack;
		stack = NULL;
		lockdep_learned++;
	}
	ex_guard_unlock(&lockdep_guard);
	ex_host_free(stack);
}

static noinline void mark_new(struct held_lock *held, unsigned int kind)
{
	struct lock_class *class = held->class, *other;
	bool used_in = kind < LOCK_ENABLED_HARDIRQ;
	bool softirq = kind == LOCK_USED_IN_SOFTIRQ || kind == LOCK_ENABLED_SOFTIRQ;
	bool read = held->read;
	unsigned int against = conflicts(kind, read);

	if (class->usage & against) {
		report_inconsistent(held, kind, class->usage & against);
		set_usage(class, kind, read);
		return;
	}
	set_usage(class, kind, read);
	ex_guard_lock(&lockdep_guard);
	other = lockdep_usages & against ? graph_find_usage(held, against, !used_in) : NULL;
	ex_guard_unlock(&lockdep_guard);
	if (other && other != class)
		report_irq_order(used_in ? class : other, used_in ? other : class, held, softirq);
}

static inline void mark_one(struct held_lock *held, unsigned int kind)
{
	if (unlikely(!(held->class->usage & USAGE_BIT(kind, held->read))))
		mark_new(held, kind);
}

void usage_mark(struct held_lock *held)
{
	const struct task_struct *task = current;

	if (!held->check)
		return;
	if (!held->trylock) {
		if (task->preempt_count & HARDIRQ_MASK)
			mark_one(held, LOCK_USED_IN_HARDIRQ);
		if (task->preempt_count & SOFTIRQ_OFFSET)
			mark_one(held, LOCK_USED_IN_SOFTIRQ);
	}
	if (!task->irqs_off && !(task->preempt_count & HARDIRQ_MASK)) {
		mark_one(held, LOCK_ENABLED_HARDIRQ);
		if (!(task->preempt_count & SOFTIRQ_MASK))
			mark_one(held, LOCK_ENABLED_SOFTIRQ);
	}
}

/* What is held as interrupts come on is held with them on from here. */
void lockdep_contexts_enabling(bool hardirq)
{
	struct task_struct *task = current;
	struct lockdep_task *ld = &task->lockdep;

	if (ld->recursion || (task->preempt_count & HARDIRQ_MASK) || (hardirq && !task->irqs_off))
		return;
	ld->recursion++;
	for (unsigned int i = 0; i < ld->depth; i++) {
		if (!ld->held[i].check)
			continue;
		if (hardirq || !task->irqs_off)
			mark_one(&ld->held[i], hardirq ? LOCK_ENABLED_HARDIRQ :
						 LOCK_ENABLED_SOFTIRQ);
		if (hardirq && !(task->preempt_count & SOFTIRQ_MASK))
			mark_one(&ld->held[i], LOCK_ENABLED_SOFTIRQ);
	}
	ld->recursion--;
}

/* Whatever leads to @prev from interrupts must not lead on to what they find open. */
void usage_check_edge(const struct held_lock *prev, const struct held_lock *next)
{
	unsigned int before, kind;

	ex_guard_lock(&lockdep_guard);
	before = lockdep_usages & USED_IN_ANY ? graph_usage_before(prev) : 0;
	ex_guard_unlock(&lockdep_guard);
	for (kind = LOCK_USED_IN_HARDIRQ; kind <= LOCK_USED_IN_SOFTIRQ; kind++) {
		unsigned int used = before & (USAGE_BIT(kind, 0) | USAGE_BIT(kind, 1));
		struct lock_class *safe, *open;
		unsigned int against;

		if (!used)
			continue;
		against = conflicts(kind, !(used & USAGE_BIT(kind, 0)));
		ex_guard_lock(&lockdep_guard);
		open = graph_find_usage(next, against, false);
		safe = open ? graph_find_usage(prev, used, true) : NULL;
		ex_guard_unlock(&lockdep_guard);
		if (open)
			report_irq_order(safe, open, next, kind == LOCK_USED_IN_SOFTIRQ);
	}
}

/* Handlers run as threads on PREEMPT_RT, where a spinlock_t may sleep. */
static unsigned char context_allows(const struct task_struct *task)
{
	if (task->preempt_count & (HARDIRQ_MASK | SOFTIRQ_OFFSET))
		return LD_WAIT_CONFIG;
	return LD_WAIT_MAX;
}

/* Linux calls it "Invalid wait context". */
void wait_context_check(struct held_lock *held)
{
	const struct lockdep_task *ld = &current->lockdep;
	unsigned char allowed = context_allows(current);
	unsigned char inner = held->class->wait_type_inner;
	unsigned char outer = held->class->wait_type_outer;

	if (!inner || held->trylock)
		return;
	if (!outer)
		outer = inner;
	for (unsigned int i = 0; i < ld->depth; i++) {
		unsigned char type = ld->held[i].class->wait_type_inner;

		if (ld->held[i].irq_context == held->irq_context && type && type < allowed)
			allowed = type;
	}
	if (outer > allowed)
		report_wait_context(held);
}
