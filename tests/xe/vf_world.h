/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vf_world.h - Intel graphics whose VFs are given to user space, and how a user migrates them
 *
 * Behind a root port is a card with two VFs, each bound to xe-vfio-pci. The rest is vfio_world.h's.
 */
#ifndef TESTS_XE_VF_WORLD_H
#define TESTS_XE_VF_WORLD_H

#include "vfio/vfio_world.h"

#include <linux/minmax.h>
#include <linux/mm.h>

#include "xe/xe_hw.h"

#define GPU	"0000:01:00.0"
#define VF1	"0000:01:00.1"
#define VF2	"0000:01:00.2"

static struct pci_hw_fn *gpu;
static struct xe_hw_desc gpu_desc = { .vfs = 2, .vf_vram = 0x2000 };	/* tests may change it */

static inline void vf_hardware(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	gpu = xe_hw_card(root, port, PCI_DEVFN(0, 0), &gpu_desc);
}

static inline void vf_bind(const char *name)
{
	cr_assert_gt(user_sys("xe-vfio-pci", "/sys/bus/pci/devices/%s/driver_override", name), 0);
	cr_assert_gt(user_echo(name, "/sys/bus/pci/drivers_probe"), 0);
}

static inline void vf_prepare(const struct vfio_world *world)
{
	cr_assert_gt(user_sys("2", "/sys/bus/pci/devices/%s/sriov_numvfs", GPU), 0);
	vf_bind(VF1);
	vf_bind(VF2);
}

static const struct vfio_machine vf_machine = {
	.hardware = vf_hardware, .prepare = vf_prepare, .modules = { "xe", "xe_vfio_pci" },
};

#define VF_WORLD(fn, ...)	\
	(struct vfio_world){ .main = fn, .machine = &vf_machine, .variants = { __VA_ARGS__ } }

/* A change of state; its data file's descriptor in *fd, -1 if there is none. */
static inline int vf_change(int device, u32 state, int *fd)
{
	struct {
		u32					argsz, flags;
		struct vfio_device_feature_mig_state	state;
	} arg = {
		.argsz = sizeof(arg), .state = { .device_state = state, .data_fd = -1 },
		.flags = VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
	};
	int ret = user_ioctl(device, VFIO_DEVICE_FEATURE, &arg);

	if (fd)
		*fd = ret ? -1 : arg.state.data_fd;
	else if (!ret && arg.state.data_fd >= 0)
		ksys_close(arg.state.data_fd);
	return ret;
}

#define vf_set_state(device, name, fd)	vf_change(device, VFIO_DEVICE_STATE_##name, fd)

/* Begin to save; back when the ring is full or all is in it: nothing more goes on by itself. */
static inline int vf_save(int device, int *fd)
{
	int ret = vf_set_state(device, STOP_COPY, fd);

	ksys_msleep(10);
	return ret;
}

/* The state, or -errno. */
static inline int vf_state(int device)
{
	struct {
		u32					argsz, flags;
		struct vfio_device_feature_mig_state	state;
	} arg = {
		.argsz = sizeof(arg),
		.flags = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
	};
	int ret = user_ioctl(device, VFIO_DEVICE_FEATURE, &arg);

	return ret ? ret : (int)arg.state.device_state;
}

/* Move @from's stream to @to; bytes, or what failed. */
static inline long vf_copy(int from, int to, size_t chunk)
{
	static char buf[65536];
	long total = 0, got, put, ret;

	while ((got = ksys_read(from, buf, chunk)) > 0) {
		for (put = 0; put < got; put += ret) {
			ret = ksys_write(to, buf + put, got - put);
			if (ret <= 0)
				return ret ? ret : -EIO;
		}
		total += got;
	}
	return got ? got : total;
}

/* All threads at once; back when all have ended. */
static inline void user_all(void (*const fns[])(void *arg), unsigned int n)
{
	int done = ksys_eventfd(0, EFD_SEMAPHORE);
	struct user_thread threads[8];
	u64 count;

	for (unsigned int i = 0; i < n; i++) {
		threads[i] = (struct user_thread){ fns[i], NULL, done };
		cr_assert(process_thread(process_current(), "user", user_thread_main,
					 &threads[i]));
	}
	while (n--)
		cr_assert_eq(ksys_read(done, &count, sizeof(count)), 8);
	ksys_close(done);
}

#endif
