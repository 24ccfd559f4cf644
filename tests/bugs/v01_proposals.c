// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v01_proposals.c - the thread of seeds 000 and 001 as a table: each cure in each program
 *
 * What the thread argued about is here what each cell finds. The last two rows are what landed:
 * release instead of destroy, and the spinlock that the inversion which this made called for.
 */
#include <stdio.h>
#include <stdlib.h>

#include <criterion/logging.h>
#include <criterion/parameterized.h>

#include "vfio/kvm_user.h"

static struct vfio_user user;
static struct kvm_user kvm;

static long open_device(const char *name)
{
	return user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, name);
}

/* What is left to do is done before the modules go. */
static void leave(void)
{
	ksys_close(user.group);
	ksys_close(user.container);
	ksys_msleep(1000);
}

/* A process ends and closes its files, in an order that the policy chooses. */
static void exit_in_any_order(void)
{
	unsigned int left = 3, pick;
	long fds[3];

	user = vfio_open_without_device(NIC);
	kvm = kvm_user_open(user.group);
	fds[0] = open_device(NIC);
	fds[1] = kvm.vm;
	fds[2] = kvm.device;
	while (left) {
		pick = ex_choose(left);
		ksys_close(fds[pick]);
		fds[pick] = fds[--left];
	}
	leave();
}

static void open_and_close_mdev(void *arg)
{
	ksys_close(open_device(MDEV_UUID));
}

static void close_kvm_vfio(void *arg)
{
	ksys_close(kvm.device);
}

/* Its driver takes kvm->lock, as vfio-ap's does. */
static void open_while_kvm_vfio_closes(void)
{
	user = vfio_open_mdev();
	ksys_close(user.device);
	kvm = kvm_user_open(user.group);
	user_together(open_and_close_mdev, close_kvm_vfio, NULL);
	ksys_close(kvm.vm);
	leave();
}

static void open_and_close(void *arg)
{
	ksys_close(open_device(NIC));
}

static void end_vm(void *arg)
{
	ksys_close(kvm.vm);
	ksys_close(kvm.device);
}

static void open_while_the_vm_ends(void)
{
	user = vfio_open_without_device(NIC);
	kvm = kvm_user_open(user.group);
	user_together(open_and_close, end_vm, NULL);
	leave();
}

static void close_device(void *arg)
{
	ksys_close(user.device);
}

static void close_while_another_opens(void)
{
	user = vfio_open_mdev();
	ksys_close(user.device);
	kvm = kvm_user_open(user.group);
	user.device = open_device(MDEV_UUID);
	user_together(close_device, open_and_close_mdev, NULL);
	ksys_close(kvm.vm);
	ksys_close(kvm.device);
	leave();
}

static void unload_kvm(void *arg)
{
	cr_assert(syscall_enter("delete_module"));
	syscall_exit(module_unload("kvm"));
}

/* Nothing but the device holds the VM, and the module. */
static void last_put_while_kvm_is_unloaded(void)
{
	user = vfio_open_without_device(NIC);
	kvm = kvm_user_open(user.group);
	user.device = open_device(NIC);
	ksys_close(kvm.device);
	ksys_close(kvm.vm);
	user_together(close_device, unload_kvm, NULL);
	leave();
	cr_assert(syscall_enter("init_module"));
	syscall_exit(module_load("kvm"));
}

struct cell {
	const char	*variants[3];
	void		(*program)(void);
	unsigned int	kinds;		/* some of these are found; 0: nothing is */
};

#define DESTROY		"kvm-vfio-destroy"
#define BY_GROUP_LOCK	"vfio-set-kvm-group-lock"
#define ROW(exits, inverts, revives, reopens, unloads, ...)			\
	{ { __VA_ARGS__ }, exit_in_any_order, exits },				\
	{ { __VA_ARGS__ }, open_while_kvm_vfio_closes, inverts },		\
	{ { __VA_ARGS__ }, open_while_the_vm_ends, revives },			\
	{ { __VA_ARGS__ }, close_while_another_opens, reopens },		\
	{ { __VA_ARGS__ }, last_put_while_kvm_is_unloaded, unloads }

static const struct cell cells[] = {
	/*   exit, open/release, open/end, close/open, put/unload */
	ROW(KIND(ORDER), 0, KIND(ORDER), 0, KIND(ORDER), DESTROY, BY_GROUP_LOCK),
	ROW(0, 0, 0, 0, KIND(UAF), DESTROY, BY_GROUP_LOCK, "kvm-put-async"),
	ROW(0, 0, 0, 0, 0, DESTROY, "vfio-kvm-driver-ops"),
	ROW(0, 0, 0, KIND(LEAK), 0, DESTROY, "vfio-kvm-put-after-unlock"),
	ROW(0, 0, 0, 0, 0, DESTROY, "vfio-kvm-put-stashed"),
	ROW(0, KIND(ORDER), 0, KIND(ORDER), 0, BY_GROUP_LOCK),
	ROW(0, 0, 0, 0, KIND(UAF), "vfio-kvm-symbol-early-put"),
	ROW(0, 0, 0, 0, 0, NULL),
};

#define GROUP_LOCK_ROW	5
#define TODAYS_ROW	7

/* Where files of 6.1 are hosted, today is the row that 6.1 was. */
static const struct cell *cell_of(unsigned int index)
{
	if (index / 5 == TODAYS_ROW && variant_find("linux-6.1"))
		index = GROUP_LOCK_ROW * 5 + index % 5;
	return &cells[index];
}

/* For ./dev proposals: a line a cell, to the file that the environment names. */
static void tell(unsigned int index, const char *kind, const char *title)
{
	const char *path = getenv("KSIM_PROPOSALS");
	FILE *out = path ? fopen(path, "a") : NULL;

	if (!out)
		return;
	fprintf(out, "%u|", index);
	for (int i = 0; i < ARRAY_SIZE(cells[index].variants) && cells[index].variants[i]; i++)
		fprintf(out, "%s%s", i ? "+" : "", cells[index].variants[i]);
	fprintf(out, "|%s|%s\n", kind, title);
	fclose(out);
}

/* Each cell in a process of its own, for a deadlock leaves its world behind. */
ParameterizedTestParameters(v01_proposals, each_cure_in_each_program)
{
	static unsigned int indices[ARRAY_SIZE(cells)];

	for (unsigned int i = 0; i < ARRAY_SIZE(cells); i++)
		indices[i] = i;
	return cr_make_param_array(unsigned int, indices, ARRAY_SIZE(cells));
}

ParameterizedTest(unsigned int *index, v01_proposals, each_cure_in_each_program)
{
	const struct cell *cell = &cells[*index];
	struct vfio_world world = { .main = cell->program, .mdev = true };
	unsigned int kinds = cell_of(*index)->kinds;

	cr_log_info("%s %s %s, program %u", cell->variants[0], cell->variants[1], cell->variants[2],
		    *index % 5);
	memcpy(world.variants, cell->variants, sizeof(cell->variants));
	if (kinds) {
		const struct finding *found = vfio_world_expect(&world, 1000, kinds);

		tell(*index, finding_kind_name(found->kind), found->title);
	} else {
		vfio_world_expect_clean(&world, 300);
		tell(*index, "-", "");
	}
}
