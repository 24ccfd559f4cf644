/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ioctl_cases.h - tables of ioctls with wrong arguments, and what each must answer
 *
 * A case runs in a fresh copy of its argument. What it may not do is change anything: each table
 * is run between two looks at the state of all files, which must be equal.
 */
#ifndef TESTS_VFIO_IOCTL_CASES_H
#define TESTS_VFIO_IOCTL_CASES_H

#include "vfio/vfio_world.h"

#include "support/hosted.h"

enum ioctl_file { CONTAINER, GROUP, DEVICE, MEDIATED, UNBOUND, BOUND, NR_FILES };

struct ioctl_case {
	const char	*text;
	enum ioctl_file	file;
	unsigned int	cmd;
	const void	*arg;		/* NULL: @value is passed as it is */
	size_t		size;
	unsigned long	value;
	long		ret;
};

/* The argument is a struct with these fields. */
#define CASE(file, cmd, ret, type, ...)							\
	{ #file ": " #cmd " { " #__VA_ARGS__ " }", file, cmd,				\
	  &(const struct type){ __VA_ARGS__ }, sizeof(const struct type), 0, ret }

/* The argument is a number, or an address with nothing behind it. */
#define CASE_VALUE(file, cmd, ret, value)						\
	{ #file ": " #cmd " " #value, file, cmd, NULL, 0, value, ret }

/* No page of the process is at any of these. */
#define NULL_POINTER	0UL
#define UNMAPPED	0x1ffffffff000UL
#define NONCANONICAL	0xdead000000000000UL

#define CASE_POINTERS(file, cmd)							\
	CASE_VALUE(file, cmd, -EFAULT, NULL_POINTER),					\
	CASE_VALUE(file, cmd, -EFAULT, UNMAPPED),					\
	CASE_VALUE(file, cmd, -EFAULT, NONCANONICAL)

/* The wrong sizes of a struct whose smallest is @min. */
#define CASE_ARGSZ(file, cmd, type, min)						\
	CASE(file, cmd, -EINVAL, type, .argsz = 0),					\
	CASE(file, cmd, -EINVAL, type, .argsz = 4),					\
	CASE(file, cmd, -EINVAL, type, .argsz = (min) - 1)

struct ioctl_files {
	int	fd[NR_FILES];
};

/* The version that brought what a case asks for: before, there is no such ioctl, or feature. */
static inline unsigned int ioctl_since(const struct ioctl_case *c)
{
	const struct vfio_device_feature *feature = c->arg;

	if (c->cmd == VFIO_DEVICE_BIND_IOMMUFD)
		return 6006;
	return c->cmd == VFIO_DEVICE_FEATURE && feature &&
	       (feature->flags & VFIO_DEVICE_FEATURE_MASK) == VFIO_DEVICE_FEATURE_MIG_DATA_SIZE ?
	       6002 : 0;
}

/* Linux asks for the lowest bit of 0: scenarios/hosted/dirty-pages-of-no-kind.ksim. */
static inline bool ioctl_ends_in_ubsan(const struct ioctl_case *c, const void *arg)
{
	const struct {
		struct vfio_iommu_type1_dirty_bitmap		head;
		struct vfio_iommu_type1_dirty_bitmap_get	get;
	} *dirty = arg;

	if (!EX_ASAN || !hosted("type1") || c->cmd != VFIO_IOMMU_DIRTY_PAGES)
		return false;
	return dirty->head.argsz >= sizeof(*dirty) ? !dirty->get.bitmap.pgsize :
	       dirty->head.argsz >= sizeof(dirty->head) && !dirty->head.flags;
}

static inline void ioctl_run_case(const struct ioctl_files *files, const struct ioctl_case *c)
{
	unsigned char copy[512] = { 0 };
	long ret, want = hosted_before(ioctl_since(c)) ? -ENOTTY : c->ret;

	cr_assert_leq(c->size, sizeof(copy));
	if (c->arg)
		memcpy(copy, c->arg, c->size);
	if (c->arg && ioctl_ends_in_ubsan(c, copy))
		return;
	ret = ksys_ioctl(files->fd[c->file], c->cmd, c->arg ? (unsigned long)copy : c->value);
	cr_expect_eq(ret, want, "%s: %ld, not %ld", c->text, ret, want);
}

#endif
