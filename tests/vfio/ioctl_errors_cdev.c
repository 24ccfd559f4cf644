// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioctl_errors_cdev.c - the ioctls of a device's own node with every argument wrong in turn
 *
 * One file is bound to an iommufd, of another device; one is not, and grants nothing.
 */
#include "vfio/iommufd_user.h"
#include "vfio/ioctl_cases.h"

#include "support/hosted.h"

#define BIND(ret, ...)	\
	CASE(UNBOUND, VFIO_DEVICE_BIND_IOMMUFD, ret, vfio_device_bind_iommufd, .argsz = 16, \
	     __VA_ARGS__)
#define ATTACH(ret, ...)	\
	CASE(BOUND, VFIO_DEVICE_ATTACH_IOMMUFD_PT, ret, vfio_device_attach_iommufd_pt, \
	     .argsz = 12, __VA_ARGS__)
#define DETACH(ret, ...)	\
	CASE(BOUND, VFIO_DEVICE_DETACH_IOMMUFD_PT, ret, vfio_device_detach_iommufd_pt, \
	     .argsz = 8, __VA_ARGS__)
#define CLOSED(cmd)	\
	CASE_VALUE(UNBOUND, cmd, -EINVAL, 0), CASE_VALUE(UNBOUND, cmd, -EINVAL, UNMAPPED)

static const struct ioctl_case unbound_cases[] = {
	CASE_POINTERS(UNBOUND, VFIO_DEVICE_BIND_IOMMUFD),
	CASE_ARGSZ(UNBOUND, VFIO_DEVICE_BIND_IOMMUFD, vfio_device_bind_iommufd, 16),
	BIND(-EINVAL, .flags = 1), BIND(-EINVAL, .flags = 2), BIND(-EINVAL, .flags = 1u << 31),
	BIND(-EINVAL, .iommufd = -1), BIND(-EINVAL, .iommufd = -100),
	BIND(-EBADF, .iommufd = 999), BIND(-EBADF, .iommufd = 0x7fffffff),
	BIND(-EBADFD, .iommufd = 0),	/* a container */
	CLOSED(VFIO_DEVICE_GET_INFO), CLOSED(VFIO_DEVICE_GET_REGION_INFO),
	CLOSED(VFIO_DEVICE_GET_IRQ_INFO), CLOSED(VFIO_DEVICE_SET_IRQS), CLOSED(VFIO_DEVICE_RESET),
	CLOSED(VFIO_DEVICE_GET_PCI_HOT_RESET_INFO), CLOSED(VFIO_DEVICE_PCI_HOT_RESET),
	CLOSED(VFIO_DEVICE_IOEVENTFD), CLOSED(VFIO_DEVICE_FEATURE),
	CLOSED(VFIO_DEVICE_ATTACH_IOMMUFD_PT), CLOSED(VFIO_DEVICE_DETACH_IOMMUFD_PT),
	CLOSED(_IO(VFIO_TYPE, VFIO_BASE + 99)), CLOSED(_IO('x', 0)),
};

static const struct ioctl_case bound_cases[] = {
	CASE_POINTERS(BOUND, VFIO_DEVICE_ATTACH_IOMMUFD_PT),
	CASE_ARGSZ(BOUND, VFIO_DEVICE_ATTACH_IOMMUFD_PT, vfio_device_attach_iommufd_pt, 12),
	ATTACH(-EINVAL, .flags = 1), ATTACH(-EINVAL, .flags = 1u << 31),
	ATTACH(-ENOENT, .pt_id = 0), ATTACH(-ENOENT, .pt_id = 999),
	ATTACH(-ENOENT, .pt_id = 0xffffffff),
	CASE_POINTERS(BOUND, VFIO_DEVICE_DETACH_IOMMUFD_PT),
	CASE(BOUND, VFIO_DEVICE_DETACH_IOMMUFD_PT, -EINVAL, vfio_device_detach_iommufd_pt, 0),
	CASE(BOUND, VFIO_DEVICE_DETACH_IOMMUFD_PT, -EINVAL, vfio_device_detach_iommufd_pt, 7),
	DETACH(-EINVAL, .flags = 1), DETACH(-EINVAL, .flags = 1u << 31),
	DETACH(0, .flags = 0),
	CASE(BOUND, VFIO_DEVICE_BIND_IOMMUFD, -EINVAL, vfio_device_bind_iommufd, .argsz = 16),
	CASE_VALUE(BOUND, _IO(VFIO_TYPE, VFIO_BASE + 99), -ENOTTY, 0),
	CASE_VALUE(BOUND, VFIO_GROUP_GET_STATUS, -ENOTTY, 0),
	/* Whoever came by the node names no groups: the set is the iommufd's, or not. */
	CASE(BOUND, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 11),
	CASE(BOUND, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 12,
	     .flags = 1),
	CASE(BOUND, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 12),
	CASE(BOUND, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 16,
	     .count = 1),
};

static unsigned int cases_run;

static void run(const struct ioctl_files *files, const struct ioctl_case *cases,
		unsigned int count)
{
	for (unsigned int i = 0; i < count; i++, cases_run++)
		ioctl_run_case(files, &cases[i]);
}

/* The lowest number that is free: a call that failed has kept none. */
static int next_fd(void)
{
	int fd = ksys_eventfd(0, 0);

	ksys_close(fd);
	return fd;
}

static void run_tables(void)
{
	struct ioctl_files files = { .fd[CONTAINER] = ksys_open("/dev/vfio/vfio", O_RDWR) };
	int iommufd = ksys_open("/dev/iommu", O_RDWR), before;

	cr_assert_eq(files.fd[CONTAINER], 0);
	files.fd[UNBOUND] = ksys_open(NODE(0), O_RDWR);
	files.fd[BOUND] = ksys_open(NODE(1), O_RDWR);
	cr_assert_eq(user_bind(files.fd[BOUND], iommufd), 0);
	before = next_fd();
	run(&files, unbound_cases, ARRAY_SIZE(unbound_cases));
	run(&files, bound_cases, ARRAY_SIZE(bound_cases));
	cr_expect_eq(next_fd(), before);

	/* What was refused so often can still be done. */
	cr_expect_eq(user_bind(files.fd[UNBOUND], iommufd), 0);
	cr_expect_eq(user_attach(files.fd[BOUND], user_ioas(iommufd)), 0);
	ksys_close(files.fd[UNBOUND]);
	ksys_close(files.fd[BOUND]);
	ksys_close(iommufd);
	ksys_close(files.fd[CONTAINER]);
}

Test(ioctl_errors_cdev, every_wrong_argument_gets_linux_errno_and_changes_nothing)
{
	struct vfio_world world = { .main = run_tables, .both = true, .no_flr = true };

	skip_if_hosted_before(6006, "the device's own node");
	vfio_world_expect_clean(&world, 1);
	cr_assert_geq(cases_run, 60, "%u cases", cases_run);
}
