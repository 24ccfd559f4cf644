// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_hot_reset_ioctl.c - VFIO_DEVICE_GET_PCI_HOT_RESET_INFO and VFIO_DEVICE_PCI_HOT_RESET
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "vfio_args.h"
#include "vfio_pci_priv.h"

/* The functions that a reset hits, as the user is told of them. */
struct affected {
	struct vfio_device			*asking;
	struct vfio_pci_dependent_device	*list;
	int					room;
	u32					count;
	u32					flags;
};

/* For a device opened by its own node: is @pdev its user's too, by which id? */
static u32 devid_for(struct vfio_device *asking, struct pci_dev *pdev)
{
	struct vfio_device *vdev = vfio_find_device_in_devset(asking->dev_set, &pdev->dev);
	int id;

	if (!vdev)	/* another driver's */
		return VFIO_PCI_DEVID_NOT_OWNED;
	id = vfio_iommufd_get_dev_id(vdev, vfio_iommufd_device_ictx(asking));
	if (id == -ENOENT)
		return VFIO_PCI_DEVID_OWNED;
	return id > 0 ? id : VFIO_PCI_DEVID_NOT_OWNED;
}

static int add_by_devid(struct affected *all, struct vfio_pci_dependent_device *entry,
			struct pci_dev *pdev)
{
	entry->devid = devid_for(all->asking, pdev);
	if (entry->devid == VFIO_PCI_DEVID_NOT_OWNED)
		all->flags &= ~VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED;
	return 0;
}

static int add_by_group(struct vfio_pci_dependent_device *entry, struct pci_dev *pdev)
{
	struct iommu_group *iog = iommu_group_get(&pdev->dev);

	if (!iog)
		return -EPERM;	/* nothing isolates it: never to be reset by a user */
	entry->group_id = iommu_group_id(iog);
	iommu_group_put(iog);
	return 0;
}

static int add_affected(struct pci_dev *pdev, void *data)
{
	struct vfio_pci_dependent_device *entry;
	struct affected *all = data;

	if (all->count >= all->room)	/* more than when we counted */
		return -EAGAIN;
	entry = all->list + all->count;
	all->count++;
	entry->devfn = pdev->devfn;
	entry->bus = pdev->bus->number;
	entry->segment = pci_domain_nr(pdev->bus);
	return all->flags & VFIO_PCI_HOT_RESET_FLAG_DEV_ID ? add_by_devid(all, entry, pdev)
							   : add_by_group(entry, pdev);
}

static int put_list(struct vfio_pci_core_device *core, bool slot, struct affected *all,
		    void __user *to)
{
	struct mutex *lock = &core->vdev.dev_set->lock;
	int err;

	mutex_lock(lock);
	err = vfio_pci_for_each_slot_or_bus(core->pdev, add_affected, all, slot);
	mutex_unlock(lock);
	return err ? err : vfio_args_put(to, all->list, all->count * sizeof(*all->list));
}

static int put_affected(struct vfio_pci_core_device *core, bool slot, int count,
			struct vfio_pci_hot_reset_info *info,
			struct vfio_pci_hot_reset_info __user *arg)
{
	struct affected all = { .asking = &core->vdev, .room = count };
	int err;

	if (vfio_device_cdev_opened(&core->vdev))
		all.flags = VFIO_PCI_HOT_RESET_FLAG_DEV_ID | VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED;
	all.list = kcalloc(count, sizeof(*all.list), GFP_KERNEL);
	if (!all.list)
		return -ENOMEM;
	err = put_list(core, slot, &all, arg->devices);
	kfree(all.list);
	info->flags = all.flags;
	info->count = all.count;
	return err;
}

/* How many functions a reset hits, without a lock: more may come at any time. */
static int count_affected(struct vfio_pci_core_device *core, bool slot)
{
	int count = 0, err;

	err = vfio_pci_for_each_slot_or_bus(core->pdev, vfio_pci_count_devs, &count, slot);
	return err ? err : count;
}

int vfio_pci_ioctl_get_pci_hot_reset_info(struct vfio_pci_core_device *vdev,
					  struct vfio_pci_hot_reset_info __user *arg)
{
	struct vfio_pci_hot_reset_info info;
	int err, count;
	bool slot;

	err = vfio_args_get(&info, arg, sizeof(info), VFIO_ARGS_ANY_FLAGS);
	if (!err)
		err = vfio_pci_probe_hot_reset(vdev->pdev, &slot);
	if (err)
		return err;
	count = count_affected(vdev, slot);
	if (WARN_ON(!count))
		return -ERANGE;
	if (count < 0)
		return count;

	/* Too small a buffer learns the count, and nothing else. */
	if ((info.argsz - sizeof(info)) / sizeof(struct vfio_pci_dependent_device) < count) {
		info.flags = 0;
		info.count = count;
		err = vfio_args_put(arg, &info, sizeof(info));
		return err ? err : -ENOSPC;
	}
	err = put_affected(vdev, slot, count, &info, arg);
	return err ? err : vfio_args_put(arg, &info, sizeof(info));
}

static void put_files(struct vfio_pci_group_info *groups)
{
	int i;

	for (i = 0; i < groups->count; i++)
		fput(groups->files[i]);
	kfree(groups->files);
}

/* The next file, held: it keeps its group open over the reset. */
static int get_file_of(struct vfio_pci_group_info *groups, int fd)
{
	struct file *file = fget(fd);

	if (!file)
		return -EBADF;
	groups->files[groups->count++] = file;
	return vfio_file_is_group(file) ? 0 : -EINVAL;
}

static int get_files(struct vfio_pci_group_info *groups, const s32 *fds, int count)
{
	int err = 0;

	groups->count = 0;
	groups->files = kcalloc(count, sizeof(*groups->files), GFP_KERNEL);
	if (!groups->files)
		return -ENOMEM;
	while (!err && groups->count < count)
		err = get_file_of(groups, fds[groups->count]);
	if (err)
		put_files(groups);
	return err;
}

static int get_groups(struct vfio_pci_group_info *groups, const s32 __user *from, u32 count)
{
	s32 *fds = memdup_user(from, count * sizeof(*fds));
	int err;

	if (IS_ERR(fds))
		return PTR_ERR(fds);
	err = get_files(groups, fds, count);
	kfree(fds);
	return err;
}

/* By a group for each function at most: more would prove nothing. */
static int reset_by_groups(struct vfio_pci_core_device *core, bool slot, u32 given,
			   const s32 __user *fds)
{
	struct vfio_pci_group_info groups;
	int err, functions = count_affected(core, slot);

	if (functions < 0)
		return functions;
	if (given > functions)
		return -EINVAL;
	err = get_groups(&groups, fds, given);
	if (err)
		return err;
	err = vfio_pci_dev_set_hot_reset(core->vdev.dev_set, &groups, NULL);
	put_files(&groups);
	return err;
}

int vfio_pci_ioctl_pci_hot_reset(struct vfio_pci_core_device *vdev,
				 struct vfio_pci_hot_reset __user *arg)
{
	const bool by_iommufd = vfio_device_cdev_opened(&vdev->vdev);
	struct vfio_pci_hot_reset args;
	bool slot;
	int err;

	err = vfio_args_get(&args, arg, offsetofend(typeof(args), count), 0);
	if (err)
		return err;
	/* Groups prove ownership for those who came by a group, the iommufd for the others. */
	if (by_iommufd == (args.count > 0))
		return -EINVAL;
	err = vfio_pci_probe_hot_reset(vdev->pdev, &slot);
	if (err)
		return err;
	if (!by_iommufd)
		return reset_by_groups(vdev, slot, args.count, arg->group_fds);
	return vfio_pci_dev_set_hot_reset(vdev->vdev.dev_set, NULL,
					  vfio_iommufd_device_ictx(&vdev->vdev));
}
