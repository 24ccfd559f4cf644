/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module_sysfs.h - /sys/module, for whoever resolves paths
 */
#ifndef CORE_MODULE_SYSFS_H
#define CORE_MODULE_SYSFS_H

/* Make /sys/module agree with what is loaded. May sleep. -ENOMEM. */
int module_sysfs_update(void);

#endif
