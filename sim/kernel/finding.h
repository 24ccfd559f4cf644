/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * finding.h - what a run found: one record each, in one of ten kinds
 *
 * A finding has a title as syzkaller's report parser expects it ("possible deadlock in
 * F"), a text as dmesg would show it, and the place where it happened. Findings of a
 * run are kept until findings_clear(); the same title is kept once.
 */
#ifndef KERNEL_FINDING_H
#define KERNEL_FINDING_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

struct ex_symbol;
struct ex_task;

enum finding_kind {
	FINDING_ORDER,		/* a cycle in the lock-order graph */
	FINDING_WAIT,		/* a wait that nobody can end */
	FINDING_UAF,		/* use after free, double free, wild access */
	FINDING_REF,		/* reference count over- or underflow, from zero */
	FINDING_RACE,		/* data race */
	FINDING_STATE,		/* WARN, BUG, an invariant at rest that does not hold */
	FINDING_LEAK,		/* left over when the machine is torn down */
	FINDING_ATOMIC,		/* sleeping in atomic context */
	FINDING_LOCKUSE,	/* a lock misused */
	FINDING_LIVE,		/* no progress within the step budget */
	FINDING_KIND_COUNT,
};

#define FINDING_STACK_MAX	48u
#define FINDING_TITLE_MAX	160u

struct finding {
	enum finding_kind	kind;
	char			title[FINDING_TITLE_MAX];
	char			*text;		/* owned */
	char			task[16];	/* name of the task; "" outside one */
	unsigned int		task_id;
	u64			step;		/* point of the run */
	unsigned long		stack[FINDING_STACK_MAX];
	unsigned int		depth;
	bool			predicted;	/* not seen to happen; needs confirmation */
};

/* "ORDER" and so on. */
const char *finding_kind_name(enum finding_kind kind);

/*
 * Report at the caller's place. "%F" at the end of @title stands for the function
 * that is to blame: the innermost one that is not of the primitives. @fmt: the text
 * below the headline; the call trace is appended. Any context but under a guard.
 */
void finding_report(enum finding_kind kind, const char *title, const char *fmt, ...)
	__printf(3, 4);

/* The same for the place of another task, or a given stack. Takes over @text (malloc'ed). */
struct finding *finding_add(enum finding_kind kind, const char *title, char *text,
			    const struct ex_task *task, const unsigned long *stack,
			    unsigned int depth);

/* Findings in order; NULL past the last. */
const struct finding *finding_at(unsigned int index);
unsigned int findings_count(void);
void findings_clear(void);

/* The innermost function of the stack outside the primitives, for a title. */
const char *finding_blame(const unsigned long *stack, unsigned int depth);

/* Is the function one of the primitives, or below them? */
bool finding_is_primitive(const struct ex_symbol *symbol);

/* Is it one that made the call that returns to @ip? */
bool finding_made_by_primitive(unsigned long ip);

/* A stack's functions, inlined ones too, innermost first; the count stored. */
unsigned int finding_frames(const unsigned long *stack, unsigned int depth,
			    const struct ex_symbol **to, unsigned int max);

/* Called as each is added; floor 4 listens. */
extern void (*finding_added)(const struct finding *finding);

/* A growing text, for report writers. */
struct text {
	char	*start;
	size_t	used, size;
};
void text_add(struct text *text, const char *fmt, ...) __printf(2, 3);
/*
 * One line a frame, " function+0x10/0x40 file:line", " function file:line [inline]" where it
 * was inlined into the next. Stacks are return addresses.
 */
void text_add_stack(struct text *text, const char *prefix, const unsigned long *stack,
		    unsigned int depth);
/* The same between " <TASK>" marks. */
void text_add_call_trace(struct text *text, const unsigned long *stack, unsigned int depth);
/* "function+0x10/0x40": who made the call that returns to @ip; no header's helper. */
void text_add_place(struct text *text, unsigned long ip);

#endif
