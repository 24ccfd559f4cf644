/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * errname.h - errnos as their names
 */
#ifndef KERNEL_ERRNAME_H
#define KERNEL_ERRNAME_H

/* "EINVAL" for 22 and for -22; NULL for what is no errno. */
const char *errname(int err);

#endif
