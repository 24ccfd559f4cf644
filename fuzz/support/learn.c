// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * learn.c - what runs teach: which operations come to something
 *
 * An operation that never succeeds in a world, with a device or with a kind of descriptor is
 * drawn seldom from then on: a network card has no migration, and a port no driver to own.
 */
#include "support/fuzz.h"

#include <errno.h>
#include <string.h>

#include "scenario/language.h"

#define WORLDS		32u
#define TRIES_MIN	24u	/* before an operation is judged */
#define SELDOM		32u	/* one success in so many is too few */
#define TRIES_MAX	8192u
#define DEVICES		8u

struct record {
	uint16_t	tries, good;
};

/* [0] is the sum over all devices. */
static struct record records[WORLDS][SCN_OPS][1 + DEVICES];
/* In all worlds, by the kind of descriptor that is given, a to z. */
static struct record kinds[SCN_OPS][26];
/* In a world, whether one of a kind can be made at all. */
static struct record made[WORLDS][26];

static unsigned int world;		/* of the run */

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

static void note(struct record *record, bool good)
{
	if (record->tries == TRIES_MAX) {
		record->tries /= 2;
		record->good /= 2;
	}
	record->tries++;
	record->good += good;
}

static void note_made(const struct scn_program *program, const struct scn_stmt *stmt, bool good)
{
	char kind = fuzz_kind_given(program, stmt);

	if (scn_ops[stmt->op].result == SCN_TYPE_FD && kind >= 'a' && kind <= 'z')
		note(&made[world][kind - 'a'], good);
}

/* Of the first descriptor alone: the others are of one kind each. */
static void note_kind(const struct scn_program *program, const struct scn_stmt *stmt, bool good)
{
	const struct scn_stmt *maker;
	char kind;

	if (!scn_ops[stmt->op].nr_params || scn_ops[stmt->op].params[0].type != SCN_TYPE_FD ||
	    stmt->args[0].form != SCN_NAMED)
		return;
	maker = fuzz_maker_of(program, stmt->args[0].ref);
	kind = maker ? fuzz_kind_given(program, maker) : '*';
	if (kind >= 'a' && kind <= 'z')
		note(&kinds[stmt->op][kind - 'a'], good);
}

static void performed(const struct scn_program *program, unsigned int index, bool done, long ret)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	bool good = ret >= 0 || ret == -EINTR;	/* some wait for nothing else */
	int device;

	if (!done) {
		fuzz_news_of_begin(program, stmt);
		return;
	}
	fuzz_news_of_end(ret, good);
	fuzz_outcome(index, good);
	note_made(program, stmt, good);
	if (ret == -EBADF)
		return;		/* what it was to be done to was missing: no fault of its own */
	note(&records[world][stmt->op][0], good);
	note_kind(program, stmt, good);
	device = fuzz_device_of(program, stmt);
	if (device >= 0)
		note(&records[world][stmt->op][1 + (unsigned int)device % DEVICES], good);
}

void fuzz_learn_from(const struct scn_program *program)
{
	world = world_of(program);
	fuzz_news_reset(world);
	fuzz_outcomes_begin();
	scn_performed = fuzz_engine() == EX_FIBERS ? performed : NULL;
}

static bool is_worth(const struct record *record, struct ex_rng *rng)
{
	return record->tries < TRIES_MIN || record->good * SELDOM >= record->tries ||
	       fuzz_chance(rng, 6);
}

/* Are there descriptors of the kinds that it takes? */
static bool can_be_had(unsigned int in, unsigned int op, struct ex_rng *rng)
{
	unsigned int i;
	char kind;

	for (i = 0; i < scn_ops[op].nr_params && !scn_ops[op].params[i].optional; i++) {
		if (scn_ops[op].params[i].type != SCN_TYPE_FD)
			continue;
		kind = fuzz_kind_wanted(op, i);
		if (kind != '*' && !is_worth(&made[in][kind - 'a'], rng))
			return false;
	}
	return true;
}

bool fuzz_worth(const struct scn_program *program, unsigned int op, int device,
		struct ex_rng *rng)
{
	unsigned int at = device < 0 ? 0 : 1 + (unsigned int)device % DEVICES;
	unsigned int in = world_of(program);

	return is_worth(&records[in][op][at], rng) && can_be_had(in, op, rng);
}

bool fuzz_worth_kind(unsigned int op, char kind, struct ex_rng *rng)
{
	return kind < 'a' || kind > 'z' || is_worth(&kinds[op][kind - 'a'], rng);
}
