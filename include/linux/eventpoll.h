/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_EVENTPOLL_H
#define _KSIM_LINUX_EVENTPOLL_H

#include <linux/capability.h>	/* the system's header uses CAP_BLOCK_SUSPEND */
#include <linux/types.h>

#ifndef EPOLLIN
#include_next <linux/eventpoll.h>
#endif

#endif
