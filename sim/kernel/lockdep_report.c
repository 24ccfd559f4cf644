// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_report.c - the validator's texts, in the words a kernel developer knows
 */
#include "lockdep.h"

#include <linux/string.h>

#include "exec/exec.h"

#include "finding.h"

#define RULE	"------------------------------------------------------\n"

/* Four characters: hardirq and softirq, each exclusive then shared. */
static void add_usage(struct text *text, const struct lock_class *class)
{
	static const unsigned int kinds[] = { LOCK_USED_IN_HARDIRQ, LOCK_USED_IN_SOFTIRQ };

	text_add(text, "{");
	for (unsigned int i = 0; i < 4; i++) {
		unsigned int kind = kinds[i / 2], read = i & 1;
		bool in = class->usage & USAGE_BIT(kind, read);
		bool on = class->usage & USAGE_BIT(kind + LOCK_ENABLED_HARDIRQ, read);

		text_add(text, "%c", in ? on ? '?' : '-' : on ? '+' : '.');
	}
	text_add(text, "}-{%d:%d}",
		 class->wait_type_outer ? class->wait_type_outer : class->wait_type_inner,
		 class->wait_type_inner);
}

static void add_name(struct text *text, const struct lock_class *class)
{
	text_add(text, "%s", class->name);
	if (class->subclass)
		text_add(text, "/%u", class->subclass);
}

/* " (name){+.+.}-{4:4}, at: function+0x10/0x20" */
void report_held_lock(struct text *text, const struct held_lock *held)
{
	text_add(text, "(");
	add_name(text, held->class);
	text_add(text, ")");
	add_usage(text, held->class);
	text_add(text, ", at: ");
	text_add_place(text, held->ip);
	if (held->read)
		text_add(text, " (shared)");
	text_add(text, "\n");
}

static void add_who(struct text *text)
{
	const struct task_struct *task = current;

	text_add(text, "%s/%d", task->comm, task->pid);
}

void report_held_locks(struct text *text, const struct task_struct *task)
{
	const struct lockdep_task *ld = &task->lockdep;

	if (!ld->depth) {
		text_add(text, "no locks held by %s/%d.\n", task->comm, task->pid);
		return;
	}
	text_add(text, "%u lock%s held by %s/%d:\n", ld->depth, ld->depth > 1 ? "s" : "",
		 task->comm, task->pid);
	for (unsigned int i = 0; i < ld->depth; i++) {
		text_add(text, " #%u: ", i);
		report_held_lock(text, &ld->held[i]);
	}
}

/* The part that all reports end with; @text is handed over. */
static void publish(enum finding_kind kind, const char *title, struct text *text)
{
	unsigned long stack[FINDING_STACK_MAX];
	unsigned int depth = ex_backtrace(stack, FINDING_STACK_MAX);

	text_add(text, "\nother info that might help us debug this:\n");
	report_held_locks(text, current);
	text_add(text, "\nstack backtrace:\nCPU: 0 PID: %d Comm: %s\n", current->pid,
		 current->comm);
	text_add_call_trace(text, stack, depth);
	finding_add(kind, title, text->start, ex_self(), stack, depth);
}

static void add_link(struct text *text, unsigned int number, const struct lock_class *class,
		     const unsigned long *ips, unsigned int depth)
{
	text_add(text, "\n-> #%u (", number);
	add_name(text, class);
	text_add(text, ")");
	add_usage(text, class);
	text_add(text, ":\n");
	text_add_stack(text, "       ", ips, depth);
}

static void scenario_lock(struct text *text, unsigned int column, const char *how,
			  const struct lock_class *class)
{
	text_add(text, "%*s%s(", column ? 32 : 2, "", how);
	add_name(text, class);
	text_add(text, ");\n");
}

/*
 * @middle: taken first by the other CPU; that one then needs what we hold. Shared
 * holders are named as such, since two of them alone would not block each other.
 */
static void add_scenario(struct text *text, const struct held_lock *prev,
			 const struct held_lock *next, const struct lock_class *middle)
{
	text_add(text, " Possible unsafe locking scenario:\n\n"
		 "       CPU0                    CPU1\n"
		 "       ----                    ----\n");
	scenario_lock(text, 0, prev->read ? "rlock" : "lock", prev->class);
	scenario_lock(text, 1, "lock", middle);
	if (middle != next->class)
		scenario_lock(text, 1, "lock", prev->class);
	else
		scenario_lock(text, 1, "lock", prev->class);
	scenario_lock(text, 0, next->read ? "rlock" : "lock", next->class);
	text_add(text, "\n *** DEADLOCK ***\n");
}

unsigned int lockdep_parts[LOCKDEP_PARTS], lockdep_nr_parts;

static void note_part(unsigned int run)
{
	for (unsigned int i = 0; i < lockdep_nr_parts; i++) {
		if (lockdep_parts[i] == run)
			return;
	}
	if (lockdep_nr_parts < LOCKDEP_PARTS)
		lockdep_parts[lockdep_nr_parts++] = run;
}

void report_cycle(const struct held_lock *prev, const struct held_lock *next,
		  struct lock_class *last, unsigned int only_xr)
{
	unsigned long ips[LOCKDEP_STACK_MAX];
	struct lock_class *class = last, *middle = last;
	struct text text = { 0 };
	unsigned int links = 0, xr = only_xr;

	text_add(&text, "======================================================\n"
		 "WARNING: possible circular locking dependency detected\n" RULE);
	add_who(&text);
	text_add(&text, " is trying to acquire lock:\n");
	report_held_lock(&text, next);
	text_add(&text, "\nbut task is already holding lock:\n");
	report_held_lock(&text, prev);
	text_add(&text, "\nwhich lock already depends on the new lock.\n\n"
		 "the existing dependency chain (in reverse order) is:\n");
	lockdep_nr_parts = 0;
	for (class = last; class->from[xr]; links++) {
		struct lock_class *up = class->from[xr];

		xr = class->from_xr[xr];
		class = up;
	}
	for (class = last, xr = only_xr; class->from[xr];) {
		struct lock_class *up = class->from[xr];
		const struct saved_stack *stack = class->via[xr]->stack;

		note_part(class->via[xr]->run);
		add_link(&text, links--, class, stack->ips, stack->depth);
		middle = up;
		xr = class->from_xr[xr];
		class = up;
		if (class->from[xr])
			middle = class;
	}
	add_link(&text, 0, next->class, ips, ex_backtrace(ips, LOCKDEP_STACK_MAX));
	text_add(&text, "\n");
	if (middle != next->class) {
		text_add(&text, "Chain exists of:\n  ");
		add_name(&text, next->class);
		text_add(&text, " --> ");
		add_name(&text, middle);
		text_add(&text, " --> ");
		add_name(&text, prev->class);
		text_add(&text, "\n\n");
	}
	add_scenario(&text, prev, next, middle);
	publish(FINDING_ORDER, "possible deadlock in %F", &text);
}

void report_recursion(const struct held_lock *prev, const struct held_lock *next)
{
	struct text text = { 0 };

	text_add(&text, "============================================\n"
		 "WARNING: possible recursive locking detected\n"
		 "--------------------------------------------\n");
	add_who(&text);
	text_add(&text, " is trying to acquire lock:\n");
	report_held_lock(&text, next);
	text_add(&text, "\nbut task is already holding lock:\n");
	report_held_lock(&text, prev);
	text_add(&text, "\n Possible unsafe locking scenario:\n\n"
		 "       CPU0\n       ----\n");
	scenario_lock(&text, 0, prev->read ? "rlock" : "lock", prev->class);
	scenario_lock(&text, 0, next->read ? "rlock" : "lock", next->class);
	text_add(&text, "\n *** DEADLOCK ***\n\n May be due to missing lock nesting notation\n");
	publish(FINDING_ORDER, "possible deadlock in %F", &text);
}

static const char *irq_name(bool softirq)
{
	return softirq ? "SOFTIRQ" : "HARDIRQ";
}

static void add_usage_stacks(struct text *text, const struct lock_class *class,
			     unsigned int from, unsigned int to)
{
	for (unsigned int bit = from * 2; bit < to * 2; bit++)
		if (class->usage_stack[bit])
			text_add_stack(text, "  ", class->usage_stack[bit]->ips,
				       class->usage_stack[bit]->depth);
}

void report_irq_order(struct lock_class *safe, struct lock_class *unsafe,
		      const struct held_lock *held, bool softirq)
{
	const char *irq = irq_name(softirq);
	unsigned int kind = softirq ? LOCK_USED_IN_SOFTIRQ : LOCK_USED_IN_HARDIRQ;
	struct text text = { 0 };

	text_add(&text, "=====================================================\n"
		 "WARNING: %s-safe -> %s-unsafe lock order detected\n" RULE, irq, irq);
	add_who(&text);
	text_add(&text, " is trying to acquire:\n");
	report_held_lock(&text, held);
	text_add(&text, "\nwhich would create or shows a dependency from the %s-irq-safe lock:\n (",
		 irq);
	add_name(&text, safe);
	text_add(&text, ")\n... which became %s-irq-safe at:\n", irq);
	add_usage_stacks(&text, safe, kind, kind + 1);
	text_add(&text, "\nto the %s-irq-unsafe lock:\n (", irq);
	add_name(&text, unsafe);
	text_add(&text, ")\n... which became %s-irq-unsafe at:\n", irq);
	add_usage_stacks(&text, unsafe, kind + LOCK_ENABLED_HARDIRQ,
			 kind + LOCK_ENABLED_HARDIRQ + 1);
	text_add(&text, "\n Possible interrupt unsafe locking scenario:\n\n"
		 "       CPU0                    CPU1\n"
		 "       ----                    ----\n");
	scenario_lock(&text, 0, "lock", unsafe);
	text_add(&text, "%*slocal_irq_disable();\n", 32, "");
	scenario_lock(&text, 1, "lock", safe);
	scenario_lock(&text, 1, "lock", unsafe);
	text_add(&text, "  <Interrupt>\n");
	scenario_lock(&text, 0, "  lock", safe);
	text_add(&text, "\n *** DEADLOCK ***\n");
	publish(FINDING_ORDER, "possible deadlock in %F", &text);
}

void report_inconsistent(const struct held_lock *held, unsigned int kind, unsigned int conflict)
{
	static const char *const names[LOCK_USAGE_KINDS] = {
		"IN-HARDIRQ", "IN-SOFTIRQ", "HARDIRQ-ON", "SOFTIRQ-ON" };
	unsigned int other = 0;
	struct text text = { 0 };

	while (!(conflict & (3u << other * 2)))
		other++;
	text_add(&text, "================================\nWARNING: inconsistent lock state\n"
		 "--------------------------------\ninconsistent {%s-%c} -> {%s-%c} usage.\n",
		 names[other], conflict & USAGE_BIT(other, 0) ? 'W' : 'R',
		 names[kind], held->read ? 'R' : 'W');
	add_who(&text);
	text_add(&text, " takes:\n");
	report_held_lock(&text, held);
	text_add(&text, "{%s} state was registered at:\n", names[other]);
	add_usage_stacks(&text, held->class, other, other + 1);
	text_add(&text, "\n Possible unsafe locking scenario:\n\n       CPU0\n       ----\n");
	scenario_lock(&text, 0, "lock", held->class);
	text_add(&text, "  <Interrupt>\n");
	scenario_lock(&text, 0, "  lock", held->class);
	text_add(&text, "\n *** DEADLOCK ***\n");
	publish(FINDING_ORDER, "inconsistent lock state in %F", &text);
}

void report_wait_context(const struct held_lock *held)
{
	struct text text = { 0 };

	text_add(&text, "=============================\n[ BUG: Invalid wait context ]\n"
		 "-----------------------------\n");
	add_who(&text);
	text_add(&text, " is trying to lock:\n");
	report_held_lock(&text, held);
	publish(FINDING_ATOMIC, "BUG: Invalid wait context in %F", &text);
}

void report_unlock_balance(struct lockdep_map *map)
{
	unsigned long ips[LOCKDEP_STACK_MAX];
	struct text text = { 0 };
	unsigned int depth;

	text_add(&text, "=====================================\n"
		 "WARNING: bad unlock balance detected!\n"
		 "-------------------------------------\n");
	add_who(&text);
	text_add(&text, " is trying to release lock (%s) at:\n", map->name ? map->name : "?");
	depth = ex_backtrace(ips, LOCKDEP_STACK_MAX);
	text_add(&text, "[<%016lx>] %s\nbut there are no more locks to release!\n", ips[0],
		 finding_blame(ips, depth));
	publish(FINDING_LOCKUSE, "WARNING: bad unlock balance in %F", &text);
}
