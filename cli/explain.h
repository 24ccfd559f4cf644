/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain.h - a story, drawn in different ways
 */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "replay.h"
#include "scenario/story.h"

/* Columns: the tasks that matter, in order of their ids. */
struct cast {
	unsigned int	ids[64];
	unsigned int	count;
};

void story_cast(const struct scn_story *story, struct cast *cast);
int cast_column(const struct cast *cast, unsigned int id);

/* What the event says in its task's column; NULL if it says nothing. */
char *story_words(const struct scn_story *story, const struct scn_story_event *event);

/*
 * Who stands in whose way: one edge for each task that waits, to each task that holds
 * what it waits for, or that must act. Calls @fn for each.
 */
typedef void (*story_edge_fn)(const struct scn_story *story, unsigned int waiter,
			      unsigned int blocker, const char *what, void *arg);
void story_edges(const struct scn_story *story, story_edge_fn fn, void *arg);

/* One line for each task that cannot go on. */
void story_reasons(const struct scn_story *story, struct scn_text *out);

void story_text(const struct recording *recording, const struct scn_story *story,
		struct scn_text *out);
void story_html(const struct recording *recording, const struct scn_story *story,
		struct scn_text *out);
void story_dot(const struct scn_story *story, struct scn_text *out);
/* False after complaining. */
bool story_perfetto(const struct scn_story *story, const char *path);

#endif
