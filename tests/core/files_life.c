// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files_life.c - how long a file lives and who releases it. What would go wrong: a
 * release under somebody's lock, twice, or never; a bug hidden because close() was
 * simpler here than it is.
 */
#include "user_world.h"

#include <linux/anon_inodes.h>
#include <linux/eventfd.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

static atomic_t release_count;
#define releases	atomic_read(&release_count)
#define releases_clear()	atomic_set(&release_count, 0)
static struct mutex *not_in_release;

static int probe_release(struct inode *inode, struct file *file)
{
	if (not_in_release)
		cr_assert_not(mutex_is_locked(not_in_release));
	atomic_inc(&release_count);
	return 0;
}

static long probe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	cr_assert(file_count(file) > 0);
	return cmd;
}

static const struct file_operations probe_fops = {
	.release	= probe_release,
	.unlocked_ioctl	= probe_ioctl,
};

static int probe_open(void)
{
	int fd;

	cr_assert(syscall_enter("probe_open"));
	fd = anon_inode_getfd("[probe]", &probe_fops, NULL, O_RDWR);
	return syscall_exit(fd);
}

static void dup_and_close(void)
{
	int fd = probe_open(), copy = ksys_dup(fd);

	releases_clear();
	cr_assert_eq(copy, fd + 1);
	cr_assert_eq(ksys_close(fd), 0);
	cr_assert_eq(ksys_ioctl(fd, 1, 0), -EBADF);
	cr_assert_eq(ksys_ioctl(copy, 7, 0), 7);
	cr_assert_eq(releases, 0);
	cr_assert_eq(ksys_close(copy), 0);
	cr_assert_eq(releases, 1);
	cr_assert_eq(ksys_close(copy), -EBADF);
}

Test(files_life, the_last_of_two_numbers_releases_the_file)
{
	user_world_expect_clean(dup_and_close, 1);
}

static DEFINE_MUTEX(lock);

static void put_under_a_lock(void)
{
	int fd = probe_open();
	struct file *file;

	releases_clear();
	not_in_release = &lock;
	cr_assert(syscall_enter("put"));
	file = fget(fd);
	mutex_lock(&lock);
	close_fd(fd);
	fput(file);
	cr_assert_eq(releases, 0);
	mutex_unlock(&lock);
	cr_assert_eq(releases, 0);
	syscall_exit(0);
	cr_assert_eq(releases, 1);
	not_in_release = NULL;
}

Test(files_life, a_last_put_waits_for_the_return_to_user_space)
{
	user_world_expect_clean(put_under_a_lock, 1);
}

static void put_sync(void)
{
	struct file *file;

	releases_clear();
	cr_assert(syscall_enter("put"));
	file = anon_inode_getfile("[probe]", &probe_fops, NULL, O_RDWR);
	__fput_sync(file);
	cr_assert_eq(releases, 1);
	syscall_exit(0);
	cr_assert_eq(releases, 1);
}

Test(files_life, a_synchronous_put_releases_at_once)
{
	user_world_expect_clean(put_sync, 1);
}

static int put_in_kthread(void *file)
{
	fput(file);
	cr_assert_eq(releases, 0);
	return 0;
}

static void kthread_puts(void)
{
	struct file *file = anon_inode_getfile("[probe]", &probe_fops, NULL, O_RDWR);
	struct task_struct *putter;

	releases_clear();
	putter = get_task_struct(kthread_create(put_in_kthread, file, "putter"));
	wake_up_process(putter);
	ksys_msleep(100);
	cr_assert_eq(releases, 1);
	kthread_stop_put(putter);
}

Test(files_life, a_kernel_thread_leaves_the_release_to_delayed_work)
{
	user_world_expect_clean(kthread_puts, 20);
}

static int shared_fd;

static int close_shared(void *unused)
{
	ksys_close(shared_fd);
	return 0;
}

static int use_shared(void *unused)
{
	long ret = ksys_ioctl(shared_fd, 3, 0);

	cr_assert(ret == 3 || ret == -EBADF);
	return 0;
}

static void close_against_use(void)
{
	struct process *process = process_create("racer", 0);

	releases_clear();
	user_enter(process);
	shared_fd = probe_open();
	user_leave();
	process_thread(process, "close", close_shared, NULL);
	process_thread(process, "use", use_shared, NULL);
	process_wait(process);
	process_put(process);
	cr_assert_eq(releases, 1);
}

Test(files_life, close_and_use_of_a_number_may_race)
{
	user_world_expect_clean(close_against_use, 300);
}

static unsigned int close_order;

static int order_release(struct inode *inode, struct file *file)
{
	close_order = close_order * 10 + (unsigned long)file->private_data;
	return 0;
}

static const struct file_operations order_fops = { .release = order_release };

static int open_three_and_exit(void *unused)
{
	for (unsigned long i = 1; i <= 3; i++) {
		cr_assert(syscall_enter("open"));
		syscall_exit(anon_inode_getfd("[order]", &order_fops, (void *)i, O_RDWR));
	}
	return 5;
}

static void exit_with_files(void)
{
	struct process *process = process_create("exiter", 0);

	close_order = 0;
	process_thread(process, "exiter", open_three_and_exit, NULL);
	cr_assert_eq(process_wait(process), 5);
	process_put(process);
}

Test(files_life, an_exit_closes_files_in_every_order)
{
	struct user_world world = { .main = exit_with_files };
	unsigned int seen[6] = { 0 }, found = 0, seed, i;

	for (seed = 1; seed <= 200 && found < 6; seed++) {
		cr_assert_eq(user_world_run(&world, "random", seed), 0);
		for (i = 0; i < found && seen[i] != close_order; i++)
			;
		if (i == found)
			seen[found++] = close_order;
	}
	cr_assert_eq(found, 6, "%u of 6 orders", found);
}

static int child_main(void *unused)
{
	cr_assert_eq(ksys_ioctl(shared_fd, 4, 0), 4);
	return 0;
}

static void fork_and_exit(void)
{
	struct process *child;

	releases_clear();
	shared_fd = probe_open();
	child = process_fork("child");
	cr_assert_eq(ksys_close(shared_fd), 0);
	cr_assert_eq(releases, 0);
	process_thread(child, "child", child_main, NULL);
	process_wait(child);
	process_put(child);
	cr_assert_eq(releases, 1);
}

Test(files_life, a_forked_child_shares_the_open_files)
{
	user_world_expect_clean(fork_and_exit, 20);
}

static int receiver_main(void *fd)
{
	cr_assert_eq(ksys_ioctl((long)fd, 6, 0), 6);
	return 0;
}

static void pass_a_file(void)
{
	struct process *receiver = process_create("receiver", 0);
	int fd = probe_open();
	long there = ksys_dup_to_process(fd, receiver);

	releases_clear();
	cr_assert_geq(there, 0);
	ksys_close(fd);
	process_thread(receiver, "receiver", receiver_main, (void *)there);
	process_wait(receiver);
	cr_assert_eq(releases, 1);
	cr_assert_eq(ksys_dup_to_process(0, receiver), -ESRCH);
	process_put(receiver);
}

Test(files_life, a_file_can_be_passed_to_another_process)
{
	user_world_expect_clean(pass_a_file, 20);
}

static void many_files(void)
{
	int fd;

	for (fd = 0; fd < 200; fd++)
		cr_assert_eq(ksys_eventfd(0, 0), fd);
	cr_assert_eq(ksys_close(70), 0);
	cr_assert_eq(ksys_eventfd(0, 0), 70);
	while (ksys_eventfd(0, 0) >= 0)
		;
	cr_assert_eq(ksys_eventfd(0, 0), -EMFILE);
}

Test(files_life, the_table_grows_up_to_the_limit)
{
	user_world_expect_clean(many_files, 1);
}

static void return_with_a_lock(void)
{
	cr_assert(syscall_enter("careless"));
	mutex_lock(&lock);
	syscall_exit(0);
	mutex_unlock(&lock);
}

Test(files_life, a_lock_held_on_return_to_user_space_is_a_finding)
{
	user_world_expect(return_with_a_lock, 1, FINDING_LOCKUSE);
}

static void get_after_the_last_put(void)
{
	struct file *file = anon_inode_getfile("[probe]", &probe_fops, NULL, O_RDWR);

	cr_assert(syscall_enter("late"));
	fput(file);
	get_file(file);
	syscall_exit(0);
}

Test(files_life, a_reference_after_the_last_is_a_finding)
{
	user_world_expect(get_after_the_last_put, 1, FINDING_STATE);
}

Test(files_life, close_and_use_may_happen_at_the_same_time)
{
	user_world_expect_clean_parallel(close_against_use, 200);
}

Test(files_life, fork_and_exit_may_happen_at_the_same_time)
{
	user_world_expect_clean_parallel(fork_and_exit, 100);
}
