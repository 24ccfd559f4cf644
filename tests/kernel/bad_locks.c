// SPDX-License-Identifier: GPL-2.0-or-later
/* bad_locks.c - locks that nobody holds, that somebody else holds, that were never made */
#include "kernel/bad_use.h"

#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static struct mutex mutex;
static struct rw_semaphore sem;
static spinlock_t spin;
static rwlock_t rw;

static void run_task(void (*fn)(void *arg), void *arg)
{
	task_join(task_spawn("task", fn, arg, 0, false));
}

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
};

BAD_USES(bad_locks)
