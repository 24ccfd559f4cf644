// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * drivers.c - a driver that is stopped while in use, and three multi-threaded programs:
 * pbzip2, aget, ctrace
 */
#include "classics/classics.h"

static struct {
	struct mtx	mtx;
	struct cond	cond;
	int		pending, stopping, stopped;
	int		queue_freed, blocks, closed;
	int		written, saved, interrupted;
	int		traced, level;
} s;

static void io_done(void)
{
	rmw_add(&s.pending, -1);
}

/* The question whether it stops and the count of users are two steps. */
static bool io_begin(void)
{
	if (model.fixed)
		rmw_add(&s.pending, 1);
	if (rd(&s.stopping)) {
		if (model.fixed)
			io_done();
		return false;
	}
	if (!model.fixed)
		rmw_add(&s.pending, 1);
	return true;
}

static void stops_driver(void *unused)
{
	wr(&s.stopping, 1);
	io_done();
	if (!rd(&s.pending))	/* else the last user would free it */
		wr(&s.stopped, 1);
}

/* The Bluetooth driver of KISS: one more request, while it goes away. */
static void bluetooth_driver(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	wr(&s.pending, 1);
	crew_add(&crew, stops_driver, 0);
	if (io_begin()) {
		check(!rd(&s.stopped));
		io_done();
	}
	crew_join(&crew);
}

/* Takes blocks until the producer has closed the queue; the queue's lock may be gone by then. */
static void compresses(void *unused)
{
	for (bool more = true; more;) {
		check(!rd(&s.queue_freed));
		mtx_lock(&s.mtx);
		while (!rd(&s.blocks) && !rd(&s.closed))
			cond_wait(&s.cond, &s.mtx);
		more = rd(&s.blocks) > 0;
		if (more)
			add_in_two_steps(&s.blocks, -1);
		check(!rd(&s.queue_freed));
		mtx_unlock(&s.mtx);
	}
}

/* Nobody waits for the consumers before the queue is freed. */
static void pbzip2(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, compresses, 0);
	crew_add(&crew, compresses, 0);
	for (int i = 0; i < 3; i++) {
		mtx_lock(&s.mtx);
		add_in_two_steps(&s.blocks, 1);
		cond_signal(&s.cond);
		mtx_unlock(&s.mtx);
	}
	mtx_lock(&s.mtx);
	wr(&s.closed, 1);
	cond_broadcast(&s.cond);
	mtx_unlock(&s.mtx);
	if (model.fixed)
		crew_join(&crew);
	wr(&s.queue_freed, 1);
	if (!model.fixed)
		crew_join(&crew);
}

/* Each adds what it has received to the total that a later run would resume from. */
static void downloads(void *unused)
{
	for (int i = 0; i < 2 && !rd(&s.interrupted); i++) {
		mtx_lock(&s.mtx);
		add_in_two_steps(&s.written, 10);
		mtx_unlock(&s.mtx);
	}
}

static void saves_progress(void *unused)
{
	wr(&s.interrupted, 1);
	mtx_lock(&s.mtx);
	wr(&s.saved, rd(&s.written));
	mtx_unlock(&s.mtx);
}

/* The progress is saved while the downloads are still at it. */
static void aget(void *unused)
{
	struct crew crew = { .count = 0 };
	struct ex_task *handler = NULL;

	shared_reset(&s, sizeof(s));
	crew_add(&crew, downloads, 0);
	crew_add(&crew, downloads, 0);
	if (!model.fixed)
		handler = ex_spawn("handler", saves_progress, NULL, 0);
	crew_join(&crew);
	if (model.fixed)
		handler = ex_spawn("handler", saves_progress, NULL, 0);
	ex_join(handler);
	check(rd(&s.saved) == rd(&s.written));
}

/* Counts what it traces, with and without the lock that the others use. */
static void traces(void *careless)
{
	bool locked = !careless || model.fixed;

	for (int i = 0; i < 2; i++) {
		if (locked)
			mtx_lock(&s.mtx);
		add_in_two_steps(&s.traced, 1);
		if (locked)
			mtx_unlock(&s.mtx);
	}
}

static void ctrace(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, traces, 0);
	crew_add(&crew, traces, 1);
	crew_join(&crew);
	check(rd(&s.traced) == 4);
}

const struct classic classics_drivers[] = {
	{ "bluetooth_driver", bluetooth_driver, EX_STOPPED },
	{ "pbzip2", pbzip2, EX_STOPPED },
	{ "aget", aget, EX_STOPPED },
	{ "ctrace", ctrace, EX_STOPPED },
	{ .name = NULL },
};
