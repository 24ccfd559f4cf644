// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hangs.c - classics in which threads wait for each other, and a lock for readers
 */
#include "classics/classics.h"

static struct {
	struct mtx	mtx, other, forks[THREADS_MAX];
	struct cond	cond;
	int		here[2], done, readers, writing, x, y;
} s;

static void locks_both(void *second_first)
{
	bool backwards = second_first && !model.fixed;

	mtx_lock(backwards ? &s.other : &s.mtx);
	mtx_lock(backwards ? &s.mtx : &s.other);
	add_in_two_steps(&s.x, 1);
	mtx_unlock(&s.mtx);
	mtx_unlock(&s.other);
}

static void deadlock(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, locks_both, 0);
	crew_add(&crew, locks_both, 1);
	crew_join(&crew);
}

static void dines(void *seat)
{
	unsigned int left = (unsigned int)(long)seat, right = (left + 1) % model.size;

	if (model.fixed && right < left) {
		right = left;
		left = 0;
	}
	mtx_lock(&s.forks[left]);
	mtx_lock(&s.forks[right]);
	add_in_two_steps(&s.x, 1);
	mtx_unlock(&s.forks[right]);
	mtx_unlock(&s.forks[left]);
}

static void philosophers(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	for (long i = 0; i < model.size; i++)
		crew_add(&crew, dines, i);
	crew_join(&crew);
}

/*
 * Two groups of threads exclude each other by a second lock, taken by the first to come and
 * given back by the last to go. One lock covers both groups' counts: whoever waits for the
 * second lock keeps the other group from leaving.
 */
static void enters_and_leaves(void *which)
{
	long group = (long)which;
	struct mtx *mtx = model.fixed ? &s.forks[group] : &s.mtx;

	mtx_lock(mtx);
	wr(&s.here[group], rd(&s.here[group]) + 1);
	if (rd(&s.here[group]) == 1)
		mtx_lock(&s.other);
	mtx_unlock(mtx);
	add_in_two_steps(&s.x, 1);
	mtx_lock(mtx);
	wr(&s.here[group], rd(&s.here[group]) - 1);
	if (!rd(&s.here[group]))
		mtx_unlock(&s.other);
	mtx_unlock(mtx);
}

static void carter(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, enters_and_leaves, 0);
	crew_add(&crew, enters_and_leaves, 1);
	crew_join(&crew);
}

/* The second phase's lock is never given back. */
static void runs_two_phases(void *unused)
{
	mtx_lock(&s.mtx);
	add_in_two_steps(&s.x, 1);
	mtx_unlock(&s.mtx);
	mtx_lock(&s.other);
	add_in_two_steps(&s.y, 1);
	if (model.fixed)
		mtx_unlock(&s.other);
}

static void phase(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, runs_two_phases, 0);
	crew_add(&crew, runs_two_phases, 0);
	crew_join(&crew);
}

/* Sleeps on what it has read before it took the lock. */
static void awaits_done(void *unused)
{
	if (model.fixed) {
		mtx_lock(&s.mtx);
		while (!rd(&s.done))
			cond_wait(&s.cond, &s.mtx);
		mtx_unlock(&s.mtx);
	} else if (!rd(&s.done)) {
		mtx_lock(&s.mtx);
		cond_wait(&s.cond, &s.mtx);
		mtx_unlock(&s.mtx);
	}
}

static void lost_wakeup(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, awaits_done, 0);
	mtx_lock(&s.mtx);
	wr(&s.done, 1);
	cond_broadcast(&s.cond);
	mtx_unlock(&s.mtx);
	crew_join(&crew);
}

/* A lock whose test and set are two steps for writers. */
static void writer_takes(void)
{
	for (;;) {
		mtx_lock(&s.mtx);
		if (!rd(&s.writing) && !rd(&s.readers))
			break;
		mtx_unlock(&s.mtx);
		ex_yield();
	}
	if (!model.fixed) {
		mtx_unlock(&s.mtx);
		mtx_lock(&s.mtx);
	}
	wr(&s.writing, 1);
	mtx_unlock(&s.mtx);
}

static void writes_shared(void *value)
{
	writer_takes();
	wr(&s.x, (int)(long)value);
	wr(&s.y, (int)(long)value);
	wr(&s.writing, 0);
}

static void reader_takes(void)
{
	for (;;) {
		mtx_lock(&s.mtx);
		if (!rd(&s.writing))
			break;
		mtx_unlock(&s.mtx);
		ex_yield();
	}
	wr(&s.readers, rd(&s.readers) + 1);
	mtx_unlock(&s.mtx);
}

static void reads_shared(void *unused)
{
	int x;

	reader_takes();
	x = rd(&s.x);
	check(x == rd(&s.y));
	mtx_lock(&s.mtx);
	wr(&s.readers, rd(&s.readers) - 1);
	mtx_unlock(&s.mtx);
}

static void rwlock(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, writes_shared, 1);
	crew_add(&crew, reads_shared, 0);
	crew_add(&crew, writes_shared, 2);
	crew_add(&crew, reads_shared, 0);
	crew_join(&crew);
}

const struct classic classics_hangs[] = {
	{ "deadlock01", deadlock, EX_HANG },
	{ "philosophers_3", philosophers, EX_HANG, 3 },
	{ "philosophers_5", philosophers, EX_HANG, 5 },
	{ "carter01", carter, EX_HANG },
	{ "phase01", phase, EX_HANG },
	{ "lost_wakeup", lost_wakeup, EX_HANG },
	{ "rwlock", rwlock, EX_STOPPED },
	{ .name = NULL },
};
