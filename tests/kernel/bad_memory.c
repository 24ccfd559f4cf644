// SPDX-License-Identifier: GPL-2.0-or-later
/* bad_memory.c - memory that is freed, or was never had; and ends that are no use of anything */
#include "kernel/bad_use.h"

#include <linux/bug.h>
#include <linux/cpu.h>
#include <linux/panic.h>
#include <linux/processor.h>
#include <linux/slab.h>

static int fixed;

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
	kfree(&fixed);
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

/* A callback of who is gone; its twin, cpus_read_lock in every_rare.c, takes it back. */
static void hotplug_state_left_behind(void)
{
	cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:left", NULL, NULL);
	kernel_shutdown();
	rest_check_all();
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

static volatile size_t huge = KMALLOC_MAX_SIZE + 1;

/* Who asks for no warning, for kvmalloc() or for an array that overflows: every_service.c. */
static void of_any_size(void)
{
	kmalloc(huge, GFP_KERNEL);
}

static void of_any_size_virtually(void)
{
	kvmalloc(huge * 1024, GFP_KERNEL);
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

static const struct bad_use bad_uses[] = {
	CASE(freed_twice, "KASAN: double-free", SANITIZED),
	CASE(freed_on_stack, "KASAN: invalid-free", SANITIZED),
	CASE(freed_static, "KASAN: invalid-free", SANITIZED),
	CASE(freed_in_the_middle, "KASAN: invalid-free", SANITIZED),
	CASE(freed_what_was_freed, "general protection fault", SANITIZED),
	CASE(hotplug_state_left_behind, "CPU hotplug state left behind"),
	CASE(written_after_free, "KASAN: use-after-free Write", SANITIZED),
	CASE(written_past_its_end, "KASAN: slab-out-of-bounds Write", SANITIZED),
	CASE(never_freed, "memory leak"),
	CASE(of_any_size, "WARNING in of_any_size"),
	CASE(of_any_size_virtually, "WARNING in of_any_size_virtually"),
	CASE(null_read, "BUG: unable to handle kernel NULL pointer dereference", SANITIZED),
	CASE(wild_write, "general protection fault", SANITIZED),
	CASE(divides_by_zero, "divide error", SANITIZED),
	CASE(overflows_stack, "BUG: stack guard page was hit", SANITIZED, NOT_TSAN),
	CASE(spins_for_ever, "BUG: soft lockup"),
	CASE(warns, "WARNING in"),
	CASE(panics, "kernel panic: no way on"),
};

BAD_USES(bad_memory)
