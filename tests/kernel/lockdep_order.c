// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_order.c - cycles are found though most edges are learned without a search
 *
 * Graphs of a few classes, edge by edge in random order, beside a table of who reaches whom. If
 * the order of classes were wrong, a deadlock would be missed; once there is a cycle, none is kept.
 */
#include <criterion/criterion.h>

#include <linux/string.h>

#include "kernel/data_random.h"
#include "kernel/lockdep.h"

#define CLASSES	24u

static struct lock_class classes[CLASSES];
static bool reaches[CLASSES][CLASSES];

static void graph_begin(unsigned int graph)
{
	lockdep_forget();
	memset(classes, 0, sizeof(classes));
	memset(reaches, 0, sizeof(reaches));
	for (unsigned int i = 0; i < CLASSES; i++) {
		classes[i].id = 1000000 + graph * CLASSES + i;
		reaches[i][i] = true;
	}
}

static struct held_lock held(unsigned int class)
{
	return (struct held_lock){ .class = &classes[class], .check = 1 };
}

static bool closes_a_cycle(unsigned int from, unsigned int to)
{
	struct held_lock prev = held(from), next = held(to);
	unsigned int only_xr;

	return graph_find_cycle(&prev, &next, &only_xr) != NULL;
}

static void add(unsigned int from, unsigned int to)
{
	struct held_lock prev = held(from), next = held(to);

	graph_add_edge(&prev, &next, NULL);
	cr_assert_not_null(graph_find_edge(&classes[from], &classes[to]));
	for (unsigned int i = 0; i < CLASSES; i++)
		for (unsigned int j = 0; reaches[i][from] && j < CLASSES; j++)
			reaches[i][j] |= reaches[to][j];
}

/* @edges at random; those that close a cycle are left out unless @cycles. */
static void grow(unsigned int graph, unsigned int edges, bool cycles)
{
	while (edges--) {
		unsigned int from = data_random(CLASSES), to = data_random(CLASSES);

		if (from == to)
			continue;
		cr_assert_eq(closes_a_cycle(from, to), reaches[to][from], "graph %u: %u -> %u",
			     graph, from, to);
		if (cycles || !reaches[to][from])
			add(from, to);
	}
}

Test(lockdep_order, each_cycle_of_random_graphs_is_found)
{
	for (unsigned int graph = 0; graph < 300; graph++) {
		graph_begin(graph);
		grow(graph, 20 + graph, false);
	}
}

Test(lockdep_order, graphs_that_have_cycles_already_are_searched_in_full)
{
	for (unsigned int graph = 0; graph < 300; graph++) {
		graph_begin(graph);
		grow(graph, 10 + graph / 4, true);
	}
}

Test(lockdep_order, edge_that_was_never_added_is_not_there)
{
	graph_begin(0);
	add(1, 2);
	add(2, 3);
	cr_assert_null(graph_find_edge(&classes[1], &classes[3]));
	cr_assert_null(graph_find_edge(&classes[2], &classes[1]));
	lockdep_forget();
	add(1, 2);
	cr_assert_null(graph_find_edge(&classes[2], &classes[3]));
}
