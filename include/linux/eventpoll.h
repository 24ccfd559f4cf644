/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_EVENTPOLL_H
#define _KSIM_LINUX_EVENTPOLL_H

#include <linux/types.h>

#ifndef EPOLLIN
#include_next <linux/eventpoll.h>
#endif

#endif
