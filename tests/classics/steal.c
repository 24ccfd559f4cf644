// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * steal.c - work-stealing queues, after those that CHESS was shown with
 *
 * The owner puts and takes items at the tail, thieves take them at the head. Each item must
 * be taken once. Four ways to get that wrong; see the head of each.
 */
#include "classics/classics.h"

#define ITEMS	4
#define NONE	(-1)

static struct {
	struct mtx	mtx;
	int		head, tail;
	int		item[ITEMS + 1], state[ITEMS], taken[ITEMS];
} s;

static void take_item(int item)
{
	if (item != NONE)
		check(!rmw_add(&s.taken[item], 1));
}

static void push(int item)
{
	int tail = rd(&s.tail);

	wr(&s.item[tail], item);
	wr(&s.tail, tail + 1);
}

/*
 * Cilk's protocol: both sides announce first and look then; only when they meet does the
 * owner need the lock. Wrong: the owner looks first.
 */
static int pop_locked(void)
{
	int tail, item = NONE;

	mtx_lock(&s.mtx);
	tail = rd(&s.tail) - 1;
	wr(&s.tail, tail);
	if (rd(&s.head) <= tail)
		item = rd(&s.item[tail]);
	else
		wr(&s.tail, tail + 1);
	mtx_unlock(&s.mtx);
	return item;
}

static int pop_announced(void)
{
	int tail = rd(&s.tail) - 1, head;

	if (!model.fixed)
		head = rd(&s.head);
	wr(&s.tail, tail);
	if (model.fixed)
		head = rd(&s.head);
	if (head <= tail)
		return rd(&s.item[tail]);
	wr(&s.tail, tail + 1);
	return pop_locked();
}

static int steal_announced(void)
{
	int head, item = NONE;

	mtx_lock(&s.mtx);
	head = rd(&s.head);
	wr(&s.head, head + 1);
	if (head + 1 <= rd(&s.tail))
		item = rd(&s.item[head]);
	else
		wr(&s.head, head);
	mtx_unlock(&s.mtx);
	return item;
}

/*
 * Without a lock: who moves the head owns the item. Wrong: for the last item the owner does
 * not compete.
 */
static int pop_interlocked(void)
{
	int tail = rd(&s.tail) - 1, head, item = NONE;

	wr(&s.tail, tail);
	head = rd(&s.head);
	if (tail > head)
		return rd(&s.item[tail]);
	if (tail == head) {
		item = rd(&s.item[tail]);
		if (!model.fixed)
			wr(&s.head, head + 1);
		else if (!rmw_cas(&s.head, head, head + 1))
			item = NONE;
		head++;
	}
	wr(&s.tail, head);
	return item;
}

static int steal_interlocked(void)
{
	int head = rd(&s.head), item;

	if (head >= rd(&s.tail))
		return NONE;
	item = rd(&s.item[head]);
	return rmw_cas(&s.head, head, head + 1) ? item : NONE;
}

/* Items say whether they are there. Wrong: asked and changed in two steps. */
static int take_by_state(int first, int step)
{
	for (int i = first; i >= 0 && i < ITEMS; i += step) {
		if (model.fixed ? rmw_cas(&s.state[i], 1, 0) : rd(&s.state[i])) {
			if (!model.fixed)
				wr(&s.state[i], 0);
			return i;
		}
	}
	return NONE;
}

/* As interlocked, but an empty queue starts over at 0: a stalled thief's head fits again. */
static int pop_and_start_over(void)
{
	int tail = rd(&s.tail) - 1, head = rd(&s.head);
	int item = NONE;

	if (tail < head)
		return NONE;
	wr(&s.tail, tail);
	head = rd(&s.head);
	if (tail > head)
		return rd(&s.item[tail]);
	if (tail == head) {
		item = rd(&s.item[tail]);
		if (!rmw_cas(&s.head, head, head + 1))
			item = NONE;
		head++;
	}
	wr(&s.tail, head);
	if (!model.fixed) {
		wr(&s.tail, 0);
		wr(&s.head, 0);
	}
	return item;
}

static void thief_announced(void *unused)
{
	take_item(steal_announced());
	take_item(steal_announced());
}

static void thief_interlocked(void *unused)
{
	take_item(steal_interlocked());
	take_item(steal_interlocked());
}

static void thief_by_state(void *unused)
{
	take_item(take_by_state(0, 1));
	take_item(take_by_state(0, 1));
}

static void work_steal(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, thief_announced, 0);
	for (int i = 0; i < ITEMS; i += 2) {
		push(i);
		push(i + 1);
		take_item(pop_announced());
	}
	take_item(pop_announced());
	crew_join(&crew);
}

static void work_steal_interlocked(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, thief_interlocked, 0);
	for (int i = 0; i < ITEMS; i += 2) {
		push(i);
		push(i + 1);
		take_item(pop_interlocked());
	}
	take_item(pop_interlocked());
	crew_join(&crew);
}

static void work_steal_state(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, thief_by_state, 0);
	for (int i = 0; i < ITEMS; i++)
		wr(&s.state[i], 1);
	take_item(take_by_state(ITEMS - 1, -1));
	take_item(take_by_state(ITEMS - 1, -1));
	crew_join(&crew);
}

static void work_steal_start_over(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	crew_add(&crew, thief_interlocked, 0);
	for (int i = 0; i < ITEMS; i++) {
		push(i);
		take_item(pop_and_start_over());
	}
	crew_join(&crew);
}

const struct classic classics_steal[] = {
	{ "worksteal", work_steal, EX_STOPPED },
	{ "worksteal_interlocked", work_steal_interlocked, EX_STOPPED },
	{ "worksteal_state", work_steal_state, EX_STOPPED },
	{ "worksteal_interlocked_state", work_steal_start_over, EX_STOPPED },
	{ .name = NULL },
};
