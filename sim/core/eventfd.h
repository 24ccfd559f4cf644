/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * eventfd.h - what the eventfd2() system call does
 */
#ifndef CORE_EVENTFD_H
#define CORE_EVENTFD_H

/* A new eventfd in the caller's table: its number, or a negative errno. */
int eventfd_create(unsigned int count, int flags);

#endif
