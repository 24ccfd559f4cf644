/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reboot.h - the chain of those who want to know of a reboot; kernel/notifier.c keeps it
 */
#ifndef HOSTED_LINUX_REBOOT_H
#define HOSTED_LINUX_REBOOT_H

#include <linux/notifier.h>

extern struct blocking_notifier_head reboot_notifier_list;

#endif
