// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * runner.c - one run of a program: world up, tasks, world down, what was found
 *
 * Task 0 is init: it builds the world, carries out the setup blocks as a thread of
 * their processes, starts all tasks and waits for them, and takes the world down.
 */
#include "scenario/runner.h"

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/signal_numbers.h>
#include <linux/string.h>

#include "core/device_key.h"
#include "core/process.h"
#include "exec/exec.h"

#include "kernel/finding.h"
#include "kernel/lockdep.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "kernel/variant.h"
#include "kernel/waits_predict.h"

#include "scenario/focus.h"
#include "scenario/host.h"
#include "scenario/kinds.h"
#include "scenario/notes.h"
#include "scenario/order.h"
#include "scenario/perform.h"
#include "scenario/world.h"

/* Block by block what runs, and the processes' names: they outlive every thread. */
static struct scn_machine machine;
static struct scn_task tasks[SCN_BLOCKS_MAX];
static unsigned int nr_tasks;
static struct completion tasks_done;
static struct completion gates[SCN_PROCESSES_MAX];
static struct scn_focus focus;

/* Threads: one point in so many waits a little, lest the same one always be first. */
#define PERTURB	16u

/*
 * No thread of a process does anything before all of them are there: a thread that was
 * alone when it looked a descriptor up relies on being alone until it is done with it.
 */
static int task_main(void *arg)
{
	struct scn_task *task = arg;

	ex_aside(true);
	wait_for_completion(&gates[task->block->process]);
	ex_aside(false);
	predict_forget();
	scn_perform_block(task);
	ex_aside(!process_dying());
	return 0;
}

/* A finally block keeps its process alive until all tasks are done. */
static int finally_main(void *arg)
{
	struct scn_task *task = arg;

	wait_for_completion(&tasks_done);
	wait_for_completion(&gates[task->block->process]);
	predict_forget();
	scn_perform_block(task);
	return 0;
}

static struct process *process_of(unsigned int process)
{
	const struct scn_program *program = machine.program;

	if (!machine.processes[process])
		machine.processes[process] =
			process_create(scn_text_of(program, program->processes[process]),
				       PROCESS_HOST_CLIENT);
	return machine.processes[process];
}

/* A task that is not there keeps its process, and what that has open, from ending. */
static struct task_struct *start_thread(struct process *process, const char *name,
					int (*fn)(void *arg), void *arg)
{
	struct task_struct *thread;

	ex_faults_arm(false);
	thread = process_thread(process, name, fn, arg);
	ex_faults_arm(true);
	return thread;
}

/* Start the tasks of @process; they are joined in the order in which they start. */
static long start_tasks(unsigned int process)
{
	const struct scn_program *program = machine.program;
	struct process *runs = process_of(process);
	unsigned int i, slot;

	if (!runs)
		return -ENOMEM;
	for (i = 0; i < program->nr_blocks; i++) {
		const struct scn_block *block = &program->blocks[i];
		bool last = block->kind == SCN_FINALLY;

		if (block->process != process || (block->kind != SCN_TASK && !last))
			continue;
		slot = __atomic_fetch_add(&nr_tasks, 1, __ATOMIC_RELAXED);
		tasks[slot] = (struct scn_task){ .machine = &machine, .block = block };
		tasks[slot].thread = start_thread(runs, last ? "finally" :
						  scn_text_of(program, block->name),
						  last ? finally_main : task_main, &tasks[slot]);
		if (!tasks[slot].thread)
			return -EAGAIN;
	}
	return 0;
}

/* Values that the child's names have in the parent. */
static void inherit_values(unsigned int parent, unsigned int child)
{
	const struct scn_program *program = machine.program;
	unsigned int i, j;

	for (i = 0; i < program->nr_vars; i++) {
		for (j = 0; j < program->nr_vars; j++) {
			if (program->vars[i].process != child ||
			    program->vars[j].process != parent ||
			    program->vars[i].name != program->vars[j].name)
				continue;
			machine.values[i] = machine.values[j];
			machine.sizes[i] = machine.sizes[j];
		}
	}
}

long scn_start_child(struct scn_task *task, unsigned int process)
{
	const struct scn_program *program = machine.program;
	struct process *child;
	long ret;

	if (machine.processes[process] || __atomic_exchange_n(&machine.forked[process], true,
							      __ATOMIC_RELAXED))
		return -EEXIST;
	child = process_fork(scn_text_of(program, program->processes[process]));
	if (!child)
		return -ENOMEM;
	inherit_values(task->block->process, process);
	ex_publish(&machine.processes[process]);
	machine.processes[process] = child;
	ret = start_tasks(process);
	complete_all(&gates[process]);
	return ret;
}

/* Does any fork make it? Then it is not there before. */
static bool is_child(unsigned int process)
{
	return scn_process_parent(machine.program, process) >= 0;
}

/* One that another task has forked is seen as it was forked, by whoever means it. */
struct process *scn_process(struct scn_machine *m, unsigned int process)
{
	struct process *found = m->processes[process];

	if (found)
		ex_observe(&m->processes[process]);
	return found;
}

struct process *scn_receiver(const struct scn_task *task, unsigned int process)
{
	if (task->block->kind == SCN_SETUP && !is_child(process))
		process_of(process);
	return scn_process(&machine, process);
}

static void run_setups(void)
{
	const struct scn_program *program = machine.program;
	unsigned int i;

	for (i = 0; i < program->nr_blocks; i++) {
		struct scn_task task = { .machine = &machine, .block = &program->blocks[i],
					 .thread = current };
		struct process *process;

		if (task.block->kind != SCN_SETUP || is_child(task.block->process))
			continue;
		process = process_of(task.block->process);
		if (!process)
			continue;
		process_enter(process);
		scn_perform_block(&task);
		process_leave();
	}
}

static bool has_finally(unsigned int index)
{
	return tasks[index].block->kind == SCN_FINALLY;
}

static void join_all(bool finally)
{
	unsigned int i;

	for (i = 0; i < __atomic_load_n(&nr_tasks, __ATOMIC_RELAXED); i++) {
		if (tasks[i].thread && has_finally(i) == finally)
			task_join(tasks[i].thread);
	}
}

/*
 * What a person would do about a program that has hung for a minute, and what a fuzzer's
 * executor does: kill it. A task that waits for another to close a file ends then; one
 * that hangs in the kernel does not.
 */
#define PATIENCE_SECONDS	60

static int reaper_main(void *unused)
{
	unsigned int i;

	if (wait_for_completion_timeout(&tasks_done, PATIENCE_SECONDS * HZ))
		return 0;
	for (i = 0; i < machine.program->nr_processes; i++) {
		struct process *process = scn_process(&machine, i);

		if (process)
			process_kill(process, SIGKILL);
	}
	return 0;
}

static void run_tasks(void)
{
	const struct scn_program *program = machine.program;
	struct task_struct *reaper = NULL;
	unsigned int i;

	for (i = 0; i < program->nr_processes; i++) {
		if (!is_child(i))
			start_tasks(i);
	}
	if (program->unchecked) {
		ex_faults_arm(false);
		reaper = kthread_run(reaper_main, NULL, "reaper");
		ex_faults_arm(true);
		reaper = IS_ERR(reaper) ? NULL : get_task_struct(reaper);	/* ends by itself */
	}
	ex_aside(true);
	ex_quiet(false);
	predict_record(true);
	for (i = 0; i < program->nr_processes; i++) {
		if (!is_child(i))
			complete_all(&gates[i]);
	}
	join_all(false);
	complete_all(&tasks_done);
	join_all(true);
	predict_record(false);
	ex_aside(false);
	if (reaper)
		kthread_stop_put(reaper);
	ex_quiet(true);
	for (i = 0; i < program->nr_processes; i++) {
		if (machine.processes[i])
			process_put(machine.processes[i]);
	}
	/* What is released by nobody's exit still uses the modules that are to go. */
	flush_delayed_fput();
}

static long boot_drivers(void)
{
	struct process *init = process_create("init", PROCESS_HOST_CLIENT);
	long ret;

	if (!init)
		return -ENOMEM;
	process_enter(init);
	ret = scn_world_drivers(&machine);
	process_leave();
	process_put(init);
	return ret;
}

/* A bad end that the floors below had no words for. */
static void name_bad_end(const struct ex_result *ran)
{
	if (ran->outcome == EX_DONE || ran->outcome == EX_DIVERGED ||
	    ran->outcome == EX_PRUNED || findings_count())
		return;
	finding_report(ran->outcome == EX_HANG ? FINDING_WAIT :
		       ran->outcome == EX_LIVELOCK ? FINDING_LIVE :
		       ran->outcome == EX_STOPPED ? FINDING_STATE : FINDING_UAF,
		       ran->outcome == EX_HANG ? "INFO: task hung" : ex_outcome_name(ran->outcome),
		       "the run ended as: %s", ex_outcome_name(ran->outcome));
}

/* A setup block may fork: its child's tasks wait at their gate from then on. */
static void init_gates(void)
{
	unsigned int i;

	init_completion(&tasks_done);
	for (i = 0; i < machine.program->nr_processes; i++)
		init_completion(&gates[i]);
}

/*
 * Booting, setup blocks and taking the world down are the same in every run: quiet, so that a
 * policy spends its preemptions, its depth and its search on the tasks.
 */
static void init_main(void *arg)
{
	long ret;

	ex_quiet(true);
	init_gates();
	/* A fuzzer's faults are for its program: booting is the same in every run. */
	ex_faults_arm(!machine.program->unchecked);
	ret = scn_world_hardware(&machine);

	if (!ret)
		ret = boot_initcalls();
	if (!ret)
		ret = boot_drivers();
	ex_faults_arm(true);
	if (!ret) {
		run_setups();
		run_tasks();
	} else if (!scn_has_faults(machine.program)) {
		finding_report(FINDING_STATE, "the world does not boot",
			       "the first failure was %s (%ld)",
			       scn_errno_name((int)-ret) ?: "unknown", ret);
	}
	scn_world_down(&machine);
	module_unload_all();
	shutdown_exitcalls();
	kernel_shutdown();
	rest_check_all();
}

/* The fault plan, and the step budget, of the program's faults blocks. */
static unsigned int read_faults(const struct scn_program *program, struct ex_fault *faults,
				unsigned int max, u64 *steps_max)
{
	unsigned int i, j, count = 0;

	for (i = 0; i < program->nr_blocks; i++) {
		const struct scn_block *block = &program->blocks[i];

		for (j = 0; block->kind == SCN_FAULTS && j < block->count; j++) {
			const struct scn_stmt *stmt = &program->stmts[block->first + j];
			const char *site = scn_text_of(program, stmt->args[0].ref);

			if (stmt->op == SCN_OP_steps)
				*steps_max = stmt->args[0].num;
			else if (count < max)
				faults[count++] = (struct ex_fault){
					.site = strcmp(site, "any") ? site : NULL,
					.nth = stmt->args[1].num,
				};
		}
	}
	return count;
}

static void machine_reset(const struct scn_program *program)
{
	unsigned int i;

	memset(&machine, 0, sizeof(machine));
	machine.program = program;
	for (i = 0; i < program->nr_vars; i++)
		machine.values[i] = -1;
	named_keys_of_machine(program->preset ? scn_text_of(program, program->preset) : NULL);
	scn_world_addresses(&machine);
	nr_tasks = 0;
}

void scn_run(const struct scn_program *program, const struct scn_setting *setting,
	     struct scn_result *result)
{
	struct ex_fault faults[32];
	struct ex_result ran;
	u64 steps_max = 0;
	unsigned long learned = lockdep_learned;
	struct ex_config config = {
		.engine = setting->engine, .policy = setting->policy, .seed = setting->seed,
		.faults = faults, .trace = setting->trace, .slow_ns = EX_SLOW_DEFAULT,
		.perturb = setting->engine == EX_THREADS ? PERTURB : 0,
	};

	memset(result, 0, offsetof(struct scn_result, findings));
	config.nr_faults = read_faults(program, faults, ARRAY_SIZE(faults), &steps_max);
	config.steps_max = setting->steps_max ?: steps_max;
	if (setting->policy && !setting->follow) {
		scn_focus_init(&focus, setting->policy);
		focus.decisions_max = setting->decisions_max;
		config.policy = &focus.policy;
	}
	findings_clear();
	lockdep_run++;
	lockdep_nr_parts = 0;
	scn_variants_choose(setting->variants);
	machine_reset(program);
	ex_run(&config, init_main, NULL, &ran);
	name_bad_end(&ran);
	result->outcome = ran.outcome;
	result->steps = ran.steps;
	result->decisions = ran.decisions;
	result->switches = ran.switches;
	result->time_ns = ran.time_ns;
	result->diverged_at = ran.diverged_at;
	result->complete = ran.exhausted;
	result->cut = setting->decisions_max && config.policy == &focus.policy &&
		      focus.decisions > setting->decisions_max;
	result->learned = lockdep_learned != learned;
	result->run = lockdep_run;
	result->nr_parts = lockdep_nr_parts;
	memcpy(result->parts, lockdep_parts, sizeof(result->parts));
	result->fault_points = ran.fault_points;
	result->tasks = ran.tasks;
	result->schedule = ran.schedule;
	scn_result_collect(result);
	if (setting->notes && ran.outcome == EX_DONE)
		scn_notes_collect(setting->notes);
	result->dirty = ran.outcome != EX_DONE || scn_result_leaves_traces(result);
}

void scn_forget(void)
{
	lockdep_forget();
}
