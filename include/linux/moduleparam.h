/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/stringify.h>
#include <linux/types.h>

/* Parameters are variables at their initial value; a world cannot set them. */
#define module_param(name, type, perm)						\
	static const void *const __PASTE(__param_, name) __attribute__((unused)) = &name
#define module_param_named(name, value, type, perm)				\
	static const void *const __PASTE(__param_, name) __attribute__((unused)) = &value
#define module_param_string(name, string, len, perm)
#define module_param_call(name, _set, _get, arg, perm)
#define module_param_cb(name, ops, arg, perm)
#define MODULE_PARM_DESC(_parm, desc)
#define __MODULE_PARM_TYPE(name, type)

#endif
