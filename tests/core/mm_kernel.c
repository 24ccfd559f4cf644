// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mm_kernel.c - memory as drivers see it: faults, zapping, pins, copies, notifiers.
 * What would go wrong: a device page reachable after it was revoked, a pin that does
 * not hold, a lock order through a user copy that nobody hears of.
 */
#include "user_world.h"

#include <linux/anon_inodes.h>
#include <linux/capability.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mmu_context.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#include "core/physmem.h"

#define RW		(PROT_READ | PROT_WRITE)
#define DEVICE_BASE	0xfe000000UL

/* A device of one register that says how often it was read. */
static atomic64_t reads;

static bool device_read(u64 addr, unsigned int size, u64 *val)
{
	*val = atomic64_inc_return(&reads);
	return addr >= DEVICE_BASE && addr < DEVICE_BASE + PMD_SIZE;
}

static bool device_write(u64 addr, unsigned int size, u64 val)
{
	atomic64_set(&reads, val);
	return true;
}

static const struct mmio_decoder decoder = { .read = device_read, .write = device_write };

static atomic_t fault_count;
static int opens, closes, released;
static bool revoked;
static DECLARE_RWSEM(memory_lock);

static vm_fault_t device_fault(struct vm_fault *vmf)
{
	vm_fault_t ret = VM_FAULT_SIGBUS;

	atomic_inc(&fault_count);
	down_read(&memory_lock);
	if (!revoked)
		ret = vmf_insert_pfn(vmf->vma, vmf->address, PHYS_PFN(DEVICE_BASE) + vmf->pgoff);
	up_read(&memory_lock);
	return ret;
}

static void device_open(struct vm_area_struct *vma)
{
	opens++;
}

static void device_close(struct vm_area_struct *vma)
{
	closes++;
}

static const struct vm_operations_struct device_vm_ops = {
	.fault	= device_fault,
	.open	= device_open,
	.close	= device_close,
};

static DEFINE_MUTEX(state_lock);

static int device_mmap(struct file *file, struct vm_area_struct *vma)
{
	mutex_lock(&state_lock);
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND);
	vma->vm_ops = &device_vm_ops;
	mutex_unlock(&state_lock);
	return 0;
}

static ssize_t device_file_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	u64 value = 42;
	ssize_t ret;

	mutex_lock(&state_lock);
	ret = copy_to_user(buf, &value, sizeof(value)) ? -EFAULT : sizeof(value);
	mutex_unlock(&state_lock);
	return ret;
}

static int device_release(struct inode *inode, struct file *file)
{
	released++;
	return 0;
}

static const struct file_operations device_fops = {
	.mmap		= device_mmap,
	.read		= device_file_read,
	.release	= device_release,
};

static struct file *device_file;

/* An inode of its own, so that its mappings can be revoked together. */
static int open_device(void)
{
	int fd;

	mmio_set_decoder(&decoder);
	atomic_set(&fault_count, 0);
	opens = closes = released = 0;
	revoked = false;
	atomic64_set(&reads, 0);
	cr_assert(syscall_enter("open"));
	device_file = anon_inode_create_getfile("[device]", &device_fops, NULL, O_RDWR, NULL);
	fd = get_unused_fd_flags(0);
	fd_install(fd, device_file);
	return syscall_exit(fd);
}

static unsigned long map_device(int fd, unsigned long pages)
{
	long addr = ksys_mmap(0, pages * PAGE_SIZE, RW, MAP_SHARED, fd, 0);

	cr_assert_geq(addr, TASK_MMAP_BASE);
	return addr;
}

static void touch_device(void)
{
	int fd = open_device();
	unsigned long addr = map_device(fd, 2);
	u64 val;

	cr_assert_eq(ksys_mem_read(addr, 4, &val), 0);
	cr_assert_eq(ksys_mem_read(addr, 4, &val), 0);
	cr_assert_eq(val, 2);
	cr_assert_eq(atomic_read(&fault_count), 1);
	unmap_mapping_range(device_file->f_mapping, 0, PAGE_SIZE, 1);
	cr_assert_eq(ksys_mem_read(addr, 4, &val), 0);
	cr_assert_eq(atomic_read(&fault_count), 2);
	revoked = true;
	unmap_mapping_range(device_file->f_mapping, PAGE_SIZE, 0, 1);
	cr_assert_eq(ksys_mem_read(addr, 4, &val), 0);
	unmap_mapping_range(device_file->f_mapping, 0, 0, 1);
	cr_assert_eq(ksys_mem_read(addr, 4, &val), -EIO);
	cr_assert_eq(ksys_mem_write(addr + PAGE_SIZE, 4, 1), -EIO);

	ksys_close(fd);
	cr_assert_eq(released, 0);
	ksys_munmap(addr, PAGE_SIZE);
	cr_assert_eq(opens, 1);
	cr_assert_eq(released, 0);
	ksys_munmap(addr + PAGE_SIZE, PAGE_SIZE);
	cr_assert_eq(closes, 2);
	cr_assert_eq(released, 1);
}

Test(mm_kernel, revoked_device_memory_faults_again)
{
	user_world_expect_clean(touch_device, 1);
}

static unsigned long device_addr;

static int toucher(void *unused)
{
	u64 val;
	long ret = ksys_mem_read(device_addr, 4, &val);

	cr_assert(ret == 0 || ret == -EIO);
	return 0;
}

static int revoker(void *unused)
{
	cr_assert(syscall_enter("revoke"));
	down_write(&memory_lock);
	revoked = true;
	unmap_mapping_range(device_file->f_mapping, 0, 0, 1);
	atomic64_set(&reads, 0);
	up_write(&memory_lock);
	return syscall_exit(0);
}

static void fault_against_revoke(void)
{
	struct process *process = process_create("user", 0);

	user_enter(process);
	device_addr = map_device(open_device(), 1);
	user_leave();
	process_thread(process, "toucher", toucher, NULL);
	process_thread(process, "revoker", revoker, NULL);
	process_thread(process, "toucher", toucher, NULL);
	process_wait(process);
	process_put(process);
	cr_assert_eq(released, 1);
}

Test(mm_kernel, faults_and_revocation_may_race)
{
	user_world_expect_clean(fault_against_revoke, 200);
}

/* read: state_lock, then mmap_lock by the copy; mmap: the other way round. */
static void copy_under_a_lock(void)
{
	int fd = open_device();
	u64 value;

	cr_assert_eq(ksys_read(fd, &value, sizeof(value)), sizeof(value));
	map_device(fd, 1);
}

Test(mm_kernel, a_user_copy_under_a_lock_is_ordered_against_mmap)
{
	user_world_expect(copy_under_a_lock, 1, FINDING_ORDER);
}

static void copies(void)
{
	long addr = ksys_mmap(0, 2 * PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *edge = (char *)addr + 2 * PAGE_SIZE - 4;
	u64 value = 0x1122334455667788, back = 0;

	cr_assert_eq(copy_to_user((void *)addr, &value, 8), 0);
	cr_assert_eq(copy_from_user(&back, (void *)addr, 8), 0);
	cr_assert_eq(back, value);
	cr_assert_eq(copy_to_user(edge, &value, 8), 4);
	back = ~0ULL;
	cr_assert_eq(copy_from_user(&back, edge, 8), 4);
	cr_assert_eq(back, 0x55667788);
	cr_assert_eq(copy_from_user(&back, NULL, 8), 8);
	cr_assert_eq(put_user(1, (u32 *)(TASK_MMAP_END - 4096)), -EFAULT);
	pagefault_disable();
	cr_assert_eq(copy_to_user((void *)(addr + PAGE_SIZE - 4), &value, 8), 0);
	ksys_munmap(addr, 2 * PAGE_SIZE);
	cr_assert_eq(copy_to_user((void *)addr, &value, 8), 8);
	pagefault_enable();
	cr_assert_eq(copy_to_user(&back, &value, 8), 0);
	cr_assert_eq(back, value);
}

Test(mm_kernel, copies_stop_where_memory_ends)
{
	user_world_expect_clean(copies, 1);
}

static void pin(void)
{
	long addr = ksys_mmap(0, 2 * PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct page *pages[3];
	phys_addr_t phys;
	u64 value;

	mmap_read_lock(current->mm);
	cr_assert_eq(pin_user_pages(addr, 3, FOLL_WRITE | FOLL_LONGTERM, pages), 2);
	cr_assert_eq(pin_user_pages(addr + 2 * PAGE_SIZE, 1, FOLL_WRITE, pages), -EFAULT);
	mmap_read_unlock(current->mm);
	phys = page_to_phys(pages[0]);
	cr_assert_eq(ksys_mem_write(addr, 8, 99), 0);
	cr_assert_eq(phys_read(phys, &value, 8), 0);
	cr_assert_eq(value, 99);
	ksys_munmap(addr, 2 * PAGE_SIZE);
	cr_assert_eq(phys_read(phys, &value, 8), 0);
	unpin_user_pages_dirty_lock(pages, 2, true);
	cr_assert_eq(phys_read(phys, &value, 8), -ESTALE);
	cr_assert_eq(phys_read(0x1000, &value, 8), -EFAULT);
}

Test(mm_kernel, a_pinned_page_outlives_its_mapping)
{
	user_world_expect_clean(pin, 1);
}

static void account(void)
{
	struct mm_struct *mm = current->mm;

	ksys_memlock(4 * PAGE_SIZE);
	ksys_cap_set(CAP_IPC_LOCK, false);
	cr_assert_eq(account_locked_vm(mm, 3, true), 0);
	cr_assert_eq(account_locked_vm(mm, 2, true), -ENOMEM);
	ksys_cap_set(CAP_IPC_LOCK, true);
	cr_assert_eq(account_locked_vm(mm, 2, true), 0);
	cr_assert_eq(account_locked_vm(mm, 5, false), 0);
	cr_assert_eq(mm->locked_vm, 0);
}

Test(mm_kernel, locked_memory_is_limited_without_the_capability)
{
	user_world_expect_clean(account, 1);
}

static void put_too_often(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	put_page(page);
	put_page(page);
}

Test(mm_kernel, a_page_put_too_often_is_a_finding)
{
	user_world_expect(put_too_often, 1, FINDING_STATE);
}

static void leak_a_page(void)
{
	alloc_page(GFP_KERNEL);
}

Test(mm_kernel, a_page_nobody_frees_is_a_leak)
{
	user_world_expect(leak_a_page, 1, FINDING_LEAK);
}

static int invalidated, mm_released;

static int notifier_start(struct mmu_notifier *mn, const struct mmu_notifier_range *range)
{
	invalidated += (range->end - range->start) >> PAGE_SHIFT;
	return 0;
}

static void notifier_release(struct mmu_notifier *mn, struct mm_struct *mm)
{
	mm_released++;
}

static const struct mmu_notifier_ops notifier_ops = {
	.invalidate_range_start	= notifier_start,
	.release		= notifier_release,
};

static struct mmu_notifier first = { .ops = &notifier_ops };
static struct mmu_notifier second = { .ops = &notifier_ops };
static struct mm_struct *watched_mm;

static int watched(void *unused)
{
	long addr;

	watched_mm = current->mm;
	cr_assert_eq(mmu_notifier_register(&first, watched_mm), 0);
	cr_assert_eq(mmu_notifier_register(&second, watched_mm), 0);
	addr = ksys_mmap(0, 3 * PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ksys_munmap(addr, 2 * PAGE_SIZE);
	cr_assert_eq(invalidated, 4);
	mmu_notifier_unregister(&first, watched_mm);
	cr_assert_eq(mm_released, 1);
	return 0;
}

static void notify(void)
{
	struct process *process = process_create("watched", 0);

	invalidated = mm_released = 0;
	process_thread(process, "watched", watched, NULL);
	process_wait(process);
	process_put(process);
	cr_assert_eq(mm_released, 2);
	mmu_notifier_unregister(&second, watched_mm);
	cr_assert_eq(mm_released, 2);
}

Test(mm_kernel, notifiers_hear_of_unmapping_and_of_the_end)
{
	user_world_expect_clean(notify, 20);
}

static unsigned long borrowed_addr;

static int borrower(void *mm)
{
	u64 value = 77;

	kthread_use_mm(mm);
	cr_assert_eq(copy_to_user((void *)borrowed_addr, &value, 8), 0);
	kthread_unuse_mm(mm);
	mmput(mm);
	return 0;
}

static void borrow(void)
{
	struct task_struct *task;
	u64 value;

	borrowed_addr = ksys_mmap(0, PAGE_SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	task = get_task_struct(kthread_create(borrower, get_task_mm(current), "borrower"));
	wake_up_process(task);
	ksys_msleep(10);
	kthread_stop_put(task);
	cr_assert_eq(ksys_mem_read(borrowed_addr, 8, &value), 0);
	cr_assert_eq(value, 77);
}

Test(mm_kernel, a_kernel_thread_can_borrow_an_address_space)
{
	user_world_expect_clean(borrow, 20);
}

Test(mm_kernel, faults_and_revocation_may_happen_at_the_same_time)
{
	user_world_expect_clean_parallel(fault_against_revoke, 100);
}
