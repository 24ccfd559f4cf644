// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * migrate.c - changes of a VF's migration state, and resets while its data is being read
 *
 * "states" go from one state to the next and back; how long each way took is told apart, while
 * the time of all includes the data that a save or a resume has to be given. In
 * "reset_*" one task resets the VF through VFIO while so many others begin to save it and read its
 * data, and are thrown out; without readers the data file is merely open. Present-day code defers
 * its own part of a reset to whoever holds the state mutex; the variant xe-vfio-reset-outside
 * makes it once memory_lock is free again.
 */
#include <linux/bug.h>
#include <linux/fcntl.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <uapi/linux/vfio.h>

#include "core/syscall.h"
#include "kernel/variant.h"
#include "xe/xe_hw.h"

#include "bench.h"
#include "host.h"
#include "world.h"

#define CARD	"/sys/bus/pci/devices/0000:00:01.0"
#define VF	"0000:00:01.1"

static const char *const modules[] = {
	"xe", "vfio", "vfio_iommu_type1", "vfio_pci_core", "xe_vfio_pci", NULL,
};

struct job {
	void		(*run)(struct job *job);
	uint64_t	n;
	u32		from, to;		/* states */
	unsigned int	readers;
	const char	*variant;		/* NULL: present-day code */
	int		device;
	uint64_t	reads, bytes;		/* that succeeded */
};

static void build(void *arg)
{
	xe_hw_card(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0),
		   &(struct xe_hw_desc){ .vf_vram = SZ_64K });
}

static int group_of_vf(void)
{
	char link[80], node[32] = "/dev/vfio/";
	long len = ksys_readlink("/sys/bus/pci/devices/" VF "/iommu_group", link,
				 sizeof(link) - 1);

	BUG_ON(len <= 0);
	link[len] = '\0';
	strcat(node, strrchr(link, '/') + 1);
	return (int)ksys_open(node, O_RDWR);
}

static void user(void *arg)
{
	struct job *job = arg;
	int container, group;

	bench_echo("1", CARD "/sriov_numvfs");
	bench_echo("xe-vfio-pci", "/sys/bus/pci/devices/" VF "/driver_override");
	bench_echo(VF, "/sys/bus/pci/drivers_probe");
	container = (int)ksys_open("/dev/vfio/vfio", O_RDWR);
	group = group_of_vf();
	BUG_ON(ksys_ioctl(group, VFIO_GROUP_SET_CONTAINER, (unsigned long)&container));
	BUG_ON(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU));
	job->device = (int)ksys_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, (unsigned long)VF);
	BUG_ON(job->device < 0);
	job->run(job);
	ksys_close(job->device);
	ksys_close(group);
	ksys_close(container);
	bench_echo("0", CARD "/sriov_numvfs");
}

static void measure(struct job job)
{
	struct bench_world world = {
		.hardware = build, .main = user, .arg = &job, .modules = modules,
	};

	variants_clear();
	if (job.variant)
		*variant_find(job.variant)->on = true;
	if (job.readers)
		world.policy = ex_policy_make("random", NULL);
	bench_world(&world);
	ex_policy_free(world.policy);
	variants_clear();
}

/* 0 and the state's file in *fd, -1 if it has none. */
static long change_state(const struct job *job, u32 state, int *fd)
{
	struct {
		u32					argsz, flags;
		struct vfio_device_feature_mig_state	state;
	} arg = {
		.argsz = sizeof(arg), .state = { .device_state = state, .data_fd = -1 },
		.flags = VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
	};
	long ret = ksys_ioctl(job->device, VFIO_DEVICE_FEATURE, (unsigned long)&arg);

	*fd = ret ? -1 : arg.state.data_fd;
	return ret;
}

/* What it took on the machine's clock. */
static uint64_t go(const struct job *job, u32 state, int *fd)
{
	uint64_t begin = host_now_ns();
	long ret = change_state(job, state, fd);

	WARN(ret, "state %u: %ld", state, ret);
	return host_now_ns() - begin;
}

/* All that a save gives. */
static char stream[SZ_256K];
static size_t stream_size;

/* A save can only be left once all of it has been read. */
static void save(int fd)
{
	long len;

	stream_size = 0;
	while ((len = ksys_read(fd, stream + stream_size, sizeof(stream) - stream_size)) > 0)
		stream_size += (size_t)len;
	BUG_ON(len);
}

/* And a resume once all has been written. */
static void restore(int fd)
{
	size_t done = 0;

	while (done < stream_size) {
		long len = ksys_write(fd, stream + done, stream_size - done);

		BUG_ON(len <= 0);
		done += (size_t)len;
	}
}

static void make_stream(const struct job *job)
{
	int fd, none;

	go(job, VFIO_DEVICE_STATE_STOP_COPY, &fd);
	save(fd);
	go(job, VFIO_DEVICE_STATE_STOP, &none);
	ksys_close(fd);
}

static void states(struct job *job)
{
	uint64_t there = 0, back = 0, begin;
	int fd, none;

	make_stream(job);
	go(job, job->from, &none);
	begin = bench_loop_begin();
	for (uint64_t i = 0; i < job->n; i++) {
		there += go(job, job->to, &fd);
		if (job->to == VFIO_DEVICE_STATE_STOP_COPY)
			save(fd);
		else if (job->to == VFIO_DEVICE_STATE_RESUMING)
			restore(fd);
		back += go(job, job->from, &none);
		if (fd >= 0)
			ksys_close(fd);
	}
	bench_loop_end(begin, job->n);
	bench_figure("there_ns", (double)there / (double)job->n);
	bench_figure("back_ns", (double)back / (double)job->n);
	go(job, VFIO_DEVICE_STATE_RUNNING, &none);
}

static void read_some(struct job *job)
{
	char buf[512];
	long len;
	int fd;

	if (change_state(job, VFIO_DEVICE_STATE_STOP_COPY, &fd) || fd < 0) {
		ksys_msleep(10);		/* a reset is under way */
		return;
	}
	while ((len = ksys_read(fd, buf, sizeof(buf))) > 0) {
		__atomic_fetch_add(&job->reads, 1, __ATOMIC_RELAXED);
		__atomic_fetch_add(&job->bytes, (uint64_t)len, __ATOMIC_RELAXED);
	}
	ksys_close(fd);
}

static void reset_or_read(void *arg, unsigned int task)
{
	struct job *job = arg;

	if (task) {
		read_some(job);
		return;
	}
	ksys_msleep(1);
	ksys_ioctl(job->device, VFIO_DEVICE_RESET, 0);
}

static void resets_alone(struct job *job)
{
	int fd;

	for (uint64_t i = 0; i < job->n; i++) {
		BUG_ON(change_state(job, VFIO_DEVICE_STATE_STOP_COPY, &fd));
		BUG_ON(ksys_ioctl(job->device, VFIO_DEVICE_RESET, 0));
		ksys_close(fd);
	}
}

static void resets(struct job *job)
{
	uint64_t begin = bench_loop_begin();

	if (job->readers)
		bench_together(reset_or_read, job, 1 + job->readers,
			       job->n * (1 + job->readers));
	else
		resets_alone(job);
	bench_loop_end(begin, job->n);
	bench_figure("reads", (double)job->reads / (double)job->n);
	bench_figure("bytes", (double)job->bytes / (double)job->n);
}

#define STATES(name, one, other)							\
static void states_##name(uint64_t n)							\
{											\
	measure((struct job){ .run = states, .n = n, .from = VFIO_DEVICE_STATE_##one,	\
			      .to = VFIO_DEVICE_STATE_##other });			\
}

STATES(running_p2p, RUNNING, RUNNING_P2P)
STATES(p2p_stop, RUNNING_P2P, STOP)
STATES(stop_stop_copy, STOP, STOP_COPY)
STATES(stop_resuming, STOP, RESUMING)
STATES(running_stop_copy, RUNNING, STOP_COPY)

#define RESETS(name, which)								\
static void reset_##name(uint64_t n)							\
{											\
	measure((struct job){ .run = resets, .n = n, .variant = which });		\
}											\
											\
static void reset_##name##_readers(uint64_t n, unsigned int readers)			\
{											\
	measure((struct job){ .run = resets, .n = n, .variant = which, .readers = readers }); \
}

RESETS(deferred, NULL)
RESETS(outside, "xe-vfio-reset-outside")

static const unsigned int readers[] = { 1, 2, 4, 7, 0 };

const struct bench bench_migrate[] = {
	{ "migrate/states_running_p2p", states_running_p2p },
	{ "migrate/states_p2p_stop", states_p2p_stop },
	{ "migrate/states_stop_stop_copy", states_stop_stop_copy },
	{ "migrate/states_stop_resuming", states_stop_resuming },
	{ "migrate/states_running_stop_copy", states_running_stop_copy },
	{ "migrate/reset_deferred", reset_deferred },
	{ "migrate/reset_outside", reset_outside },
	{ "migrate/reset_deferred_readers", .run_sized = reset_deferred_readers, .sizes = readers },
	{ "migrate/reset_outside_readers", .run_sized = reset_outside_readers, .sizes = readers },
	{ NULL, NULL },
};
