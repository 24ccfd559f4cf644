// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * container_users.c - SET_CONTAINER and UNSET_CONTAINER without group_lock, as before v5.19
 *
 * What was wrong, V04: container_users is tested and set by itself, so that it can be zero while
 * the container is still being left.
 *
 *	UNSET_CONTAINER			SET_CONTAINER
 *	users: 1 -> 0
 *					users is 0: container = new, users = 1
 *	container = NULL, put		the old container is left behind, and users
 *					is 1 without a container
 */
#include <linux/atomic.h>
#include <linux/capability.h>

#include "container.h"

DEFINE_VARIANT(vfio_container_users_atomic, "vfio-container-users-atomic",
	       "reverts e0e29bdb594a (v5.19)",
	       "a group enters and leaves containers by an atomic count, without group_lock (V04)");

int vfio_group_unset_container_atomic(struct vfio_group *group)
{
	unsigned int users = cmpxchg(&group->container_users, 1, 0);

	if (!users)
		return -EINVAL;
	if (users != 1)
		return -EBUSY;
	vfio_group_detach_container(group);
	return 0;
}

int vfio_group_set_container_atomic(struct vfio_group *group, struct vfio_container *container)
{
	if (READ_ONCE(group->container_users))
		return -EINVAL;
	if (!group->iommu_group)
		return -ENODEV;
	return vfio_container_attach_group(container, group);
}
