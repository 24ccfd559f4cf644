/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_KCONFIG_H
#define _KSIM_LINUX_KCONFIG_H

#include <generated/autoconf.h>

/*
 * CONFIG_FOO is 1 or not defined, CONFIG_FOO_MODULE likewise. The trick: pasting a 1 to a prefix
 * names a macro that holds a comma, and so moves the argument that is looked at.
 */
#define __ARG_PLACEHOLDER_1	0,
#define __take_second_arg(__ignored, val, ...)	val
#define __and(x, y)		___and(x, y)
#define ___and(x, y)		____and(__ARG_PLACEHOLDER_##x, y)
#define ____and(arg1_or_junk, y)	__take_second_arg(arg1_or_junk y, 0)
#define __or(x, y)		___or(x, y)
#define ___or(x, y)		____or(__ARG_PLACEHOLDER_##x, y)
#define ____or(arg1_or_junk, y)	__take_second_arg(arg1_or_junk 1, y)
#define __is_defined(x)		___is_defined(x)
#define ___is_defined(val)	____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(arg1_or_junk)	__take_second_arg(arg1_or_junk 1, 0)

#define IS_BUILTIN(option)	__is_defined(option)
#define IS_MODULE(option)	__is_defined(option##_MODULE)
#define IS_REACHABLE(option)	\
	__or(IS_BUILTIN(option), __and(IS_MODULE(option), __is_defined(MODULE)))
#define IS_ENABLED(option)	__or(IS_BUILTIN(option), IS_MODULE(option))

#endif
