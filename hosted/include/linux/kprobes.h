/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kprobes.h - nothing is probed here
 */
#ifndef HOSTED_LINUX_KPROBES_H
#define HOSTED_LINUX_KPROBES_H

#include <linux/build_bug.h>

#define NOKPROBE_SYMBOL(fn)	_Static_assert(1, "")
#define nokprobe_inline		inline
#define __kprobes

#endif
