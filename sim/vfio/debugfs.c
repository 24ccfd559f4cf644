// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * debugfs.c - the migration state of each device, to look at: vfio/<device>/migration/state
 *
 * In Linux below /sys/kernel/debug. There is no debugfs here; sysfs directories in its place
 * have the property that matters: removal waits for readers.
 */
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "vfio.h"

struct vfio_debugfs_dir {
	struct kobject		kobj;		/* <device>/migration */
	struct kobject		*dir;		/* <device>; counted */
	struct vfio_device	*device;	/* borrowed: removed before it goes */
};

static struct kobject *debug_root, *vfio_debugfs_root;

static const char * const vfio_state_names[VFIO_DEVICE_STATE_NR] = {
	[VFIO_DEVICE_STATE_ERROR]		= "ERROR",
	[VFIO_DEVICE_STATE_STOP]		= "STOP",
	[VFIO_DEVICE_STATE_RUNNING]		= "RUNNING",
	[VFIO_DEVICE_STATE_STOP_COPY]		= "STOP_COPY",
	[VFIO_DEVICE_STATE_RESUMING]		= "RESUMING",
	[VFIO_DEVICE_STATE_RUNNING_P2P]		= "RUNNING_P2P",
	[VFIO_DEVICE_STATE_PRE_COPY]		= "PRE_COPY",
	[VFIO_DEVICE_STATE_PRE_COPY_P2P]	= "PRE_COPY_P2P",
};

static ssize_t vfio_device_state_read(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct vfio_debugfs_dir *dir = container_of(kobj, struct vfio_debugfs_dir, kobj);
	enum vfio_device_mig_state state;

	if (dir->device->mig_ops->migration_get_state(dir->device, &state))
		return -EINVAL;
	return sysfs_emit(buf, "%s\n", state < VFIO_DEVICE_STATE_NR ? vfio_state_names[state]
								     : "Invalid");
}

static struct kobj_attribute vfio_state_attr = __ATTR(state, 0400, vfio_device_state_read, NULL);

static struct attribute *vfio_migration_attrs[] = { &vfio_state_attr.attr, NULL };
ATTRIBUTE_GROUPS(vfio_migration);

static void vfio_debugfs_dir_release(struct kobject *kobj)
{
	struct vfio_debugfs_dir *dir = container_of(kobj, struct vfio_debugfs_dir, kobj);

	kobject_put(dir->dir);
	kfree(dir);
}

static const struct kobj_type vfio_debugfs_ktype = {
	.release	= vfio_debugfs_dir_release,
	.sysfs_ops	= &kobj_sysfs_ops,
	.default_groups	= vfio_migration_groups,
};

/* As in Linux, a device does without when this fails, and only those that migrate have any. */
void vfio_device_debugfs_init(struct vfio_device *vdev)
{
	struct vfio_debugfs_dir *dir;

	if (!vdev->mig_ops || !vfio_debugfs_root)
		return;
	dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	if (!dir)
		return;
	dir->device = vdev;
	dir->dir = kobject_create_and_add(dev_name(vdev->dev), vfio_debugfs_root);
	if (kobject_init_and_add(&dir->kobj, &vfio_debugfs_ktype, dir->dir, "migration")) {
		kobject_put(&dir->kobj);
		return;
	}
	vdev->debug_root = (struct dentry *)dir;
}

void vfio_device_debugfs_exit(struct vfio_device *vdev)
{
	struct vfio_debugfs_dir *dir = (struct vfio_debugfs_dir *)vdev->debug_root;

	if (!dir)
		return;
	vdev->debug_root = NULL;
	kobject_del(&dir->kobj);
	kobject_put(&dir->kobj);
}

void vfio_debugfs_create_root(void)
{
	debug_root = kobject_create_and_add("debug", kernel_kobj);
	vfio_debugfs_root = debug_root ? kobject_create_and_add("vfio", debug_root) : NULL;
}

void vfio_debugfs_remove_root(void)
{
	kobject_put(vfio_debugfs_root);
	kobject_put(debug_root);
	vfio_debugfs_root = debug_root = NULL;
}
