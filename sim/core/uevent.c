// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uevent.c - events to user space, formatted when somebody listens
 *
 * Linux formats first and asks the network stack for listeners later, so that a bus's
 * uevent() runs on each event; here it runs when a listener is registered, since the text
 * costs more than the rest of a bind.
 */
#include "core/uevent.h"

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/core.h"

static atomic_long_t uevents_sent = ATOMIC_LONG_INIT(0);
static BLOCKING_NOTIFIER_HEAD(uevent_chain);

static const char *const action_names[] = {
	[KOBJ_ADD]	= "add",
	[KOBJ_REMOVE]	= "remove",
	[KOBJ_CHANGE]	= "change",
	[KOBJ_MOVE]	= "move",
	[KOBJ_ONLINE]	= "online",
	[KOBJ_OFFLINE]	= "offline",
	[KOBJ_BIND]	= "bind",
	[KOBJ_UNBIND]	= "unbind",
};

const char *kobject_action_name(enum kobject_action action)
{
	return action_names[action];
}

int kobject_action_parse(const char *text, size_t count, enum kobject_action *action)
{
	size_t length = strcspn(text, " \n");
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(action_names); i++) {
		if (length == strlen(action_names[i]) && !strncmp(text, action_names[i], length)) {
			*action = i;
			return 0;
		}
	}
	return -EINVAL;
}

unsigned long uevent_count(void)
{
	return atomic_long_read(&uevents_sent);
}

int uevent_register_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&uevent_chain, nb);
}

int uevent_unregister_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&uevent_chain, nb);
}

int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...)
{
	va_list args;
	int len;

	if (WARN(env->envp_idx >= ARRAY_SIZE(env->envp), "add_uevent_var: too many keys\n"))
		return -ENOMEM;
	va_start(args, format);
	len = vsnprintf(&env->buf[env->buflen], sizeof(env->buf) - env->buflen, format, args);
	va_end(args);
	if (WARN(len >= sizeof(env->buf) - env->buflen,
		 "add_uevent_var: buffer size too small\n"))
		return -ENOMEM;
	env->envp[env->envp_idx++] = &env->buf[env->buflen];
	env->buflen += len + 1;
	return 0;
}
EXPORT_SYMBOL_GPL(add_uevent_var);

/* The set that rules over @kobj: its own or the nearest of an ancestor. */
static struct kset *uevent_kset(struct kobject *kobj)
{
	while (!kobj->kset && kobj->parent)
		kobj = kobj->parent;
	return kobj->kset;
}

static int fill_env(struct kobject *kobj, struct kset *kset, struct uevent *event,
		    struct kobj_uevent_env *env, char *envp_ext[])
{
	const struct kset_uevent_ops *ops = kset->uevent_ops;
	int ret = 0;

	ret = add_uevent_var(env, "ACTION=%s", kobject_action_name(event->action));
	if (!ret)
		ret = add_uevent_var(env, "DEVPATH=%s", event->path);
	if (!ret)
		ret = add_uevent_var(env, "SUBSYSTEM=%s", event->subsystem);
	for (; envp_ext && *envp_ext && !ret; envp_ext++)
		ret = add_uevent_var(env, "%s", *envp_ext);
	if (!ret && ops && ops->uevent)
		ret = ops->uevent(kobj, env);
	return ret;
}

static int uevent_send(struct kobject *kobj, struct kset *kset, struct uevent *event,
		       char *envp_ext[])
{
	struct kobj_uevent_env *env = kzalloc(sizeof(*env), GFP_KERNEL);
	char *path = env ? kobject_get_path(kobj, GFP_KERNEL) : NULL;
	int ret = -ENOMEM;

	if (path) {
		event->path = path;
		event->env = env;
		ret = fill_env(kobj, kset, event, env, envp_ext);
		if (!ret)
			blocking_notifier_call_chain(&uevent_chain, event->action, event);
	}
	kfree(path);
	kfree(env);
	return ret;
}

int kobject_uevent_env(struct kobject *kobj, enum kobject_action action, char *envp_ext[])
{
	const struct kset_uevent_ops *ops;
	struct uevent event = { .action = action };
	struct kset *kset;
	int ret = 0;

	/* Once, whatever comes of it: cleanup must not send it again. */
	if (action == KOBJ_REMOVE)
		kobj->state_remove_uevent_sent = 1;
	kset = uevent_kset(kobj);
	if (!kset)
		return -EINVAL;
	ops = kset->uevent_ops;
	if (kobj->uevent_suppress || (ops && ops->filter && !ops->filter(kobj)))
		return 0;
	event.subsystem = ops && ops->name ? ops->name(kobj) : kobject_name(&kset->kobj);
	if (!event.subsystem)
		return 0;

	if (READ_ONCE(uevent_chain.head))
		ret = uevent_send(kobj, kset, &event, envp_ext);
	if (ret)
		return ret;
	if (action == KOBJ_ADD)
		kobj->state_add_uevent_sent = 1;
	atomic_long_inc(&uevents_sent);
	return 0;
}
EXPORT_SYMBOL_GPL(kobject_uevent_env);

int kobject_uevent(struct kobject *kobj, enum kobject_action action)
{
	return kobject_uevent_env(kobj, action, NULL);
}
EXPORT_SYMBOL_GPL(kobject_uevent);

/* Each world counts from zero. */
static void uevent_exit(void)
{
	atomic_long_set(&uevents_sent, 0);
}
__exitcall(uevent_exit);
