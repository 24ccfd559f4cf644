// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_rare.c - what few drivers use, and those for a reason: see every_way.h
 */
#include "every_way.h"

#include <linux/cpu.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/jump_label.h>
#include <linux/mutex.h>
#include <linux/percpu-refcount.h>
#include <linux/preempt.h>
#include <linux/rcuwait.h>
#include <linux/slab.h>
#include <linux/swait.h>

static struct mutex usage_lock;
static struct static_key_false in_use;
static int online, ready;

static int goes_online(unsigned int cpu)
{
	guard(mutex)(&usage_lock);
	online += (int)cpu + 1;
	return 0;
}

static int goes_offline(unsigned int cpu)
{
	guard(mutex)(&usage_lock);
	online -= (int)cpu + 1;
	return 0;
}

/* A CPU comes and goes: the callback is called with all others locked out. */
static void plugs_cpu(void *unused)
{
	cpus_write_lock();
	BUG_ON(goes_online(0));
	cpus_write_unlock();
}

/* The callback takes the lock: who has it must not switch a key, which locks the CPUs. */
static void switches_key(void *cpus_first)
{
	if (cpus_first)
		cpus_read_lock();
	mutex_lock(&usage_lock);
	if (cpus_first)
		static_branch_inc_cpuslocked(&in_use);
	else
		static_branch_inc(&in_use);
	mutex_unlock(&usage_lock);
	if (cpus_first)
		cpus_read_unlock();
	static_branch_dec(&in_use);
}

static void hotplug_program(void *cpus_first)
{
	int state;

	online = 0;
	mutex_init(&usage_lock);
	in_use = (struct static_key_false)STATIC_KEY_FALSE_INIT;
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:online", goes_online, goes_offline);
	BUG_ON(state < CPUHP_AP_ONLINE_DYN || online != 1);
	in_parallel(plugs_cpu, switches_key, cpus_first);
	cpuhp_remove_state((enum cpuhp_state)state);
	BUG_ON(online != 1 || static_key_enabled(&in_use));
}

static void hotplug_right(void)
{
	hotplug_program(&online);
}

static void hotplug_wrong(void)
{
	hotplug_program(NULL);
}

struct counted {
	struct percpu_ref	ref;
	bool			gone;
};

static struct counted *counted;

static void last_put(struct percpu_ref *ref)
{
	WRITE_ONCE(container_of(ref, struct counted, ref)->gone, true);
}

static void uses_ref(void *taken)
{
	if (!taken && !percpu_ref_tryget_live(&counted->ref))
		return;
	access_to(&counted->gone);
	BUG_ON(READ_ONCE(counted->gone));
	percpu_ref_put(&counted->ref);
}

static void kills_ref(void *taken)
{
	percpu_ref_kill(&counted->ref);
}

/* A reference keeps it alive beyond its end; without one nobody may look. */
static void percpu_ref_program(void *taken)
{
	counted = kzalloc(sizeof(*counted), GFP_KERNEL);
	BUG_ON(percpu_ref_init(&counted->ref, last_put, PERCPU_REF_ALLOW_REINIT, GFP_KERNEL));
	in_parallel(uses_ref, kills_ref, taken);
	synchronize_rcu();
	rcu_barrier();
	BUG_ON(!counted->gone || !percpu_ref_is_zero(&counted->ref));
	percpu_ref_reinit(&counted->ref);
	percpu_ref_kill(&counted->ref);
	rcu_barrier();
	percpu_ref_exit(&counted->ref);
	kfree(counted);
}

static void percpu_ref_right(void)
{
	percpu_ref_program(NULL);
}

static void percpu_ref_wrong(void)
{
	percpu_ref_program(&counted);
}

static struct irq_work irq_work;
static int interrupts;

static void interrupted(struct irq_work *work)
{
	BUG_ON(!in_hardirq() || !irq_work_is_busy(work));
	set(&interrupts, interrupts + 1);
}

static void queues_irq_work(void *unused)
{
	irq_work_queue(&irq_work);
}

static void irq_work_program(bool waits)
{
	interrupts = 0;
	init_irq_work(&irq_work, interrupted);
	in_parallel(queues_irq_work, queues_irq_work, NULL);
	if (waits)
		irq_work_sync(&irq_work);
	BUG_ON(irq_work_is_busy(&irq_work) || seen(&interrupts) < 1 || interrupts > 2);
}

static void irq_work_right(void)
{
	irq_work_program(true);
}

static void irq_work_wrong(void)
{
	irq_work_program(false);
}

static struct swait_queue_head queue;

static void waits_simply(void *unused)
{
	swait_event_exclusive(queue, seen(&ready));
}

static void wakes_simply(void *all)
{
	set(&ready, 1);
	if (all)
		swake_up_all(&queue);
	else
		swake_up_one(&queue);
}

static void swait_program(void *all)
{
	struct task_struct *second;

	ready = 0;
	init_swait_queue_head(&queue);
	second = start(waits_simply, NULL);
	in_parallel(waits_simply, wakes_simply, all);
	task_join(second);
	BUG_ON(swait_active(&queue));
	BUG_ON(swait_event_timeout_exclusive(queue, !seen(&ready), 2));
}

static void swait_right(void)
{
	swait_program(&queue);
}

static void swait_wrong(void)
{
	swait_program(NULL);
}

static struct rcuwait wait;

static void waits_alone(void *unused)
{
	BUG_ON(rcuwait_wait_event(&wait, seen(&ready), TASK_UNINTERRUPTIBLE));
}

static void wakes_alone(void *tells_first)
{
	if (tells_first)
		set(&ready, 1);
	rcuwait_wake_up(&wait);
	if (!tells_first)
		set(&ready, 1);
}

static void rcuwait_program(void *tells_first)
{
	ready = 0;
	rcuwait_init(&wait);
	in_parallel(waits_alone, wakes_alone, tells_first);
	prepare_to_rcuwait(&wait);
	set_current_state(TASK_UNINTERRUPTIBLE);
	BUG_ON(!rcuwait_active(&wait) || rcuwait_wake_up(&wait) != 1);
	finish_rcuwait(&wait);
	BUG_ON(rcuwait_active(&wait));
}

static void rcuwait_right(void)
{
	rcuwait_program(&wait);
}

static void rcuwait_wrong(void)
{
	rcuwait_program(NULL);
}

const struct primitive every_rare[] = {
	{ "cpus_read_lock", hotplug_right, hotplug_wrong, "takes it under a lock of a callback",
	  "INFO: task hung" },
	{ "percpu_ref", percpu_ref_right, percpu_ref_wrong, "puts what it did not take",
	  "kernel BUG" },
	{ "irq_work", irq_work_right, irq_work_wrong, "expects it to have run at once",
	  "kernel BUG" },
	{ "swait", swait_right, swait_wrong, "wakes one of two", "INFO: task hung" },
	{ "rcuwait", rcuwait_right, rcuwait_wrong, "wakes before it says why",
	  "INFO: task hung" },
	{ .name = NULL },
};
