/* SPDX-License-Identifier: GPL-2.0-or-later */
/* module_text.h - code of modules that are gone: who still has a function of theirs to call */
#ifndef KERNEL_MODULE_TEXT_H
#define KERNEL_MODULE_TEXT_H

#include <linux/types.h>

struct module;

/* Is @function a part of @module? Known of files that include <linux/module.h>. */
bool module_has_text(const struct module *module, const void *function);

/* A function of @module that will be called, or is being called just now; NULL: none. */
const void *rcu_pending_in(const struct module *module);
const void *timer_pending_in(const struct module *module);
const void *work_pending_in(const struct module *module);

/* @module is through with its exit: in Linux its code is freed now. */
void module_check_text(const struct module *module);

#endif
