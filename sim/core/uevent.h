/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uevent.h - events to user space, for whoever wants to see or count them
 */
#ifndef CORE_UEVENT_H
#define CORE_UEVENT_H

#include <linux/kobject.h>

struct notifier_block;

/* The name in the event: "add", "remove", "bind", ... */
const char *kobject_action_name(enum kobject_action action);

struct uevent {
	enum kobject_action		action;
	const char			*path;		/* DEVPATH */
	const char			*subsystem;
	const struct kobj_uevent_env	*env;		/* "KEY=value", ->envp_idx of them */
};

/* Called with a struct uevent in the context of whoever caused it, device lock or not. */
int uevent_register_notifier(struct notifier_block *nb);
int uevent_unregister_notifier(struct notifier_block *nb);

/* How many were sent since boot. */
unsigned long uevent_count(void);

#endif
