// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_order.c - what makes a dependency cheap to learn when there are a million of them
 *
 *  O1  While the edges have no cycle, classes are numbered so that each edge goes from a lower
 *      number to a higher one. So a path that would have to go down does not exist.
 *  O2  An edge that was ever added is in the set of pairs.
 *
 * An edge that goes up closes no cycle: nothing needs to be searched. For one that goes down, all
 * that can matter has a number between those of its ends; if it closes no cycle, the classes found
 * there are numbered anew, those before its first end before those behind its second (Pearce and
 * Kelly, 2006). Once there is a cycle, which has been reported, there is no such order: every path
 * may exist until everything is forgotten.
 *
 * Locking: all of it under lockdep_guard.
 */
#include "lockdep.h"

#include <linux/minmax.h>
#include <linux/string.h>

#include "exec/exec.h"

static bool cyclic;
static unsigned int last_number;
static u64 search;

/* Classes of a search, and what it takes to sort them. */
static struct lock_class **found, **sorted;
static unsigned int *numbers;
static unsigned int found_size, count;

/* Pairs of ids: open addressing, at most half full, 0 is no pair. */
static u64 *pairs;
static unsigned long pairs_size, nr_pairs;

static unsigned int number_of(struct lock_class *class)
{
	if (!class->number)
		class->number = ++last_number;
	return class->number;
}

bool order_excludes_path(struct lock_class *from, struct lock_class *to)
{
	return !cyclic && number_of(from) > number_of(to);
}

static void find(struct lock_class *class)
{
	if (class->number_mark == search)
		return;
	class->number_mark = search;
	if (count == found_size) {
		found_size = found_size ? found_size * 2 : 256;
		found = ex_host_realloc(found, found_size * sizeof(*found));
		sorted = ex_host_realloc(sorted, found_size * sizeof(*sorted));
		numbers = ex_host_realloc(numbers, found_size * sizeof(*numbers));
	}
	found[count++] = class;
}

/* @class and all behind it with a number up to @most. */
static void find_behind(struct lock_class *class, unsigned int most)
{
	unsigned int next = count;

	find(class);
	for (; next < count; next++) {
		struct edge_list *list = &found[next]->after;

		for (unsigned int i = 0; i < list->count; i++)
			if (number_of(list->edges[i].to) <= most)
				find(list->edges[i].to);
	}
}

/* @class and all before it with a number down to @least. */
static void find_before(struct lock_class *class, unsigned int least)
{
	unsigned int next = count;

	find(class);
	for (; next < count; next++) {
		struct edge_list *list = &found[next]->before;

		for (unsigned int i = 0; i < list->count; i++)
			if (number_of(list->edges[i].to) >= least)
				find(list->edges[i].to);
	}
}

/* By Shell: not sort(), which ThreadSanitizer follows and which would be a race under a guard. */
static void sort_by_number(struct lock_class **classes, unsigned int n)
{
	for (unsigned int gap = n / 2; gap; gap /= 2)
		for (unsigned int i = gap; i < n; i++) {
			struct lock_class *class = classes[i];
			unsigned int j = i;

			for (; j >= gap && classes[j - gap]->number > class->number; j -= gap)
				classes[j] = classes[j - gap];
			classes[j] = class;
		}
}

/* Those in found[] have the same numbers as before, but in the order of found[]. */
static void renumber(unsigned int before)
{
	sort_by_number(found, before);
	sort_by_number(found + before, count - before);
	for (unsigned int i = 0; i < count; i++)
		sorted[i] = found[i];
	sort_by_number(sorted, count);
	for (unsigned int i = 0; i < count; i++)
		numbers[i] = sorted[i]->number;
	for (unsigned int i = 0; i < count; i++)
		found[i]->number = numbers[i];
}

void order_add(struct lock_class *from, struct lock_class *to)
{
	unsigned int least = number_of(to), most = number_of(from), before;

	if (cyclic || from == to || most < least)
		return;
	search++;
	count = 0;
	find_before(from, least);
	before = count;
	if (to->number_mark == search) {	/* it leads to @from already */
		cyclic = true;
		return;
	}
	find_behind(to, most);
	renumber(before);
}

static u64 pair_of(const struct lock_class *from, const struct lock_class *to)
{
	return ((u64)from->id << 32 | to->id) + 1;
}

static unsigned long slot_of(u64 pair)
{
	unsigned long slot = (pair * 0x9e3779b97f4a7c15ull) >> 20 & (pairs_size - 1);

	while (pairs[slot] && pairs[slot] != pair)
		slot = (slot + 1) & (pairs_size - 1);
	return slot;
}

bool order_was_added(const struct lock_class *from, const struct lock_class *to)
{
	return pairs_size && pairs[slot_of(pair_of(from, to))];
}

static void pairs_grow(void)
{
	u64 *old = pairs;
	unsigned long old_size = pairs_size;

	pairs_size = max(old_size * 2, 1024ul);
	pairs = ex_host_alloc(pairs_size * sizeof(*pairs));
	for (unsigned long i = 0; i < old_size; i++)
		if (old[i])
			pairs[slot_of(old[i])] = old[i];
	ex_host_free(old);
}

void order_note(const struct lock_class *from, const struct lock_class *to)
{
	if (nr_pairs * 2 >= pairs_size)
		pairs_grow();
	pairs[slot_of(pair_of(from, to))] = pair_of(from, to);
	nr_pairs++;
}

void order_forget(void)
{
	cyclic = false;
	if (nr_pairs)
		memset(pairs, 0, pairs_size * sizeof(*pairs));
	nr_pairs = 0;
}
