/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * heap.h - memory of a run: accounted, poisoned, and gone when the run is over
 *
 * Without a sanitizer, objects come from an arena that never hands a freed
 * address out again within a run (up to a bound), so that a stale pointer stays
 * recognisable; freed bytes read EX_POISON_FREE. With AddressSanitizer or
 * ThreadSanitizer they come from malloc(), so that their own reports name the
 * places of allocation and release, unless ex_heap_terse() says that speed matters more.
 */
#ifndef EXEC_HEAP_H
#define EXEC_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exec/sanitizer.h"

#define EX_POISON_FREE	0x6b
#define EX_POISON_NEW	0x5a
#define EX_HEAP_ALIGN	16u	/* of ex_alloc() */

/*
 * AddressSanitizer only; between runs. On: objects come from the arena, too, and are poisoned by
 * hand. Twice as many runs a second, and no freed address is used again in a run; but reports say
 * use-after-poison and do not know where an object was allocated and freed. For campaigns, whose
 * failures are replayed without it.
 */
void ex_heap_terse(bool on);

/*
 * With a sanitizer; between runs. On: objects come from the arena, and no sanitizer is told of
 * them. A run then goes as in a build without any, whatever it reads that was freed: for the
 * replay of what such a build recorded.
 */
void ex_heap_plain(bool on);

/*
 * Allocate @size bytes (0 is allowed: a unique, inaccessible pointer), filled with
 * EX_POISON_NEW. NULL only when the host is out of memory. @ip names the caller in
 * leak reports. No point, no fault point: callers on floor 1 add both.
 */
void *ex_alloc(size_t size, unsigned long ip);
/* @align: a power of two, at most 4096. */
void *ex_alloc_aligned(size_t size, size_t align, unsigned long ip);
/* Zero filled. */
void *ex_zalloc(size_t size, unsigned long ip);

/* NULL is allowed. A second free, or of a foreign pointer, is reported through ex_heap_bad. */
void ex_free(void *ptr, unsigned long ip);

/* Bytes asked for when @ptr was allocated. */
size_t ex_alloc_size(const void *ptr);

/* Freed memory may look otherwise, too: where somebody wrote to it. */
static inline __attribute__((always_inline)) bool ex_unlike_freed(const volatile void *ptr)
{
	return *(const volatile uint32_t *)ptr != EX_POISON_FREE * 0x01010101u;
}

bool ex_alive_slow(const volatile void *ptr);

/*
 * False if [ptr, ptr+size) is in memory that was freed in this run. ThreadSanitizer, which
 * knows of no freed memory that one could ask about, is shown an access: it reports it.
 */
static inline __attribute__((always_inline)) bool ex_alive(const volatile void *ptr, size_t size)
{
	(void)size;
	if (!EX_ASAN && !EX_TSAN && __builtin_expect(ex_unlike_freed(ptr), 1))
		return true;
	return ex_alive_slow(ptr);
}

struct ex_heap_object {
	const void	*ptr;
	size_t		size;
	unsigned long	alloc_ip;
	unsigned long	free_ip;	/* 0 while live */
	unsigned int	alloc_task;
	unsigned int	free_task;
	unsigned int	offset;		/* from the start of its host block; 0: in the arena */
	bool		live;
};

/* The object that holds @ptr, live or freed in this run; false if none. */
bool ex_heap_find(const volatile void *ptr, struct ex_heap_object *object);

/*
 * Which of the run's allocations holds @ptr, from 1; 0 if none. The same in every process
 * and every build, as addresses are not: for who would count or sort by them.
 */
unsigned int ex_heap_number(const volatile void *ptr);

struct ex_heap_stats {
	size_t	live_objects;
	size_t	live_bytes;
	size_t	peak_bytes;
	size_t	allocs;		/* in this run */
};
void ex_heap_stats(struct ex_heap_stats *stats);

/* Calls @fn for each live object, oldest first. */
void ex_heap_for_each_live(void (*fn)(const struct ex_heap_object *object, void *arg), void *arg);

/* Freed objects of the run that were written to, told to ex_heap_bad; the count. */
unsigned int ex_heap_verify(void);

/*
 * Memory that outlives runs, for tables of the checkers. Never fails: the process ends
 * when the host is out of memory. Not accounted.
 */
void *ex_host_alloc(size_t size);	/* zero filled */
void *ex_host_realloc(void *ptr, size_t size);
void ex_host_free(void *ptr);

/* Bad frees are told here (floor 1 registers; default prints and aborts). */
enum ex_heap_bad {
	EX_HEAP_DOUBLE_FREE,
	EX_HEAP_BAD_FREE,
	EX_HEAP_WRITE_AFTER_FREE,
	EX_HEAP_OVERRUN,
	EX_HEAP_USE_AFTER_FREE,
};
extern void (*ex_heap_bad)(enum ex_heap_bad what, const void *ptr, unsigned long ip);

#endif
