// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cves.c - the races of the ConVul collection, each reduced to the objects that it is about
 *
 * An object is alive or freed; using a freed one, or freeing it again, fails an assertion.
 * A pointer is the number of the object, 0 is NULL.
 */
#include "classics/classics.h"

#define OBJECTS	4

static struct {
	struct mtx	mtx, other;
	int		alive[OBJECTS + 1], users[OBJECTS + 1];
	int		pointer, other_pointer, flag, count;
} s;

static void object_new(int object)
{
	wr(&s.alive[object], 1);
}

static void object_use(int object)
{
	check(object && rd(&s.alive[object]));
}

static void object_free(int object)
{
	check(object && rmw_swap(&s.alive[object], 0));
}

static void run_pair(void (*first)(void *), void (*second)(void *))
{
	struct crew crew = { .count = 0 };

	crew_add(&crew, first, 0);
	crew_add(&crew, second, 0);
	crew_join(&crew);
}

static void reset(void)
{
	shared_reset(&s, sizeof(s));
	object_new(1);
	wr(&s.pointer, 1);
}

/* 2009-3547: a pipe is opened through /proc while its last user lets it go. */
static void pipe_opens(void *unused)
{
	mtx_lock(&s.mtx);
	if (!model.fixed || rd(&s.pointer))
		object_use(rd(&s.pointer));
	mtx_unlock(&s.mtx);
}

static void pipe_releases(void *unused)
{
	mtx_lock(&s.mtx);
	object_free(rd(&s.pointer));
	wr(&s.pointer, 0);
	mtx_unlock(&s.mtx);
}

static void cve_2009_3547(void *unused)
{
	reset();
	run_pair(pipe_opens, pipe_releases);
}

/* 2011-2183: ksmd finds the mm slots not empty, and takes the first without asking again. */
static void ksmd_scans(void *unused)
{
	int slot;

	if (!rd(&s.count))
		return;
	mtx_lock(&s.mtx);
	slot = rd(&s.pointer);
	if (!model.fixed || slot)
		object_use(slot);
	mtx_unlock(&s.mtx);
}

static void ksm_exits(void *unused)
{
	mtx_lock(&s.mtx);
	wr(&s.count, 0);
	wr(&s.pointer, 0);
	mtx_unlock(&s.mtx);
}

static void cve_2011_2183(void *unused)
{
	reset();
	wr(&s.count, 1);
	run_pair(ksmd_scans, ksm_exits);
}

/* 2013-1792: the first of two keyrings is taken as a sign that both are there. */
static void installs_keyrings(void *unused)
{
	mtx_lock(&s.mtx);
	if (!rd(&s.pointer)) {
		wr(model.fixed ? &s.other_pointer : &s.pointer, 2);
		wr(model.fixed ? &s.pointer : &s.other_pointer, 2);
	}
	mtx_unlock(&s.mtx);
}

static void uses_keyrings(void *unused)
{
	if (rd(&s.pointer))
		object_use(rd(&s.other_pointer));
}

static void cve_2013_1792(void *unused)
{
	reset();
	wr(&s.pointer, 0);
	object_new(2);
	run_pair(installs_keyrings, uses_keyrings);
}

/* 2015-7550: the key is found valid before its semaphore is taken, and read after. */
static void reads_key(void *unused)
{
	if (!model.fixed && rd(&s.flag))
		return;
	mtx_lock(&s.mtx);
	if (!model.fixed || !rd(&s.flag))
		object_use(rd(&s.pointer));
	mtx_unlock(&s.mtx);
}

static void revokes_key(void *unused)
{
	mtx_lock(&s.mtx);
	wr(&s.flag, 1);
	object_free(rd(&s.pointer));
	wr(&s.pointer, 0);
	mtx_unlock(&s.mtx);
}

static void cve_2015_7550(void *unused)
{
	reset();
	run_pair(reads_key, revokes_key);
}

/* 2016-1972: libvpx counts the users of its lock, and frees the lock when there are none. */
static void vpx_once(void *unused)
{
	if (model.fixed)
		mtx_lock(&s.other);
	if (rmw_add(&s.count, 1) == 0)
		object_new(1);
	object_use(1);
	if (rmw_add(&s.count, -1) == 1)
		object_free(1);
	if (model.fixed)
		mtx_unlock(&s.other);
}

static void cve_2016_1972(void *unused)
{
	shared_reset(&s, sizeof(s));
	run_pair(vpx_once, vpx_once);
}

/* 2016-1973: a static instance is handed out with a count that may just have become 0. */
static void gets_instance(void *unused)
{
	if (model.fixed)
		mtx_lock(&s.mtx);
	if (rd(&s.count)) {
		rmw_add(&s.count, 1);
		object_use(1);
		if (rmw_add(&s.count, -1) == 1)
			object_free(1);
	}
	if (model.fixed)
		mtx_unlock(&s.mtx);
}

static void puts_instance(void *unused)
{
	if (model.fixed)
		mtx_lock(&s.mtx);
	if (rmw_add(&s.count, -1) == 1)
		object_free(1);
	if (model.fixed)
		mtx_unlock(&s.mtx);
}

static void cve_2016_1973(void *unused)
{
	reset();
	wr(&s.count, 1);
	run_pair(gets_instance, puts_instance);
}

/* 2016-7911: ioprio_get() of a task that exits: the io context is read without the task's lock. */
static void reads_priority(void *unused)
{
	int context;

	if (model.fixed)
		mtx_lock(&s.mtx);
	context = rd(&s.pointer);
	if (context)
		object_use(context);
	if (model.fixed)
		mtx_unlock(&s.mtx);
}

static void exits_io(void *unused)
{
	int context;

	mtx_lock(&s.mtx);
	context = rd(&s.pointer);
	wr(&s.pointer, 0);
	mtx_unlock(&s.mtx);
	object_free(context);
}

static void cve_2016_7911(void *unused)
{
	reset();
	run_pair(reads_priority, exits_io);
}

/* 2016-9806: a netlink dump gives up the socket's mutex and then frees; a second has begun. */
static void dumps(void *unused)
{
	int skb;

	mtx_lock(&s.mtx);
	if (!rd(&s.flag)) {
		mtx_unlock(&s.mtx);
		return;
	}
	skb = rd(&s.pointer);
	object_use(skb);
	wr(&s.flag, 0);
	if (model.fixed) {
		object_free(skb);
		mtx_unlock(&s.mtx);
	} else {
		mtx_unlock(&s.mtx);
		object_free(rd(&s.pointer));
	}
}

static void dumps_anew(void *unused)
{
	mtx_lock(&s.mtx);
	if (!rd(&s.flag)) {
		object_new(2);
		wr(&s.pointer, 2);
		wr(&s.flag, 1);
	}
	mtx_unlock(&s.mtx);
	dumps(NULL);
}

static void cve_2016_9806(void *unused)
{
	reset();
	wr(&s.flag, 1);
	run_pair(dumps, dumps_anew);
}

/* 2017-15265: a sequencer port is in the list before its creator is done with it. */
static void creates_port(void *unused)
{
	object_new(2);
	if (model.fixed)
		rmw_add(&s.users[2], 1);
	mtx_lock(&s.mtx);
	wr(&s.other_pointer, 2);
	mtx_unlock(&s.mtx);
	object_use(2);
	if (model.fixed)
		rmw_add(&s.users[2], -1);
}

static void deletes_port(void *unused)
{
	int port;

	mtx_lock(&s.mtx);
	port = rd(&s.other_pointer);
	wr(&s.other_pointer, 0);
	mtx_unlock(&s.mtx);
	if (!port)
		return;
	while (model.fixed && rd(&s.users[port]))
		ex_yield();
	object_free(port);
}

static void cve_2017_15265(void *unused)
{
	reset();
	run_pair(creates_port, deletes_port);
}

/* 2017-6346: two setsockopt(PACKET_FANOUT) on one socket both see that it has no group yet. */
static void joins_fanout(void *unused)
{
	if (model.fixed)
		mtx_lock(&s.mtx);
	if (!rd(&s.other_pointer)) {
		if (!model.fixed)
			mtx_lock(&s.mtx);
		wr(&s.other_pointer, 2);
		add_in_two_steps(&s.count, 1);
		if (!model.fixed)
			mtx_unlock(&s.mtx);
	}
	if (model.fixed)
		mtx_unlock(&s.mtx);
}

/* The socket leaves once, as it has one group; the group believes in two members. */
static void cve_2017_6346(void *unused)
{
	reset();
	run_pair(joins_fanout, joins_fanout);
	check(rd(&s.count) == 1);
}

const struct classic classics_cves[] = {
	{ "cve-2009-3547", cve_2009_3547, EX_STOPPED },
	{ "cve-2011-2183", cve_2011_2183, EX_STOPPED },
	{ "cve-2013-1792", cve_2013_1792, EX_STOPPED },
	{ "cve-2015-7550", cve_2015_7550, EX_STOPPED },
	{ "cve-2016-1972", cve_2016_1972, EX_STOPPED },
	{ "cve-2016-1973", cve_2016_1973, EX_STOPPED },
	{ "cve-2016-7911", cve_2016_7911, EX_STOPPED },
	{ "cve-2016-9806", cve_2016_9806, EX_STOPPED },
	{ "cve-2017-15265", cve_2017_15265, EX_STOPPED },
	{ "cve-2017-6346", cve_2017_6346, EX_STOPPED },
	{ .name = NULL },
};
