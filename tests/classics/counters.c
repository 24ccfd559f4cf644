// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * counters.c - classics in which shared numbers go wrong: accounts, lazily awaited sums,
 * indices that threads read too late, locks of which one is the wrong one
 */
#include "classics/classics.h"

static struct {
	struct mtx	mtx, other;
	int		balance, deposited, withdrawn;
	int		data, index, slots[THREADS_MAX];
	int		x[3], passed[3];
} s;

static void deposits(void *unused)
{
	mtx_lock(&s.mtx);
	add_in_two_steps(&s.balance, 30);
	wr(&s.deposited, 1);
	mtx_unlock(&s.mtx);
}

static void withdraws(void *unused)
{
	mtx_lock(&s.mtx);
	add_in_two_steps(&s.balance, -20);
	wr(&s.withdrawn, 1);
	mtx_unlock(&s.mtx);
}

/* The program's own arithmetic is wrong, which shows if this comes last. */
static void checks_balance(void *unused)
{
	mtx_lock(&s.mtx);
	if (rd(&s.deposited) && rd(&s.withdrawn))
		check(rd(&s.balance) == (model.fixed ? 110 : 50));
	mtx_unlock(&s.mtx);
}

static void account(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	wr(&s.balance, 100);
	crew_add(&crew, checks_balance, 0);
	crew_add(&crew, deposits, 0);
	crew_add(&crew, withdraws, 0);
	crew_join(&crew);
}

static void adds(void *amount)
{
	mtx_lock(&s.mtx);
	add_in_two_steps(&s.data, (int)(long)amount);
	mtx_unlock(&s.mtx);
}

/* Believes that it comes before one of the two that add. */
static void expects_less(void *unused)
{
	mtx_lock(&s.mtx);
	check(rd(&s.data) < (model.fixed ? 4 : 3));
	mtx_unlock(&s.mtx);
}

static void lazy(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, adds, 1);
	crew_add(&crew, adds, 2);
	crew_add(&crew, expects_less, 0);
	crew_join(&crew);
}

/* Each takes over the value of the one before; the first adds one to that of the last. */
static void passes_token(void *which)
{
	long i = (long)which;

	mtx_lock(&s.mtx);
	wr(&s.x[i], i ? rd(&s.x[i - 1]) : (rd(&s.x[2]) + 1) % 4);
	wr(&s.passed[i], 1);
	mtx_unlock(&s.mtx);
}

/* All have passed it on, but in which order? */
static void compares_tokens(void *unused)
{
	mtx_lock(&s.mtx);
	if (rd(&s.passed[0]) && rd(&s.passed[1]) && rd(&s.passed[2]))
		check(rd(&s.x[0]) == rd(&s.x[1]) && rd(&s.x[1]) == rd(&s.x[2]));
	mtx_unlock(&s.mtx);
}

static void token_ring(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	wr(&s.x[1], 2);
	wr(&s.x[2], 1);
	for (long i = 0; i < 3; i++) {
		crew_add(&crew, passes_token, i);
		if (model.fixed)
			ex_join(crew.tasks[i]);
	}
	crew_add(&crew, compares_tokens, 0);
	crew_join(&crew);
}

/* Its number is whatever the creator's loop counter is by now. */
static void marks_slot(void *own)
{
	wr(&s.slots[model.fixed ? (long)own : rd(&s.index)], 1);
}

static void sigma(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	for (long i = 0; i < model.size; i++) {
		wr(&s.index, (int)i);
		crew_add(&crew, marks_slot, i);
	}
	crew_join(&crew);
	for (unsigned int i = 0; i < model.size; i++)
		check(rd(&s.slots[i]) == 1);
}

/* Nobody else may change data under its lock. */
static void counts_under_lock(void *unused)
{
	int before;

	mtx_lock(&s.mtx);
	before = rd(&s.data);
	add_in_two_steps(&s.data, 1);
	check(rd(&s.data) == before + 1);
	mtx_unlock(&s.mtx);
}

static void counts_under_wrong_lock(void *unused)
{
	struct mtx *mtx = model.fixed ? &s.mtx : &s.other;

	mtx_lock(mtx);
	add_in_two_steps(&s.data, 1);
	mtx_unlock(mtx);
}

static void wrong_lock(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, counts_under_lock, 0);
	for (unsigned int i = 0; i < model.size; i++)
		crew_add(&crew, counts_under_wrong_lock, 0);
	crew_join(&crew);
}

/* Several on both sides. */
static void wrong_locks(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	for (unsigned int i = 0; i < model.size; i++)
		crew_add(&crew, counts_under_lock, 0);
	for (unsigned int i = 0; i < model.size; i++)
		crew_add(&crew, counts_under_wrong_lock, 0);
	crew_join(&crew);
}

const struct classic classics_counters[] = {
	{ "account", account, EX_STOPPED },
	{ "lazy01", lazy, EX_STOPPED },
	{ "token_ring", token_ring, EX_STOPPED },
	{ "sigma", sigma, EX_STOPPED, 16 },
	{ "wronglock_1", wrong_lock, EX_STOPPED, 1 },
	{ "wronglock_3", wrong_lock, EX_STOPPED, 3 },
	{ "wronglock", wrong_lock, EX_STOPPED, 7 },
	{ "wronglock_both_3", wrong_locks, EX_STOPPED, 3 },
	{ .name = NULL },
};
