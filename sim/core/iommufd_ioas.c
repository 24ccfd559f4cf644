// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_ioas.c - an I/O address space as user space handles it: the ioctls
 *
 * IOAS_ALLOW_IOVAS and large-page control are left out, since no scenario steers by them.
 */
#include "iommufd_priv.h"

#include <linux/bug.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct iommufd_ioas *iommufd_ioas_alloc(struct iommufd_ctx *ictx)
{
	struct iommufd_ioas *ioas = iommufd_object_alloc(ictx, ioas, IOMMUFD_OBJ_IOAS);

	if (IS_ERR(ioas))
		return ioas;
	mutex_init(&ioas->mutex);
	INIT_LIST_HEAD(&ioas->hwpt_list);
	init_rwsem(&ioas->domains_rwsem);
	init_rwsem(&ioas->iova_rwsem);
	ioas->area_root = RB_ROOT;
	INIT_LIST_HEAD(&ioas->reserved);
	xa_init_flags(&ioas->access_list, XA_FLAGS_ALLOC);
	return ioas;
}

void iommufd_ioas_destroy(struct iommufd_object *obj)
{
	struct iommufd_ioas *ioas = container_of(obj, struct iommufd_ioas, obj);
	unsigned long unmapped;

	WARN_ON(iopt_unmap_range(ioas, 0, ULONG_MAX, &unmapped));
	WARN_ON(!list_empty(&ioas->hwpt_list) || !list_empty(&ioas->reserved));
	WARN_ON(!xa_empty(&ioas->access_list));
	xa_destroy(&ioas->access_list);
}

int iommufd_ioas_alloc_ioctl(struct iommufd_ucmd *ucmd)
{
	struct iommu_ioas_alloc *cmd = ucmd->cmd;
	struct iommufd_ioas *ioas;
	int ret;

	if (cmd->flags)
		return -EOPNOTSUPP;
	ioas = iommufd_ioas_alloc(ucmd->ictx);
	if (IS_ERR(ioas))
		return PTR_ERR(ioas);

	/* Tell the id before the object is there: afterwards nothing may fail. */
	cmd->out_ioas_id = ioas->obj.id;
	ret = iommufd_ucmd_respond(ucmd, sizeof(*cmd));
	if (ret)
		iommufd_object_abort_and_destroy(ucmd->ictx, &ioas->obj);
	else
		iommufd_object_finalize(ucmd->ictx, &ioas->obj);
	return ret;
}

int iommufd_ioas_iova_ranges(struct iommufd_ucmd *ucmd)
{
	struct iommu_ioas_iova_ranges *cmd = ucmd->cmd;
	struct iommu_iova_range __user *ranges = u64_to_user_ptr(cmd->allowed_iovas);
	unsigned long from = 0, start, last;
	struct iommufd_ioas *ioas;
	u32 room = cmd->num_iovas;
	int ret = 0;

	if (cmd->__reserved)
		return -EOPNOTSUPP;
	ioas = iommufd_get_ioas(ucmd->ictx, cmd->ioas_id);
	if (IS_ERR(ioas))
		return PTR_ERR(ioas);

	cmd->num_iovas = 0;
	cmd->out_iova_alignment = list_empty(&ioas->hwpt_list) ? 1 : PAGE_SIZE;
	down_read(&ioas->iova_rwsem);
	while (!ret && !iopt_next_hole(ioas, from, &start, &last)) {
		struct iommu_iova_range range = { .start = start, .last = last };

		if (cmd->num_iovas < room &&
		    copy_to_user(&ranges[cmd->num_iovas], &range, sizeof(range)))
			ret = -EFAULT;
		cmd->num_iovas++;
		if (last == ULONG_MAX)
			break;
		from = last + 1;
	}
	if (!ret)
		ret = iommufd_ucmd_respond(ucmd, sizeof(*cmd));
	up_read(&ioas->iova_rwsem);
	iommufd_put_object(ucmd->ictx, &ioas->obj);
	return ret ?: cmd->num_iovas > room ? -EMSGSIZE : 0;
}

#define IOAS_MAP_FLAGS	\
	(IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE)

static int conv_iommu_prot(u32 flags)
{
	return IOMMU_CACHE | (flags & IOMMU_IOAS_MAP_WRITEABLE ? IOMMU_WRITE : 0) |
	       (flags & IOMMU_IOAS_MAP_READABLE ? IOMMU_READ : 0);
}

int iommufd_ioas_map(struct iommufd_ucmd *ucmd)
{
	struct iommu_ioas_map *cmd = ucmd->cmd;
	unsigned long iova = cmd->iova;
	struct iommufd_ioas *ioas;
	int ret;

	if (cmd->flags & ~IOAS_MAP_FLAGS || cmd->__reserved)
		return -EOPNOTSUPP;
	if (cmd->iova >= ULONG_MAX || cmd->length >= ULONG_MAX)
		return -EOVERFLOW;
	if (!(cmd->flags & (IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE)))
		return -EINVAL;
	ioas = iommufd_get_ioas(ucmd->ictx, cmd->ioas_id);
	if (IS_ERR(ioas))
		return PTR_ERR(ioas);

	ret = iopt_map_user_pages(ioas, &iova, cmd->user_va, cmd->length,
				  conv_iommu_prot(cmd->flags),
				  cmd->flags & IOMMU_IOAS_MAP_FIXED_IOVA);
	if (!ret) {
		cmd->iova = iova;
		ret = iommufd_ucmd_respond(ucmd, sizeof(*cmd));
	}
	iommufd_put_object(ucmd->ictx, &ioas->obj);
	return ret;
}

int iommufd_ioas_copy(struct iommufd_ucmd *ucmd)
{
	struct iommu_ioas_copy *cmd = ucmd->cmd;
	struct iommufd_ioas *src, *dst;
	unsigned long iova = cmd->dst_iova;
	int ret;

	if (cmd->flags & ~IOAS_MAP_FLAGS)
		return -EOPNOTSUPP;
	if (cmd->length >= ULONG_MAX || cmd->src_iova >= ULONG_MAX || cmd->dst_iova >= ULONG_MAX)
		return -EOVERFLOW;
	if (!(cmd->flags & (IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE)))
		return -EINVAL;

	src = iommufd_get_ioas(ucmd->ictx, cmd->src_ioas_id);
	if (IS_ERR(src))
		return PTR_ERR(src);
	dst = iommufd_get_ioas(ucmd->ictx, cmd->dst_ioas_id);
	if (IS_ERR(dst)) {
		iommufd_put_object(ucmd->ictx, &src->obj);
		return PTR_ERR(dst);
	}
	ret = iopt_copy(dst, &iova, src, cmd->src_iova, cmd->length, conv_iommu_prot(cmd->flags),
			cmd->flags & IOMMU_IOAS_MAP_FIXED_IOVA);
	if (!ret) {
		cmd->dst_iova = iova;
		ret = iommufd_ucmd_respond(ucmd, sizeof(*cmd));
	}
	iommufd_put_object(ucmd->ictx, &dst->obj);
	iommufd_put_object(ucmd->ictx, &src->obj);
	return ret;
}

int iommufd_ioas_unmap(struct iommufd_ucmd *ucmd)
{
	struct iommu_ioas_unmap *cmd = ucmd->cmd;
	unsigned long last, unmapped = 0;
	struct iommufd_ioas *ioas;
	int ret;

	ioas = iommufd_get_ioas(ucmd->ictx, cmd->ioas_id);
	if (IS_ERR(ioas))
		return PTR_ERR(ioas);

	last = cmd->iova + cmd->length - 1;
	if (!cmd->iova && cmd->length == U64_MAX) {
		ret = iopt_unmap_range(ioas, 0, ULONG_MAX, &unmapped);
	} else if (cmd->iova >= ULONG_MAX || cmd->length >= ULONG_MAX) {
		ret = -EOVERFLOW;
	} else if (!cmd->length) {
		ret = -EINVAL;
	} else if (last < cmd->iova) {
		ret = -EOVERFLOW;
	} else {
		ret = iopt_unmap_range(ioas, cmd->iova, last, &unmapped);
		if (!ret && !unmapped)
			ret = -ENOENT;
	}
	if (!ret) {
		cmd->length = unmapped;
		ret = iommufd_ucmd_respond(ucmd, sizeof(*cmd));
	}
	iommufd_put_object(ucmd->ictx, &ioas->obj);
	return ret;
}
