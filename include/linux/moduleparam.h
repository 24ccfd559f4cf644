/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/params.c; files in sysfs by sim/core/module_sysfs.c */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct kernel_param;
struct module;

struct kernel_param_ops {
	int	(*set)(const char *val, const struct kernel_param *kp);
	int	(*get)(char *buffer, const struct kernel_param *kp);	/* a line, its length */
};

/* A variable that user space sees; at its initial value when a world boots. */
struct kernel_param {
	const char			*name;
	struct module			*mod;		/* NULL: built in */
	const struct kernel_param_ops	*ops;
	u16				perm;		/* of the file in sysfs; 0: none */
	size_t				size;
	void				*arg;		/* the variable */
	u64				initial;	/* its value in the program's image */
	bool				saved;
};

extern const struct kernel_param_ops param_ops_bool;
extern const struct kernel_param_ops param_ops_int;
extern const struct kernel_param_ops param_ops_uint;
extern const struct kernel_param_ops param_ops_ulong;
extern const struct kernel_param_ops param_ops_string;	/* an array of characters */

#define module_param_cb(name_, ops_, arg_, perm_)				\
	static struct kernel_param __PASTE(__param_, name_) __used		\
		__section("ksim_params") __aligned(__alignof__(struct kernel_param)) = { \
		.name = __stringify(name_), .mod = THIS_MODULE, .ops = ops_,	\
		.perm = perm_, .size = sizeof(*(arg_)), .arg = arg_ }
#define module_param_named(name, value, type, perm)				\
	module_param_cb(name, &param_ops_##type, &value, perm)
/* Not by way of the other: bool is a macro and must be pasted as it is written. */
#define module_param(name, type, perm)						\
	module_param_cb(name, &param_ops_##type, &name, perm)

/* @string_ is empty where a world boots, whatever stands in the program's image. */
#define module_param_string(name_, string_, len_, perm_)			\
	static struct kernel_param __PASTE(__param_, name_) __used		\
		__section("ksim_params") __aligned(__alignof__(struct kernel_param)) = { \
		.name = __stringify(name_), .mod = THIS_MODULE, .ops = &param_ops_string, \
		.perm = perm_, .size = len_, .arg = string_ }
#define MODULE_PARM_DESC(_parm, desc)
#define __MODULE_PARM_TYPE(name, type)

/* All parameters of the program; NULL past the last. */
struct kernel_param *kernel_param_at(unsigned int index);

/* Back to the initial values, all of them. */
void kernel_params_reset(void);

/* The same for one module, whose data go when it is unloaded. */
void kernel_params_forget(const struct module *module);

/*
 * "name=value name ...", as modprobe hands them over; there are no quotes here. What the module
 * does not know is ignored, but for async_probe, which any has.
 */
int kernel_params_set(struct module *module, const char *options);

#endif
