// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dependence.c - what a step touched, and whether that matters to another
 */
#include "exec/dependence.h"

#include "exec/sanitizer.h"

EX_NO_ASAN bool is_blocked(const struct ex_candidate *candidate)
{
	typedef void *__attribute__((may_alias)) pointer;

	return candidate->owner && *(const volatile pointer *)candidate->owner;
}

void event_touch(struct event *event, enum ex_op op, const volatile void *obj)
{
	if (event->count == ACCESSES)
		event->overflow = true;
	else
		event->access[event->count++] = (struct access){ .obj = obj,
								.op = (unsigned char)op };
}

/* By fields: tasks do this, and a call of memcpy() would be seen by ThreadSanitizer. */
void event_copy(struct event *to, const struct event *from)
{
	to->task = from->task;
	to->count = from->count;
	to->overflow = from->overflow;
	to->takes = from->takes;
	to->woke = from->woke;
	for (unsigned int i = 0; i < from->count; i++) {
		to->access[i].obj = from->access[i].obj;
		to->access[i].op = from->access[i].op;
		to->access[i].value = from->access[i].value;
		to->access[i].added = from->access[i].added;
		to->access[i].far = from->access[i].far;
	}
}

void event_begin(struct event *event, const struct ex_candidate *candidate)
{
	event->task = candidate->id;
	event->count = 0;
	event->overflow = false;
	event->takes = candidate->owner && !is_blocked(candidate);
	event->woke = 0;
	if (!candidate->aside)
		event_touch(event, candidate->op, candidate->obj);
}

void event_counted(struct event *event, const struct near *near, const volatile void *obj,
		   int value, int added)
{
	if (added != (short)added)
		return;
	for (unsigned int i = event->count; i-- > 0;) {
		if (event->access[i].obj != obj)
			continue;
		event->access[i].value = value;
		event->access[i].added = (short)added;
		event->access[i].far = !counter_is_near(near, obj);
		return;
	}
}

static bool conflict(const struct access *a, const struct access *b)
{
	return a->obj == b->obj && ex_ops_depend(a->op, b->op) && !(a->far && b->far);
}

bool events_depend(const struct event *a, const struct event *b)
{
	if (a->task == b->task || a->overflow || b->overflow)
		return true;
	for (unsigned int i = 0; i < a->count; i++)
		for (unsigned int k = 0; k < b->count; k++)
			if (conflict(&a->access[i], &b->access[k]))
				return true;
	return false;
}

/*
 * @late takes the lock that @early gives back, or runs what @early queued. Who waits for readers
 * waits a little longer or need not: that is no difference, either.
 */
static bool handed_over(const struct access *early, const struct access *late, bool takes)
{
	return (early->op == EX_UNLOCK && late->op == EX_LOCK && takes) ||
	       (early->op == EX_SPAWN && late->op == EX_START) ||
	       (early->op == EX_RDUNLOCK && late->op == EX_WAIT) ||
	       (early->op == EX_WAIT && late->op == EX_RDUNLOCK);
}

bool events_reversible(const struct event *early, const struct event *late)
{
	if (early->overflow || late->overflow)
		return true;
	for (unsigned int i = 0; i < early->count; i++)
		for (unsigned int k = 0; k < late->count; k++)
			if (conflict(&early->access[i], &late->access[k]) &&
			    !handed_over(&early->access[i], &late->access[k], late->takes && !k))
				return true;
	return false;
}
