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

#include "exec/frames.h"
#include "exec/internal.h"

#define STACK_SIZE	(256u << 10)
#define GUARD_SIZE	(64u << 10)	/* wider than a page: a large frame must not step over it */

#define AREA_SIZE	(GUARD_SIZE + STACK_SIZE)

static struct stack *pool;

/* All are in one reservation, so that whether a pointer is to a stack is a comparison. */
static struct stack *stacks[EX_TASKS_MAX];
static unsigned int nr_stacks;
uintptr_t ex_stacks_start, ex_stacks_size;

static bool reserve(void)
{
	void *areas = mmap(NULL, EX_TASKS_MAX * AREA_SIZE, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (areas == MAP_FAILED)
		return false;
	ex_stacks_start = (uintptr_t)areas;
	ex_stacks_size = EX_TASKS_MAX * AREA_SIZE;
	return true;
}

static struct stack *stack_new(void)
{
	struct stack *stack;
	char *area;

	if ((!ex_stacks_size && !reserve()) || nr_stacks == EX_TASKS_MAX)
		return NULL;
	area = (char *)ex_stacks_start + nr_stacks * AREA_SIZE;
	if (mprotect(area + GUARD_SIZE, STACK_SIZE, PROT_READ | PROT_WRITE))
		return NULL;
	stack = calloc(1, sizeof(*stack));
	if (!stack)
		return NULL;
	stack->bottom = area + GUARD_SIZE;
	stack->size = STACK_SIZE;
	stack->tsan = ex_tsan_fiber_create();
	stacks[nr_stacks++] = stack;
	return stack;
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
	stack->task = NULL;
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

struct task *stack_task(const volatile void *ptr)
{
	unsigned int index = (unsigned int)(((uintptr_t)ptr - ex_stacks_start) / AREA_SIZE);

	return index < nr_stacks ? stacks[index]->task : NULL;
}
