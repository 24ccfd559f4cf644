// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * params.c - parameters of modules, as text and back to where they began
 */
#include <linux/moduleparam.h>

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

extern struct kernel_param __start_ksim_params[] __weak;
extern struct kernel_param __stop_ksim_params[] __weak;

struct kernel_param *kernel_param_at(unsigned int index)
{
	struct kernel_param *param = __start_ksim_params + index;

	return param < __stop_ksim_params ? param : NULL;
}

static void reset(struct kernel_param *param)
{
	if (param->ops == &param_ops_string)
		*(char *)param->arg = '\0';
	else if (param->saved)
		memcpy(param->arg, &param->initial, param->size);
}

void kernel_params_reset(void)
{
	struct kernel_param *param;

	for (param = __start_ksim_params; param < __stop_ksim_params; param++) {
		reset(param);
		if (param->ops == &param_ops_string || param->saved)
			continue;
		BUG_ON(param->size > sizeof(param->initial));
		memcpy(&param->initial, param->arg, param->size);
		param->saved = true;
	}
}

void kernel_params_forget(const struct module *module)
{
	struct kernel_param *param;

	for (param = __start_ksim_params; param < __stop_ksim_params; param++) {
		if (param->mod == module)
			reset(param);
	}
}

static struct kernel_param *param_of(const struct module *module, const char *name)
{
	struct kernel_param *param;

	for (param = __start_ksim_params; param < __stop_ksim_params; param++) {
		if (param->mod == module && !strcmp(param->name, name))
			return param;
	}
	return NULL;
}

/* @value: NULL where the option is but a name. */
static int set_option(struct module *module, const char *name, const char *value)
{
	const struct kernel_param *param = param_of(module, name);

	if (param)
		return value || param->ops == &param_ops_bool ? param->ops->set(value, param) :
		       -EINVAL;
	if (strcmp(name, "async_probe"))
		pr_warn("%s: unknown parameter '%s' ignored\n", module->name, name);
	else if (!value || kstrtobool(value, &module->async_probe_requested))
		module->async_probe_requested = true;
	return 0;
}

int kernel_params_set(struct module *module, const char *options)
{
	char *copy, *rest, *value, *name;
	int ret = 0;

	if (!*options)
		return 0;
	copy = rest = kstrdup(options, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	while (!ret && (name = strsep(&rest, " "))) {
		value = strchr(name, '=');
		if (value)
			*value++ = '\0';
		if (*name)
			ret = set_option(module, name, value);
	}
	kfree(copy);
	return ret;
}

static int param_set_bool(const char *val, const struct kernel_param *kp)
{
	return kstrtobool(val ? val : "1", kp->arg);
}

static int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}

static int param_set_int(const char *val, const struct kernel_param *kp)
{
	return val ? kstrtoint(val, 0, kp->arg) : -EINVAL;
}

static int param_get_int(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%d\n", *(int *)kp->arg);
}

static int param_set_uint(const char *val, const struct kernel_param *kp)
{
	return val ? kstrtouint(val, 0, kp->arg) : -EINVAL;
}

static int param_get_uint(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%u\n", *(unsigned int *)kp->arg);
}

static int param_set_ulong(const char *val, const struct kernel_param *kp)
{
	return val ? kstrtoul(val, 0, kp->arg) : -EINVAL;
}

static int param_get_ulong(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%lu\n", *(unsigned long *)kp->arg);
}

static int param_set_string(const char *val, const struct kernel_param *kp)
{
	if (!val || strlen(val) >= kp->size)
		return -ENOSPC;
	strcpy(kp->arg, val);
	return 0;
}

static int param_get_string(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%s\n", (const char *)kp->arg);
}

const struct kernel_param_ops param_ops_bool = { param_set_bool, param_get_bool };
const struct kernel_param_ops param_ops_int = { param_set_int, param_get_int };
const struct kernel_param_ops param_ops_uint = { param_set_uint, param_get_uint };
const struct kernel_param_ops param_ops_ulong = { param_set_ulong, param_get_ulong };
const struct kernel_param_ops param_ops_string = { param_set_string, param_get_string };
