/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * poll.h - what the poll() system call does
 */
#ifndef CORE_POLL_H
#define CORE_POLL_H

#include <linux/types.h>

/*
 * Wait until @fd is ready for one of @events, at most @timeout_ms (negative: for ever).
 * 1 with *@ready set, 0 on timeout, -EINTR, -ENOMEM.
 */
int poll_fd(int fd, __poll_t events, int timeout_ms, __poll_t *ready);

#endif
