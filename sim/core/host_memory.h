/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host_memory.h - when a host client's pointers may be the host's
 *
 * What the program that runs the simulation passes on purpose, structs and buffers, may
 * lie in the host's memory. What a simulated program made up, or a guest's memory slot
 * or a DMA mapping leads to, must not: it would be the host program that crashes. Such
 * accesses are made between the two calls here, and fail where no memory is simulated.
 */
#ifndef CORE_HOST_MEMORY_H
#define CORE_HOST_MEMORY_H

#include <linux/sched.h>

static inline bool host_memory_forbid(void)
{
	const bool before = current->no_host_memory;

	current->no_host_memory = 1;
	return before;
}

static inline void host_memory_restore(bool before)
{
	current->no_host_memory = before;
}

#endif
