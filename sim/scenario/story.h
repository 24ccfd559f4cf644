/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story.h - what happened in one run, in words that a person can follow
 *
 * Recorded while the run goes on, since the locks it is about may be gone afterwards.
 */
#ifndef SCENARIO_STORY_H
#define SCENARIO_STORY_H

#include "scenario/runner.h"

enum scn_story_what {
	SCN_STORY_BEGINS,	/* a statement; @text is it */
	SCN_STORY_ENDS,		/* the same; @ret its result */
	SCN_STORY_DOES,		/* a step: @op on @text */
	SCN_STORY_STOPS,	/* in the middle of a statement others go on; @text: where */
};

struct scn_story_event {
	uint64_t	step;
	uint64_t	time_ns;
	uint16_t	task;
	uint8_t		what;
	uint8_t		op;		/* enum ex_op */
	long		ret;
	const char	*text;		/* owned by the story; NULL: an object without a name */
	const void	*obj;
};

#define SCN_STORY_HELD_MAX	12u

struct scn_story_hold {
	const char	*lock;
	const void	*obj;
	bool		shared;
};

/* A task as the run left it. */
struct scn_story_task {
	const char		*name;
	bool			present;
	bool			ended;
	const char		*waits_for;	/* NULL: it could go on, or is over */
	const char		*waits_how;	/* "lock", "completion", ... */
	const void		*waits_obj;
	int			waits_who;	/* the task that must act; -1: not known */
	unsigned int		nr_held;
	struct scn_story_hold	held[SCN_STORY_HELD_MAX];
};

struct scn_story {
	struct scn_story_event	*events;
	size_t			count;
	size_t			capacity;
	struct scn_story_task	*tasks;		/* by id */
	unsigned int		nr_tasks;
	char			**texts;	/* each once */
	size_t			nr_texts;
	struct scn_result	result;
};

/* Run the program once, recording; @setting->policy is followed and stays the caller's. */
void scn_story_run(const struct scn_program *program, const struct scn_setting *setting,
		   struct scn_story *story);
void scn_story_free(struct scn_story *story);

/* From the runner: a statement begins or ends in the calling task. */
void scn_story_stmt(const struct scn_program *program, unsigned int stmt, bool ends, long ret);

/* Does the event belong to what the findings are about? Locks: named in a report. */
bool scn_story_matters(const struct scn_story *story, const struct scn_story_event *event);

#endif
