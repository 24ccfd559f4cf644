/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_world.h - a machine with an Xe card and its VFs, for as long as something is measured
 *
 * What is measured runs as a thread of "init", which may pass the host's pointers as user
 * pointers. Building the machine is not part of it.
 */
#ifndef BENCH_XE_WORLD_H
#define BENCH_XE_WORLD_H

#include <linux/bug.h>
#include <linux/fcntl.h>
#include <linux/pci.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <drm/intel/xe_sriov_vfio.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/run.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "xe/xe_gt_sriov_pf_migration.h"
#include "xe/xe_hw.h"

#include "bench.h"

struct xe_job {
	void			(*run)(struct xe_job *job);
	uint64_t		n;
	size_t			chunk;		/* of VRAM in a packet */
	struct xe_hw_desc	desc;
	bool			whole;		/* the user reads and writes by chunks */
	unsigned int		tasks;
	bool			threads;	/* of the host, else fibers on one */
	bool			vfio;		/* VFs are xe-vfio-pci's */
};

static struct pci_hw_fn *card;
static struct xe_device *xe;

static void echo(const char *text, const char *path)
{
	long fd = ksys_open(path, O_WRONLY);

	BUG_ON(fd < 0 || ksys_write(fd, text, strlen(text)) < 0);
	ksys_close(fd);
}

/* VF n is 00:01.n; with more than seven the numbers go on in the next device. */
static unsigned int devfn_of(unsigned int vfid)
{
	return PCI_DEVFN(1, 0) + vfid;
}

static const char *name_of(unsigned int vfid, char *name)
{
	sprintf(name, "0000:00:%02x.%u", PCI_SLOT(devfn_of(vfid)), PCI_FUNC(devfn_of(vfid)));
	return name;
}

static void bind_vf(unsigned int vfid)
{
	char name[16], path[80];

	sprintf(path, "/sys/bus/pci/devices/%s/driver_override", name_of(vfid, name));
	echo("xe-vfio-pci", path);
	echo(name, "/sys/bus/pci/drivers_probe");
}

static int xe_world_user(void *arg)
{
	struct xe_job *job = arg;
	struct pci_dev *vf;
	char number[8];

	sprintf(number, "%u", job->desc.vfs);
	echo(number, "/sys/bus/pci/devices/0000:00:01.0/sriov_numvfs");
	vf = pci_get_domain_bus_and_slot(0, 0, devfn_of(1));
	xe = xe_sriov_vfio_get_pf(vf);
	pci_dev_put(vf);
	BUG_ON(!xe);
	for (unsigned int n = 1; job->vfio && n <= job->desc.vfs; n++)
		bind_vf(n);
	xe_vram_chunk = job->chunk;
	bench_resume();
	job->run(job);
	bench_pause();
	return 0;
}

static void xe_world_root(void *arg)
{
	static const char *const vfio[] = {
		"vfio", "vfio_iommu_type1", "vfio_pci_core", "xe_vfio_pci",
	};
	struct xe_job *job = arg;
	struct process *init;

	card = xe_hw_card(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &job->desc);
	BUG_ON(boot_initcalls() || module_load("xe"));
	for (unsigned int i = 0; job->vfio && i < ARRAY_SIZE(vfio); i++)
		BUG_ON(module_load(vfio[i]));
	init = process_create("init", PROCESS_HOST_CLIENT);
	/* A join may last for ever, and nobody takes it for a hang. */
	task_join(process_thread(init, "init", xe_world_user, job));
	process_put(init);
	for (unsigned int i = ARRAY_SIZE(vfio); job->vfio && i-- > 0;)
		BUG_ON(module_unload(vfio[i]));
	BUG_ON(module_unload("xe"));
	shutdown_exitcalls();
	pci_hw_free();
	kernel_shutdown();
}

static void xe_measure(struct xe_job job)
{
	struct ex_config config = {
		.engine = job.threads ? EX_THREADS : EX_FIBERS, .steps_max = UINT64_MAX,
	};
	struct ex_result result;

	job.desc.vfs = job.desc.vfs ?: 2;
	bench_pause();
	ex_run(&config, xe_world_root, &job, &result);
	bench_resume();
	BUG_ON(result.outcome != EX_DONE);
}

#endif
