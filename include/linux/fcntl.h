/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_FCNTL_H
#define _KSIM_LINUX_FCNTL_H

#include <linux/stat.h>

/* libc's <fcntl.h> has the same numbers; whoever came first is kept. */
#ifndef O_RDONLY
#include_next <linux/fcntl.h>
#endif

#endif
