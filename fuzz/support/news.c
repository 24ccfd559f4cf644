// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * news.c - what was new in a run
 *
 * libFuzzer hears of three things that edges do not show: what an operation came to, which
 * operation began while which other one lasted, and that lockdep learned something.
 */
#include "support/fuzz.h"

#include <string.h>

#include "exec/exec.h"
#include "scenario/language.h"

#define CONTEXT_MAX	24u	/* operations that succeeded, of a run */
#define OUTCOMES	0x2000u
#define OVERLAPS	0x8000u
#define LESSONS		0x1000u
#define CONTEXTS	0x400000u

/* libFuzzer takes them for edges, and clears them before each run. */
__attribute__((section("__libfuzzer_extra_counters")))
static uint8_t features[OUTCOMES + OVERLAPS + LESSONS];

static unsigned int world;		/* of the run */
static uint32_t inside[EX_TASKS_MAX];	/* the flavour of what a task is in; 0: of nothing */
static unsigned int nr_inside;		/* tasks of the run that may be in one */
static unsigned int lessons;

/* Not of this run alone: is what it came to, or what met in it, new in this process? */
static uint8_t known[OUTCOMES + OVERLAPS];
static bool news;

/*
 * What two operations do to each other depends on what was done before: known, too, are three,
 * of which two met when the third had succeeded.
 */
static uint8_t contexts[CONTEXTS / 8];
static uint32_t succeeded[CONTEXT_MAX];
static unsigned int nr_succeeded;
static bool context_news;

static void mark(unsigned int feature)
{
	features[feature] = 1;
	news |= !known[feature];
	known[feature] = 1;
}

static unsigned int mix(unsigned int a, unsigned int b, unsigned int c)
{
	return ((a * 31u + b) * 191u + c) * 2654435761u >> 8;
}

/* The last part of a path, or a word. */
static unsigned int digest_of_tail(const char *text)
{
	const char *tail = strrchr(text, '/');

	tail = tail ? tail : text;
	return (unsigned int)fuzz_digest(tail, strlen(tail));
}

/* An operation and what it is used for: on which kind of descriptor or file, which constants. */
static unsigned int flavour_of(const struct scn_program *program, const struct scn_stmt *stmt)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	unsigned int flavour = stmt->op, i;
	const struct scn_stmt *maker;

	for (i = 0; i < op->nr_params; i++) {
		const struct scn_arg *arg = &stmt->args[i];
		uint8_t type = op->params[i].type;

		if (arg->form == SCN_STRING) {
			flavour = mix(flavour, i, digest_of_tail(scn_text_of(program, arg->ref)));
		} else if (arg->form == SCN_NUMBER && scn_types[type].constants[0].name) {
			flavour = mix(flavour, i, (unsigned int)arg->num);
		} else if (arg->form == SCN_NAMED && type == SCN_TYPE_FD) {
			maker = fuzz_maker_of(program, arg->ref);
			flavour = mix(flavour, i, maker ? fuzz_kind_given(program, maker) : 0);
		}
	}
	return flavour | 1;
}

static void meet(unsigned int one, unsigned int other)
{
	unsigned int met = mix(world, one, other), i, at;

	mark(OUTCOMES + met % OVERLAPS);
	for (i = 0; i < nr_succeeded; i++) {
		at = mix(met, succeeded[i], 0) % CONTEXTS;
		context_news |= !(contexts[at / 8] & 1u << at % 8);
		contexts[at / 8] |= 1u << at % 8;
	}
}

static void succeed(unsigned int flavour)
{
	unsigned int i;

	for (i = 0; i < nr_succeeded; i++) {
		if (succeeded[i] == flavour)
			return;
	}
	if (nr_succeeded < CONTEXT_MAX)
		succeeded[nr_succeeded++] = flavour;
}

void fuzz_news_reset(unsigned int in_world)
{
	world = in_world;
	memset(inside, 0, nr_inside * sizeof(inside[0]));
	nr_inside = 0;
	nr_succeeded = 0;
	news = context_news = false;
}

void fuzz_news_of_begin(const struct scn_program *program, const struct scn_stmt *stmt)
{
	unsigned int task = ex_self()->id % EX_TASKS_MAX, flavour = flavour_of(program, stmt), i;

	for (i = 0; i < nr_inside; i++) {
		if (inside[i] && i != task)
			meet(inside[i], flavour);
	}
	inside[task] = flavour;
	if (task >= nr_inside)
		nr_inside = task + 1;
}

void fuzz_news_of_end(long ret, bool good)
{
	unsigned int task = ex_self()->id % EX_TASKS_MAX;

	mark(mix(world, inside[task], ret < 0 ? (unsigned int)-ret : 0) % OUTCOMES);
	if (good)
		succeed(inside[task]);
	inside[task] = 0;
}

bool fuzz_is_news(void)
{
	return news;
}

bool fuzz_is_context_new(void)
{
	return news || context_news;
}

void fuzz_lesson(void)
{
	features[OUTCOMES + OVERLAPS + lessons++ % LESSONS] = 1;
}
