/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_STRING_CHOICES_H
#define _KSIM_LINUX_STRING_CHOICES_H

#include <linux/types.h>

#define __STR_CHOICE(name, if_true, if_false)			\
static inline const char *str_##name(bool v)			\
{								\
	return v ? if_true : if_false;				\
}

__STR_CHOICE(enable_disable, "enable", "disable")
__STR_CHOICE(enabled_disabled, "enabled", "disabled")
__STR_CHOICE(hi_lo, "hi", "lo")
__STR_CHOICE(high_low, "high", "low")
__STR_CHOICE(read_write, "read", "write")
__STR_CHOICE(on_off, "on", "off")
__STR_CHOICE(yes_no, "yes", "no")
__STR_CHOICE(up_down, "up", "down")
__STR_CHOICE(true_false, "true", "false")
#undef __STR_CHOICE

static inline const char *str_plural(size_t num)
{
	return num == 1 ? "" : "s";
}

#endif
