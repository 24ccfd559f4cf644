// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * klist.c - who takes a node off a list waits for those who are at it, and may free it then
 */
#include "core/world.h"

#include <linux/klist.h>
#include <linux/slab.h>

static struct klist list;

static void reader(void *unused)
{
	struct klist_iter iter;

	klist_iter_init(&list, &iter);
	while (klist_next(&iter))
		;
	klist_iter_exit(&iter);
}

static void remove_against_readers(void)
{
	struct klist_node *node = kzalloc(sizeof(*node), GFP_KERNEL);
	struct task_struct *task;

	klist_init(&list, NULL, NULL);
	klist_add_tail(node, &list);
	cr_assert(klist_node_attached(node));
	task = spawn("reader", reader, NULL);
	klist_remove(node);
	cr_assert_not(klist_node_attached(node));
	kfree(node);
	task_join(task);
}

Test(klist, a_node_is_freed_when_its_last_reader_has_left_it)
{
	world_explore_silence(remove_against_readers, 500);
}
