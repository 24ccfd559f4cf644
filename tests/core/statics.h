/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statics.h - variables of a file without an anchor, for statics.c */
#ifndef TESTS_CORE_STATICS_H
#define TESTS_CORE_STATICS_H

int *kept_by_another_file(void);

#endif
