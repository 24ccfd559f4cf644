// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * list_debug.c - a list whose neighbours do not agree: somebody freed, added or deleted twice
 */
#include <linux/list.h>

#include <linux/compiler.h>

#include "exec/exec.h"

#include "finding.h"

static const char *poisoned(const struct list_head *entry)
{
	if (entry->next == LIST_POISON1 || entry->prev == LIST_POISON2)
		return "; it has been deleted before";
	return "";
}

void list_corrupted(const struct list_head *entry, const char *what)
{
	struct ex_heap_object object;
	struct text text = { 0 };

	text_add(&text, "%s corruption: entry %p, next %p, prev %p%s\n"
		 "kernel BUG at lib/list_debug.c!", what, entry, entry->next, entry->prev,
		 poisoned(entry));
	if (ex_heap_find(entry, &object) && !object.live)
		text_add(&text, "\nthe entry lies in memory that task %u freed", object.free_task);
	finding_report(FINDING_UAF, "BUG: corrupted list in %F", "%s", text.start);
	ex_host_free(text.start);
	ex_stop();
}
