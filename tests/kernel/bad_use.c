// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bad_use.c - primitives used as they must not be: each a finding, on both engines
 *
 * What would go wrong: a driver's mistake brings down the simulator, or makes it loop for
 * ever, in place of being reported. Each case runs in a process of its own, twice on fibers,
 * to show that the first run left nothing behind that the next one stumbles over.
 *
 * Long, since it is a list.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/idr.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/percpu-rwsem.h>
#include <linux/processor.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"
#include "support/races.h"

static struct mutex mutex;
static struct rw_semaphore sem;
static spinlock_t spin;
static rwlock_t rw;
static struct completion done;
static struct wait_queue_head queue;
static struct work_struct work;
static struct timer_list timer;
static struct srcu_struct srcu;

static void run_task(void (*fn)(void *arg), void *arg)
{
	task_join(task_spawn("task", fn, arg, 0, false));
}

/* Locks that nobody holds, that somebody else holds, that were never made. */

static void mutex_unlock_free(void)
{
	mutex_init(&mutex);
	mutex_unlock(&mutex);
}

static void unlocks_mutex(void *unused)
{
	mutex_unlock(&mutex);
}

static void mutex_unlock_of_another(void)
{
	mutex_init(&mutex);
	mutex_lock(&mutex);
	run_task(unlocks_mutex, NULL);
	mutex_unlock(&mutex);
}

static void mutex_lock_twice(void)
{
	mutex_init(&mutex);
	mutex_lock(&mutex);
	mutex_lock(&mutex);
}

static void mutex_never_made(void)
{
	memset(&mutex, 0, sizeof(mutex));
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void mutex_of_garbage(void)
{
	memset(&mutex, 0xff, sizeof(mutex));
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void mutex_destroyed_held(void)
{
	mutex_init(&mutex);
	mutex_lock(&mutex);
	mutex_destroy(&mutex);
}

static void mutex_used_destroyed(void)
{
	mutex_init(&mutex);
	mutex_destroy(&mutex);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void mutex_freed_held(void)
{
	struct mutex *own = kmalloc(sizeof(*own), GFP_KERNEL);

	mutex_init(own);
	mutex_lock(own);
	kfree(own);
}

static void mutex_used_freed(void)
{
	struct mutex *own = kmalloc(sizeof(*own), GFP_KERNEL);

	mutex_init(own);
	kfree(own);
	mutex_lock(own);
}

static void mutex_in_interrupt(void)
{
	mutex_init(&mutex);
	spin_lock_init(&spin);
	spin_lock(&spin);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	spin_unlock(&spin);
}

static void rwsem_up_read_free(void)
{
	init_rwsem(&sem);
	up_read(&sem);
}

static void rwsem_up_write_free(void)
{
	init_rwsem(&sem);
	up_write(&sem);
}

static void rwsem_up_write_of_reader(void)
{
	init_rwsem(&sem);
	down_read(&sem);
	up_write(&sem);
}

static void rwsem_downgrade_free(void)
{
	init_rwsem(&sem);
	downgrade_write(&sem);
}

static void rwsem_never_made(void)
{
	memset(&sem, 0, sizeof(sem));
	down_write(&sem);
	up_write(&sem);
}

static void rwsem_read_then_write(void)
{
	init_rwsem(&sem);
	down_read(&sem);
	down_write(&sem);
}

static void spin_unlock_free(void)
{
	spin_lock_init(&spin);
	spin_unlock(&spin);
}

static void spin_lock_twice(void)
{
	spin_lock_init(&spin);
	spin_lock(&spin);
	spin_lock(&spin);
}

static void spin_never_made(void)
{
	memset(&spin, 0, sizeof(spin));
	spin_lock(&spin);
	spin_unlock(&spin);
}

static void read_unlock_free(void)
{
	rwlock_init(&rw);
	read_unlock(&rw);
}

static void write_unlock_free(void)
{
	rwlock_init(&rw);
	write_unlock(&rw);
}

static void seqcount_written_twice(void)
{
	static seqlock_t seq;

	seqlock_init(&seq);
	write_seqlock(&seq);
	write_seqlock(&seq);
}

static int leaves_locked(void *unused)
{
	mutex_lock(&mutex);
	return 0;
}

static void kthread_ends_with_lock(void)
{
	struct task_struct *thread;

	mutex_init(&mutex);
	thread = kthread_run(leaves_locked, NULL, "leaver");
	schedule_timeout_uninterruptible(1);
	kthread_stop(thread);
}

/* References. */

static struct kref kref;

static void nothing(struct kref *unused)
{
}

static void kref_put_below_zero(void)
{
	kref_init(&kref);
	kref_put(&kref, nothing);
	kref_put(&kref, nothing);
}

static void kref_get_from_zero(void)
{
	kref_init(&kref);
	kref_put(&kref, nothing);
	kref_get(&kref);
}

static void kref_overflow(void)
{
	refcount_set(&kref.refcount, INT_MAX);
	kref_get(&kref);
}

static void kref_used_freed(void)
{
	struct kref *own = kmalloc(sizeof(*own), GFP_KERNEL);

	kref_init(own);
	kfree(own);
	kref_get(own);
}

static struct module idle_module = { .name = "idle", .state = MODULE_STATE_LIVE };

static void module_put_below_zero(void)
{
	idle_module.refcnt = 0;
	module_put(&idle_module);
}

static void ida_free_twice(void)
{
	static DEFINE_IDA(ida);
	int id;

	ida_init(&ida);
	id = ida_alloc(&ida, GFP_KERNEL);
	ida_free(&ida, id);
	ida_free(&ida, id);
	ida_destroy(&ida);
}

/* Waits for what is gone, or was never there. */

static void complete_freed(void)
{
	struct completion *own = kmalloc(sizeof(*own), GFP_KERNEL);

	init_completion(own);
	kfree(own);
	complete(own);
}

static void wait_for_freed(void)
{
	struct completion *own = kmalloc(sizeof(*own), GFP_KERNEL);

	init_completion(own);
	kfree(own);
	wait_for_completion(own);
}

static void completion_never_made(void)
{
	memset(&done, 0, sizeof(done));
	wait_for_completion(&done);
}

static void complete_never_made(void)
{
	memset(&done, 0, sizeof(done));
	complete(&done);
}

static void wait_for_nobody(void)
{
	init_completion(&done);
	wait_for_completion(&done);
}

static void wake_freed_queue(void)
{
	struct wait_queue_head *own = kmalloc(sizeof(*own), GFP_KERNEL);

	init_waitqueue_head(own);
	kfree(own);
	wake_up(own);
}

static void queue_never_made(void)
{
	memset(&queue, 0, sizeof(queue));
	wake_up(&queue);
}

static void queued_twice(void)
{
	DECLARE_WAITQUEUE(entry, current);

	init_waitqueue_head(&queue);
	add_wait_queue(&queue, &entry);
	add_wait_queue(&queue, &entry);
	wake_up_all(&queue);
}

static void leaves_freed_queue(void)
{
	struct wait_queue_head *own = kmalloc(sizeof(*own), GFP_KERNEL);
	DECLARE_WAITQUEUE(entry, current);

	init_waitqueue_head(own);
	add_wait_queue(own, &entry);
	kfree(own);
	remove_wait_queue(own, &entry);
}

/* Work, threads and timers that wait for themselves, or that nobody has made. */

static void flushes_itself(struct work_struct *item)
{
	flush_work(item);
}

static void work_flushes_itself(void)
{
	INIT_WORK(&work, flushes_itself);
	schedule_work(&work);
	flush_work(&work);
}

static void cancels_itself(struct work_struct *item)
{
	cancel_work_sync(item);
}

static void work_cancels_itself(void)
{
	INIT_WORK(&work, cancels_itself);
	schedule_work(&work);
	flush_work(&work);
}

static struct workqueue_struct *own_wq;

static void destroys_queue(struct work_struct *item)
{
	destroy_workqueue(own_wq);
}

static void work_destroys_its_queue(void)
{
	own_wq = alloc_workqueue("own", 0, 0);
	INIT_WORK(&work, destroys_queue);
	queue_work(own_wq, &work);
	flush_work(&work);
}

static void does_nothing(struct work_struct *item)
{
}

static void work_on_destroyed_queue(void)
{
	own_wq = alloc_workqueue("own", 0, 0);
	INIT_WORK(&work, does_nothing);
	destroy_workqueue(own_wq);
	queue_work(own_wq, &work);
	schedule_timeout_uninterruptible(1);
}

static void work_freed_pending(void)
{
	struct work_struct *own = kzalloc(sizeof(*own), GFP_KERNEL);

	INIT_WORK(own, does_nothing);
	schedule_work(own);
	kfree(own);
	schedule_timeout_uninterruptible(1);
}

static void work_never_made(void)
{
	memset(&work, 0, sizeof(work));
	schedule_work(&work);
	schedule_timeout_uninterruptible(1);
}

static void flush_never_made(void)
{
	memset(&work, 0, sizeof(work));
	flush_work(&work);
}

static void leaks_atomic(struct work_struct *item)
{
	preempt_disable();
}

static void work_leaks_atomic(void)
{
	INIT_WORK(&work, leaks_atomic);
	schedule_work(&work);
	flush_work(&work);
}

static void deletes_itself(struct timer_list *unused)
{
	timer_delete_sync(&timer);
}

static void timer_deletes_itself(void)
{
	timer_setup(&timer, deletes_itself, 0);
	mod_timer(&timer, jiffies + 1);
	schedule_timeout_uninterruptible(2);
	timer_delete_sync(&timer);
}

static void ticks(struct timer_list *unused)
{
}

static void timer_added_twice(void)
{
	timer_setup(&timer, ticks, 0);
	timer.expires = jiffies + 1;
	add_timer(&timer);
	add_timer(&timer);
	timer_delete_sync(&timer);
}

static void timer_freed_armed(void)
{
	struct timer_list *own = kzalloc(sizeof(*own), GFP_KERNEL);

	timer_setup(own, ticks, 0);
	mod_timer(own, jiffies + 1);
	kfree(own);
}

static void timer_used_freed(void)
{
	struct timer_list *own = kzalloc(sizeof(*own), GFP_KERNEL);

	timer_setup(own, ticks, 0);
	kfree(own);
	mod_timer(own, jiffies + 1);
}

static void sleeps_in_timer(struct timer_list *unused)
{
	schedule_timeout_uninterruptible(1);
}

static void timer_sleeps(void)
{
	timer_setup(&timer, sleeps_in_timer, 0);
	mod_timer(&timer, jiffies + 1);
	schedule_timeout_uninterruptible(3);
	timer_delete_sync(&timer);
}

static int ends_at_once(void *unused)
{
	return 0;
}

static void kthread_stopped_twice(void)
{
	struct task_struct *thread = kthread_run(ends_at_once, NULL, "short");

	kthread_stop(thread);
	kthread_stop(thread);
}

/* Read sections. */

static void rcu_unlock_free(void)
{
	rcu_read_unlock();
}

static void rcu_waits_inside(void)
{
	rcu_read_lock();
	synchronize_rcu();
	rcu_read_unlock();
}

static void rcu_read_outside(void)
{
	static int *pointer;

	(void)rcu_dereference(pointer);
}

static void srcu_unlock_free(void)
{
	init_srcu_struct(&srcu);
	srcu_read_unlock(&srcu, 0);
}

static void srcu_waits_inside(void)
{
	int idx;

	init_srcu_struct(&srcu);
	idx = srcu_read_lock(&srcu);
	synchronize_srcu(&srcu);
	srcu_read_unlock(&srcu, idx);
}

static void srcu_cleaned_up_busy(void)
{
	init_srcu_struct(&srcu);
	srcu_read_lock(&srcu);
	cleanup_srcu_struct(&srcu);
}

static void preempt_enabled_free(void)
{
	preempt_enable();
	might_sleep();
}

/* Notifiers and lists. */

static int hears(struct notifier_block *nb, unsigned long action, void *data)
{
	return NOTIFY_OK;
}

static BLOCKING_NOTIFIER_HEAD(chain);

static void notifier_registered_twice(void)
{
	static struct notifier_block block = { .notifier_call = hears };

	BLOCKING_INIT_NOTIFIER_HEAD(&chain);
	blocking_notifier_chain_register(&chain, &block);
	blocking_notifier_chain_register(&chain, &block);
	blocking_notifier_call_chain(&chain, 1, NULL);
}

static void notifier_freed_registered(void)
{
	struct notifier_block *own = kzalloc(sizeof(*own), GFP_KERNEL);

	BLOCKING_INIT_NOTIFIER_HEAD(&chain);
	own->notifier_call = hears;
	blocking_notifier_chain_register(&chain, own);
	kfree(own);
	blocking_notifier_call_chain(&chain, 1, NULL);
}

static LIST_HEAD(list);

static void list_deleted_twice(void)
{
	struct list_head entry;

	INIT_LIST_HEAD(&list);
	list_add(&entry, &list);
	list_del(&entry);
	list_del(&entry);
}

static void list_added_twice(void)
{
	struct list_head entry;

	INIT_LIST_HEAD(&list);
	list_add(&entry, &list);
	list_add(&entry, &list);
}

static void list_deleted_never_added(void)
{
	struct list_head entry = {};

	list_del(&entry);
}

/* Memory. */

static void freed_twice(void)
{
	void *own = kmalloc(32, GFP_KERNEL);

	kfree(own);
	kfree(own);
}

static void freed_on_stack(void)
{
	long own[8] = { 0 };

	kfree(&own[4]);
}

static void freed_static(void)
{
	kfree(&mutex);
}

static void freed_in_the_middle(void)
{
	char *own = kzalloc(64, GFP_KERNEL);

	kfree(own + 16);
}

static void freed_what_was_freed(void)
{
	void **own = kzalloc(64, GFP_KERNEL);

	kfree(own);
	kfree(own[1]);
}

static void written_after_free(void)
{
	volatile char *own = kzalloc(64, GFP_KERNEL);

	kfree((void *)own);
	own[5] = 1;
	kernel_shutdown();
	rest_check_all();
}

static void written_past_its_end(void)
{
	volatile char *own = kzalloc(64, GFP_KERNEL);

	own[64] = 1;
	kfree((void *)own);
}

static void never_freed(void)
{
	kmalloc(64, GFP_KERNEL);
	kernel_shutdown();
	rest_check_all();
}

static void null_read(void)
{
	(void)*(volatile int *)8;
}

static void wild_write(void)
{
	*(volatile int *)0xdead000000000100 = 1;
}

static volatile int zero;

static void divides_by_zero(void)
{
	zero = 1000 / zero;
}

static int deep(volatile int n)
{
	volatile char pad[1024];

	pad[0] = (char)n;
	return n ? deep(n - 1) + pad[0] : 0;
}

static void overflows_stack(void)
{
	deep(1000000);
}

static void spins_for_ever(void)
{
	while (!zero)
		cpu_relax();
}

static void warns(void)
{
	WARN_ON(!zero);
}

static void panics(void)
{
	panic("no way on");
}

#define SANITIZED	true	/* sanitizers see it first, and end the process */

struct bad_use {
	const char	*name;
	void		(*use)(void);
	const char	*title;		/* up to the function */
	bool		sanitized;
};

#define CASE(use, title, ...)	{ #use, use, title, ##__VA_ARGS__ }

static const struct bad_use bad_uses[] = {
	CASE(mutex_unlock_free, "WARNING: bad unlock balance"),
	CASE(mutex_unlock_of_another, "WARNING: bad unlock balance"),
	CASE(mutex_lock_twice, "INFO: task hung"),
	CASE(mutex_never_made, "INFO: trying to register non-static key"),
	CASE(mutex_of_garbage, "BUG: unable to handle kernel paging request", SANITIZED),
	CASE(mutex_destroyed_held, "WARNING: held lock freed"),
	CASE(mutex_used_destroyed, "INFO: trying to register non-static key"),
	CASE(mutex_freed_held, "WARNING: held lock freed"),
	CASE(mutex_used_freed, "KASAN: use-after-free", SANITIZED),
	CASE(mutex_in_interrupt, "BUG: sleeping function called from invalid context"),
	CASE(rwsem_up_read_free, "WARNING: bad unlock balance"),
	CASE(rwsem_up_write_free, "WARNING: bad unlock balance"),
	CASE(rwsem_up_write_of_reader, "WARNING in"),
	CASE(rwsem_downgrade_free, "WARNING: bad unlock balance"),
	CASE(rwsem_never_made, "INFO: trying to register non-static key"),
	CASE(rwsem_read_then_write, "INFO: task hung"),
	CASE(spin_unlock_free, "WARNING: bad unlock balance"),
	CASE(spin_lock_twice, "INFO: task hung"),
	CASE(spin_never_made, "INFO: trying to register non-static key"),
	CASE(read_unlock_free, "WARNING: bad unlock balance"),
	CASE(write_unlock_free, "WARNING: bad unlock balance"),
	CASE(seqcount_written_twice, "INFO: task hung"),
	CASE(kthread_ends_with_lock, "WARNING: lock held when returning to user space"),
	CASE(kref_put_below_zero, "WARNING: refcount bug"),
	CASE(kref_get_from_zero, "WARNING: refcount bug"),
	CASE(kref_overflow, "WARNING: refcount bug"),
	CASE(kref_used_freed, "KASAN: use-after-free", SANITIZED),
	CASE(module_put_below_zero, "WARNING: module refcount underflow"),
	CASE(ida_free_twice, "WARNING in"),
	CASE(complete_freed, "KASAN: use-after-free", SANITIZED),
	CASE(wait_for_freed, "KASAN: use-after-free", SANITIZED),
	CASE(completion_never_made, "INFO: trying to register non-static key"),
	CASE(complete_never_made, "INFO: trying to register non-static key"),
	CASE(wait_for_nobody, "INFO: task hung"),
	CASE(wake_freed_queue, "KASAN: use-after-free", SANITIZED),
	CASE(queue_never_made, "INFO: trying to register non-static key", SANITIZED),
	CASE(queued_twice, "BUG: corrupted list"),
	CASE(leaves_freed_queue, "KASAN: use-after-free", SANITIZED),
	CASE(work_flushes_itself, "INFO: task hung"),
	CASE(work_cancels_itself, "INFO: task hung"),
	CASE(work_destroys_its_queue, "INFO: task hung"),
	CASE(work_on_destroyed_queue, "KASAN: use-after-free", SANITIZED),
	CASE(work_freed_pending, "general protection fault", SANITIZED),
	CASE(work_never_made, "WARNING in"),
	CASE(flush_never_made, "WARNING in"),
	CASE(work_leaks_atomic, "WARNING in"),
	CASE(timer_deletes_itself, "INFO: task hung"),
	CASE(timer_added_twice, "WARNING in"),
	CASE(timer_freed_armed, "WARNING: ODEBUG bug"),
	CASE(timer_used_freed, "KASAN: use-after-free", SANITIZED),
	CASE(timer_sleeps, "BUG: sleeping function called from invalid context"),
	CASE(kthread_stopped_twice, "KASAN: use-after-free", SANITIZED),
	CASE(rcu_unlock_free, "WARNING: bad unlock balance"),
	CASE(rcu_waits_inside, "BUG: sleeping function called from invalid context"),
	CASE(rcu_read_outside, "WARNING: suspicious RCU usage"),
	CASE(srcu_unlock_free, "WARNING: bad unlock balance"),
	CASE(srcu_waits_inside, "INFO: task hung"),
	CASE(srcu_cleaned_up_busy, "WARNING in"),
	CASE(preempt_enabled_free, "BUG: sleeping function called from invalid context"),
	CASE(notifier_registered_twice, "WARNING in"),
	CASE(notifier_freed_registered, "general protection fault", SANITIZED),
	CASE(list_deleted_twice, "BUG: corrupted list"),
	CASE(list_added_twice, "BUG: corrupted list"),
	CASE(list_deleted_never_added, "BUG: unable to handle kernel NULL pointer dereference",
	     SANITIZED),
	CASE(freed_twice, "KASAN: double-free", SANITIZED),
	CASE(freed_on_stack, "KASAN: invalid-free", SANITIZED),
	CASE(freed_static, "KASAN: invalid-free", SANITIZED),
	CASE(freed_in_the_middle, "KASAN: invalid-free", SANITIZED),
	CASE(freed_what_was_freed, "general protection fault", SANITIZED),
	CASE(written_after_free, "KASAN: use-after-free Write", SANITIZED),
	CASE(written_past_its_end, "KASAN: slab-out-of-bounds Write", SANITIZED),
	CASE(never_freed, "memory leak"),
	CASE(null_read, "BUG: unable to handle kernel NULL pointer dereference", SANITIZED),
	CASE(wild_write, "general protection fault", SANITIZED),
	CASE(divides_by_zero, "divide error", SANITIZED),
	CASE(overflows_stack, "BUG: stack guard page was hit", SANITIZED),
	CASE(spins_for_ever, "BUG: soft lockup"),
	CASE(warns, "WARNING in"),
	CASE(panics, "kernel panic: no way on"),
};

static void whole_use(void *arg)
{
	const struct bad_use *bad = arg;

	bad->use();
	kernel_shutdown();
}

static bool is_reported(const char *title)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (str_has_prefix(finding_at(i)->title, title))
			return true;
	return false;
}

static void use_badly(const struct bad_use *bad, enum ex_engine engine)
{
	struct ex_config config = { .engine = engine, .steps_max = 20000 };
	struct ex_result result;

	findings_clear();
	ex_run(&config, whole_use, (void *)bad, &result);
	cr_assert(is_reported(bad->title), "%s on %s: not \"%s\" but %s (%s)", bad->name,
		  engine == EX_FIBERS ? "fibers" : "threads", bad->title,
		  findings_count() ? finding_at(0)->text : "nothing",
		  ex_outcome_name(result.outcome));
}

static struct criterion_test_params all_uses(void)
{
	static unsigned int *indices;

	indices = cr_malloc(ARRAY_SIZE(bad_uses) * sizeof(*indices));
	for (unsigned int i = 0; i < ARRAY_SIZE(bad_uses); i++)
		indices[i] = i;
	return cr_make_param_array(unsigned int, indices, ARRAY_SIZE(bad_uses));
}

ParameterizedTestParameters(bad_use, is_a_finding_and_no_crash)
{
	return all_uses();
}

ParameterizedTest(const unsigned int *index, bad_use, is_a_finding_and_no_crash,
		  .timeout = 60)
{
	const struct bad_use *bad = &bad_uses[*index];

	if (bad->sanitized && (EX_ASAN || EX_TSAN))
		return;
	races_expect();
	use_badly(bad, EX_FIBERS);
	use_badly(bad, EX_FIBERS);
	use_badly(bad, EX_THREADS);
}
