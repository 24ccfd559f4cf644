/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_world.h - a machine with one or two Xe cards, their VFs enabled, used and torn down
 *
 * The cards sit at 00:01.0 and, with .second, at 00:08.0. The test's function runs as a thread
 * of the process "init", which may pass the host's pointers as user pointers, and asks the PF's
 * driver itself for what a VF's driver would ask for.
 */
#ifndef TESTS_XE_XE_WORLD_H
#define TESTS_XE_XE_WORLD_H

#include <criterion/criterion.h>

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <drm/intel/xe_sriov_vfio.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "kernel/variant.h"
#include "xe/xe_hw.h"

#define CARD	"0000:00:01.0"
#define CARD2	"0000:00:08.0"

struct xe_world {
	void			(*main)(void);
	struct xe_hw_desc	desc;
	bool			second;
	bool			no_vfs;		/* main enables them itself */
	const char		*variants[4];
	uint64_t		steps_max;	/* 0: as ever */
	bool			threads;	/* truly parallel, and with no policy */
	struct ex_result	result;
};

/* Of the world that runs. */
static struct xe_hw_desc *world_desc;
static struct pci_hw_fn *card, *card2;		/* hardware */
static struct xe_device *xe, *xe2;		/* drivers; NULL without VFs */

static inline long user_echo(const char *text, const char *path)
{
	long fd = ksys_open(path, O_WRONLY), ret;

	if (fd < 0)
		return fd;
	ret = ksys_write(fd, text, strlen(text));
	ksys_close(fd);
	return ret;
}

static inline long set_vfs(const char *pci_name, unsigned int vfs)
{
	char path[80], number[8];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/sriov_numvfs", pci_name);
	snprintf(number, sizeof(number), "%u", vfs);
	return user_echo(number, path);
}

/* The PF's driver, by way of the card's first VF. */
static inline struct xe_device *xe_of(struct pci_hw_fn *pf, unsigned int devfn)
{
	struct pci_dev *vf = pci_get_domain_bus_and_slot(0, 0, devfn + 1);
	struct xe_device *found = vf ? xe_sriov_vfio_get_pf(vf) : NULL;

	pci_dev_put(vf);
	return found;
}

/* PCI's reset of a VF of the first card, as VFIO makes it. */
static inline long reset_vf(unsigned int vfid)
{
	char path[80];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/0000:00:%02x.%u/reset",
		 (8 + vfid) / 8, (8 + vfid) % 8);
	return user_echo("1", path) == 1 ? 0 : -EIO;
}

static inline int xe_world_user(void *arg)
{
	struct xe_world *world = arg;
	unsigned int vfs = world->desc.vfs ?: 2;

	if (!world->no_vfs) {
		cr_assert_gt(set_vfs(CARD, vfs), 0);
		xe = xe_of(card, PCI_DEVFN(1, 0));
		cr_assert_not_null(xe);
	}
	if (!world->no_vfs && world->second) {
		cr_assert_gt(set_vfs(CARD2, vfs), 0);
		xe2 = xe_of(card2, PCI_DEVFN(8, 0));
		cr_assert_not_null(xe2);
	}
	world->main();
	if (!world->no_vfs)
		cr_assert_gt(set_vfs(CARD, 0), 0);
	if (!world->no_vfs && world->second)
		cr_assert_gt(set_vfs(CARD2, 0), 0);
	return 0;
}

static inline void xe_world_root(void *arg)
{
	struct xe_world *world = arg;
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct process *init;

	card = xe_hw_card(root, NULL, PCI_DEVFN(1, 0), &world->desc);
	if (world->second)
		card2 = xe_hw_card(root, NULL, PCI_DEVFN(8, 0), &world->desc);
	world_desc = &world->desc;
	xe = xe2 = NULL;
	cr_assert_eq(boot_initcalls(), 0);
	cr_assert_eq(module_load("xe"), 0);
	init = process_create("init", PROCESS_HOST_CLIENT);
	cr_assert(process_thread(init, "init", xe_world_user, world));
	process_wait(init);
	process_put(init);
	cr_assert_eq(module_unload("xe"), 0);
	shutdown_exitcalls();
	pci_hw_free();
	kernel_shutdown();
	rest_check_all();
}

/* One schedule; how many findings there are. @policy NULL: nobody is preempted. */
static inline unsigned int xe_world_run(struct xe_world *world, struct ex_policy *policy,
					uint64_t seed)
{
	struct ex_config config = {
		.engine = world->threads ? EX_THREADS : EX_FIBERS, .policy = policy, .seed = seed,
		.steps_max = world->steps_max, .perturb = world->threads ? 8 : 0,
	};

	variants_clear();
	for (int i = 0; i < ARRAY_SIZE(world->variants) && world->variants[i]; i++) {
		const struct ksim_variant *variant = variant_find(world->variants[i]);

		cr_assert(variant, "no variant %s", world->variants[i]);
		*variant->on = true;
	}
	findings_clear();
	ex_run(&config, xe_world_root, world, &world->result);
	variants_clear();
	return findings_count();
}

static inline void xe_world_expect_well(const struct xe_world *world, unsigned int seed)
{
	cr_assert_eq(findings_count(), 0, "seed %u: %s\n%s", seed, finding_at(0)->title,
		     finding_at(0)->text);
	cr_assert_eq(world->result.outcome, EX_DONE, "seed %u: %s", seed,
		     ex_outcome_name(world->result.outcome));
}

/* All of @runs schedules end well and nobody finds anything. */
static inline void xe_world_expect_clean(struct xe_world *world, unsigned int runs)
{
	static struct ex_policy *policies[2];

	if (!policies[0]) {
		policies[0] = ex_policy_make("random", NULL);
		policies[1] = ex_policy_make("pct", NULL);
	}
	for (unsigned int seed = 1; seed <= runs; seed++) {
		xe_world_run(world, runs == 1 ? NULL : policies[seed % 2], seed);
		xe_world_expect_well(world, seed);
	}
}

/* The whole stream of a VF that is paused, in a buffer of its own; its length. */
static inline size_t save_stream(struct xe_device *from, unsigned int vfid, void **stream)
{
	ssize_t room, got;
	size_t len = 0;

	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(from, vfid), 0);
	room = xe_sriov_vfio_stop_copy_size(from, vfid);
	cr_assert_gt(room, 0);
	*stream = kvmalloc(room + 1, GFP_KERNEL);
	while ((got = xe_sriov_vfio_data_read(from, vfid, (char __user *)*stream + len,
					      room + 1 - len)) > 0)
		len += got;
	cr_assert_eq(got, 0, "read: %zd", got);
	cr_assert_eq(len, room, "%zu bytes, %zd were announced", len, room);
	cr_assert_eq(xe_sriov_vfio_stop_copy_exit(from, vfid), 0);
	return len;
}

/* Write a stream to a VF that is paused, by pieces; 0, or the first error. */
static inline ssize_t load_stream(struct xe_device *to, unsigned int vfid, const void *stream,
				  size_t len, size_t piece)
{
	size_t done = 0;
	ssize_t put = 0;
	int ret = xe_sriov_vfio_resume_data_enter(to, vfid);

	if (ret)
		return ret;
	while (done < len) {
		put = xe_sriov_vfio_data_write(to, vfid, (const char __user *)stream + done,
					       min(piece, len - done));
		if (put <= 0)
			break;
		done += put;
	}
	ret = xe_sriov_vfio_resume_data_exit(to, vfid);
	return put < 0 ? put : ret;
}

#endif
