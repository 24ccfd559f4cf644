/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kvm_world.h - a machine with the module kvm, and the calls a virtual machine monitor makes
 */
#ifndef TESTS_KVM_KVM_WORLD_H
#define TESTS_KVM_KVM_WORLD_H

#include "core/user_world.h"

#include <linux/eventfd.h>
#include <linux/fcntl.h>
#include <linux/kernel.h>
#include <linux/kvm.h>
#include <linux/mman.h>
#include <linux/mm.h>

#include "kernel/module.h"
#include "kernel/variant.h"
#include "kvm/guest.h"
#include "support/freed.h"

/* The program of a test: called in "init" with kvm loaded; it closes what it opens. */
static void (*kvm_world_main)(void);

static inline void kvm_world_body(void)
{
	cr_assert_eq(module_load("kvm"), 0);
	kvm_world_main();
	cr_assert_eq(module_unload("kvm"), 0);
}

static inline void kvm_world_expect_clean(void (*main)(void), unsigned int runs)
{
	kvm_world_main = main;
	user_world_expect_clean(kvm_world_body, runs);
}

/* The same with tasks that run at the same time. */
static inline void kvm_world_expect_clean_parallel(void (*main)(void), unsigned int runs)
{
	kvm_world_main = main;
	user_world_expect_clean_parallel(kvm_world_body, runs);
}

/*
 * One schedule; with @fault, an operation that fails. How many findings there are. By turns
 * at random, and with PCT for bugs that need one switch at the right place and no other.
 */
static inline unsigned int kvm_world_run(void (*main)(void), uint64_t seed,
					 const struct ex_fault *fault)
{
	static struct ex_policy *policy[2];
	struct user_world world = { .main = kvm_world_body };
	struct ex_config config = {
		.engine = EX_FIBERS, .seed = seed, .faults = fault, .nr_faults = fault ? 1 : 0,
	};

	/* Kept: PCT learns the length of a run. */
	if (!policy[seed % 2])
		policy[seed % 2] = ex_policy_make(seed % 2 ? "random" : "pct:3", NULL);
	config.policy = policy[seed % 2];
	kvm_world_main = main;
	findings_clear();
	ex_run(&config, user_world_root, &world, &world.result);
	return findings_count();
}

#define KINDS(a, b)	(1u << FINDING_##a | 1u << FINDING_##b)

/* The first schedule of @runs that finds something has a finding of one of @kinds. */
static inline const struct finding *kvm_world_expect(void (*main)(void), unsigned int runs,
						     unsigned int kinds)
{
	freed_uses_expect(kinds & 1u << FINDING_UAF);
	for (unsigned int seed = 1; seed <= runs; seed++) {
		if (!kvm_world_run(main, seed, NULL))
			continue;
		for (unsigned int i = 0; i < findings_count(); i++)
			if (kinds & 1u << finding_at(i)->kind)
				return finding_at(i);
		cr_assert_fail("%s\n%s", finding_at(0)->title, finding_at(0)->text);
	}
	cr_assert_fail("nothing was found in %u schedules", runs);
	return NULL;
}

/*
 * Run @main as the first thread of a process, until all of it is gone: time only moves on
 * when nobody has work left, such as a last reference to put.
 */
static inline void in_process(int (*main)(void *unused))
{
	struct process *qemu = process_create("qemu", PROCESS_HOST_CLIENT);

	process_thread(qemu, "qemu", main, NULL);
	process_wait(qemu);
	process_put(qemu);
	ksys_msleep(1);
}

static inline void start_thread(const char *name, int (*fn)(void *arg), void *arg)
{
	process_thread(process_current(), name, fn, arg);
}

static inline int kvm_vm_create(void)
{
	int kvm = ksys_open("/dev/kvm", O_RDWR);
	int vm;

	cr_assert_geq(kvm, 0);
	vm = ksys_ioctl(kvm, KVM_CREATE_VM, 0);
	cr_assert_eq(ksys_close(kvm), 0);
	return vm;
}

static inline long kvm_device_create(int vm, unsigned int type, unsigned int flags, int *fd)
{
	struct kvm_create_device cd = { .type = type, .flags = flags };
	long ret = ksys_ioctl(vm, KVM_CREATE_DEVICE, (unsigned long)&cd);

	if (fd)
		*fd = cd.fd;
	return ret;
}

static inline long kvm_set_region(int vm, unsigned int slot, unsigned int flags, u64 gpa, u64 size,
				  u64 hva)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .flags = flags, .guest_phys_addr = gpa,
		.memory_size = size, .userspace_addr = hva,
	};

	return ksys_ioctl(vm, KVM_SET_USER_MEMORY_REGION, (unsigned long)&region);
}

static inline long kvm_irqfd_set(int vm, int eventfd, unsigned int gsi, unsigned int flags,
				 int resamplefd)
{
	struct kvm_irqfd args = {
		.fd = eventfd, .gsi = gsi, .flags = flags, .resamplefd = resamplefd,
	};

	return ksys_ioctl(vm, KVM_IRQFD, (unsigned long)&args);
}

static inline long eventfd_add(int fd, u64 value)
{
	return ksys_write(fd, &value, sizeof(value));
}

/* Anonymous memory of the simulated process. */
static inline unsigned long user_memory(size_t size)
{
	long addr = ksys_mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	cr_assert_gt(addr, 0);
	return addr;
}

static inline long guest(int vcpu, enum kvm_guest_what what, u64 addr, u32 len, u64 val)
{
	struct kvm_guest_op op = { .what = what, .addr = addr, .len = len, .val = val };

	return ksys_kvm_guest(vcpu, &op);
}

#endif
