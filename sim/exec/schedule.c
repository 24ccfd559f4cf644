// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * schedule.c - schedules as deviations: build, print, parse, follow
 */
#include "exec/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/policy.h"
#include "exec/sanitizer.h"

void ex_schedule_clear(struct ex_schedule *schedule)
{
	schedule->count = 0;
}

void ex_schedule_free(struct ex_schedule *schedule)
{
	free(schedule->deviations);
	*schedule = (struct ex_schedule){ 0 };
}

static void reserve(struct ex_schedule *schedule, unsigned int count)
{
	if (count <= schedule->capacity)
		return;
	schedule->capacity = count < 1024 ? 1024 : count * 2;
	/* Grows on whichever task is at a point: to ThreadSanitizer, one after the other. */
	ex_tsan_acquire(schedule);
	schedule->deviations = realloc(schedule->deviations,
				       schedule->capacity * sizeof(*schedule->deviations));
	if (!schedule->deviations)
		abort();
	ex_tsan_release(schedule);
}

void ex_schedule_add(struct ex_schedule *schedule, struct ex_deviation deviation)
{
	reserve(schedule, schedule->count + 1);
	schedule->deviations[schedule->count++] = deviation;
}

void ex_schedule_copy(struct ex_schedule *to, const struct ex_schedule *from)
{
	reserve(to, from->count);
	if (from->count)
		memcpy(to->deviations, from->deviations, from->count * sizeof(*from->deviations));
	to->count = from->count;
}

unsigned int ex_schedule_preemptions(const struct ex_schedule *schedule)
{
	unsigned int preemptions = 0;

	for (unsigned int i = 0; i < schedule->count; i++)
		preemptions += schedule->deviations[i].preempts;
	return preemptions;
}

/* Letters: t a task, p a task that preempts the current one, n a number. */
size_t ex_schedule_print(const struct ex_schedule *schedule, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "v1");

	for (unsigned int i = 0; i < schedule->count; i++) {
		const struct ex_deviation *d = &schedule->deviations[i];
		char letter = d->number ? 'n' : d->preempts ? 'p' : 't';

		used += (size_t)snprintf(used < size ? text + used : NULL,
					 used < size ? size - used : 0, ";%u=%c%u",
					 d->decision, letter, d->value);
	}
	return used + 1;
}

/* Digits at *@p; false if there are none or the value exceeds @max. */
static bool parse_number(const char **p, unsigned long max, unsigned long *value)
{
	const char *start = *p;

	*value = 0;
	while (**p >= '0' && **p <= '9') {
		*value = *value * 10 + (unsigned long)(*(*p)++ - '0');
		if (*value > max)
			return false;
	}
	return *p != start;
}

static bool parse_deviation(const char **p, struct ex_deviation *deviation)
{
	unsigned long decision, value;
	char letter;

	if (*(*p)++ != ';' || !parse_number(p, UINT32_MAX, &decision) || *(*p)++ != '=')
		return false;
	letter = *(*p)++;
	if (letter != 't' && letter != 'p' && letter != 'n')
		return false;
	if (!parse_number(p, UINT16_MAX, &value))
		return false;
	*deviation = (struct ex_deviation){ .decision = (uint32_t)decision,
		.value = (uint16_t)value, .number = letter == 'n', .preempts = letter == 'p' };
	return true;
}

bool ex_schedule_parse(struct ex_schedule *schedule, const char *text, size_t *at)
{
	const char *p = text;

	ex_schedule_clear(schedule);
	if (strncmp(p, "v1", 2)) {
		*at = 0;
		return false;
	}
	p += 2;
	while (*p) {
		const char *start = p;
		struct ex_deviation deviation;

		if (!parse_deviation(&p, &deviation) ||
		    (schedule->count && deviation.decision <=
		     schedule->deviations[schedule->count - 1].decision)) {
			*at = (size_t)(start - text);
			return false;
		}
		ex_schedule_add(schedule, deviation);
	}
	return true;
}
