// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * waits_user.c - waits that only user space can end; see the header
 *
 *  U1  A record is open from user_wait_begin() to user_wait_end() of its task, which alone
 *      changes it, but while all tasks stand still.
 *  U2  What is kept of others is copied when they are seen in the queue: stacks as addresses.
 *      Names are found only if somebody asks for the report, since a campaign makes many runs.
 *
 * In the threads engine a queue is looked at when time jumps, and only then: before that the
 * others run.
 *
 * Locking: guard covers which records are in use.
 */
#include "waits_user.h"

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "exec/exec.h"
#include "exec/host.h"

#include "finding.h"
#include "lockdep.h"
#include "waits.h"
#include "waits_graph.h"

#define WAITS_MAX	16u	/* open at once, and places; more are counted as one more */
#define QUEUE_MAX	24u
#define STACK_MAX	32u

struct saved_place {
	unsigned long		ips[STACK_MAX];
	unsigned int		depth;
};

struct queued {
	const struct task_struct *task;
	char			comm[TASK_COMM_LEN];
	char			needs[TASK_COMM_LEN];	/* the task that it waits for */
	const char		*wants;
	bool			lock;
	bool			timed;
	u64			since_ns;
	struct saved_place	place;
};

enum user_wait_state { USER_WAIT_FREE, USER_WAIT_OPEN, USER_WAIT_KEPT };

struct user_wait {
	enum user_wait_state	state;
	struct task_struct	*task;
	const char		*what;
	unsigned long		ip;
	u64			since_ns, until_ns;
	char			comm[TASK_COMM_LEN];
	struct saved_place	place;
	struct held_lock	held[8];
	unsigned int		nr_held;
	struct queued		queue[QUEUE_MAX];
	unsigned int		nr_queued;
};

const char *(*user_wait_named)(const char *completion);

static struct ex_guard guard = EX_GUARD_INIT;
static struct user_wait waits[WAITS_MAX];
static unsigned int nr_open;
static u64 waits_run;		/* the run that they belong to */

static struct user_wait *wait_alloc(void)
{
	struct user_wait *wait = NULL;

	ex_guard_lock(&guard);
	if (waits_run != ex_run_number()) {
		for (unsigned int i = 0; i < WAITS_MAX; i++)
			waits[i].state = USER_WAIT_FREE;
		waits_run = ex_run_number();
		nr_open = 0;
	}
	for (unsigned int i = 0; i < WAITS_MAX && !wait; i++)
		if (waits[i].state == USER_WAIT_FREE)
			wait = &waits[i];
	if (wait) {
		wait->state = USER_WAIT_OPEN;
		nr_open++;
	}
	ex_guard_unlock(&guard);
	return wait;
}

void user_wait_begin(const char *what)
{
	struct task_struct *task = current;
	struct user_wait *wait;

	if (task->user_wait)
		return;
	wait = wait_alloc();
	if (!wait)
		return;
	wait->task = task;
	wait->what = what;
	wait->ip = _RET_IP_;
	wait->since_ns = ex_now();
	wait->nr_held = 0;
	wait->nr_queued = 0;
	wait->place.depth = 0;	/* not worth a report so far */
	task->user_wait = wait;
}

const char *user_wait_of(const struct task_struct *task)
{
	return task->user_wait ? task->user_wait->what : NULL;
}

static struct task_struct *task_at(unsigned int id)
{
	struct ex_task *ex = ex_task_by_id(id);

	return ex ? ex->local : NULL;
}

/* Whoever set up the run waits for its tasks to end; nobody stands behind that. */
static bool is_onlooker(const struct task_struct *task)
{
	return !task->ex->id && task->waits && task->waits->kind == WAIT_TASK;
}

/* The first task that @task waits for, of those marked. */
static struct task_struct *marked_holder(const struct task_struct *task, const bool *marked)
{
	struct task_struct *holder;

	for (unsigned int nth = 0; (holder = wait_holder(task, nth)); nth++)
		if (marked[holder->ex->id])
			return holder;
	return NULL;
}

/* Mark all who wait for a marked task, directly or not. The first one to be found is told. */
static void mark_queue(bool *marked, void (*found)(struct user_wait *wait,
						   struct task_struct *task,
						   const struct task_struct *needs),
		       struct user_wait *wait)
{
	bool more = true;

	while (more) {
		more = false;
		for (unsigned int id = 0; ex_task_by_id(id); id++) {
			struct task_struct *task = task_at(id), *needs;

			if (marked[id] || !task_is_stuck(task) || is_onlooker(task))
				continue;
			needs = marked_holder(task, marked);
			if (!needs)
				continue;
			marked[id] = more = true;
			if (found)
				found(wait, task, needs);
		}
	}
}

static void save_place(struct saved_place *place, const struct task_struct *task)
{
	place->depth = task == current ? ex_backtrace(place->ips, STACK_MAX) :
		       ex_backtrace_task(task->ex, place->ips, STACK_MAX);
}

/* Not by strscpy(): ThreadSanitizer would see its memcpy(), and nothing of the guard around it. */
static void save_name(char *to, const volatile char *from, size_t size)
{
	while (--size && *from)
		*to++ = *from++;
	*to = '\0';
}

/* Each wait of a task in the queue is noted once. */
static void add_queued(struct user_wait *wait, struct task_struct *task,
		       const struct task_struct *needs)
{
	const struct wait_note *note = task_wait(task);
	struct queued *queued;

	for (unsigned int i = 0; i < min(wait->nr_queued, QUEUE_MAX); i++)
		if (wait->queue[i].task == task && wait->queue[i].since_ns == note->since_ns)
			return;
	if (wait->nr_queued++ >= QUEUE_MAX)
		return;
	queued = &wait->queue[wait->nr_queued - 1];
	queued->task = task;
	queued->wants = note->name;
	queued->lock = note->kind == WAIT_LOCK;
	queued->timed = note->timed;
	queued->since_ns = note->since_ns;
	save_name(queued->comm, task->comm, sizeof(queued->comm));
	save_name(queued->needs, needs->comm, sizeof(queued->needs));
	save_place(&queued->place, task);
}

/* A wait queue's spinlock is not kept in the wait, though it may be taken again by now. */
static bool is_kept_asleep(const struct held_lock *held)
{
	return held->class->wait_type_inner == LD_WAIT_SLEEP ||
	       held->class->wait_type_inner == LD_WAIT_INV;
}

/* What it holds and where it waits does not change while it does. */
static void save_waiter(struct user_wait *wait)
{
	const struct lockdep_task *ld = &wait->task->lockdep;

	for (unsigned int i = 0; i < ld->depth && wait->nr_held < ARRAY_SIZE(wait->held); i++)
		if (is_kept_asleep(&ld->held[i]))
			wait->held[wait->nr_held++] = ld->held[i];
	save_name(wait->comm, wait->task->comm, sizeof(wait->comm));
	save_place(&wait->place, wait->task);
}

static void look(struct user_wait *wait)
{
	bool marked[EX_TASKS_MAX] = { false };

	marked[wait->task->ex->id] = true;
	mark_queue(marked, add_queued, wait);
	if (!wait->place.depth && (wait->nr_queued || ex_now() != wait->since_ns))
		save_waiter(wait);
}

/* Of the waits at one place, the one with the longest queue is kept. */
static bool is_kept(struct user_wait *wait)
{
	for (unsigned int i = 0; i < WAITS_MAX; i++) {
		struct user_wait *other = &waits[i];

		if (other->state != USER_WAIT_KEPT || other->ip != wait->ip)
			continue;
		if (other->nr_queued >= wait->nr_queued)
			return false;
		other->state = USER_WAIT_FREE;
	}
	return true;
}

void user_wait_end(void)
{
	struct task_struct *task = current;
	struct user_wait *wait = task->user_wait;

	if (!wait)
		return;
	if (!ex_parallel)
		look(wait);
	wait->until_ns = ex_now();
	task->user_wait = NULL;
	ex_guard_lock(&guard);
	nr_open--;
	wait->state = wait->nr_held && is_kept(wait) ? USER_WAIT_KEPT : USER_WAIT_FREE;
	ex_guard_unlock(&guard);
}

static bool any_open(void)
{
	return waits_run == ex_run_number() && nr_open;
}

void user_waits_look(void)
{
	if (!any_open())
		return;
	for (unsigned int i = 0; i < WAITS_MAX; i++)
		if (waits[i].state == USER_WAIT_OPEN)
			look(&waits[i]);
}

/* Asleep for a time, or about to run: it will act without anybody's help. */
static bool can_act(const struct task_struct *task)
{
	enum ex_task_state state = ex_task_state(task->ex);

	if ((task->flags & PF_KTHREAD) || task->user_wait)
		return false;
	return state == EX_TASK_READY ||
	       (state == EX_TASK_PARKED && ex_task_is_timed(task->ex));
}

bool user_wait_excuses(const struct task_struct *task)
{
	bool marked[EX_TASKS_MAX] = { false };

	if (!any_open())
		return false;
	for (unsigned int i = 0; i < WAITS_MAX; i++)
		if (waits[i].state == USER_WAIT_OPEN)
			marked[waits[i].task->ex->id] = true;
	mark_queue(marked, NULL, NULL);
	if (!marked[task->ex->id])
		return false;
	for (unsigned int id = 0; ex_task_by_id(id); id++)
		if (task_at(id) && !marked[id] && can_act(task_at(id)))
			return true;
	return false;
}

const struct user_wait *user_wait_at(unsigned int index)
{
	if (waits_run != ex_run_number())
		return NULL;
	for (unsigned int i = 0; i < WAITS_MAX; i++)
		if (waits[i].state == USER_WAIT_KEPT && !index--)
			return &waits[i];
	return NULL;
}

unsigned long user_wait_place(const struct user_wait *wait)
{
	return wait->ip;
}

unsigned int user_wait_queued(const struct user_wait *wait)
{
	return wait->nr_queued;
}

void user_wait_title(const struct user_wait *wait, char *title)
{
	ex_host_snprintf(title, FINDING_TITLE_MAX, "bounded wait in %s",
			 finding_blame(wait->place.ips, wait->place.depth));
}

static void add_seconds(struct text *text, u64 ns)
{
	text_add(text, "%llu.%06llu s", (unsigned long long)(ns / NSEC_PER_SEC),
		 (unsigned long long)(ns % NSEC_PER_SEC / NSEC_PER_USEC));
}

static void add_held(struct text *text, const struct user_wait *wait)
{
	text_add(text, "%s/%d holds %u lock%s meanwhile:\n", wait->comm, wait->task->pid,
		 wait->nr_held, wait->nr_held > 1 ? "s" : "");
	for (unsigned int i = 0; i < wait->nr_held; i++) {
		text_add(text, " #%u: ", i);
		report_held_lock(text, &wait->held[i]);
	}
}

static void add_queue_entry(struct text *text, const struct queued *queued)
{
	text_add(text, "\n  %s/%d wants %s%s, %s %s, since ", queued->comm,
		 queued->task->pid, queued->lock ? "the lock " : "",
		 queued->wants ? queued->wants : "to go on",
		 queued->lock ? "held by" : "which needs", queued->needs);
	add_seconds(text, queued->since_ns);
	text_add(text, "%s\n", queued->timed ? " (and gives up in the end)" : "");
	text_add_call_trace(text, queued->place.ips, queued->place.depth);
}

void user_wait_report(const struct user_wait *wait, struct text *text)
{
	char title[FINDING_TITLE_MAX];

	user_wait_title(wait, title);
	text_add(text, "%s\n%s/%d waits under a lock until user space %s:\nsince ", title,
		 wait->comm, wait->task->pid, wait->what);
	add_seconds(text, wait->since_ns);
	text_add(text, ", for ");
	add_seconds(text, wait->until_ns - wait->since_ns);
	text_add(text, " of virtual time. This is no deadlock; user space alone says when it "
		 "ends.\n");
	text_add_call_trace(text, wait->place.ips, wait->place.depth);
	add_held(text, wait);
	if (!wait->nr_queued)
		text_add(text, "Nobody queued up behind it in this run.\n");
	else
		text_add(text, "%u wait%s queued up behind it:\n", wait->nr_queued,
			 wait->nr_queued > 1 ? "s" : "");
	for (unsigned int i = 0; i < min(wait->nr_queued, QUEUE_MAX); i++)
		add_queue_entry(text, &wait->queue[i]);
	if (wait->nr_queued > QUEUE_MAX)
		text_add(text, "\n  and %u more\n", wait->nr_queued - QUEUE_MAX);
}
