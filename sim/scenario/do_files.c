// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_files.c - descriptors: open, close, read, write, eventfd, poll
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/process.h"
#include "core/syscall.h"

#include "scenario/host.h"

#define PATH_SIZE	256

/* Replace "{name}" by the address of that device and "{name.group}" by its group. */
static long expand_part(struct scn_task *task, const char *name, size_t length, char *out)
{
	const struct scn_program *program = task->machine->program;
	bool group = length > 6 && !memcmp(name + length - 6, ".group", 6);
	unsigned int i;
	long number;

	length -= group ? 6 : 0;
	for (i = 0; i < program->nr_devices; i++) {
		const char *device = scn_text_of(program, program->devices[i]);

		if (strlen(device) == length && !memcmp(device, name, length))
			break;
	}
	if (i == program->nr_devices)
		return -ENOENT;
	if (!group) {
		scn_device_name(task->machine, i, out);
		return 0;
	}
	number = scn_group_of(task, &(struct scn_arg){ .ref = i });
	if (number >= 0)
		snprintf(out, 16, "%ld", number);
	return number < 0 ? number : 0;
}

static long expand_path(struct scn_task *task, const struct scn_arg *arg, char *path)
{
	const char *from = scn_string_arg(task, arg), *close;
	size_t length = 0;
	long ret;

	while (*from) {
		if (length + SCN_DEVICE_NAME > PATH_SIZE)
			return -ENAMETOOLONG;
		close = *from == '{' ? strchr(from, '}') : NULL;
		if (!close) {
			path[length++] = *from++;
			continue;
		}
		ret = expand_part(task, from + 1, close - from - 1, path + length);
		if (ret)
			return ret;
		length += strlen(path + length);
		from = close + 1;
	}
	path[length] = '\0';
	return 0;
}

static long open_path(struct scn_task *task, const struct scn_arg *arg, int flags)
{
	char path[PATH_SIZE];
	long ret = expand_path(task, arg, path);

	return ret ? ret : ksys_open(path, flags);
}

long scn_do_open(struct scn_task *task, const struct scn_arg *args)
{
	return open_path(task, &args[0], (int)args[1].num);
}

long scn_do_close(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_close(scn_fd(task, &args[0]));
}

long scn_do_dup(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_dup(scn_fd(task, &args[0]));
}

long scn_do_give(struct scn_task *task, const struct scn_arg *args)
{
	struct process *to = scn_receiver(task, args[1].ref);

	return to ? ksys_dup_to_process(scn_fd(task, &args[0]), to) : -ESRCH;
}

/* Memory of the program if it names some, else a zeroed buffer of the host to be freed. */
static void *buffer_of(struct scn_task *task, const struct scn_arg *arg, size_t size,
		       void **to_free)
{
	*to_free = NULL;
	if (arg->form == SCN_NAMED)
		return (void *)scn_address(task, arg);
	*to_free = calloc(1, size ? size : 1);
	return *to_free;
}

long scn_do_read(struct scn_task *task, const struct scn_arg *args)
{
	void *own, *buffer = buffer_of(task, &args[2], args[1].num, &own);
	long ret = ksys_read(scn_fd(task, &args[0]), buffer, args[1].num);

	free(own);
	return ret;
}

long scn_do_write(struct scn_task *task, const struct scn_arg *args)
{
	void *own, *buffer = buffer_of(task, &args[2], args[1].num, &own);
	long ret = ksys_write(scn_fd(task, &args[0]), buffer, args[1].num);

	free(own);
	return ret;
}

long scn_do_pread(struct scn_task *task, const struct scn_arg *args)
{
	void *own, *buffer = buffer_of(task, &args[3], args[2].num, &own);
	long ret = ksys_pread(scn_fd(task, &args[0]), buffer, args[2].num, args[1].num);

	free(own);
	return ret;
}

long scn_do_pwrite(struct scn_task *task, const struct scn_arg *args)
{
	void *own, *buffer = buffer_of(task, &args[3], args[2].num, &own);
	long ret = ksys_pwrite(scn_fd(task, &args[0]), buffer, args[2].num, args[1].num);

	free(own);
	return ret;
}

/* All of @buffer, however little is taken at a time. */
static long write_all(int fd, const char *buffer, long size)
{
	long done = 0, ret;

	while (done < size) {
		ret = ksys_write(fd, buffer + done, size - done);
		if (ret <= 0)
			return ret ? ret : -EIO;
		done += ret;
	}
	return 0;
}

/* What a random program reads from and writes back into has no end: that is its own affair. */
#define UNCHECKED_ROUNDS	256u

/* From @from until the end, to @to unless that is negative; the bytes moved. */
static long pump(const struct scn_task *task, int from, int to, size_t chunk)
{
	const bool unchecked = task->machine->program->unchecked;
	unsigned int rounds = 0;
	char *buffer = malloc(chunk ? chunk : 1);
	long total = 0, ret = 0;

	if (!buffer)
		return -ENOMEM;
	while (chunk && !(unchecked && rounds++ == UNCHECKED_ROUNDS)) {
		ret = ksys_read(from, buffer, chunk);
		if (ret <= 0)
			break;
		total += ret;
		ret = to < 0 ? 0 : write_all(to, buffer, ret);
		if (ret)
			break;
	}
	free(buffer);
	return ret < 0 ? ret : total;
}

long scn_do_copy(struct scn_task *task, const struct scn_arg *args)
{
	int to = scn_fd(task, &args[1]);

	return to < 0 ? -EBADF : pump(task, scn_fd(task, &args[0]), to, args[2].num);
}

long scn_do_drain(struct scn_task *task, const struct scn_arg *args)
{
	return pump(task, scn_fd(task, &args[0]), -1, args[1].num);
}

long scn_do_cat(struct scn_task *task, const struct scn_arg *args)
{
	long fd = open_path(task, &args[0], O_RDONLY), ret;
	char buffer[4096];

	if (fd < 0)
		return fd;
	ret = ksys_read(fd, buffer, sizeof(buffer));
	ksys_close(fd);
	return ret;
}

long scn_do_echo(struct scn_task *task, const struct scn_arg *args)
{
	char path[PATH_SIZE];
	long ret = expand_path(task, &args[1], path);

	return ret ? ret : scn_write_file(path, scn_string_arg(task, &args[0]));
}

long scn_do_poll(struct scn_task *task, const struct scn_arg *args)
{
	short revents = 0;

	return ksys_poll(scn_fd(task, &args[0]), (short)args[1].num,
			 (int)(args[2].num / 1000000), &revents);
}

long scn_do_eventfd(struct scn_task *task, const struct scn_arg *args)
{
	return ksys_eventfd((unsigned int)args[0].num, (int)args[1].num);
}

long scn_do_signal(struct scn_task *task, const struct scn_arg *args)
{
	u64 by = args[1].num;
	long ret = ksys_write(scn_fd(task, &args[0]), &by, sizeof(by));

	return ret < 0 ? ret : 0;
}
