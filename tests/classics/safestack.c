// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * safestack.c - a lock-free stack in an array, after Dmitry Vyukov's posting of 2010
 *
 * head, links and count; a popped element's link is -1. A thread that has read head and
 * taken the link stalls; two others pop and push until the same element is on top again
 * with another link: the stalled compare-and-swap of head succeeds (ABA) and one element
 * is in two hands. Takes three threads and at least five preemptions.
 *
 * The fixed twin counts changes of head in its upper bits and leaves links alone.
 */
#include "classics/classics.h"

#define ELEMENTS	3
#define NIL		(-1)

static struct {
	int	head, count;
	int	next[ELEMENTS], value[ELEMENTS];
} s;

/* The low byte of head is the element, + 1 so that nothing is 0. */
static int top(int head)
{
	return (head & 0xff) - 1;
}

static int head_after(int head, int element)
{
	return (model.fixed ? (head & ~0xff) + 0x100 : 0) | (element + 1);
}

static int pop(void)
{
	while (rd(&s.count) > 1) {
		int head = rd(&s.head);
		int *link = &s.next[top(head)];
		int next = model.fixed ? rd(link) : rmw_swap(link, NIL);

		if (next == NIL) {
			ex_yield();
			continue;
		}
		if (rmw_cas(&s.head, head, head_after(head, next))) {
			rmw_add(&s.count, -1);
			return top(head);
		}
		if (!model.fixed)
			rmw_swap(link, next);
	}
	return NIL;
}

static void push(int element)
{
	int head;

	do {
		head = rd(&s.head);
		wr(&s.next[element], top(head));
	} while (!rmw_cas(&s.head, head, head_after(head, element)));
	rmw_add(&s.count, 1);
}

static void pops_and_pushes(void *own)
{
	for (int round = 0; round < 2; round++) {
		int element;

		while ((element = pop()) == NIL)
			ex_yield();
		wr(&s.value[element], (int)(long)own);
		check(rd(&s.value[element]) == (int)(long)own);
		push(element);
	}
}

static void safestack(void *unused)
{
	struct crew crew = { .count = 0 };

	shared_reset(&s, sizeof(s));
	wr(&s.head, 1);
	wr(&s.count, ELEMENTS);
	for (int i = 0; i < ELEMENTS; i++)
		wr(&s.next[i], i + 1 < ELEMENTS ? i + 1 : NIL);
	for (long i = 0; i < 3; i++)
		crew_add(&crew, pops_and_pushes, i);
	crew_join(&crew);
}

const struct classic classic_safestack = { "safestack", safestack, EX_STOPPED };
