// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * heap.c - memory of a run
 *
 *  H1  Every object of the run, live or freed, has an entry in objects[], in order of
 *      allocation; the head before the object holds the entry's index.
 *  H2  Within the arena, entries are in order of address: the arena only grows, and
 *      starts anew with the next run. So a freed address is not used again, and
 *      whoever holds a stale pointer finds EX_POISON_FREE, not somebody's object.
 *  H3  Objects outside the arena (large ones, and all that a sanitizer watches) come from
 *      malloc() and return to it at once: a sanitizer's quarantine knows better.
 *  H4  outside[] finds the newest object at an address outside the arena, live or freed:
 *      open addressing, at most half full, an index less than nr_objects or EMPTY.
 *  H5  With ex_heap_terse(), AddressSanitizer finds everything of the arena below
 *      arena_poisoned poisoned but for live objects.
 *
 * Locking: guard covers all of it in the threads engine. A leaf.
 */
#include "exec/heap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "exec/frames.h"
#include "exec/internal.h"
#include "exec/race.h"

#define ARENA_SIZE	(UINT64_C(1) << 31)
#define ARENA_KEEP	(64u << 20)	/* resident bytes worth keeping between runs */
#define LARGE		(256u << 10)
#define POISON_AHEAD	(256u << 10)
#define MAGIC		0x6b73696du
#define EMPTY		UINT32_MAX
#define CANARY		0x5c5c5c5c5c5c5c5cull

struct head {
	uint64_t	size;
	uint32_t	index;
	uint32_t	magic;
};

static struct ex_guard guard = EX_GUARD_INIT;
static char *arena;
static size_t arena_used;
static size_t arena_poisoned;
static bool terse, plain;
static struct ex_heap_object *objects;
static unsigned int nr_objects, objects_size;
static unsigned int nr_outside;		/* objects not in the arena */
static unsigned int *outside, outside_size;
static struct ex_heap_stats stats;

static void bad_default(enum ex_heap_bad what, const void *ptr, unsigned long ip)
{
	fprintf(stderr, "ksim: heap misuse %d of %p from %lx\n", (int)what, ptr, ip);
	abort();
}

void (*ex_heap_bad)(enum ex_heap_bad what, const void *ptr, unsigned long ip) = bad_default;

static bool in_arena(const volatile void *ptr)
{
	return (uintptr_t)ptr - (uintptr_t)arena < ARENA_SIZE && arena;
}

void ex_heap_terse(bool on)
{
	terse = on;
}

void ex_heap_plain(bool on)
{
	plain = on;
	ex_asan_unpoison(arena, arena_poisoned);
	arena_poisoned = 0;
}

/* Is AddressSanitizer told of the arena? */
static bool watched(void)
{
	return EX_ASAN && !plain;
}

static void arena_init(void)
{
	arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (arena == MAP_FAILED)
		abort();
}

/* The slot of the object at @ptr, or the empty one where it would be. */
static unsigned int *outside_slot(const void *ptr)
{
	unsigned int mask = outside_size - 1;
	unsigned int at = (unsigned int)((uintptr_t)ptr / 16 * 0x9e3779b97f4a7c15ull >> 32) & mask;

	while (outside[at] != EMPTY && objects[outside[at]].ptr != ptr)
		at = (at + 1) & mask;
	return &outside[at];
}

/* Make the index of what is outside anew, with room for as much again. */
static void outside_grow(void)
{
	outside_size = outside_size ? outside_size * 2 : 8192;
	free(outside);
	outside = malloc(outside_size * sizeof(*outside));
	if (!outside)
		abort();
	memset(outside, 0xff, outside_size * sizeof(*outside));
	for (unsigned int i = 0; i < nr_objects; i++)
		if (objects[i].offset)
			*outside_slot(objects[i].ptr) = i;
}

static void drop_outside(void)
{
	for (unsigned int i = 0; i < nr_objects && nr_outside; i++) {
		if (in_arena(objects[i].ptr))
			continue;
		nr_outside--;
		if (objects[i].live)
			free((char *)objects[i].ptr - objects[i].offset);
	}
	nr_outside = 0;
	memset(outside, 0xff, outside_size * sizeof(*outside));
}

void heap_begin(void)
{
	if (nr_outside)
		drop_outside();
	if (watched() && arena_used)
		ex_asan_poison(arena, arena_used);
	if (arena_used > ARENA_KEEP)
		madvise(arena + ARENA_KEEP, ARENA_SIZE - ARENA_KEEP, MADV_DONTNEED);
	arena_used = 0;
	nr_objects = 0;
	memset(&stats, 0, sizeof(stats));
}

/* The arena is used from @from to @to: what is not an object's between them is nobody's. */
static void arena_take(size_t from, size_t to)
{
	arena_used = to;
	if (!watched() || to <= arena_poisoned)
		return;
	arena_poisoned = to + POISON_AHEAD < ARENA_SIZE ? to + POISON_AHEAD : ARENA_SIZE;
	ex_asan_poison(arena + from, arena_poisoned - from);
}

static bool uses_arena(void)
{
	return plain || (!EX_TSAN && (!EX_ASAN || terse));
}

/* Room for @size bytes after a head, @align-ed; the canary behind is included. */
static void *take_room(size_t size, size_t align, unsigned int *offset)
{
	size_t head = align > sizeof(struct head) ? align : sizeof(struct head);
	size_t total = head + size + sizeof(uint64_t);
	size_t start = (arena_used + head + align - 1) & ~(align - 1);
	void *base = NULL;

	if (uses_arena() && size < LARGE && start + total < ARENA_SIZE) {
		if (!arena)
			arena_init();
		arena_take(arena_used, (start + size + sizeof(uint64_t) + 15) & ~(size_t)15);
		if (watched())
			ex_asan_unpoison(arena + start, size);
		*offset = 0;
		return arena + start;
	}
	if (posix_memalign(&base, align < 16 ? 16 : align, total))
		return NULL;
	*offset = (unsigned int)head;
	return (char *)base + head;
}

static void record(void *ptr, size_t size, unsigned int offset, unsigned long ip)
{
	struct head *head = (struct head *)ptr - 1;
	uint64_t canary = CANARY;

	if (nr_objects == objects_size) {
		objects_size = objects_size ? objects_size * 2 : 4096;
		objects = realloc(objects, objects_size * sizeof(*objects));
		if (!objects)
			abort();
	}
	objects[nr_objects] = (struct ex_heap_object){
		.ptr = ptr, .size = size, .alloc_ip = ip, .live = true, .offset = offset,
		.alloc_task = ex_current ? ex_current->id : 0,
	};
	*head = (struct head){ .size = size, .index = nr_objects++, .magic = MAGIC };
	if (!offset) {
		memcpy((char *)ptr + size, &canary, sizeof(canary));
	} else if (++nr_outside * 2 > outside_size) {
		outside_grow();
	} else {
		*outside_slot(ptr) = head->index;
	}
	stats.allocs++;
	stats.live_objects++;
	stats.live_bytes += size;
	if (stats.live_bytes > stats.peak_bytes)
		stats.peak_bytes = stats.live_bytes;
}

static void *allocate(size_t size, size_t align, int fill, unsigned long ip)
{
	unsigned int offset;
	void *ptr;

	ex_guard_lock(&guard);
	ptr = take_room(size, align, &offset);
	if (ptr)
		record(ptr, size, offset, ip);
	ex_guard_unlock(&guard);
	if (ptr)
		memset(ptr, fill, size);
	return ptr;
}

void *ex_alloc(size_t size, unsigned long ip)
{
	return allocate(size, EX_HEAP_ALIGN, EX_POISON_NEW, ip);
}

void *ex_alloc_aligned(size_t size, size_t align, unsigned long ip)
{
	return allocate(size, align < EX_HEAP_ALIGN ? EX_HEAP_ALIGN : align, EX_POISON_NEW, ip);
}

void *ex_zalloc(size_t size, unsigned long ip)
{
	return allocate(size, EX_HEAP_ALIGN, 0, ip);
}

/*
 * The entry of the object that starts at @ptr, live or freed; NULL if there is none. A freed
 * object outside the arena has no head left to look at.
 */
static EX_NO_ASAN struct ex_heap_object *entry_of(const void *ptr)
{
	const struct head *head = (const struct head *)ptr - 1;

	if (nr_outside && !in_arena(ptr)) {
		unsigned int index = *outside_slot(ptr);

		return index == EMPTY ? NULL : &objects[index];
	}
	if (head->magic != MAGIC || head->index >= nr_objects || objects[head->index].ptr != ptr)
		return NULL;
	return &objects[head->index];
}

static bool overrun(const struct ex_heap_object *object)
{
	uint64_t canary;

	if (object->offset)
		return false;
	memcpy(&canary, (const char *)object->ptr + object->size, sizeof(canary));
	return canary != CANARY;
}

void ex_free(void *ptr, unsigned long ip)
{
	struct ex_heap_object *object;
	enum ex_heap_bad bad = EX_HEAP_BAD_FREE;
	bool fine = false, ran_over = false;

	if (!ptr)
		return;
	ex_guard_lock(&guard);
	object = entry_of(ptr);
	if (!object) {
		bad = EX_HEAP_BAD_FREE;
	} else if (!object->live) {
		bad = EX_HEAP_DOUBLE_FREE;
	} else {
		fine = true;
		ran_over = overrun(object);
		object->live = false;
		object->free_ip = ip;
		object->free_task = ex_current ? ex_current->id : 0;
		stats.live_objects--;
		stats.live_bytes -= object->size;
		if (object->offset)
			free((char *)ptr - object->offset);
		else if (watched())
			ex_asan_poison(ptr, object->size);
		else
			memset(ptr, EX_POISON_FREE, object->size);
	}
	ex_guard_unlock(&guard);
	if (!fine)
		ex_heap_bad(bad, ptr, ip);
	else if (ran_over)
		ex_heap_bad(EX_HEAP_OVERRUN, ptr, ip);
}

size_t ex_alloc_size(const void *ptr)
{
	return ((const struct head *)ptr - 1)->size;
}

/* The last entry at or below @ptr: by halving in the arena, one by one outside. */
static struct ex_heap_object *object_around(const volatile void *ptr)
{
	unsigned int low = 0, high = nr_objects;
	bool sorted = !nr_outside;

	while (sorted && low < high) {
		unsigned int middle = (low + high) / 2;

		if ((const volatile char *)objects[middle].ptr <= (const volatile char *)ptr)
			low = middle + 1;
		else
			high = middle;
	}
	if (sorted)
		return low ? &objects[low - 1] : NULL;
	for (unsigned int i = nr_objects; i-- > 0;)
		if ((uintptr_t)ptr - (uintptr_t)objects[i].ptr <= objects[i].size)
			return &objects[i];
	return NULL;
}

bool ex_heap_find(const volatile void *ptr, struct ex_heap_object *object)
{
	struct ex_heap_object *found;

	ex_guard_lock(&guard);
	found = object_around(ptr);
	if (found && (uintptr_t)ptr - (uintptr_t)found->ptr > found->size)
		found = NULL;
	if (found)
		*object = *found;
	ex_guard_unlock(&guard);
	return found;
}

unsigned int ex_heap_number(const volatile void *ptr)
{
	const struct ex_heap_object *found;
	unsigned int number = 0;

	ex_guard_lock(&guard);
	found = object_around(ptr);
	if (found && (uintptr_t)ptr - (uintptr_t)found->ptr <= found->size)
		number = (unsigned int)(found - objects) + 1;
	ex_guard_unlock(&guard);
	return number;
}

bool ex_alive_slow(const volatile void *ptr)
{
	struct ex_heap_object object;
	unsigned int touched;

	if (plain)
		return ex_unlike_freed(ptr) || !in_arena(ptr) || !ex_heap_find(ptr, &object) ||
		       object.live;
	if (ex_asan_poisoned(ptr))
		return false;	/* without a touch: the finding is the same on every build */
	if (ex_on_stack(ptr))
		return true;	/* never freed: frames.h knows whether its function has returned */
	touched = ex_freed_touched();
	ex_tsan_read(ptr);
	if (ex_freed_touched() != touched)
		return false;
	return !in_arena(ptr) || !ex_heap_find(ptr, &object) || object.live;
}

void ex_heap_stats(struct ex_heap_stats *copy)
{
	*copy = stats;
}

void ex_heap_for_each_live(void (*fn)(const struct ex_heap_object *object, void *arg), void *arg)
{
	for (unsigned int i = 0; i < nr_objects; i++)
		if (objects[i].live)
			fn(&objects[i], arg);
}

static bool still_poisoned(const struct ex_heap_object *object)
{
	const unsigned char *byte = object->ptr;

	return !object->size || (byte[0] == EX_POISON_FREE &&
				 !memcmp(byte, byte + 1, object->size - 1));
}

unsigned int ex_heap_verify(void)
{
	unsigned int written = 0;

	for (unsigned int i = 0; i < nr_objects && !watched(); i++) {
		if (objects[i].live || objects[i].offset || still_poisoned(&objects[i]))
			continue;
		written++;
		ex_heap_bad(EX_HEAP_WRITE_AFTER_FREE, objects[i].ptr, objects[i].free_ip);
	}
	return written;
}

void *ex_host_alloc(size_t size)
{
	void *ptr = calloc(1, size);

	if (!ptr)
		abort();
	return ptr;
}

void *ex_host_realloc(void *ptr, size_t size)
{
	/* Floor 1's tables grow on whichever task needs room: to ThreadSanitizer, in turn. */
	ex_tsan_acquire(&stats);
	ptr = realloc(ptr, size);
	ex_tsan_release(&stats);
	if (!ptr)
		abort();
	return ptr;
}

void ex_host_free(void *ptr)
{
	free(ptr);
}
