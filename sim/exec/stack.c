// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stack.c - pooled stacks of the fibers engine, each above a guard page
 *
 * A stack keeps its ThreadSanitizer fiber: creating one costs 54 us, reusing one
 * between runs nothing. The pool is last in, first out, so that a short program
 * touches the same few stacks over and over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "exec/internal.h"

#define STACK_SIZE	(256u << 10)
#define GUARD_SIZE	(64u << 10)	/* wider than a page: a large frame must not step over it */

static struct stack *pool;

static struct stack *stack_new(void)
{
	struct stack *stack = calloc(1, sizeof(*stack));
	char *area;

	if (!stack)
		return NULL;
	area = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (area == MAP_FAILED)
		goto out_free;
	if (mprotect(area + GUARD_SIZE, STACK_SIZE, PROT_READ | PROT_WRITE))
		goto out_unmap;
	stack->bottom = area + GUARD_SIZE;
	stack->size = STACK_SIZE;
	stack->tsan = ex_tsan_fiber_create();
	return stack;

out_unmap:
	munmap(area, GUARD_SIZE + STACK_SIZE);
out_free:
	free(stack);
	return NULL;
}

struct stack *stack_get(void)
{
	struct stack *stack = pool;

	if (!stack)
		return stack_new();
	pool = stack->next;
	return stack;
}

void stack_put(struct stack *stack)
{
	stack->next = pool;
	pool = stack;
}

/* Of a task that was abandoned in mid-flight: what is on the stack means nothing now. */
void stack_discard(struct stack *stack)
{
	stack->saved_sp = NULL;
	ex_asan_unpoison(stack->bottom, stack->size);
	ex_tsan_fiber_destroy(stack->tsan);
	stack->tsan = ex_tsan_fiber_create();
	stack_put(stack);
}

bool stack_guards(const struct stack *stack, unsigned long address)
{
	return address < (unsigned long)stack->bottom &&
	       address >= (unsigned long)stack->bottom - GUARD_SIZE;
}
