// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_vfio.c - the kvm-vfio device, over a vfio of a few lines that plays its part
 *
 * What would go wrong: a file kept for ever or let go twice, a VM that vfio still knows when
 * it is gone, vfio called with a lock held that it wants. The fake group's lock and its last
 * put are those of Linux 5.19 (seed 000).
 */
#include "kvm_world.h"

#include <linux/anon_inodes.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kvm_host.h>
#include <linux/vfio.h>

DECLARE_VARIANT(kvm_vfio_destroy);

static struct fake_group {
	struct mutex lock;
	/* lock: */
	struct kvm *kvm;
	struct kvm *device_kvm;		/* counted: a device of the group is open */
	bool coherent;
} group;

static unsigned int releases;

static int fake_release(struct inode *inode, struct file *file)
{
	releases++;
	return 0;
}

static const struct file_operations fake_fops = { .release = fake_release };

bool vfio_file_is_valid(struct file *file)
{
	return file->f_op == &fake_fops;
}
EXPORT_SYMBOL(vfio_file_is_valid);

/* What a kvm-vfio of before 6.6 asks, where one is hosted. */
bool vfio_file_is_group(struct file *file)
{
	return vfio_file_is_valid(file);
}
EXPORT_SYMBOL(vfio_file_is_group);

bool vfio_file_enforced_coherent(struct file *file)
{
	return group.coherent;
}
EXPORT_SYMBOL(vfio_file_enforced_coherent);

void vfio_file_set_kvm(struct file *file, struct kvm *kvm)
{
	mutex_lock(&group.lock);
	group.kvm = kvm;
	mutex_unlock(&group.lock);
}
EXPORT_SYMBOL(vfio_file_set_kvm);

static int fake_open(void)
{
	int fd;

	mutex_init(&group.lock);
	group.kvm = group.device_kvm = NULL;
	group.coherent = true;
	releases = 0;
	cr_assert(syscall_enter("open"));
	fd = anon_inode_getfd("[fake-vfio]", &fake_fops, NULL, O_RDWR);
	return syscall_exit(fd);
}

/* A device opens: its driver takes the group's VM. */
static void fake_device_open(void)
{
	cr_assert(syscall_enter("open"));
	mutex_lock(&group.lock);
	group.device_kvm = group.kvm;
	kvm_get_kvm(group.kvm);
	mutex_unlock(&group.lock);
	syscall_exit(0);
}

/* And closes, under the group's lock. */
static void fake_device_close(void)
{
	cr_assert(syscall_enter("close"));
	mutex_lock(&group.lock);
	kvm_put_kvm(group.device_kvm);
	group.device_kvm = NULL;
	mutex_unlock(&group.lock);
	syscall_exit(0);
}

static long set_attr(int dev, unsigned int attr, int fd)
{
	int32_t value = fd;
	struct kvm_device_attr args = {
		.group = KVM_DEV_VFIO_FILE, .attr = attr, .addr = (u64)(unsigned long)&value,
	};

	return ksys_ioctl(dev, KVM_SET_DEVICE_ATTR, (unsigned long)&args);
}

static void add_and_del(void)
{
	int file = fake_open(), copy = ksys_dup(file);
	int vm = kvm_vm_create(), dev;
	struct kvm *kvm = list_first_entry(&vm_list, struct kvm, vm_list);

	cr_assert_eq(kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, &dev), 0);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_DEL, file), -ENOENT);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_ADD, vm), -EINVAL);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_ADD, 77), -EBADF);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_DEL, -1), -EBADF);

	group.coherent = false;
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_ADD, file), 0);
	cr_assert_eq(group.kvm, kvm);
	cr_assert(kvm_arch_has_assigned_device(kvm));
	cr_assert_eq(atomic_read(&kvm->arch.noncoherent_dma_count), 1);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_ADD, copy), -EEXIST);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_DEL, copy), 0);
	cr_assert_null(group.kvm);
	cr_assert_not(kvm_arch_has_assigned_device(kvm));
	cr_assert_eq(atomic_read(&kvm->arch.noncoherent_dma_count), 0);

	/* Added, the device keeps the file; closing the VM alone changes nothing. */
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_ADD, file), 0);
	ksys_close(file);
	ksys_close(copy);
	ksys_close(vm);
	cr_assert_eq(releases, 0);
	cr_assert_eq(group.kvm, kvm);
	ksys_close(dev);
	cr_assert_eq(releases, 1);
	cr_assert_null(group.kvm);
}

Test(kvm_vfio, a_file_is_held_until_it_is_removed_or_the_device_closed)
{
	kvm_world_expect_clean(add_and_del, 1);
}

/* The order of seed 000: the VM's files first, the vfio device last. */
static void close_the_device_last(void)
{
	int file = fake_open(), vm = kvm_vm_create(), dev;

	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, &dev);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_ADD, file), 0);
	fake_device_open();
	ksys_close(vm);
	ksys_close(dev);
	fake_device_close();
	ksys_close(file);
}

/* Any other: somebody else has the last reference. */
static void close_the_device_first(void)
{
	int file = fake_open(), vm = kvm_vm_create(), dev;

	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, &dev);
	cr_assert_eq(set_attr(dev, KVM_DEV_VFIO_FILE_ADD, file), 0);
	fake_device_open();
	fake_device_close();
	ksys_close(vm);
	ksys_close(dev);
	ksys_close(file);
}

static void choose_destroy(void)
{
	if (variant_absent("kvm-vfio-destroy"))
		cr_skip_test("another kvm-vfio is hosted");
	variant_kvm_vfio_destroy = true;
}

Test(kvm_vfio, destroy_locks_the_group_that_the_last_put_holds)
{
	const struct finding *finding;

	choose_destroy();
	finding = kvm_world_expect(close_the_device_last, 1, KINDS(ORDER, WAIT));
	/* The call chain of the thread. */
	cr_assert_not_null(strstr(finding->text, "kvm_vfio_destroy"), "%s", finding->text);
	cr_assert_not_null(strstr(finding->text, "kvm_destroy_devices"));
	cr_assert_not_null(strstr(finding->text, "kvm_destroy_vm"));
}

Test(kvm_vfio, destroy_is_harmless_in_the_other_order)
{
	choose_destroy();
	kvm_world_expect_clean(close_the_device_first, 1);
}

static int race_dev, race_file;

static int add_del(void *unused)
{
	set_attr(race_dev, KVM_DEV_VFIO_FILE_ADD, race_file);
	set_attr(race_dev, KVM_DEV_VFIO_FILE_DEL, race_file);
	return 0;
}

static int race_main(void *unused)
{
	int vm;

	race_file = fake_open();
	vm = kvm_vm_create();
	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, &race_dev);
	start_thread("second", add_del, NULL);
	set_attr(race_dev, KVM_DEV_VFIO_FILE_ADD, race_file);
	ksys_close(race_dev);
	ksys_close(vm);
	return 0;
}

static void race(void)
{
	in_process(race_main);
	cr_assert_null(group.kvm);
	cr_assert_eq(releases, 1);
}

Test(kvm_vfio, adding_removing_and_closing_race_without_harm)
{
	kvm_world_expect_clean(race, 500);
}
