// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stages.c - classics in which one thread sees a change half done: reorder and twostage
 *
 * The reader is created after many writers, each of which closes the window for good: the
 * longer the row of writers, the less likely is it that the reader comes in time.
 */
#include "classics/classics.h"

static struct {
	struct mtx	first, second;
	int		a, b;
} s;

static void sets_a_then_b(void *unused)
{
	if (model.fixed)
		mtx_lock(&s.first);
	wr(&s.a, 1);
	wr(&s.b, -1);
	if (model.fixed)
		mtx_unlock(&s.first);
}

static void wants_both_or_none(void *unused)
{
	int a, b;

	if (model.fixed)
		mtx_lock(&s.first);
	a = rd(&s.a);
	b = rd(&s.b);
	if (model.fixed)
		mtx_unlock(&s.first);
	check((!a && !b) || (a == 1 && b == -1));
}

static void run_row(void (*writer)(void *), void (*reader)(void *))
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	for (unsigned int i = 0; i + 1 < model.size; i++)
		crew_add(&crew, writer, 0);
	crew_add(&crew, reader, 0);
	crew_join(&crew);
}

static void reorder(void *unused)
{
	run_row(sets_a_then_b, wants_both_or_none);
}

/* The second value follows from the first, but there is a gap between the two locks. */
static void writes_two_stages(void *unused)
{
	int first;

	mtx_lock(&s.first);
	wr(&s.a, 1);
	if (!model.fixed)
		mtx_unlock(&s.first);
	mtx_lock(&s.second);
	first = rd(&s.a);
	wr(&s.b, first + 1);
	mtx_unlock(&s.second);
	if (model.fixed)
		mtx_unlock(&s.first);
}

static void reads_two_stages(void *unused)
{
	int first, second;

	mtx_lock(&s.first);
	first = rd(&s.a);
	mtx_unlock(&s.first);
	if (!first)
		return;
	mtx_lock(&s.second);
	second = rd(&s.b);
	mtx_unlock(&s.second);
	check(second == first + 1);
}

static void two_stage(void *unused)
{
	run_row(writes_two_stages, reads_two_stages);
}

const struct classic classics_stages[] = {
	{ "reorder_3", reorder, EX_STOPPED, 3 },
	{ "reorder_4", reorder, EX_STOPPED, 4 },
	{ "reorder_5", reorder, EX_STOPPED, 5 },
	{ "reorder_10", reorder, EX_STOPPED, 10 },
	{ "reorder_20", reorder, EX_STOPPED, 20 },
	{ "reorder_50", reorder, EX_STOPPED, 50 },
	{ "reorder_100", reorder, EX_STOPPED, 100 },
	{ "twostage", two_stage, EX_STOPPED, 2 },
	{ "twostage_20", two_stage, EX_STOPPED, 20 },
	{ "twostage_50", two_stage, EX_STOPPED, 50 },
	{ "twostage_100", two_stage, EX_STOPPED, 100 },
	{ .name = NULL },
};
