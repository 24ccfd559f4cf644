/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header: what of asm/signal.h the simulator sends */
#ifndef _LINUX_SIGNAL_NUMBERS_H
#define _LINUX_SIGNAL_NUMBERS_H

#ifndef SIGKILL
#define SIGHUP		1
#define SIGINT		2
#define SIGKILL		9
#define SIGUSR1		10
#define SIGTERM		15
#endif

#endif
