// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * learn.c - what runs teach: which operations come to something, and what was new in a run
 *
 * An operation that never succeeds in a world, with a device or with a kind of descriptor is
 * drawn seldom from then on: a network card has no migration, and a port no driver to own. And
 * libFuzzer hears of three things that edges do not show: what an operation came to, which
 * operation began while which other one lasted, and that lockdep learned something.
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
#define CONTEXT_MAX	24u	/* operations that succeeded, of a run */

struct record {
	uint16_t	tries, good;
};

/* [0] is the sum over all devices. */
static struct record records[WORLDS][SCN_OPS][1 + DEVICES];
/* In all worlds, by the kind of descriptor that is given, a to z. */
static struct record kinds[SCN_OPS][26];
/* In a world, whether one of a kind can be made at all. */
static struct record made[WORLDS][26];

#define OUTCOMES	0x2000u
#define OVERLAPS	0x8000u
#define LESSONS		0x1000u

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
#define CONTEXTS	0x400000u
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

/* The last part of a path, or a word. */
static unsigned int hash_tail(const char *text)
{
	const char *tail = strrchr(text, '/');
	unsigned int hash = 5381;

	for (tail = tail ? tail : text; *tail; tail++)
		hash = hash * 33 + (unsigned char)*tail;
	return hash;
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
			flavour = mix(flavour, i, hash_tail(scn_text_of(program, arg->ref)));
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

static void succeeds(unsigned int flavour)
{
	unsigned int i;

	for (i = 0; i < nr_succeeded; i++) {
		if (succeeded[i] == flavour)
			return;
	}
	if (nr_succeeded < CONTEXT_MAX)
		succeeded[nr_succeeded++] = flavour;
}

static void begins(unsigned int task, unsigned int flavour)
{
	unsigned int i;

	for (i = 0; i < nr_inside; i++) {
		if (inside[i] && i != task)
			meet(inside[i], flavour);
	}
	inside[task] = flavour;
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
		begins(task, flavour_of(program, stmt));
		return;
	}
	mark(mix(world, inside[task], ret < 0 ? (unsigned int)-ret : 0) % OUTCOMES);
	if (good)
		succeeds(inside[task]);
	inside[task] = 0;
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
	memset(inside, 0, nr_inside * sizeof(inside[0]));
	nr_inside = 0;
	nr_succeeded = 0;
	news = context_news = false;
	fuzz_outcomes_begin();
	scn_performed = fuzz_engine() == EX_FIBERS ? performed : NULL;
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
