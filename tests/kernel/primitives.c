// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * primitives.c - what the kernel's headers promise of each sleeping primitive, over sampled
 * schedules and on threads; and misuse that must be named. What would go wrong: a hang or
 * a lost wakeup that is ours, taken for the driver's.
 *
 * Long, since each primitive needs a program of its own over one harness.
 */
#include <criterion/criterion.h>

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/signal_numbers.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"

/* Every run must end well, find nothing and leave nothing. */
static void (*program)(void);

static void whole_program(void *arg)
{
	program();
	kernel_shutdown();
	rest_check_all();
}

static void explore(void (*fn)(void), unsigned int runs)
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("portfolio", &error) };
	struct ex_config parallel = { .engine = EX_THREADS, .perturb = 4 };
	struct ex_result result;

	program = fn;
	for (config.seed = 0; config.seed < runs; config.seed++) {
		ex_run(&config, whole_program, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE, "seed %lu: %s\n%s", config.seed,
			     ex_outcome_name(result.outcome),
			     findings_count() ? finding_at(0)->text : "");
		cr_assert_eq(findings_count(), 0, "%s", finding_at(0)->text);
	}
	for (parallel.seed = 0; parallel.seed < 50; parallel.seed++) {
		ex_run(&parallel, whole_program, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE, "threads: %s",
			     ex_outcome_name(result.outcome));
		cr_assert_eq(findings_count(), 0, "threads: %s", finding_at(0)->text);
	}
	ex_policy_free(config.policy);
}

static struct task_struct *start(const char *name, void (*fn)(void *))
{
	return task_spawn(name, fn, NULL, 0, false);
}

/* rwsem */

static struct rw_semaphore sem;
static int readers, writers;

static void reads(void *arg)
{
	down_read(&sem);
	__atomic_add_fetch(&readers, 1, __ATOMIC_RELAXED);
	ex_point(EX_CALL, &readers);
	cr_assert_eq(writers, 0);
	__atomic_sub_fetch(&readers, 1, __ATOMIC_RELAXED);
	up_read(&sem);
}

static void writes(void *arg)
{
	down_write(&sem);
	cr_assert_eq(writers++, 0);
	ex_point(EX_CALL, &writers);
	cr_assert_eq(__atomic_load_n(&readers, __ATOMIC_RELAXED), 0);
	writers--;
	downgrade_write(&sem);
	ex_point(EX_CALL, &writers);
	cr_assert_eq(writers, 0);
	up_read(&sem);
}

static void rwsem_program(void)
{
	struct task_struct *tasks[4];

	init_rwsem(&sem);
	readers = writers = 0;
	tasks[0] = start("reader", reads);
	tasks[1] = start("writer", writes);
	tasks[2] = start("reader", reads);
	tasks[3] = start("writer", writes);
	for (int i = 0; i < 4; i++)
		task_join(tasks[i]);
	cr_assert_not(rwsem_is_locked(&sem));
}

Test(primitives, rwsem_excludes_writers_and_downgrades)
{
	explore(rwsem_program, 2000);
}

static int late_reader_got_it;

static void late_reader(void *arg)
{
	late_reader_got_it = down_read_trylock(&sem);
	if (late_reader_got_it)
		up_read(&sem);
}

static void queued_writer(void *arg)
{
	down_write(&sem);
	up_write(&sem);
}

static void fairness_program(void *arg)
{
	struct task_struct *writer;

	init_rwsem(&sem);
	down_read(&sem);
	writer = start("writer", queued_writer);
	while (!rwsem_is_contended(&sem))
		ex_yield();
	task_join(start("late", late_reader));
	up_read(&sem);
	task_join(writer);
}

Test(primitives, rwsem_lets_no_reader_pass_a_queued_writer)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	late_reader_got_it = -1;
	ex_run(&config, fairness_program, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	cr_assert_eq(late_reader_got_it, 0);
}

/* completion */

static struct completion done;
static int results[3];

static void waits_interruptibly(void *arg)
{
	results[0] = wait_for_completion_interruptible(&done);
}

static void waits_with_timeout(void *arg)
{
	results[1] = (int)wait_for_completion_timeout(&done, HZ);
}

static void completes_once(void *arg)
{
	complete(&done);
}

static void completion_program(void)
{
	struct task_struct *a, *b, *c;

	init_completion(&done);
	memset(results, 0, sizeof(results));
	a = start("interruptible", waits_interruptibly);
	b = start("timeout", waits_with_timeout);
	c = start("completer", completes_once);
	task_join(c);
	task_join(b);
	task_signal(a, SIGINT);
	task_join(a);
	/* One permit: exactly one of them has it. */
	cr_assert_eq((results[0] == 0) + (results[1] > 0), 1, "%d %d", results[0], results[1]);
	cr_assert_not(completion_done(&done));
	complete_all(&done);
	wait_for_completion(&done);
	cr_assert(try_wait_for_completion(&done));
	reinit_completion(&done);
	cr_assert_not(try_wait_for_completion(&done));
}

Test(primitives, completion_gives_each_permit_to_one_waiter)
{
	explore(completion_program, 2000);
}

/* wait queue */

static struct wait_queue_head queue;
static int tickets, served;

static void wants_ticket(void *arg)
{
	spin_lock_irq(&queue.lock);
	if (!wait_event_interruptible_locked_irq(queue, tickets > 0)) {
		tickets--;
		served++;
	}
	spin_unlock_irq(&queue.lock);
}

static void hands_out(void *arg)
{
	for (int i = 0; i < 2; i++) {
		spin_lock_irq(&queue.lock);
		tickets++;
		wake_up_locked(&queue);
		spin_unlock_irq(&queue.lock);
	}
}

static void wait_queue_program(void)
{
	struct task_struct *a, *b, *c;

	init_waitqueue_head(&queue);
	tickets = served = 0;
	a = start("one", wants_ticket);
	b = start("two", wants_ticket);
	c = start("giver", hands_out);
	task_join(a);
	task_join(b);
	task_join(c);
	cr_assert_eq(served, 2);
}

Test(primitives, wait_queues_lose_no_wakeup)
{
	explore(wait_queue_program, 2000);
}

/* semaphore */

static struct semaphore units;
static int holders;

static void uses_unit(void *arg)
{
	down(&units);
	cr_assert_leq(__atomic_add_fetch(&holders, 1, __ATOMIC_RELAXED), 2);
	ex_point(EX_CALL, &holders);
	__atomic_sub_fetch(&holders, 1, __ATOMIC_RELAXED);
	up(&units);
}

static void semaphore_program(void)
{
	struct task_struct *tasks[4];

	sema_init(&units, 2);
	holders = 0;
	for (int i = 0; i < 4; i++)
		tasks[i] = start("user", uses_unit);
	for (int i = 0; i < 4; i++)
		task_join(tasks[i]);
	cr_assert_eq(down_trylock(&units), 0);
	cr_assert_eq(down_trylock(&units), 0);
	cr_assert_eq(down_trylock(&units), 1);
	cr_assert_eq(down_timeout(&units, 2), -ETIME);
}

Test(primitives, semaphore_counts_its_units)
{
	explore(semaphore_program, 1000);
}

/* work */

static struct work_struct first_work, second_work;
static struct delayed_work late_work;
static int order[8], nr_order, running_now;

static void note(int what)
{
	order[__atomic_fetch_add(&nr_order, 1, __ATOMIC_RELAXED)] = what;
}

static void first_fn(struct work_struct *work)
{
	cr_assert_eq(running_now++, 0);
	ex_point(EX_CALL, &running_now);
	note(1);
	running_now--;
}

static void second_fn(struct work_struct *work)
{
	cr_assert_eq(running_now++, 0);
	note(2);
	running_now--;
}

static void late_fn(struct work_struct *work)
{
	note(3);
}

static void ordered_program(void)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("ordered", 0);

	WRITE_ONCE(nr_order, 0);
	running_now = 0;
	INIT_WORK(&first_work, first_fn);
	INIT_WORK(&second_work, second_fn);
	INIT_DELAYED_WORK(&late_work, late_fn);
	cr_assert(queue_work(wq, &first_work));
	cr_assert(queue_work(wq, &second_work));
	cr_assert(queue_delayed_work(wq, &late_work, HZ));
	cr_assert_not(queue_delayed_work(wq, &late_work, 2 * HZ));
	flush_workqueue(wq);
	cr_assert_eq(READ_ONCE(nr_order), 2);
	cr_assert(order[0] == 1 && order[1] == 2);
	msleep(3000);
	flush_delayed_work(&late_work);
	cr_assert_eq(READ_ONCE(nr_order), 3);
	queue_delayed_work(wq, &late_work, HZ);
	cr_assert(cancel_delayed_work_sync(&late_work));
	destroy_workqueue(wq);
	cr_assert_eq(READ_ONCE(nr_order), 3);
}

Test(primitives, ordered_work_runs_one_by_one_and_delayed_work_later)
{
	explore(ordered_program, 1000);
}

static void requeues_fn(struct work_struct *work)
{
	if (__atomic_add_fetch(&nr_order, 1, __ATOMIC_RELAXED) < 3)
		schedule_work(work);
}

static void cancel_program(void)
{
	WRITE_ONCE(nr_order, 0);
	INIT_WORK(&first_work, requeues_fn);
	schedule_work(&first_work);
	cancel_work_sync(&first_work);
	cr_assert_eq(work_busy(&first_work), 0);
	cr_assert(queue_work(system_wq, &first_work));
	flush_work(&first_work);
	cancel_work_sync(&first_work);
}

Test(primitives, cancelled_work_is_not_running)
{
	explore(cancel_program, 1000);
}

/* The worker that ran the last item still looks for more when the queue goes. */
static void short_lived_queue_program(void)
{
	struct workqueue_struct *wq = alloc_workqueue("short", 0, 0);

	running_now = 0;
	INIT_WORK(&second_work, second_fn);
	WRITE_ONCE(nr_order, 0);
	queue_work(wq, &second_work);
	destroy_workqueue(wq);
	cr_assert_eq(READ_ONCE(nr_order), 1);
}

Test(primitives, a_queue_may_go_as_soon_as_its_work_is_done)
{
	explore(short_lived_queue_program, 2000);
}

static void flushes_itself(struct work_struct *work)
{
	flush_work(work);
}

static void self_flush(void *arg)
{
	INIT_WORK(&first_work, flushes_itself);
	schedule_work(&first_work);
	flush_work(&first_work);
}

Test(primitives, work_that_flushes_itself_is_named_and_hangs)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, self_flush, NULL, &result);
	cr_assert_eq(result.outcome, EX_HANG);
	cr_assert_geq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_ORDER);
}

/* RCU and SRCU */

struct config_block {
	int		value;
	struct rcu_head	rcu;
};

static struct config_block __rcu *current_config;

static void reads_config(void *arg)
{
	struct config_block *block;

	rcu_read_lock();
	block = rcu_dereference(current_config);
	ex_point(EX_CALL, block);
	cr_assert(block->value == 1 || block->value == 2, "freed: %x", block->value);
	rcu_read_unlock();
}

static void replaces_config(void *arg)
{
	struct config_block *old = rcu_dereference_protected(current_config, true);
	struct config_block *new = kmalloc(sizeof(*new), GFP_KERNEL);

	new->value = 2;
	rcu_assign_pointer(current_config, new);
	if (arg) {
		synchronize_rcu();
		kfree(old);
	} else {
		kfree_rcu(old, rcu);
	}
}

static void rcu_program_with(void *arg)
{
	struct config_block *block = kmalloc(sizeof(*block), GFP_KERNEL);
	struct task_struct *a, *b, *c;

	block->value = 1;
	rcu_assign_pointer(current_config, block);
	a = start("reader", reads_config);
	b = start("reader", reads_config);
	c = task_spawn("writer", replaces_config, arg, 0, false);
	task_join(a);
	task_join(b);
	task_join(c);
	rcu_barrier();
	kfree(rcu_dereference_protected(current_config, true));
}

static void rcu_program(void)
{
	rcu_program_with(NULL);
	rcu_program_with(&done);
}

Test(primitives, rcu_readers_never_see_freed_memory)
{
	explore(rcu_program, 1000);
}

DEFINE_STATIC_SRCU(srcu);
static int srcu_readers_in, removed;

static void srcu_reader(void *arg)
{
	int idx = srcu_read_lock(&srcu);

	if (!READ_ONCE(removed)) {
		msleep(1);
		cr_assert_neq(READ_ONCE(removed), 2);
	}
	srcu_read_unlock(&srcu, idx);
}

static void srcu_program(void)
{
	struct task_struct *a, *b;

	removed = srcu_readers_in = 0;
	a = start("reader", srcu_reader);
	b = start("reader", srcu_reader);
	WRITE_ONCE(removed, 1);
	synchronize_srcu(&srcu);
	WRITE_ONCE(removed, 2);
	task_join(a);
	task_join(b);
}

Test(primitives, srcu_waits_for_sleeping_readers)
{
	explore(srcu_program, 1000);
}

static void srcu_inside_itself(void *arg)
{
	int idx = srcu_read_lock(&srcu);

	synchronize_srcu(&srcu);
	srcu_read_unlock(&srcu, idx);
}

Test(primitives, waiting_for_srcu_inside_its_reader_is_named_and_hangs)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, srcu_inside_itself, NULL, &result);
	cr_assert_eq(result.outcome, EX_HANG);
	cr_assert_eq(finding_at(0)->kind, FINDING_ORDER);
}

/* kthread and timer */

static int loops;

static int thread_fn(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		WRITE_ONCE(loops, loops + 1);
		msleep(10);
	}
	return 42;
}

static void kthread_program(void)
{
	struct task_struct *thread = kthread_run(thread_fn, NULL, "worker/%d", 7);
	struct task_struct *never_run;
	int seen;

	cr_assert_str_eq(thread->comm, "worker/7");
	msleep(50);
	cr_assert_eq(kthread_park(thread), 0);
	seen = READ_ONCE(loops);
	msleep(50);
	cr_assert_eq(READ_ONCE(loops), seen);
	kthread_unpark(thread);
	cr_assert_eq(kthread_stop(thread), 42);
	never_run = kthread_create(thread_fn, NULL, "never");
	cr_assert_eq(kthread_stop(never_run), -EINTR);
}

Test(primitives, kthreads_park_and_stop)
{
	explore(kthread_program, 300);
}

static struct timer_list timer;
static int fired;

static void timer_fn(struct timer_list *t)
{
	cr_assert(in_softirq());
	__atomic_add_fetch(&fired, 1, __ATOMIC_RELAXED);
	if (READ_ONCE(fired) < 3)
		mod_timer(t, jiffies + 1);
}

static void timer_program(void)
{
	WRITE_ONCE(fired, 0);
	timer_setup(&timer, timer_fn, 0);
	mod_timer(&timer, jiffies + 2);
	cr_assert(timer_pending(&timer));
	msleep(100);
	cr_assert_eq(READ_ONCE(fired), 3);
	mod_timer(&timer, jiffies + 1000);
	cr_assert_eq(timer_delete_sync(&timer), 1);
	msleep(10000);
	cr_assert_eq(READ_ONCE(fired), 3);
}

Test(primitives, timers_fire_in_time_and_not_after_deletion)
{
	explore(timer_program, 300);
}

/* notifier */

static int called[3], nr_called;

static int call_a(struct notifier_block *nb, unsigned long action, void *data)
{
	called[nr_called++] = nb->priority;
	return action == 7 ? NOTIFY_BAD : NOTIFY_OK;
}

static struct notifier_block low = { .notifier_call = call_a, .priority = 1 };
static struct notifier_block high = { .notifier_call = call_a, .priority = 9 };
SRCU_NOTIFIER_HEAD_STATIC(srcu_chain);
static ATOMIC_NOTIFIER_HEAD(atomic_chain);

static void notifier_program(void)
{
	nr_called = 0;
	atomic_notifier_chain_register(&atomic_chain, &low);
	atomic_notifier_chain_register(&atomic_chain, &high);
	cr_assert_eq(atomic_notifier_call_chain(&atomic_chain, 1, NULL), NOTIFY_OK);
	cr_assert(called[0] == 9 && called[1] == 1);
	nr_called = 0;
	cr_assert_eq(atomic_notifier_call_chain(&atomic_chain, 7, NULL), NOTIFY_BAD);
	cr_assert_eq(nr_called, 1);
	cr_assert_eq(atomic_notifier_chain_unregister(&atomic_chain, &low), 0);
	cr_assert_eq(atomic_notifier_chain_unregister(&atomic_chain, &low), -ENOENT);
	cr_assert_eq(atomic_notifier_chain_unregister(&atomic_chain, &high), 0);
	srcu_notifier_chain_register(&srcu_chain, &low);
	nr_called = 0;
	srcu_notifier_call_chain(&srcu_chain, 1, NULL);
	cr_assert_eq(nr_called, 1);
	srcu_notifier_chain_unregister(&srcu_chain, &low);
}

Test(primitives, notifiers_are_called_by_priority_until_one_refuses)
{
	explore(notifier_program, 100);
}
