// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_fault.c - the fault queue: an object of a context that is a file as well
 *
 * Nothing is ever queued, since no simulated device asks for pages: reading finds it empty,
 * and there is nothing to answer. What it is here for is its life: the file holds a user of
 * the object and the context, and the object knows the file until both are published.
 */
#include "iommufd_priv.h"

#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/uaccess.h>

#define PGFAULT_BYTES		40	/* struct iommu_hwpt_pgfault */
#define PAGE_RESPONSE_BYTES	8	/* struct iommu_hwpt_page_response */

struct iommufd_fault {
	struct iommufd_object obj;
	struct iommufd_ctx *ictx;	/* counted by the file */
	struct file *filep;		/* borrowed: the file holds us */
	wait_queue_head_t wait_queue;
};

size_t iommufd_fault_file_offset(void)
{
	return offsetof(struct iommufd_fault, filep);
}

void iommufd_fault_destroy(struct iommufd_object *obj)
{
}

static ssize_t iommufd_fault_fops_read(struct file *filep, char __user *buf, size_t count,
				       loff_t *ppos)
{
	return *ppos || count % PGFAULT_BYTES ? -ESPIPE : 0;
}

/* There is no fault that an answer could be for. */
static ssize_t iommufd_fault_fops_write(struct file *filep, const char __user *buf, size_t count,
					loff_t *ppos)
{
	u64 response;

	if (*ppos || count % PAGE_RESPONSE_BYTES)
		return -ESPIPE;
	if (!count)
		return 0;
	return copy_from_user(&response, buf, sizeof(response)) ? -EFAULT : -EINVAL;
}

static __poll_t iommufd_fault_fops_poll(struct file *filep, struct poll_table_struct *wait)
{
	struct iommufd_fault *fault = filep->private_data;

	poll_wait(filep, &fault->wait_queue, wait);
	return EPOLLOUT;
}

static int iommufd_fault_fops_release(struct inode *inode, struct file *filep)
{
	struct iommufd_fault *fault = filep->private_data;
	struct iommufd_ctx *ictx = fault->ictx;

	/* With its user gone, it may be freed by another thread. */
	refcount_dec(&fault->obj.users);
	iommufd_ctx_put(ictx);
	return 0;
}

static const struct file_operations iommufd_fault_fops = {
	.owner = THIS_MODULE,
	.read = iommufd_fault_fops_read,
	.write = iommufd_fault_fops_write,
	.poll = iommufd_fault_fops_poll,
	.release = iommufd_fault_fops_release,
};

/* The file is the queue's from here on, and goes with it if the rest fails. */
static int queue_open_file(struct iommufd_fault *queue)
{
	struct file *file = anon_inode_getfile("[iommufd-pgfault]", &iommufd_fault_fops, queue,
					       O_RDWR);

	if (IS_ERR(file))
		return PTR_ERR(file);
	iommufd_ctx_get(queue->ictx);
	refcount_inc(&queue->obj.users);
	queue->filep = file;
	return 0;
}

/* Number and id are told before either can be used; then both are published. */
static int queue_publish(struct iommufd_ucmd *ucmd, struct iommufd_fault *queue)
{
	struct iommu_fault_alloc *answer = ucmd->cmd;
	int ret, fd = get_unused_fd_flags(O_CLOEXEC);

	if (fd < 0)
		return fd;
	answer->out_fault_fd = fd;
	answer->out_fault_id = queue->obj.id;
	ret = iommufd_ucmd_respond(ucmd, sizeof(*answer));
	if (ret) {
		put_unused_fd(fd);
		return ret;
	}
	iommufd_object_finalize(queue->ictx, &queue->obj);
	fd_install(fd, queue->filep);
	return 0;
}

int iommufd_fault_alloc(struct iommufd_ucmd *ucmd)
{
	const struct iommu_fault_alloc *asked = ucmd->cmd;
	struct iommufd_fault *queue;
	int ret;

	if (asked->flags)
		return -EOPNOTSUPP;
	queue = iommufd_object_alloc(ucmd->ictx, queue, IOMMUFD_OBJ_FAULT);
	if (IS_ERR(queue))
		return PTR_ERR(queue);
	init_waitqueue_head(&queue->wait_queue);
	queue->ictx = ucmd->ictx;
	ret = queue_open_file(queue) ?: queue_publish(ucmd, queue);
	if (ret)
		iommufd_object_abort_and_destroy(ucmd->ictx, &queue->obj);
	return ret;
}
