// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * learn.c - what runs teach: which operations come to something, and what was new in a run
 *
 * An operation that never succeeds in a world, or never with a device, is drawn seldom from
 * then on: a network card has no migration, and a port no driver to own. And libFuzzer hears
 * of three things that edges do not show: what an operation came to, which operation began
 * while which other one lasted, and that lockdep learned something.
 */
#include "support/fuzz.h"

#include <errno.h>
#include <string.h>

#include "exec/exec.h"
#include "scenario/language.h"

#define WORLDS		16u
#define TRIES_MIN	24u	/* before an operation is judged */
#define SELDOM		32u	/* one success in so many is too few */
#define TRIES_MAX	8192u
#define DEVICES		8u

struct record {
	uint16_t	tries, good;
};

/* [0] is the sum over all devices. */
static struct record records[WORLDS][SCN_OPS][1 + DEVICES];

#define OUTCOMES	0x1000u
#define OVERLAPS	0x2000u
#define LESSONS		0x1000u

/* libFuzzer takes them for edges, and clears them before each run. */
__attribute__((section("__libfuzzer_extra_counters")))
static uint8_t features[OUTCOMES + OVERLAPS + LESSONS];

static unsigned int world;		/* of the run */
static uint16_t inside[EX_TASKS_MAX];	/* the operation that a task is in, 1 + op */
static unsigned int nr_inside;		/* tasks of the run that may be in one */
static unsigned int lessons;

/* Not of this run alone: is what it came to, or what met in it, new in this process? */
static uint8_t known[OUTCOMES + OVERLAPS];
static bool news;

static void mark(unsigned int feature)
{
	features[feature] = 1;
	news |= !known[feature];
	known[feature] = 1;
}

static unsigned int world_of(const struct scn_program *program)
{
	const char *name = scn_text_of(program, program->preset);
	unsigned int i;

	for (i = 0; i < WORLDS - 1 && scn_presets[i].name; i++) {
		if (!strcmp(scn_presets[i].name, name))
			return i;
	}
	return WORLDS - 1;
}

static unsigned int mix(unsigned int a, unsigned int b, unsigned int c)
{
	return ((a * 31u + b) * 191u + c) * 2654435761u >> 8;
}

static void note(struct record *record, bool good)
{
	if (record->tries == TRIES_MAX) {
		record->tries /= 2;
		record->good /= 2;
	}
	record->tries++;
	record->good += good;
}

static void begins(unsigned int task, unsigned int op)
{
	unsigned int i;

	for (i = 0; i < nr_inside; i++) {
		unsigned int other = inside[i];

		if (other && i != task)
			mark(OUTCOMES + mix(world, other, op) % OVERLAPS);
	}
	inside[task] = (uint16_t)(op + 1);
	if (task >= nr_inside)
		nr_inside = task + 1;
}

static void performed(const struct scn_program *program, unsigned int index, bool done, long ret)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	unsigned int task = ex_self()->id % EX_TASKS_MAX;
	int device;
	bool good = ret >= 0 || ret == -EINTR;	/* some wait for nothing else */

	if (!done) {
		begins(task, stmt->op);
		return;
	}
	inside[task] = 0;
	mark(mix(world, stmt->op, ret < 0 ? (unsigned int)-ret : 0) % OUTCOMES);
	note(&records[world][stmt->op][0], good);
	device = fuzz_device_of(program, stmt);
	if (device >= 0)
		note(&records[world][stmt->op][1 + (unsigned int)device % DEVICES], good);
}

void fuzz_learn_from(const struct scn_program *program)
{
	world = world_of(program);
	memset(inside, 0, nr_inside * sizeof(inside[0]));
	nr_inside = 0;
	news = false;
	scn_performed = fuzz_engine() == EX_FIBERS ? performed : NULL;
}

bool fuzz_is_news(void)
{
	return news;
}

void fuzz_lesson(void)
{
	features[OUTCOMES + OVERLAPS + lessons++ % LESSONS] = 1;
}

bool fuzz_worth(const struct scn_program *program, unsigned int op, int device,
		struct ex_rng *rng)
{
	unsigned int at = device < 0 ? 0 : 1 + (unsigned int)device % DEVICES;
	const struct record *record = &records[world_of(program)][op][at];

	return record->tries < TRIES_MIN || record->good * SELDOM >= record->tries ||
	       fuzz_chance(rng, 6);
}

bool fuzz_is_worn(unsigned char *met, const char *text, unsigned int often)
{
	unsigned int hash = 5381;

	for (; *text; text++)
		hash = hash * 33 + (unsigned char)*text;
	if (met[hash % FUZZ_TEXTS] >= often)
		return true;
	met[hash % FUZZ_TEXTS]++;
	return false;
}
