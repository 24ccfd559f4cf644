// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_sysfs.c - the files of a group: name, reserved_regions, type
 *
 * Writing "type" replaces the default domain and needs every device of the group
 * without a driver; the rest only shows.
 */
#include <linux/iommu.h>

#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "iommu_priv.h"

struct iommu_group_attribute {
	struct attribute attr;
	ssize_t (*show)(struct iommu_group *group, char *buf);
	ssize_t (*store)(struct iommu_group *group, const char *buf, size_t count);
};

static ssize_t iommu_group_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct iommu_group_attribute *ga = container_of(attr, struct iommu_group_attribute, attr);

	return ga->show ? ga->show(to_iommu_group(kobj), buf) : -EIO;
}

static ssize_t iommu_group_attr_store(struct kobject *kobj, struct attribute *attr,
				      const char *buf, size_t count)
{
	struct iommu_group_attribute *ga = container_of(attr, struct iommu_group_attribute, attr);

	return ga->store ? ga->store(to_iommu_group(kobj), buf, count) : -EIO;
}

const struct sysfs_ops iommu_group_sysfs_ops = {
	.show = iommu_group_attr_show,
	.store = iommu_group_attr_store,
};

static const char *const resv_type_names[] = {
	[IOMMU_RESV_DIRECT]		= "direct",
	[IOMMU_RESV_DIRECT_RELAXABLE]	= "direct-relaxable",
	[IOMMU_RESV_RESERVED]		= "reserved",
	[IOMMU_RESV_MSI]		= "msi",
	[IOMMU_RESV_SW_MSI]		= "msi",
};

static ssize_t iommu_group_show_name(struct iommu_group *group, char *buf)
{
	return sysfs_emit(buf, "%s\n", group->name);
}

static ssize_t iommu_group_show_resv_regions(struct iommu_group *group, char *buf)
{
	struct iommu_resv_region *region, *next;
	LIST_HEAD(regions);
	int at = 0;

	iommu_get_group_resv_regions(group, &regions);
	list_for_each_entry_safe(region, next, &regions, list) {
		at += sysfs_emit_at(buf, at, "0x%016llx 0x%016llx %s\n",
				    (unsigned long long)region->start,
				    (unsigned long long)(region->start + region->length - 1),
				    resv_type_names[region->type]);
		kfree(region);
	}
	return at;
}

static const char *iommu_group_type_name(struct iommu_group *group)
{
	if (!group->default_domain)
		return "unknown";
	switch (group->default_domain->type) {
	case IOMMU_DOMAIN_BLOCKED:
		return "blocked";
	case IOMMU_DOMAIN_IDENTITY:
		return "identity";
	case IOMMU_DOMAIN_UNMANAGED:
		return "unmanaged";
	case IOMMU_DOMAIN_DMA:
		return "DMA";
	case IOMMU_DOMAIN_DMA_FQ:
		return "DMA-FQ";
	}
	return "unknown";
}

static ssize_t iommu_group_show_type(struct iommu_group *group, char *buf)
{
	const char *type;

	mutex_lock(&group->mutex);
	type = iommu_group_type_name(group);
	mutex_unlock(&group->mutex);
	return sysfs_emit(buf, "%s\n", type);
}

/* Linux also accepts DMA-FQ; left out, since there is no flush queue to bring up. */
static ssize_t iommu_group_store_type(struct iommu_group *group, const char *buf, size_t count)
{
	int type, ret;

	if (!group->default_domain)
		return -EINVAL;
	if (sysfs_streq(buf, "identity"))
		type = IOMMU_DOMAIN_IDENTITY;
	else if (sysfs_streq(buf, "DMA"))
		type = IOMMU_DOMAIN_DMA;
	else if (sysfs_streq(buf, "auto"))
		type = 0;
	else
		return -EINVAL;

	mutex_lock(&group->mutex);
	if (list_empty(&group->devices) || group->owner_cnt)
		ret = -EPERM;
	else
		ret = iommu_setup_default_domain(group, type);
	mutex_unlock(&group->mutex);
	return ret ?: count;
}

#define IOMMU_GROUP_ATTR(_name, _mode, _show, _store)			\
	static struct iommu_group_attribute iommu_group_attr_##_name =	\
		__ATTR(_name, _mode, _show, _store)

IOMMU_GROUP_ATTR(name, 0444, iommu_group_show_name, NULL);
IOMMU_GROUP_ATTR(reserved_regions, 0444, iommu_group_show_resv_regions, NULL);
IOMMU_GROUP_ATTR(type, 0644, iommu_group_show_type, iommu_group_store_type);

int iommu_group_create_files(struct iommu_group *group)
{
	int ret = sysfs_create_file(&group->kobj, &iommu_group_attr_reserved_regions.attr);

	return ret ?: sysfs_create_file(&group->kobj, &iommu_group_attr_type.attr);
}

int iommu_group_set_name(struct iommu_group *group, const char *name)
{
	int ret;

	if (group->name) {
		sysfs_remove_file(&group->kobj, &iommu_group_attr_name.attr);
		kfree(group->name);
		group->name = NULL;
		if (!name)
			return 0;
	}

	group->name = kstrdup(name, GFP_KERNEL);
	if (!group->name)
		return -ENOMEM;
	ret = sysfs_create_file(&group->kobj, &iommu_group_attr_name.attr);
	if (ret) {
		kfree(group->name);
		group->name = NULL;
	}
	return ret;
}
