// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * faults.c - unbinding, hot-plug, VFs and sleep with each allocation failing once in turn. What
 * would go wrong: a crash or a leak on an error path, a failure that says that all is well, an
 * error that is none of those the operation documents.
 */
#include "pci/pf_driver.h"

#include <linux/aer.h>
#include <linux/delay.h>
#include <linux/suspend.h>

struct program {
	const char	*name;
	void		(*machine)(void);
	long		(*prepare)(void);	/* without failures; NULL: nothing */
	long		(*act)(void);		/* what it returns is checked */
	unsigned int	points_min;		/* fewer would mean that nothing was tried */
};

static long unbind(void)
{
	return sysfs_write("bus/pci/drivers/pf/unbind", "0000:01:00.0");
}

static long bind(void)
{
	return sysfs_write("bus/pci/drivers/pf/bind", "0000:01:00.0");
}

/* Nobody asks for an answer here: that of the slot comes later. */
static long unplug(void)
{
	pci_hw_unplug(pci_hw_find(0, 1, 0));
	msleep(3000);
	return 1;
}

static long plug(void)
{
	pci_hw_plug(pci_hw_find(0, 1, 0));
	msleep(3000);
	return 1;
}

static long remove_card(void)
{
	return dev_write("0000:01:00.0/remove", "1");
}

static long remove_port(void)
{
	return dev_write("0000:00:01.0/remove", "1");
}

static long rescan(void)
{
	return sysfs_write("bus/pci/rescan", "1");
}

static long reset_card(void)
{
	return dev_write("0000:01:00.0/reset", "1");
}

static long slot_off(void)
{
	return sysfs_write("bus/pci/slots/1/power", "0");
}

static long slot_on(void)
{
	return sysfs_write("bus/pci/slots/1/power", "1");
}

static long enable_vfs(void)
{
	return dev_write("0000:00:01.0/sriov_numvfs", "2");
}

static long disable_vfs(void)
{
	return dev_write("0000:00:01.0/sriov_numvfs", "0");
}

static long remove_pf(void)
{
	return dev_write("0000:00:01.0/remove", "1");
}

static long sleep_and_wake(void)
{
	return pm_suspend(PM_SUSPEND_MEM) ?: 1;
}

static long fatal_error(void)
{
	pci_hw_inject_error(pci_hw_find(0, 1, 0), AER_FATAL);
	msleep(3000);
	return 1;
}

static const struct program programs[] = {
	{ "unbind", hotplug_machine, NULL, unbind, 0 },
	{ "bind", hotplug_machine, unbind, bind, 3 },
	{ "unplug", hotplug_machine, NULL, unplug, 0 },
	{ "plug", hotplug_machine, unplug, plug, 10 },
	{ "unplug below a switch", switch_machine, NULL, unplug, 0 },
	{ "remove", hotplug_machine, NULL, remove_card, 0 },
	{ "remove a port", switch_machine, NULL, remove_port, 0 },
	{ "rescan", switch_machine, remove_port, rescan, 30 },
	{ "reset", hotplug_machine, NULL, reset_card, 0 },
	{ "slot off", hotplug_machine, NULL, slot_off, 0 },
	{ "slot on", hotplug_machine, slot_off, slot_on, 10 },
	{ "enable VFs", pf_machine, NULL, enable_vfs, 20 },
	{ "disable VFs", pf_machine, enable_vfs, disable_vfs, 0 },
	{ "remove a PF", pf_machine, enable_vfs, remove_pf, 0 },
	{ "sleep", switch_machine, NULL, sleep_and_wake, 0 },
	{ "sleep with VFs", pf_machine, enable_vfs, sleep_and_wake, 0 },
	{ "fatal error", hotplug_machine, NULL, fatal_error, 0 },
};

static const struct program *program, *against;	/* NULL: it runs alone */
static long returned;

static void act_against(void *unused)
{
	against->act();
}

/* What is returned by two at once may be anything that one of them is told. */
static long act(void)
{
	struct task_struct *other;
	long ret;

	if (!against)
		return program->act();
	other = task_spawn("against", act_against, NULL, 0, false);
	ret = program->act();
	task_join(other);
	return ret;
}

static void root(void *unused)
{
	struct process *init;

	ex_faults_arm(false);
	program->machine();
	cr_assert_eq(do_initcalls(), 0);
	init = process_create("init", PROCESS_HOST_CLIENT);
	process_enter(init);
	pf_load();
	if (program->prepare)
		cr_assert_gt(program->prepare(), 0, "%s: what comes before it", program->name);
	ex_faults_arm(true);
	returned = act();
	ex_faults_arm(false);
	pf_unload();
	process_leave();
	process_put(init);
	do_exitcalls();
	kernel_shutdown();
	rest_check_all();
	ex_faults_arm(true);
}

/* How many points there were; number @nth of them failed (0: none). */
static unsigned long run(unsigned long nth, uint64_t seed)
{
	struct ex_fault fault = { .nth = nth };
	struct ex_config config = {
		.policy = seed ? ex_policy_make("random", NULL) : NULL, .seed = seed,
		.faults = &fault, .nr_faults = nth != 0,
	};
	struct ex_result result;

	findings_clear();
	ex_run(&config, root, NULL, &result);
	if (config.policy)
		ex_policy_free(config.policy);
	cr_assert_eq(findings_count(), 0, "%s, %s, failure %lu, seed %lu: %s\n%s", program->name,
		     against ? against->name : "alone", nth, (long)seed, finding_at(0)->title,
		     finding_at(0)->text);
	cr_assert_eq(result.outcome, EX_DONE, "%s, %s, failure %lu, seed %lu: %s", program->name,
		     against ? against->name : "alone", nth, (long)seed,
		     ex_outcome_name(result.outcome));
	return result.fault_points;
}

static bool clear_error(long ret)
{
	return ret == -ENOMEM || ret == -ENOSPC || ret == -EAGAIN || ret == -ENODEV;
}

Test(faults, each_operation_survives_each_failure_and_says_what_it_was)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(programs); i++) {
		unsigned long points;

		program = &programs[i];
		points = run(0, 0);
		cr_assert_gt(returned, 0, "%s: %ld", program->name, returned);
		cr_assert_geq(points, program->points_min, "%s: %lu", program->name, points);
		for (unsigned long nth = 1; nth <= points; nth++) {
			run(nth, 0);
			cr_expect(returned > 0 || clear_error(returned), "%s, failure %lu: %ld",
				  program->name, nth, returned);
		}
	}
}

/*
 * Each of those that need no preparation and have the same machine, against each. But for a
 * reset: it saves what recovery has not restored yet, and holds its file over the bridge's lock.
 */
static bool may_meet(const struct program *p)
{
	return !p->prepare && p->act != reset_card;
}

static void run_pair(void)
{
	if (!may_meet(program) || !may_meet(against) || program->machine != against->machine)
		return;
	for (uint64_t seed = 1; seed <= 6; seed++)
		run(seed / 2, seed);
}

Test(faults, two_at_once_survive_a_failure_in_either)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(programs) * ARRAY_SIZE(programs); i++) {
		program = &programs[i / ARRAY_SIZE(programs)];
		against = &programs[i % ARRAY_SIZE(programs)];
		run_pair();
	}
}

/* A PF in a hot-plug slot, with what may happen to it at once. */
static void pf_in_slot(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);

	pci_hw_function(root, pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &hotplug_port), 0,
			&sriov_card);
}

static long numvfs_up_and_down(void)
{
	long ret = dev_write("0000:01:00.0/sriov_numvfs", "2");

	return ret > 0 ? dev_write("0000:01:00.0/sriov_numvfs", "0") : ret;
}

static long unplug_and_plug(void)
{
	unplug();
	return plug();
}

static long unbind_and_bind(void)
{
	long ret = unbind();

	return ret > 0 ? bind() : ret;
}

static struct {
	const char	*name;
	long		(*act)(void);
	long		ret;
} four[] = {
	{ "numvfs", numvfs_up_and_down }, { "unbind", unbind_and_bind },
	{ "unplug", unplug_and_plug }, { "suspend", sleep_and_wake },
};

static void act_of_four(void *index)
{
	four[(long)index].ret = four[(long)index].act();
}

static long all_four(void)
{
	struct task_struct *tasks[ARRAY_SIZE(four)];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(four); i++)
		tasks[i] = task_spawn(four[i].name, act_of_four, (void *)(long)i, 0, false);
	for (i = 0; i < ARRAY_SIZE(four); i++)
		task_join(tasks[i]);
	return 1;
}

/* Besides: it is gone, or was never there; another has it now; the machine is busy. */
static bool clear_among_others(long ret)
{
	return ret > 0 || clear_error(ret) || ret == -ENOENT || ret == -EBUSY;
}

static const struct program together = { "all four", pf_in_slot, NULL, all_four, 0 };

/* Each number of a failure has schedules of its own, until none has that many points. */
#define SCHEDULES	10u

Test(faults, all_four_at_once_survive_each_failure_and_say_what_it_was)
{
	unsigned long nth = 0, beyond = 0, i;

	program = &together;
	for (; beyond < 3; nth++) {
		unsigned long points = 0;

		for (uint64_t k = 1; k <= SCHEDULES; k++) {
			points = max(points, run(nth, nth * SCHEDULES + k));
			for (i = 0; i < ARRAY_SIZE(four); i++)
				cr_expect(clear_among_others(four[i].ret), "failure %lu: %s: %ld",
					  nth, four[i].name, four[i].ret);
		}
		beyond = points < nth ? beyond + 1 : 0;
	}
	cr_expect_gt(nth, 30, "only %lu points", nth);
}
