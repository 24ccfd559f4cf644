// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * waits_graph.c - who waits for whom, at the moment when nobody can go on
 *
 * A task that waits for a lock waits for its holders; one that waits for a work item or
 * a task, for whoever runs it; one that waits for an event, for whoever would signal it,
 * which nobody can know in general: all that is said then is who is left.
 */
#include "waits_graph.h"

#include <linux/kernel.h>
#include <linux/ktime.h>

#include "exec/exec.h"
#include "exec/symbol.h"

#include "lockdep.h"
#include "waits.h"
#include "waits_user.h"

static struct task_struct *task_at(unsigned int id)
{
	struct ex_task *ex = ex_task_by_id(id);

	return ex ? ex->local : NULL;
}

bool task_is_stuck(const struct task_struct *task)
{
	return task && ex_task_state(task->ex) == EX_TASK_PARKED;
}

/* Does @task hold @map? What it is blocked in acquiring is on its stack already. */
static bool holds(const struct task_struct *task, const struct lockdep_map *map)
{
	const struct lockdep_task *ld = &task->lockdep;
	unsigned int depth = ld->depth;

	if (depth && task->waits && task->waits->kind == WAIT_LOCK &&
	    task->waits->map == ld->held[depth - 1].instance)
		depth--;
	for (unsigned int i = 0; i < depth; i++)
		if (ld->held[i].instance == map)
			return true;
	return false;
}

const struct wait_note *task_wait(const struct task_struct *task)
{
	const struct wait_note *note = task->waits;

	if (!note || !note->outer)
		return note;
	if (note->kind == WAIT_OTHER && note->timed)
		return note->outer;
	if (note->kind != WAIT_QUEUE || note->who)
		return note;
	return note->outer->who || note->outer->kind == WAIT_LOCK ? note->outer : note;
}

/*
 * Whose holders have to let go. Who sleeps until others are done says so by taking what they have
 * shared for itself alone, as kernfs does with a file in use; no lock would let it have that.
 */
static const struct lockdep_map *map_waited_for(const struct task_struct *task,
						const struct wait_note *note)
{
	const struct lockdep_task *ld = &task->lockdep;

	if (note->kind == WAIT_LOCK || note->kind == WAIT_OTHER)
		return note->map;
	if (note->kind != WAIT_QUEUE || !ld->depth || ld->held[ld->depth - 1].read)
		return NULL;
	return ld->held[ld->depth - 1].instance;
}

static struct task_struct *nth_holder(const struct task_struct *task, const struct wait_note *note,
				      const struct lockdep_map *map, unsigned int nth)
{
	for (unsigned int id = 0; ex_task_by_id(id); id++) {
		struct task_struct *other = task_at(id);

		if (other && ex_task_state(other->ex) != EX_TASK_ENDED &&
		    (other != task || note->kind == WAIT_LOCK) && holds(other, map) && !nth--)
			return other;
	}
	return NULL;
}

/* Of several threads on an interrupt line, those that are at it have its map. */
struct task_struct *wait_holder(const struct task_struct *task, unsigned int nth)
{
	const struct wait_note *note = task_wait(task);
	struct task_struct *holder = NULL;
	const struct lockdep_map *map;

	if (!note)
		return NULL;
	map = !note->who || note->kind == WAIT_OTHER ? map_waited_for(task, note) : NULL;
	if (map)
		holder = nth_holder(task, note, map, nth);
	if (holder || !note->who || nth)
		return holder;
	return note->who;
}

static const char *const kind_names[WAIT_KIND_COUNT] = {
	"lock", "completion", "condition", "work", "RCU grace period", "SRCU grace period",
	"end of task", "event",
};

static void add_wait(struct text *text, const struct task_struct *task)
{
	const struct wait_note *note = task_wait(task);
	struct task_struct *holder;

	text_add(text, "%s/%d", task->comm, task->pid);
	if (!note) {
		text_add(text, " sleeps");
	} else {
		text_add(text, " waits for %s %s", kind_names[note->kind],
			 note->name ? note->name : "");
		for (unsigned int nth = 0; (holder = wait_holder(task, nth)); nth++)
			text_add(text, "%s %s/%d%s", nth ? "," :
				 note->kind == WAIT_LOCK ? ", held by" : ", which needs",
				 holder->comm, holder->pid, holder == task ? " (itself)" : "");
		if (user_wait_of(task))
			text_add(text, ", until user space %s", user_wait_of(task));
		if (!wait_holder(task, 0) && note->kind != WAIT_LOCK)
			text_add(text, ", which nobody who can still run will end");
	}
	text_add(text, "\n");
}

/* A kernel thread without work sleeps interruptibly: it waits for nothing that is owed. */
static bool is_idle(const struct task_struct *task)
{
	return !task->waits && (READ_ONCE(task->__state) & TASK_INTERRUPTIBLE);
}

void add_wait_graph(struct text *text)
{
	text_add(text, "\nwait-for graph:\n");
	for (unsigned int id = 0; ex_task_by_id(id); id++)
		if (task_is_stuck(task_at(id)) && !is_idle(task_at(id))) {
			text_add(text, "  ");
			add_wait(text, task_at(id));
		}
}

static void add_task(struct text *text, const struct task_struct *task)
{
	unsigned long stack[FINDING_STACK_MAX];
	unsigned int depth = ex_backtrace_task(task->ex, stack, FINDING_STACK_MAX);

	text_add(text, "\nINFO: task %s:%d blocked for ever.\n", task->comm, task->pid);
	text_add(text, "task:%-15s state:D stack:0     pid:%-5d\n", task->comm, task->pid);
	text_add_call_trace(text, stack, depth);
}

void add_stuck_tasks(struct text *text)
{
	for (unsigned int id = 0; ex_task_by_id(id); id++)
		if (task_is_stuck(task_at(id)) && !is_idle(task_at(id)))
			add_task(text, task_at(id));
	text_add(text, "\nShowing all locks held in the system:\n");
	for (unsigned int id = 0; ex_task_by_id(id); id++)
		if (task_at(id) && task_at(id)->lockdep.depth)
			report_held_locks(text, task_at(id));
}

#define HUNG_TASK_NS	(120 * NSEC_PER_SEC)
#define PATIENCE_NS	(5 * HUNG_TASK_NS)

/* A wait queue's sleeper says in its state what it lets in. */
static bool sleeps_soundly(const struct task_struct *task)
{
	const struct wait_note *note = task->waits;

	if (!note || note->timed || note->interruptible || note->kind == WAIT_TASK)
		return false;
	return note->kind != WAIT_QUEUE || READ_ONCE(task->__state) == TASK_UNINTERRUPTIBLE;
}

/* One of the locks that @task holds came to it of late. */
static bool got_a_lock(const struct task_struct *task, u64 now_ns)
{
	const struct lockdep_task *ld = &task->lockdep;

	for (unsigned int i = 0; i < ld->depth; i++)
		if (now_ns - ld->held[i].since_ns <= HUNG_TASK_NS)
			return true;
	return false;
}

/*
 * Waits that have an end add up: behind two devices that are given a minute each to come back
 * from a reset one waits for two minutes, and Linux complains. Here a task is not hung as long as
 * somebody for whom it waits, over any number of others, gets on: has come by a lock in the last
 * two minutes and has it still, or sleeps for a time, or is idle: then another one is about to do
 * what is awaited (a second thread on an interrupt line, woken just now). That may be somebody
 * who tries for ever, or who overtakes for ever: there is an end to it.
 */
static bool is_behind_progress(const struct task_struct *task, u64 now_ns)
{
	const struct task_struct *at = task, *next;

	if (now_ns - task->waits->since_ns > PATIENCE_NS)
		return false;
	for (unsigned int steps = 0; steps < EX_TASKS_MAX; steps++) {
		next = wait_holder(at, 0);
		if (!next)
			return at != task && (!task_is_stuck(at) || ex_task_is_timed(at->ex) ||
					      is_idle(at));
		if (next == task)
			return false;
		if (got_a_lock(next, now_ns))
			return true;
		at = next;
	}
	return false;
}

struct task_struct *task_hung_since(u64 now_ns)
{
	for (unsigned int id = 0; ex_task_by_id(id); id++) {
		struct task_struct *task = task_at(id);

		if (task_is_stuck(task) && !ex_task_is_timed(task->ex) && sleeps_soundly(task) &&
		    now_ns - task->waits->since_ns > HUNG_TASK_NS &&
		    !is_behind_progress(task, now_ns) && !user_wait_excuses(task))
			return task;
	}
	return NULL;
}

/* Who waits only because others hang does not name the finding. */
static bool waits_for_itself(const struct task_struct *task)
{
	const struct task_struct *at = task;

	for (unsigned int steps = 0; at && steps < EX_TASKS_MAX; steps++) {
		at = wait_holder(at, 0);
		if (at == task)
			return true;
	}
	return false;
}

struct task_struct *stuck_task_to_blame(void)
{
	struct task_struct *locked = NULL, *any = NULL;

	for (unsigned int id = 0; ex_task_by_id(id); id++) {
		struct task_struct *task = task_at(id);

		if (!task_is_stuck(task))
			continue;
		if (waits_for_itself(task))
			return task;
		if (!locked && task->waits && task->waits->kind == WAIT_LOCK)
			locked = task;
		if (!any && !(task->waits && task->waits->kind == WAIT_TASK))
			any = task;
	}
	return locked ? locked : any ? any : task_at(0);
}
