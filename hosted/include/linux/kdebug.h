/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kdebug.h - the chain of those who want to know of an oops; kernel/notifier.c keeps it
 */
#ifndef HOSTED_LINUX_KDEBUG_H
#define HOSTED_LINUX_KDEBUG_H

#include <linux/notifier.h>

struct pt_regs;

enum die_val {
	DIE_OOPS = 1,
};

struct die_args {
	struct pt_regs	*regs;
	const char	*str;
	long		err;
	int		trapnr;
	int		signr;
};

int register_die_notifier(struct notifier_block *nb);
int unregister_die_notifier(struct notifier_block *nb);
int notify_die(enum die_val val, const char *str, struct pt_regs *regs, long err, int trap,
	       int sig);

#endif
