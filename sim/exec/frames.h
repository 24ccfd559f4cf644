/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frames.h - objects on a task's stack that others use: is the frame still there?
 *
 * A wait that gives up too soon leaves its completion or queue entry behind, in a frame that is
 * gone. No allocator is asked, so that no poison tells. Fibers only: elsewhere nothing is noted.
 */
#ifndef EXEC_FRAMES_H
#define EXEC_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

extern uintptr_t ex_stacks_start, ex_stacks_size;

/* Is it on the stack of any fiber? */
static inline __attribute__((always_inline)) bool ex_on_stack(const volatile void *ptr)
{
	return (uintptr_t)ptr - ex_stacks_start < ex_stacks_size;
}

/*
 * @obj, on some stack, is for others to use from now on. Of one on the caller's own stack it is
 * noted in which function's frame it is.
 */
void ex_frame_lent(const volatile void *obj);

/*
 * False if the function in whose frame @obj was lent has returned since. True if that is not known,
 * too: a note may be lost to another's, and a function that was called again from the same place
 * has the same frame.
 */
bool ex_frame_holds(const volatile void *obj);

#endif
