/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire.h - what a worker tells its parent over a pipe
 */
#ifndef CLI_WIRE_H
#define CLI_WIRE_H

#include "campaign.h"

enum wire_kind {
	WIRE_FINDING,	/* one finding of one run */
	WIRE_PREDICTION, /* what became of one; schedule: the finding that it led to */
	WIRE_NOTE,	/* a wait for user space, @run others behind it */
	WIRE_REFUTED,	/* those not confirmed cannot happen: @run schedules are all there are */
	WIRE_RESULT,	/* the numbers of one run (run_isolated only) */
	WIRE_END,	/* the worker ends as it should; @run is the next to do */
};

/* Followed by strings, each with its NUL. */
enum wire_string { WIRE_TITLE, WIRE_REPORT, WIRE_SCHEDULE, WIRE_BEFORE, WIRE_STRINGS };

struct wire_head {
	uint32_t	size;		/* of the whole record */
	uint8_t		wire;		/* enum wire_kind */
	uint8_t		kind;
	bool		steered;
	uint64_t	run;
	uint64_t	seed;
	struct scn_result result;	/* numbers only: its pointers mean nothing here */
};

/* NULL is the empty string. */
void wire_send(int fd, struct wire_head *head, const char *const strings[WIRE_STRINGS]);

/* A pipe's unread bytes. */
struct wire_in {
	char	*data;
	size_t	used;
	size_t	capacity;
};

/* Take what the pipe has. False at its end. */
bool wire_read(int fd, struct wire_in *in);

/* The next whole record, or NULL; valid until the next call. */
const struct wire_head *wire_next(struct wire_in *in, const char *strings[WIRE_STRINGS]);
void wire_free(struct wire_in *in);

/* The schedule's text form. */
char *schedule_text(const struct ex_schedule *schedule);

#endif
