// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_rw.c - one show() or store() of a text file, under an active reference
 */
#include "core/sysfs_rw.h"

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "core/kernfs.h"

struct wait_queue_head sysfs_notify_waitq =
	__WAIT_QUEUE_HEAD_INITIALIZER(sysfs_notify_waitq);

void kernfs_notify(struct kernfs_node *kn)
{
	atomic_inc(&kn->file.event);
	wake_up_interruptible_all(&sysfs_notify_waitq);
}
EXPORT_SYMBOL_GPL(kernfs_notify);

const struct sysfs_ops *sysfs_text_ops(struct kernfs_node *kn)
{
	return kn->kobj->ktype->sysfs_ops;
}

ssize_t sysfs_show_text(struct kernfs_node *kn, char *page)
{
	ssize_t len = -EIO;

	if (!kernfs_get_active(kn))
		return -ENODEV;
	if (sysfs_text_ops(kn) && sysfs_text_ops(kn)->show)
		len = sysfs_text_ops(kn)->show(kn->kobj, (struct attribute *)kn->file.attr, page);
	kernfs_put_active(kn);
	if (WARN(len >= (ssize_t)PAGE_SIZE, "sysfs: show() of '%s' returned bad count\n", kn->name))
		len = PAGE_SIZE - 1;
	return len;
}

ssize_t sysfs_store_text(struct kernfs_node *kn, const char *buf, size_t count)
{
	ssize_t ret = -EIO;

	if (!count)
		return 0;
	if (!kernfs_get_active(kn))
		return -ENODEV;
	if (sysfs_text_ops(kn) && sysfs_text_ops(kn)->store)
		ret = sysfs_text_ops(kn)->store(kn->kobj, (struct attribute *)kn->file.attr, buf,
						count);
	kernfs_put_active(kn);
	return ret;
}

static int check_access(const struct kernfs_node *kn, umode_t permission)
{
	if (kn->kind == SYSFS_DIRECTORY)
		return -EISDIR;
	if (kn->file.bin)
		return -EINVAL;
	return kn->mode & permission ? 0 : -EACCES;
}

ssize_t sysfs_read(const char *path, char *buf, size_t size)
{
	struct kernfs_node *kn = sysfs_lookup(path, 0);
	char *page = NULL;
	ssize_t ret;

	if (IS_ERR(kn))
		return PTR_ERR(kn);
	ret = check_access(kn, 0444);
	if (ret)
		goto out_put;
	ret = -ENOMEM;
	page = kzalloc(PAGE_SIZE, GFP_KERNEL);
	if (page)
		ret = sysfs_show_text(kn, page);
	if (ret >= 0)
		ret = strscpy(buf, page, size);
out_put:
	kfree(page);
	kernfs_put(kn);
	return ret;
}

ssize_t sysfs_write(const char *path, const char *text)
{
	struct kernfs_node *kn = sysfs_lookup(path, 0);
	ssize_t ret;

	if (IS_ERR(kn))
		return PTR_ERR(kn);
	ret = check_access(kn, 0222);
	if (!ret)
		ret = sysfs_store_text(kn, text, strlen(text));
	kernfs_put(kn);
	return ret;
}
