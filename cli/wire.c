// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire.c - what a worker tells its parent over a pipe
 */
#include "wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_all(int fd, const void *data, size_t size)
{
	const char *at = data;
	ssize_t done;

	while (size) {
		done = write(fd, at, size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			_exit(3);	/* nobody listens any more */
		at += done;
		size -= (size_t)done;
	}
}

void wire_send(int fd, struct wire_head *head, const char *const strings[WIRE_STRINGS])
{
	const char *texts[WIRE_STRINGS];
	size_t i;

	head->size = sizeof(*head);
	for (i = 0; i < WIRE_STRINGS; i++) {
		texts[i] = strings && strings[i] ? strings[i] : "";
		head->size += (uint32_t)strlen(texts[i]) + 1;
	}
	write_all(fd, head, sizeof(*head));
	for (i = 0; i < WIRE_STRINGS; i++)
		write_all(fd, texts[i], strlen(texts[i]) + 1);
}

bool wire_read(int fd, struct wire_in *in)
{
	ssize_t taken;

	if (in->capacity - in->used < 4096) {
		in->capacity = in->capacity ? in->capacity * 2 : 65536;
		in->data = realloc(in->data, in->capacity);
		if (!in->data)
			cli_die("out of memory");
	}
	do {
		taken = read(fd, in->data + in->used, in->capacity - in->used);
	} while (taken < 0 && errno == EINTR && !interrupted);
	if (taken <= 0)
		return taken < 0 && errno == EINTR;
	in->used += (size_t)taken;
	return true;
}

/* The record returned last is dropped from the front at the next call. */
const struct wire_head *wire_next(struct wire_in *in, const char *strings[WIRE_STRINGS])
{
	static struct wire_head head;
	static char *record;
	size_t i;
	char *at;

	if (in->used < sizeof(head))
		return NULL;
	memcpy(&head, in->data, sizeof(head));
	if (in->used < head.size)
		return NULL;
	free(record);
	record = cli_alloc(head.size);
	memcpy(record, in->data, head.size);
	in->used -= head.size;
	memmove(in->data, in->data + head.size, in->used);
	at = record + sizeof(head);
	for (i = 0; i < WIRE_STRINGS; i++) {
		strings[i] = at;
		at += strlen(at) + 1;
	}
	return &head;
}

void wire_free(struct wire_in *in)
{
	free(in->data);
	*in = (struct wire_in){ 0 };
}

char *schedule_text(const struct ex_schedule *schedule)
{
	size_t size = ex_schedule_print(schedule, NULL, 0);
	char *text = cli_alloc(size + 1);

	ex_schedule_print(schedule, text, size + 1);
	return text;
}
