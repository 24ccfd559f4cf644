// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fibers.c - the deterministic engine: all tasks on one OS thread
 *
 * True whenever a task runs:
 *  F1  run.ready holds exactly the tasks that can run, the current one included;
 *      run.ready_task and task->slot mirror it.
 *  F2  ex_hot.others is run.nr_ready less one, or 0 while the run is quiet: a point with
 *      others == 0 has no choice.
 *  F3  A parked task has no token: ex_park() took it, ex_unpark() makes it ready.
 *
 * There is no scheduler context: whoever stops running picks the next and switches
 * to it directly. The host (the caller of ex_run()) is switched to when a run ends.
 *
 * ThreadSanitizer is told of each switch with the no-sync flag: a switch orders
 * nothing, so that two tasks that never ran in parallel still race if nothing else
 * orders them.
 */

#include <pthread.h>

#include "exec/internal.h"
#include "exec/switch.h"

static void *host_sp;
static void *host_fake;			/* AddressSanitizer's */
static const void *host_bottom;
static size_t host_size;
static void *host_tsan;

void fibers_count_others(void)
{
	ex_hot.others = run.quiet || !run.nr_ready ? 0 : run.nr_ready - 1;
}

static void ready_add(struct task *task, enum ex_op op, const volatile void *obj)
{
	unsigned int slot = run.nr_ready++;

	run.ready[slot] = (struct ex_candidate){ .id = task->pub.id, .op = op, .obj = obj,
						 .aside = task->aside };
	run.ready_task[slot] = task;
	task->slot = (int)slot;
	task->state = EX_TASK_READY;
	fibers_count_others();
}

static void ready_del(struct task *task)
{
	unsigned int slot = (unsigned int)task->slot;
	unsigned int last = --run.nr_ready;

	if (slot != last) {
		run.ready[slot] = run.ready[last];
		run.ready_task[slot] = run.ready_task[last];
		run.ready_task[slot]->slot = (int)slot;
	}
	task->slot = -1;
	fibers_count_others();
}

/* Leave the context that *@save and *@fake describe for @to, or for the host if NULL. */
static EX_NO_ASAN __attribute__((noinline)) void switch_context(void **save, void **fake,
								struct task *to)
{
	void *to_sp = to ? to->sp : host_sp;

	run.switches++;
	ex_current = to ? &to->pub : NULL;
	ex_asan_leave(fake, to ? to->stack->bottom : host_bottom, to ? to->stack->size : host_size);
	ex_tsan_switch(to ? to->stack->tsan : host_tsan);
	ex_switch(save, to_sp);
	ex_asan_arrive(*fake);
}

static void switch_to(struct task *from, struct task *to)
{
	switch_context(&from->sp, &from->stack->asan_fake, to);
}

void fibers_end(enum ex_outcome outcome)
{
	run_bad_end(outcome);
	self()->stack->saved_sp = NULL;	/* in mid-flight, even if its task has ended */
	switch_to(self(), NULL);
	__builtin_unreachable();
}

/* Ask the policy which of at least two tasks runs; note it if it is not the default. */
static struct task *decide(int current, bool yielding)
{
	struct ex_view view = {
		.ready = run.ready, .count = run.nr_ready, .running = current,
		.yielding = yielding, .step = ex_hot.steps,
	};
	unsigned int standard = ex_default_choice(&view);
	unsigned int choice = standard;

	if (run.quiet)
		return run.ready_task[standard];
	if (run.policy)
		choice = run.policy->next_task(run.policy, &view);
	if (choice >= view.count)
		fibers_end(choice == EX_PRUNE ? EX_PRUNED : EX_DIVERGED);
	if (choice != standard)
		decided(run.ready[choice].id, false, current >= 0 && !yielding);
	if (view.count > 1)
		run.decisions++;
	return run.ready_task[choice];
}

static void wake_timed(struct task *task)
{
	task->timed_out = true;
	ready_add(task, EX_RESUME, task->wait_obj);
}

/* The current task cannot go on: pick another, or let time pass, or end the run. */
static struct task *next_of_others(void)
{
	while (!run.nr_ready) {
		if (run_is_over())
			return NULL;
		if (!timed_expire(wake_timed))
			fibers_end(run_verdict());
	}
	if (run.nr_ready == 1 && !(run.policy && run.policy->every_point))
		return run.ready_task[0];
	return decide(-1, false);
}

/*
 * Others can run. If the policy finds them slow, it is @deadline now: those whose time was up
 * before it can run as well, none of them has.
 */
bool fibers_pass_time(uint64_t deadline)
{
	uint64_t from = run.now_ns;

	if (deadline <= from || run.slow_ns + deadline - from > run.config.slow_ns || !ex_choose(2))
		return false;
	run.slow_ns += deadline - from;
	while (timed_next() <= deadline)
		if (!timed_expire(wake_timed))
			fibers_end(run_verdict());
	__atomic_store_n(&run.now_ns, deadline, __ATOMIC_RELAXED);
	return true;
}

static void point(enum ex_op op, const volatile void *obj, const volatile void *owner,
		  bool yielding)
{
	struct task *task = self();
	struct task *next;

	if (ex_hot.steps >= ex_hot.steps_max)
		fibers_end(EX_LIVELOCK);
	if (run.config.trace)
		trace_step(task, op, obj);
	run.ready[task->slot].op = op;
	run.ready[task->slot].obj = obj;
	run.ready[task->slot].owner = owner;
	run.ready[task->slot].aside = task->aside;
	if (run.quiet && !yielding)
		return;
	if (run.nr_ready == 1 && !(run.policy && run.policy->every_point))
		return;
	next = decide(task->slot, yielding);
	if (next != task)
		switch_to(task, next);
}

void fibers_point(enum ex_op op, const volatile void *obj)
{
	point(op, obj, NULL, false);
}

void fibers_point_lock(const volatile void *obj, const volatile void *owner)
{
	point(EX_LOCK, obj, owner, false);
}

void fibers_yield(void)
{
	point(EX_YIELD, NULL, NULL, true);
}

/* The caller has set state, object and deadline. */
void fibers_park(struct task *task)
{
	struct task *next;

	ready_del(task);
	next = next_of_others();
	if (next != task)
		switch_to(task, next);
}

void fibers_unpark(struct task *task)
{
	if (task->state == EX_TASK_ENDED)
		return;
	if (task->state == EX_TASK_READY) {
		task->token = true;
		return;
	}
	timed_del(task);
	task->timed_out = false;
	ready_add(task, EX_RESUME, task->wait_obj);
	if (run.policy && run.policy->woke && ex_current && !run.quiet)
		run.policy->woke(run.policy, ex_current->id, task->pub.id);
}

static EX_NO_ASAN void fiber_body(void)
{
	struct task *task = self();

	ex_tsan_acquire(task);
	task->fn(task->arg);
	ex_point(EX_EXIT, task);
	ex_tsan_release(&task->fn);
	ex_tsan_release(&run);
	task_ended(task);
	ready_del(task);
}

/* A stack stays in this loop for good: each turn is the task of another run. */
static EX_NO_ASAN void fiber_entry(void)
{
	ex_asan_arrive(NULL);
	for (;;) {
		struct stack *stack = self()->stack;

		fiber_body();
		switch_context(&stack->saved_sp, &stack->asan_fake, next_of_others());
	}
}

void fibers_spawn(struct task *task)
{
	struct stack *stack = stack_get();

	if (!stack)
		fibers_end(EX_NOTASK);
	task->stack = stack;
	stack->task = task;
	task->sp = stack->saved_sp ? stack->saved_sp :
		   ex_switch_prepare(stack->bottom, stack->size, fiber_entry);
	ex_tsan_fiber_name(stack->tsan, task->pub.name);
	ex_tsan_release(task);
	ready_add(task, EX_START, &task->arg);	/* not what a join waits for */
}

/*
 * Stacks of a run go back only when the next one starts: until then they can be
 * inspected, and no two tasks of one run share a ThreadSanitizer fiber, whose clock
 * would order the first before the second.
 */
void fibers_abandon(void)
{
	for (unsigned int i = 0; i < run.nr_tasks; i++) {
		struct task *task = run.tasks[i];

		if (!task->stack)
			continue;
		if (task->state == EX_TASK_ENDED && task->stack->saved_sp)
			stack_put(task->stack);
		else
			stack_discard(task->stack);
		task->stack = NULL;
	}
}

/*
 * Tasks that a bad end left in mid-flight make no step any more: all that they did comes before
 * what the host does now, and before the next run.
 */
#if EX_TSAN
static void tsan_settle(void)
{
	for (unsigned int i = 0; i < run.nr_tasks; i++) {
		struct task *task = run.tasks[i];

		if (task->state == EX_TASK_ENDED || !task->stack)
			continue;
		ex_tsan_switch(task->stack->tsan);
		if (task->pub.tsan_lock)
			ex_tsan_lock_quit(task->pub.tsan_lock);
		task->pub.tsan_lock = NULL;
		ex_tsan_release(&run);
		ex_tsan_switch(host_tsan);
	}
}
#else
static void tsan_settle(void) { }
#endif

/* Only AddressSanitizer asks for it. */
static void find_host_stack(void)
{
	char *here = __builtin_frame_address(0);
	pthread_attr_t attr;
	void *bottom;
	size_t size;

	if (host_bottom && here >= (char *)host_bottom && here < (char *)host_bottom + host_size)
		return;
	pthread_getattr_np(pthread_self(), &attr);
	pthread_attr_getstack(&attr, &bottom, &size);
	pthread_attr_destroy(&attr);
	host_bottom = bottom;
	host_size = size;
}

EX_NO_ASAN void fibers_run(struct task *root)
{
	if (EX_ASAN)
		find_host_stack();
	host_tsan = ex_tsan_fiber();
	run.nr_ready = 0;
	fibers_spawn(root);
	switch_context(&host_sp, &host_fake, root);
	tsan_settle();
	ex_tsan_acquire(&run);
	ex_current = NULL;
}
