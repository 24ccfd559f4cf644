// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe.c - migrating a VF: a chunk of VRAM from one VF to the other, and a pause and a resume
 *
 * A chunk is copied four times on its way: VRAM, packet, user space, packet, VRAM. "copies" makes
 * the same four copies by memcpy() between as much memory of the same kinds, and nothing else.
 * One repetition is one chunk. VRAM is written all over; its size is in the name after the
 * chunk's. "pause_resume" is a round trip on two GTs, one repetition each.
 */
#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <drm/intel/xe_sriov_vfio.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/run.h"
#include "kernel/module.h"
#include "xe/xe_gt_sriov_pf_migration.h"
#include "xe/xe_hw.h"
#include "xe/xe_sriov_packet_types.h"

#include "bench.h"

struct job {
	void		(*run)(struct job *job);
	uint64_t	n;
	size_t		chunk;
	u64		vram;
	bool		media;
};

static struct pci_hw_fn *card;
static struct xe_device *xe;

static void enable_vfs(void)
{
	long fd = ksys_open("/sys/bus/pci/devices/0000:00:01.0/sriov_numvfs", 1);
	struct pci_dev *vf;

	BUG_ON(ksys_write(fd, "2", 1) != 1);
	ksys_close(fd);
	vf = pci_get_domain_bus_and_slot(0, 0, PCI_DEVFN(1, 1));
	xe = xe_sriov_vfio_get_pf(vf);
	pci_dev_put(vf);
	BUG_ON(!xe);
}

static int user_main(void *arg)
{
	struct job *job = arg;

	enable_vfs();
	xe_vram_chunk = job->chunk;
	job->run(job);
	return 0;
}

static void world(void *arg)
{
	struct job *job = arg;
	struct xe_hw_desc desc = { .vf_vram = job->vram, .media = job->media };
	struct process *init;

	card = xe_hw_card(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &desc);
	BUG_ON(boot_initcalls() || module_load("xe"));
	init = process_create("init", PROCESS_HOST_CLIENT);
	process_thread(init, "init", user_main, job);
	process_wait(init);
	process_put(init);
	BUG_ON(module_unload("xe"));
	shutdown_exitcalls();
	pci_hw_free();
}

static void measure(struct job job)
{
	struct ex_config config = { .steps_max = UINT64_MAX };
	struct ex_result result;

	ex_run(&config, world, &job, &result);
	BUG_ON(result.outcome != EX_DONE);
}

/* By pieces of the size of a packet with a chunk, so mostly by packets. */
static void migrate_once(void *buf, size_t room)
{
	ssize_t len;

	BUG_ON(xe_sriov_vfio_stop_copy_enter(xe, 1) || xe_sriov_vfio_resume_data_enter(xe, 2));
	while ((len = xe_sriov_vfio_data_read(xe, 1, buf, room)) > 0)
		BUG_ON(xe_sriov_vfio_data_write(xe, 2, buf, len) != len);
	BUG_ON(len || xe_sriov_vfio_stop_copy_exit(xe, 1) || xe_sriov_vfio_resume_data_exit(xe, 2));
}

static void stream(struct job *job)
{
	size_t room = job->chunk + sizeof(struct xe_sriov_packet_hdr);
	void *buf = kvmalloc(room, GFP_KERNEL);

	memset(buf, 0x5a, room);
	for (u64 at = 0; at < job->vram; at += job->chunk)
		xe_hw_poke(card, 1, XE_HW_VRAM, 0, at, buf, job->chunk);
	BUG_ON(xe_sriov_vfio_suspend_device(xe, 1) || xe_sriov_vfio_suspend_device(xe, 2));
	for (uint64_t done = 0; done < job->n; done += job->vram / job->chunk)
		migrate_once(buf, room);
	kvfree(buf);
}

/* VRAM and packets change from chunk to chunk as they do there; the user's buffer does not. */
static void copies(struct job *job)
{
	size_t packets = min_t(u64, xe_ring_size + 1, job->vram / job->chunk);
	u8 *from = kvmalloc(job->vram, GFP_KERNEL), *to = kvmalloc(job->vram, GFP_KERNEL);
	u8 *packet = kvmalloc(packets * job->chunk, GFP_KERNEL);
	u8 *user = kvmalloc(job->chunk, GFP_KERNEL);

	memset(from, 0x5a, job->vram);
	for (uint64_t i = 0; i < job->n; i++) {
		u64 at = i % (job->vram / job->chunk) * job->chunk;
		u8 *slot = packet + i % packets * job->chunk;

		memcpy(slot, from + at, job->chunk);
		memcpy(user, slot, job->chunk);
		memcpy(slot, user, job->chunk);
		memcpy(to + at, slot, job->chunk);
		__asm__ volatile("" : : "r"(to), "r"(user), "r"(slot) : "memory");
	}
	kvfree(from);
	kvfree(to);
	kvfree(packet);
	kvfree(user);
}

static void round_trips(struct job *job)
{
	while (job->n--)
		BUG_ON(xe_sriov_vfio_suspend_device(xe, 1) || xe_sriov_vfio_resume_device(xe, 1));
}

#define STREAM(name, chunk_size, vram_size)						\
static void stream_##name(uint64_t n)							\
{											\
	measure((struct job){ .run = stream, .n = n, .chunk = chunk_size, .vram = vram_size }); \
}											\
static void copies_##name(uint64_t n)							\
{											\
	measure((struct job){ .run = copies, .n = n, .chunk = chunk_size, .vram = vram_size }); \
}

STREAM(64k_1m, SZ_64K, SZ_1M)
STREAM(64k_64m, SZ_64K, SZ_64M)
STREAM(1m_8m, SZ_1M, 8 * SZ_1M)
STREAM(1m_256m, SZ_1M, SZ_256M)
STREAM(4m_256m, SZ_4M, SZ_256M)

static void pause_resume(uint64_t n)
{
	measure((struct job){ .run = round_trips, .n = n, .chunk = SZ_64K, .vram = SZ_64K,
			      .media = true });
}

const struct bench bench_xe[] = {
	{ "xe/stream_64k_1m", stream_64k_1m },
	{ "xe/copies_64k_1m", copies_64k_1m },
	{ "xe/stream_64k_64m", stream_64k_64m },
	{ "xe/copies_64k_64m", copies_64k_64m },
	{ "xe/stream_1m_8m", stream_1m_8m },
	{ "xe/copies_1m_8m", copies_1m_8m },
	{ "xe/stream_1m_256m", stream_1m_256m },
	{ "xe/copies_1m_256m", copies_1m_256m },
	{ "xe/stream_4m_256m", stream_4m_256m },
	{ "xe/copies_4m_256m", copies_4m_256m },
	{ "xe/pause_resume", pause_resume },
	{ NULL, NULL },
};
