/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio_world.h - a machine with devices for user space, booted, used and torn down
 *
 * Bus 00 has a root port; behind it, on bus 01, are two functions of a card, each in an IOMMU
 * group of its own unless .one_group. The first one, NIC, is bound to vfio-pci. With .mdev there
 * is a mediated device as well. The test's function runs as a thread of the process "init",
 * which may pass the host's pointers as user pointers.
 *
 * Long, since it is all that a test of VFIO needs.
 */
#ifndef TESTS_VFIO_WORLD_H
#define TESTS_VFIO_WORLD_H

#include <criterion/criterion.h>

#include <linux/eventfd.h>
#include <linux/fcntl.h>
#include <linux/minmax.h>
#include <linux/mman.h>
#include <linux/pci.h>
#include <linux/rcupdate.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <uapi/linux/vfio.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "kernel/variant.h"
#include "pci/hw.h"
#include "support/freed.h"
#include "support/races.h"

#define NIC		"0000:01:00.0"
#define SIBLING		"0000:01:00.1"
#define MDEV_UUID	"83b8f4f2-509f-382f-3c1e-e6bfe0fa1001"
#define MDEV_PARENT	"/sys/devices/virtual/sample_mdev/sample_mdev"
#define MDEV_TYPE	MDEV_PARENT "/mdev_supported_types/sample_mdev-1"

/*
 * What a program expects of a call. With .fault, where any call may fail, it only goes on: with
 * descriptors that are none, if need be.
 */
static bool vfio_lenient;
#define user_want(cond)									\
	({										\
		bool ok_ = (cond);							\
		cr_assert(ok_ || vfio_lenient, "%s", #cond);				\
		ok_;									\
	})
#define user_want_eq(a, b)								\
	({										\
		long a_ = (long)(a), b_ = (long)(b);					\
		cr_assert(a_ == b_ || vfio_lenient, "%s is %ld, not %ld", #a, a_, b_);	\
		a_ == b_;								\
	})

struct vfio_world;

/* Another machine than the one above. */
struct vfio_machine {
	void			(*hardware)(const struct vfio_world *world);
	void			(*prepare)(const struct vfio_world *world);	/* as init */
	const char		*modules[4];	/* besides those of any world */
};

struct vfio_world {
	void			(*main)(void);
	const struct vfio_machine *machine;	/* NULL: the one above */
	bool			no_flr;		/* the card has a bus reset only */
	bool			both;		/* the sibling is vfio-pci's too */
	bool			one_group;	/* the card can talk to itself */
	bool			mdev;
	const char		*variants[4];
	const struct ex_fault	*fault;		/* from the first module on */
	struct ex_result	result;
};

static const struct pci_hw_desc vfio_hw_port = {
	.name = "rp", .vendor = 0x1b36, .device = 0x000c, .class = 0x060400,
	.flags = PCI_HW_EXPRESS | PCI_HW_PM | PCI_HW_ACS | PCI_HW_AER,
	.port_type = PCI_EXP_TYPE_ROOT_PORT, .secondary = 1, .subordinate = 1, .slot = 1,
};

#define VFIO_HW_CARD(more)								\
	{										\
		.name = "nic", .vendor = 0x8086, .device = 0x10d3, .class = 0x020000,	\
		.pin = 1, .port_type = PCI_EXP_TYPE_ENDPOINT,				\
		.flags = PCI_HW_EXPRESS | PCI_HW_PM | PCI_HW_AER | PCI_HW_MSI_64 | (more), \
		.bars = {								\
			[0] = { .size = 0x10000 },					\
			[2] = { .size = 0x20, .flags = PCI_HW_BAR_IO },			\
			[3] = { .size = 0x4000 },					\
		},									\
		.msi_vectors = 4, .msix_vectors = 5, .msix_bar = 3, .msix_pba = 0x2000,	\
	}

static const struct pci_hw_desc vfio_hw_flr = VFIO_HW_CARD(PCI_HW_FLR | PCI_HW_ACS);
static const struct pci_hw_desc vfio_hw_plain = VFIO_HW_CARD(PCI_HW_ACS);
static const struct pci_hw_desc vfio_hw_grouped = VFIO_HW_CARD(PCI_HW_FLR);

/* Write a string to a file; what the write returned. */
static inline long user_echo(const char *text, const char *path)
{
	long fd = ksys_open(path, O_WRONLY), ret;

	if (fd < 0)
		return fd;
	ret = ksys_write(fd, text, strlen(text));
	ksys_close(fd);
	return ret;
}

static inline long user_sys(const char *text, const char *fmt, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), fmt, name);
	return user_echo(text, path);
}

static inline void vfio_bind(const char *name)
{
	user_want(user_sys("vfio-pci", "/sys/bus/pci/devices/%s/driver_override", name) > 0);
	user_want(user_echo(name, "/sys/bus/pci/drivers/vfio-pci/bind") > 0);
}

static inline long vfio_unbind(const char *name)
{
	return user_echo(name, "/sys/bus/pci/drivers/vfio-pci/unbind");
}

/* The group of a device, as the last part of its iommu_group link. */
static inline int vfio_group_of(const char *path)
{
	char link[160], target[256], *end;
	long len;
	int group = -1;

	snprintf(link, sizeof(link), "%s/iommu_group", path);
	len = ksys_readlink(link, target, sizeof(target) - 1);
	if (!user_want(len > 0))
		return -1;
	target[len] = '\0';
	end = strrchr(target, '/');
	user_want_eq(sscanf(end ? end + 1 : target, "%d", &group), 1);
	return group;
}

static inline long vfio_open_group_of(const char *path)
{
	char node[64];

	snprintf(node, sizeof(node), "/dev/vfio/%d", vfio_group_of(path));
	return ksys_open(node, O_RDWR);
}

static inline long vfio_open_group(const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", name);
	return vfio_open_group_of(path);
}

static inline long user_ioctl(long fd, unsigned int cmd, const void *arg)
{
	return ksys_ioctl(fd, cmd, (unsigned long)arg);
}

struct vfio_user {
	int	container;
	int	group;
	int	device;
};

/* Container, group and device, ready for use. */
static inline struct vfio_user vfio_open_at(const char *path, const char *name)
{
	struct vfio_user user;

	user.container = ksys_open("/dev/vfio/vfio", O_RDWR);
	user_want(user.container >= 0);
	user.group = vfio_open_group_of(path);
	user_want(user.group >= 0);
	user_want_eq(user_ioctl(user.group, VFIO_GROUP_SET_CONTAINER, &user.container), 0);
	user_want_eq(ksys_ioctl(user.container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU), 0);
	user.device = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, name);
	user_want_eq(min(user.device, 0), 0);
	return user;
}

static inline struct vfio_user vfio_open(const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", name);
	return vfio_open_at(path, name);
}

static inline struct vfio_user vfio_open_mdev(void)
{
	return vfio_open_at("/sys/bus/mdev/devices/" MDEV_UUID, MDEV_UUID);
}

static inline void vfio_close(struct vfio_user user)
{
	ksys_close(user.device);
	ksys_close(user.group);
	ksys_close(user.container);
}

/*
 * All policies in turn, but only while the test's function runs: what comes before and after is
 * the same in every run, and would only dilute the few preemptions of a run.
 */
struct vfio_focus {
	struct ex_policy	policy;
	struct ex_policy	*decides;	/* kept over runs: some learn how long a run is */
	bool			on;
};
static struct vfio_focus vfio_focus;

/* Whoever is at a point reads it: no memory of the machine's, so ThreadSanitizer shall not look. */
EX_NO_TSAN static inline void vfio_focus_set(bool on)
{
	vfio_focus.on = on;
}

EX_NO_TSAN static void vfio_focus_new_run(struct ex_policy *policy, uint64_t seed)
{
	vfio_focus.on = false;
	vfio_focus.decides->new_run(vfio_focus.decides, seed);
}

EX_NO_TSAN static unsigned int vfio_focus_task(struct ex_policy *policy, const struct ex_view *view)
{
	return vfio_focus.on ? vfio_focus.decides->next_task(vfio_focus.decides, view) :
	       ex_default_choice(view);
}

EX_NO_TSAN static unsigned int vfio_focus_number(struct ex_policy *policy, unsigned int n)
{
	return vfio_focus.on ? vfio_focus.decides->next_number(vfio_focus.decides, n) : 0;
}

EX_NO_TSAN static void vfio_focus_woke(struct ex_policy *policy, unsigned int waker,
				       unsigned int task)
{
	if (vfio_focus.on)
		vfio_focus.decides->woke(vfio_focus.decides, waker, task);
}

/* NULL for a single run: nobody is preempted. */
static inline struct ex_policy *vfio_world_policy(const struct vfio_world *world,
						  unsigned int runs, unsigned int seed)
{
	if (runs == 1)
		return NULL;
	if (!vfio_focus.decides) {
		vfio_focus.decides = ex_policy_make("portfolio", NULL);
		vfio_focus.policy = (struct ex_policy){
			.name = "portfolio", .new_run = vfio_focus_new_run,
			.next_task = vfio_focus_task, .next_number = vfio_focus_number,
			.woke = vfio_focus_woke,
		};
	}
	return &vfio_focus.policy;
}

/*
 * Threads of the caller's process, at once; back when all have ended. They tell by an eventfd,
 * so that a thread that never comes back shows as what it waits for.
 */
struct user_thread {
	void	(*fn)(void *arg);
	void	*arg;
	int	done;
};

static inline int user_thread_main(void *arg)
{
	struct user_thread *thread = arg;
	u64 one = 1;

	thread->fn(thread->arg);
	ksys_write(thread->done, &one, sizeof(one));
	return 0;
}

static inline void user_together(void (*a)(void *arg), void (*b)(void *arg), void *arg)
{
	int done = ksys_eventfd(0, EFD_SEMAPHORE);
	struct user_thread threads[] = { { a, arg, done }, { b, arg, done } };
	u64 count;

	cr_assert(process_thread(process_current(), "a", user_thread_main, &threads[0]));
	cr_assert(process_thread(process_current(), "b", user_thread_main, &threads[1]));
	cr_assert_eq(ksys_read(done, &count, sizeof(count)), 8);
	cr_assert_eq(ksys_read(done, &count, sizeof(count)), 8);
	ksys_close(done);
}

struct vfio_irq_eventfd {
	u32	argsz, flags, index, start, count;
	s32	fd;
};

/* SET_IRQS with one eventfd, -1 for none. */
static inline long vfio_set_eventfd(int device, unsigned int index, unsigned int action, int fd)
{
	struct vfio_irq_eventfd irq = {
		.argsz = sizeof(irq), .flags = VFIO_IRQ_SET_DATA_EVENTFD | action,
		.index = index, .count = 1, .fd = fd,
	};

	return user_ioctl(device, VFIO_DEVICE_SET_IRQS, &irq);
}

static const char *const vfio_modules[] = {
	"kvm", "vfio", "vfio_iommu_type1", "vfio_pci_core", "vfio_pci", "mdev", "sample_mdev",
};

static inline void vfio_world_hardware(const struct vfio_world *world)
{
	const struct pci_hw_desc *card = world->one_group ? &vfio_hw_grouped :
					 world->no_flr ? &vfio_hw_plain : &vfio_hw_flr;
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 0), card));
	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 1), card));
}

static inline int vfio_world_user(void *arg)
{
	const struct vfio_world *world = arg;

	if (world->machine) {
		world->machine->prepare(world);
	} else {
		vfio_bind(NIC);
		if (world->both)
			vfio_bind(SIBLING);
		if (world->mdev)
			user_want(user_echo(MDEV_UUID, MDEV_TYPE "/create") > 0);
	}
	vfio_focus_set(true);
	world->main();
	vfio_focus_set(false);
	return 0;
}

static inline const char *vfio_world_module(const struct vfio_world *world, int i)
{
	if (i < ARRAY_SIZE(vfio_modules))
		return vfio_modules[i];
	i -= ARRAY_SIZE(vfio_modules);
	return world->machine && i < ARRAY_SIZE(world->machine->modules) ?
	       world->machine->modules[i] : NULL;
}

/* How many of them are there, if something fails? */
static inline int vfio_world_load(const struct vfio_world *world)
{
	const char *module;
	int i;

	for (i = 0; (module = vfio_world_module(world, i)); i++)
		if (!user_want_eq(module_load(module), 0))
			break;
	return i;
}

static inline void vfio_world_live(struct vfio_world *world)
{
	struct process *init;

	ex_faults_arm(false);
	init = process_create("init", PROCESS_HOST_CLIENT);
	cr_assert(process_thread(init, "init", vfio_world_user, world));
	ex_faults_arm(true);
	process_wait(init);
	process_put(init);
}

static inline void vfio_world_root(void *arg)
{
	struct vfio_world *world = arg;
	int loaded;

	ex_faults_arm(false);
	if (world->machine)
		world->machine->hardware(world);
	else
		vfio_world_hardware(world);
	cr_assert_eq(boot_initcalls(), 0);
	ex_faults_arm(true);
	loaded = vfio_world_load(world);
	if (!vfio_world_module(world, loaded))
		vfio_world_live(world);
	rcu_barrier();		/* nobody is in a hurry to unload them */
	while (loaded--)	/* one still in use is a leak, which the checks at rest tell of */
		module_unload(vfio_world_module(world, loaded));
	ex_faults_arm(false);
	shutdown_exitcalls();
	pci_hw_free();
	kernel_shutdown();
	rest_check_all();
}

/* One schedule; how many findings there are. @policy NULL: nobody is preempted. */
static inline unsigned int vfio_world_run(struct vfio_world *world, struct ex_policy *policy,
					  uint64_t seed)
{
	struct ex_config config = {
		.engine = EX_FIBERS, .policy = policy, .seed = seed, .slow_ns = EX_SLOW_DEFAULT,
		.faults = world->fault, .nr_faults = world->fault ? 1 : 0,
	};

	vfio_lenient = world->fault;

	variants_clear();
	for (int i = 0; i < ARRAY_SIZE(world->variants) && world->variants[i]; i++) {
		const struct ksim_variant *variant = variant_find(world->variants[i]);

		if (!variant && variant_absent(world->variants[i]))
			cr_skip_test("%s is of another build", world->variants[i]);
		cr_assert(variant, "no variant %s", world->variants[i]);
		*variant->on = true;
	}
	findings_clear();
	ex_run(&config, vfio_world_root, world, &world->result);
	return findings_count();
}

/* Kinds of findings, as a set. */
#define KIND(name)	(1u << FINDING_##name)

/* All of @runs schedules end well and nothing but kinds of the set @but is found. */
static inline void vfio_world_expect_clean_but(struct vfio_world *world, unsigned int runs,
					       unsigned int but)
{
	for (unsigned int seed = 1; seed <= runs; seed++) {
		vfio_world_run(world, vfio_world_policy(world, runs, seed), seed);
		for (unsigned int i = 0; i < findings_count(); i++)
			cr_assert(but & 1u << finding_at(i)->kind, "seed %u: %s\n%s", seed,
				  finding_at(i)->title, finding_at(i)->text);
		cr_assert_eq(world->result.outcome, EX_DONE, "seed %u: %s", seed,
			     ex_outcome_name(world->result.outcome));
	}
}

static inline void vfio_world_expect_clean(struct vfio_world *world, unsigned int runs)
{
	vfio_world_expect_clean_but(world, runs, 0);
}

/*
 * Whatever fails once, allocation, number or user copy: it is survived and nothing is left. Files
 * of a Linux tree are held to what they do when nothing fails.
 */
static inline void vfio_world_expect_survival(struct vfio_world *world)
{
	struct ex_fault fault = { 0 };
	unsigned int all;

	vfio_world_expect_clean(world, 1);
	if (variant_host_version())
		return;
	all = world->result.fault_points;
	world->fault = &fault;
	for (fault.nth = 1; fault.nth <= all; fault.nth++) {
		vfio_world_run(world, NULL, 1);
		cr_assert_eq(findings_count(), 0, "fault %u: %s\n%s", (unsigned int)fault.nth,
			     finding_at(0)->title, finding_at(0)->text);
		cr_assert_eq(world->result.outcome, EX_DONE, "fault %u: %s",
			     (unsigned int)fault.nth, ex_outcome_name(world->result.outcome));
	}
	world->fault = NULL;
}

/*
 * Some schedule of @runs finds something of @kinds; returns it. What else is found on the way may
 * be of any kind, for one bug often has several faces; but a run that ends badly is the last, for
 * it leaves its world as it was.
 */
static inline const struct finding *vfio_world_expect(struct vfio_world *world, unsigned int runs,
						      unsigned int kinds)
{
	races_expect();		/* what is broken may show as a race before anything else */
	freed_uses_expect(!EX_TSAN && kinds & KIND(UAF));	/* there it is a race */
	for (unsigned int seed = 1; seed <= runs; seed++) {
		vfio_world_run(world, vfio_world_policy(world, runs, seed), seed);
		for (unsigned int i = 0; i < findings_count(); i++)
			if (kinds & 1u << finding_at(i)->kind)
				return finding_at(i);
		cr_assert_eq(world->result.outcome, EX_DONE, "%s, %u findings: %s\n%s",
			     ex_outcome_name(world->result.outcome), findings_count(),
			     findings_count() ? finding_at(0)->title : "",
			     findings_count() ? finding_at(0)->text : "");
	}
	cr_assert_fail("nothing was found in %u schedules", runs);
	return NULL;
}

#endif
