/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world.h - a machine that is booted, used by a process and torn down, all in one run
 */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include <linux/types.h>

#include "exec/run.h"
#include "pci/hw.h"

struct bench_world {
	void			(*hardware)(void *arg);
	void			(*main)(void *arg);	/* of "init"; may pass host pointers */
	void			*arg;
	const char		*const *modules;	/* ended by NULL; NULL: none */
	enum ex_engine		engine;
	struct ex_policy	*policy;		/* NULL: nobody is preempted */
};

/*
 * What main() does between bench_loop_begin() and bench_loop_end() is measured. Anything but a good
 * end ends the program: what was measured would not be what it says.
 */
void bench_world(const struct bench_world *world);

/*
 * @tasks threads of init, from 0 on, which each do their share of @n calls of @fn; back when all
 * are done.
 */
void bench_together(void (*fn)(void *arg, unsigned int task), void *arg, unsigned int tasks,
		    u64 n);

/* Write @text into a file; it must take all of it. */
void bench_echo(const char *text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Functions of a card, from 0 on, below a root port and so many switches. A port has one card of
 * at most eight; behind a conventional bridge, where there is room for more, all are one set.
 */
struct bench_card {
	const struct pci_hw_desc	*function;
	const struct pci_hw_desc	*bridge;	/* on the root bus; NULL: a root port */
	unsigned int			functions;
	unsigned int			switches;
};
extern const struct pci_hw_desc bench_conventional_bridge;
void bench_card_build(const struct bench_card *card);

#endif
