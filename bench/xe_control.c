// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_control.c - what an operation on a VF takes, alone and beside others on the same card
 *
 * "downtime" is a migration as a user makes it, from asking the source to stop until the
 * destination runs. The others are rounds: each of so many tasks does it once with a VF of its
 * own, and they meet at the PF's worker, the channel to its GuC and its interrupt; of "flr" the
 * PF is told by its own driver's interface, of "reset" by xe-vfio-pci. Tasks are fibers but for
 * the "_threads". virtual_us is what passed on the machine's own clock for each repetition:
 * answers of the GuC, waits of PCI; the time that is measured is the processor's.
 */
#include <linux/eventfd.h>
#include <linux/ktime.h>
#include <linux/sizes.h>
#include <uapi/linux/vfio.h>

#include "xe_world.h"

#define TASKS_MAX	8

struct user {
	int	container, group, device;
};

static int group_of(unsigned int vfid)
{
	char name[16], path[80], target[160];
	long len;

	sprintf(path, "/sys/bus/pci/devices/%s/iommu_group", name_of(vfid, name));
	len = ksys_readlink(path, target, sizeof(target) - 1);
	BUG_ON(len <= 0);
	target[len] = '\0';
	sprintf(path, "/dev/vfio/%s", strrchr(target, '/') + 1);
	return ksys_open(path, O_RDWR);
}

static struct user open_vf(unsigned int vfid)
{
	struct user user = { .container = ksys_open("/dev/vfio/vfio", O_RDWR) };
	char name[16];

	user.group = group_of(vfid);
	BUG_ON(ksys_ioctl(user.group, VFIO_GROUP_SET_CONTAINER, (unsigned long)&user.container));
	BUG_ON(ksys_ioctl(user.container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU));
	user.device = ksys_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD,
				 (unsigned long)name_of(vfid, name));
	BUG_ON(user.device < 0);
	return user;
}

static void close_vf(struct user user)
{
	ksys_close(user.device);
	ksys_close(user.group);
	ksys_close(user.container);
}

/* The data file of the new state, -1 if it has none. */
static int set_state(int device, u32 state)
{
	struct {
		u32					argsz, flags;
		struct vfio_device_feature_mig_state	state;
	} arg = {
		.argsz = sizeof(arg), .state = { .device_state = state, .data_fd = -1 },
		.flags = VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
	};

	BUG_ON(ksys_ioctl(device, VFIO_DEVICE_FEATURE, (unsigned long)&arg));
	return arg.state.data_fd;
}

static void move(int from, int to)
{
	static char buf[SZ_32K];
	long len;

	while ((len = ksys_read(from, buf, sizeof(buf))) > 0)
		BUG_ON(ksys_write(to, buf, len) != len);
	BUG_ON(len);
}

/* There and, not measured, the source's way back to running. */
static void migrate(struct user *source, struct user *dest)
{
	int from = set_state(source->device, VFIO_DEVICE_STATE_STOP_COPY);
	int to = set_state(dest->device, VFIO_DEVICE_STATE_RESUMING);

	move(from, to);
	set_state(dest->device, VFIO_DEVICE_STATE_RUNNING);
	bench_pause();
	set_state(source->device, VFIO_DEVICE_STATE_RUNNING);
	ksys_close(from);
	ksys_close(to);
	bench_resume();
}

static void downtime(struct xe_job *job)
{
	struct user source, dest;
	s64 virtual_ns = 0;
	char byte = 1;

	bench_pause();
	source = open_vf(1);
	dest = open_vf(2);
	for (u64 at = 0; !job->desc.no_vram && at < job->desc.vf_vram; at += SZ_4K)
		xe_hw_poke(card, 1, XE_HW_VRAM, 0, at, &byte, 1);
	migrate(&source, &dest);
	bench_resume();
	for (uint64_t i = 0; i < job->n; i++) {
		ktime_t begin = ktime_get();

		migrate(&source, &dest);
		virtual_ns += ktime_get() - begin;
	}
	bench_pause();
	bench_figure("virtual_us", virtual_ns / 1e3 / job->n);
	close_vf(source);
	close_vf(dest);
	bench_resume();
}

/* One of the tasks of a round, for all rounds. */
struct worker {
	struct xe_job	*job;
	void		(*once)(struct worker *worker);
	unsigned int	vfid;
	struct pci_dev	*vf;
	struct user	user;
	int		done;
};

static void suspend_once(struct worker *worker)
{
	BUG_ON(xe_sriov_vfio_suspend_device(xe, worker->vfid));
	BUG_ON(xe_sriov_vfio_resume_device(xe, worker->vfid));
}

static void flr_once(struct worker *worker)
{
	BUG_ON(xe_sriov_vfio_flr_prepare(xe, worker->vfid));
	BUG_ON(pci_reset_function(worker->vf));
	BUG_ON(xe_sriov_vfio_wait_flr_done(xe, worker->vfid));
}

static void reset_once(struct worker *worker)
{
	BUG_ON(ksys_ioctl(worker->user.device, VFIO_DEVICE_RESET, 0));
}

static int worker_main(void *arg)
{
	struct worker *worker = arg;
	u64 one = 1;

	for (uint64_t i = 0; i < worker->job->n; i++)
		worker->once(worker);
	ksys_write(worker->done, &one, sizeof(one));
	return 0;
}

static void rounds(struct xe_job *job, void (*once)(struct worker *worker))
{
	int done = ksys_eventfd(0, EFD_SEMAPHORE);
	struct worker workers[TASKS_MAX];
	ktime_t begin;
	u64 count;

	bench_pause();
	for (unsigned int i = 0; i < job->tasks; i++) {
		workers[i] = (struct worker){ job, once, i + 1, .done = done };
		workers[i].vf = pci_get_domain_bus_and_slot(0, 0, devfn_of(i + 1));
		if (job->vfio)
			workers[i].user = open_vf(i + 1);
	}
	bench_resume();
	begin = ktime_get();
	for (unsigned int i = 0; i < job->tasks; i++)
		BUG_ON(!process_thread(process_current(), "task", worker_main, &workers[i]));
	for (unsigned int i = 0; i < job->tasks; i++)
		BUG_ON(ksys_read(done, &count, sizeof(count)) != sizeof(count));
	bench_figure("virtual_us", (ktime_get() - begin) / 1e3 / job->n);
	bench_pause();
	for (unsigned int i = 0; i < job->tasks; i++) {
		pci_dev_put(workers[i].vf);
		if (job->vfio)
			close_vf(workers[i].user);
	}
	ksys_close(done);
	bench_resume();
}

static void suspend(struct xe_job *job)
{
	rounds(job, suspend_once);
}

static void flr(struct xe_job *job)
{
	rounds(job, flr_once);
}

static void reset(struct xe_job *job)
{
	rounds(job, reset_once);
}

#define DOWNTIME(name, ...)								\
static void downtime_##name(uint64_t n)							\
{											\
	xe_measure((struct xe_job){ .run = downtime, .n = n, .chunk = SZ_1M,		\
				    .desc = { __VA_ARGS__ }, .vfio = true });		\
}

DOWNTIME(0, .no_vram = true)
DOWNTIME(64k, .vf_vram = SZ_64K)
DOWNTIME(8m, .vf_vram = SZ_8M)
DOWNTIME(two_tiles_64k, .vf_vram = SZ_64K, .tiles = 2, .media = true)

#define ROUNDS(what, count, suffix, ...)						\
static void what##_##count##suffix(uint64_t n)						\
{											\
	xe_measure((struct xe_job){ .run = what, .n = n, .chunk = SZ_64K, .tasks = count, \
				    .desc = { .vfs = count }, __VA_ARGS__ });		\
}
#define CONTENTION(what, suffix, ...)							\
	ROUNDS(what, 1, suffix, __VA_ARGS__) ROUNDS(what, 2, suffix, __VA_ARGS__)	\
	ROUNDS(what, 4, suffix, __VA_ARGS__) ROUNDS(what, 8, suffix, __VA_ARGS__)

CONTENTION(suspend, )
CONTENTION(flr, )
CONTENTION(reset, , .vfio = true)
CONTENTION(suspend, _threads, .threads = true)
CONTENTION(reset, _threads, .threads = true, .vfio = true)

#define ENTRIES(what, suffix)								\
	{ "xe/" #what "_1" #suffix, what##_1##suffix },					\
	{ "xe/" #what "_2" #suffix, what##_2##suffix },					\
	{ "xe/" #what "_4" #suffix, what##_4##suffix },					\
	{ "xe/" #what "_8" #suffix, what##_8##suffix }

const struct bench bench_xe_control[] = {
	{ "xe/downtime_0", downtime_0 },
	{ "xe/downtime_64k", downtime_64k },
	{ "xe/downtime_8m", downtime_8m },
	{ "xe/downtime_two_tiles_64k", downtime_two_tiles_64k },
	ENTRIES(suspend, ), ENTRIES(flr, ), ENTRIES(reset, ),
	ENTRIES(suspend, _threads), ENTRIES(reset, _threads),
	{ NULL, NULL },
};
