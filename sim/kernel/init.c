// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * init.c - initcalls and exitcalls: what built-in code runs when a world comes and goes
 *
 * The linker gathers both in sections. They are put in order of level once; a world is
 * then built by walking an array. The section's ends are weak, since a program without
 * any has no such section.
 */
#include <linux/init.h>

#include "exec/heap.h"

extern const struct initcall __start_ksim_initcalls[] __weak;
extern const struct initcall __stop_ksim_initcalls[] __weak;
extern const struct exitcall __start_ksim_exitcalls[] __weak;
extern const struct exitcall __stop_ksim_exitcalls[] __weak;

static const struct initcall **initcalls;
static const struct exitcall **exitcalls;
static unsigned long nr_initcalls, nr_exitcalls;

/* Stable insertion: lowest level first, within a level in the order of the link. */
static void sort_initcalls(void)
{
	nr_initcalls = (unsigned long)(__stop_ksim_initcalls - __start_ksim_initcalls);
	initcalls = ex_host_alloc((nr_initcalls + 1) * sizeof(*initcalls));
	for (unsigned long i = 0; i < nr_initcalls; i++) {
		unsigned long at = i;

		for (; at && initcalls[at - 1]->level > __start_ksim_initcalls[i].level; at--)
			initcalls[at] = initcalls[at - 1];
		initcalls[at] = &__start_ksim_initcalls[i];
	}
}

/* The reverse: highest level first, within a level the last linked first. */
static void sort_exitcalls(void)
{
	nr_exitcalls = (unsigned long)(__stop_ksim_exitcalls - __start_ksim_exitcalls);
	exitcalls = ex_host_alloc((nr_exitcalls + 1) * sizeof(*exitcalls));
	for (unsigned long i = 0; i < nr_exitcalls; i++) {
		unsigned long at = i;

		for (; at && exitcalls[at - 1]->level <= __start_ksim_exitcalls[i].level; at--)
			exitcalls[at] = exitcalls[at - 1];
		exitcalls[at] = &__start_ksim_exitcalls[i];
	}
}

int do_initcalls(void)
{
	if (!initcalls)
		sort_initcalls();
	for (unsigned long i = 0; i < nr_initcalls; i++) {
		int ret = initcalls[i]->fn();

		if (ret)
			return ret;
	}
	return 0;
}

void do_exitcalls(void)
{
	if (!exitcalls)
		sort_exitcalls();
	for (unsigned long i = 0; i < nr_exitcalls; i++)
		exitcalls[i]->fn();
}
