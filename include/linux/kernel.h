/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header and those it gathers */
#ifndef _KSIM_LINUX_KERNEL_H
#define _KSIM_LINUX_KERNEL_H

#include_next <linux/kernel.h>
#include <stdarg.h>
#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/limits.h>
#include <linux/linkage.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/bitops.h>
#include <linux/hex.h>
#include <linux/kconfig.h>
#include <linux/kstrtox.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/typecheck.h>
#include <linux/build_bug.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/instruction_pointer.h>
#include <linux/util_macros.h>
#include <linux/wordpart.h>
#include <asm/byteorder.h>

#define STACK_MAGIC	0xdeadbeef

/* The machine runs from the moment its initcalls do. */
enum system_states {
	SYSTEM_BOOTING,
	SYSTEM_SCHEDULING,
	SYSTEM_FREEING_INITMEM,
	SYSTEM_RUNNING,
	SYSTEM_HALT,
	SYSTEM_POWER_OFF,
	SYSTEM_RESTART,
	SYSTEM_SUSPEND,
};
#define system_state	SYSTEM_RUNNING

#define READ		0
#define WRITE		1

/* A trace of its own is not simulated: what drivers say there goes nowhere. */
#define trace_printk(fmt, ...)	do { } while (0)

#endif
