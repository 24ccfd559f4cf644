// SPDX-License-Identifier: GPL-2.0-or-later
/* bad_waits.c - waits for what is gone, or was never there */
#include "kernel/bad_use.h"

#include <linux/completion.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

static struct completion done;
static struct wait_queue_head queue;

static void complete_freed(void)
{
	struct completion *own = kmalloc(sizeof(*own), GFP_KERNEL);

	init_completion(own);
	kfree(own);
	complete(own);
}

static void wait_for_freed(void)
{
	struct completion *own = kmalloc(sizeof(*own), GFP_KERNEL);

	init_completion(own);
	kfree(own);
	wait_for_completion(own);
}

static void completion_never_made(void)
{
	memset(&done, 0, sizeof(done));
	wait_for_completion(&done);
}

static void complete_never_made(void)
{
	memset(&done, 0, sizeof(done));
	complete(&done);
}

static void wait_for_nobody(void)
{
	init_completion(&done);
	wait_for_completion(&done);
}

static void wake_freed_queue(void)
{
	struct wait_queue_head *own = kmalloc(sizeof(*own), GFP_KERNEL);

	init_waitqueue_head(own);
	kfree(own);
	wake_up(own);
}

static void queue_never_made(void)
{
	memset(&queue, 0, sizeof(queue));
	wake_up(&queue);
}

static void queued_twice(void)
{
	DECLARE_WAITQUEUE(entry, current);

	init_waitqueue_head(&queue);
	add_wait_queue(&queue, &entry);
	add_wait_queue(&queue, &entry);
	wake_up_all(&queue);
}

static void leaves_freed_queue(void)
{
	struct wait_queue_head *own = kmalloc(sizeof(*own), GFP_KERNEL);
	DECLARE_WAITQUEUE(entry, current);

	init_waitqueue_head(own);
	add_wait_queue(own, &entry);
	kfree(own);
	remove_wait_queue(own, &entry);
}

static const struct bad_use bad_uses[] = {
	CASE(complete_freed, "KASAN: use-after-free", SANITIZED),
	CASE(wait_for_freed, "KASAN: use-after-free", SANITIZED),
	CASE(completion_never_made, "INFO: trying to register non-static key"),
	CASE(complete_never_made, "INFO: trying to register non-static key"),
	CASE(wait_for_nobody, "INFO: task hung"),
	CASE(wake_freed_queue, "KASAN: use-after-free", SANITIZED),
	CASE(queue_never_made, "INFO: trying to register non-static key", SANITIZED),
	CASE(queued_twice, "BUG: corrupted list"),
	CASE(leaves_freed_queue, "KASAN: use-after-free", SANITIZED),
};

BAD_USES(bad_waits)
