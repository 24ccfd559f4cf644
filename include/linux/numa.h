/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header: there is one node */
#ifndef _LINUX_NUMA_H
#define _LINUX_NUMA_H

#define NUMA_NO_NODE	(-1)

#endif
