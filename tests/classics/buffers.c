// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * buffers.c - classics about buffers: rings, queues, stacks and strings that are handed
 * from one thread to the other in steps
 */
#include "classics/classics.h"

#define ROUNDS	7
#define SLOTS	4

static struct {
	struct mtx	mtx;
	struct cond	cond, other_cond;
	int		may_put, may_take;
	int		ring[ROUNDS + 1], expected[ROUNDS + 1], head, tail;
	int		count, produced, consumed, total, done;
	int		length, capacity;
} s;

/* Each side counts its own rounds and takes for granted that the other is in the same. */
static void puts_in_turn(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		mtx_lock(&s.mtx);
		if (rd(&s.may_put)) {
			int tail = rd(&s.tail);

			wr(&s.ring[tail], i + 1);
			wr(&s.expected[model.fixed ? tail : i], i + 1);
			wr(&s.tail, tail + 1);
			wr(&s.may_put, 0);
			wr(&s.may_take, 1);
		}
		mtx_unlock(&s.mtx);
	}
}

static void takes_in_turn(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		mtx_lock(&s.mtx);
		if (rd(&s.may_take)) {
			int head = rd(&s.head);

			check(rd(&s.ring[head]) == rd(&s.expected[model.fixed ? head : i]));
			wr(&s.head, head + 1);
			wr(&s.may_take, 0);
			wr(&s.may_put, 1);
		}
		mtx_unlock(&s.mtx);
	}
}

static void circular_buffer(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	wr(&s.may_put, 1);
	crew_add(&crew, puts_in_turn, 0);
	crew_add(&crew, takes_in_turn, 0);
	crew_join(&crew);
}

/* The first element goes in without asking whose turn it is. */
static void enqueues(void *unused)
{
	mtx_lock(&s.mtx);
	wr(&s.ring[0], 1);
	wr(&s.expected[0], 1);
	wr(&s.tail, 1);
	wr(&s.may_take, 1);
	mtx_unlock(&s.mtx);
	for (int i = 1; i < ROUNDS; i++) {
		mtx_lock(&s.mtx);
		if (rd(&s.may_put)) {
			int tail = rd(&s.tail);

			wr(&s.ring[tail], i + 1);
			wr(&s.expected[model.fixed ? tail : i], i + 1);
			wr(&s.tail, tail + 1);
			wr(&s.may_put, 0);
			wr(&s.may_take, 1);
		}
		mtx_unlock(&s.mtx);
	}
}

static void queue(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, enqueues, 0);
	crew_add(&crew, takes_in_turn, 0);
	crew_join(&crew);
}

static void pushes(void *unused)
{
	for (int i = 0; i < SLOTS; i++) {
		mtx_lock(&s.mtx);
		add_in_two_steps(&s.count, 1);
		wr(&s.may_take, 1);
		mtx_unlock(&s.mtx);
	}
}

/* The flag says that something was pushed once, not that something is there. */
static void pops(void *unused)
{
	for (int i = 0; i < SLOTS; i++) {
		mtx_lock(&s.mtx);
		if (model.fixed ? rd(&s.count) : rd(&s.may_take)) {
			check(rd(&s.count) > 0);
			add_in_two_steps(&s.count, -1);
		}
		mtx_unlock(&s.mtx);
	}
}

static void stack(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, pushes, 0);
	crew_add(&crew, pops, 0);
	crew_join(&crew);
}

/*
 * One condition for both "not full" and "not empty", and one wakeup a time: it may go to a
 * thread of the same side, and then everybody sleeps.
 */
static void wake_other_side(void)
{
	if (model.fixed)
		cond_broadcast(&s.cond);
	else
		cond_signal(&s.cond);
}

static void produces(void *rounds)
{
	for (long i = 0; i < (long)rounds; i++) {
		mtx_lock(&s.mtx);
		while (rd(&s.count) == 1)
			cond_wait(&s.cond, &s.mtx);
		add_in_two_steps(&s.count, 1);
		wake_other_side();
		mtx_unlock(&s.mtx);
	}
}

static void consumes(void *rounds)
{
	for (long i = 0; i < (long)rounds; i++) {
		mtx_lock(&s.mtx);
		while (!rd(&s.count))
			cond_wait(&s.cond, &s.mtx);
		add_in_two_steps(&s.count, -1);
		wake_other_side();
		mtx_unlock(&s.mtx);
	}
}

static void bounded_buffer(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, produces, 2);
	crew_add(&crew, produces, 2);
	crew_add(&crew, consumes, 2);
	crew_add(&crew, consumes, 2);
	crew_join(&crew);
}

/* Two consumers wake for one element: "if" where "while" belongs. */
static void consumes_unasked(void *unused)
{
	mtx_lock(&s.mtx);
	if (model.fixed) {
		while (!rd(&s.count))
			cond_wait(&s.cond, &s.mtx);
	} else if (!rd(&s.count)) {
		cond_wait(&s.cond, &s.mtx);
	}
	check(rd(&s.count) > 0);
	add_in_two_steps(&s.count, -1);
	mtx_unlock(&s.mtx);
}

static void produces_once(void *unused)
{
	mtx_lock(&s.mtx);
	add_in_two_steps(&s.count, 1);
	cond_broadcast(&s.cond);
	mtx_unlock(&s.mtx);
}

static void bbuf(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, consumes_unasked, 0);
	crew_add(&crew, consumes_unasked, 0);
	crew_add(&crew, produces_once, 0);
	crew_add(&crew, produces_once, 0);
	crew_join(&crew);
}

/* Java 1.4's StringBuffer.append(): the length is asked first, the characters come later. */
static void appends(void *unused)
{
	int length;

	mtx_lock(&s.mtx);
	length = rd(&s.length);
	if (!model.fixed) {
		mtx_unlock(&s.mtx);
		mtx_lock(&s.mtx);
	}
	check(length <= rd(&s.length));
	mtx_unlock(&s.mtx);
}

static void truncates(void *unused)
{
	mtx_lock(&s.mtx);
	wr(&s.length, 0);
	mtx_unlock(&s.mtx);
}

static void string_buffer(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	wr(&s.length, 7);
	crew_add(&crew, truncates, 0);
	appends(NULL);
	crew_join(&crew);
}

const struct classic classics_buffers[] = {
	{ "circular_buffer", circular_buffer, EX_STOPPED },
	{ "queue", queue, EX_STOPPED },
	{ "stack", stack, EX_STOPPED },
	{ "bounded_buffer", bounded_buffer, EX_HANG },
	{ "bbuf", bbuf, EX_STOPPED },
	{ "string_buffer", string_buffer, EX_STOPPED },
	{ .name = NULL },
};
