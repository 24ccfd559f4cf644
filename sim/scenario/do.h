/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * do.h - carrying operations out: what their handlers share
 *
 * A handler runs as a thread of its process and does what user space can do: it
 * makes system calls, or pushes at the hardware from outside. It returns what the
 * call returned. Its name is scn_do_ and the operation's.
 */
#ifndef SCENARIO_DO_H
#define SCENARIO_DO_H

#include <linux/types.h>

#include "scenario/ops.h"

struct process;
struct task_struct;
struct pci_hw_fn;

/* One run of a program. Threads of a process share its values, as they share its files. */
struct scn_machine {
	const struct scn_program	*program;
	struct process			*processes[SCN_PROCESSES_MAX];
	long				values[SCN_VARS_MAX];	/* descriptors, addresses */
	size_t				sizes[SCN_VARS_MAX];	/* of memory */
	u32				addresses[SCN_DEVICES_MAX];	/* or SCN_MDEV */
	bool				forked[SCN_PROCESSES_MAX];
	u64				most_steps;
};

/* One block that runs. */
struct scn_task {
	struct scn_machine		*machine;
	const struct scn_block		*block;
	struct task_struct		*thread;
	unsigned int			stmt;		/* being carried out */
};

/* What an argument stands for. An fd or address that has no value yet is bad, not 0. */
int scn_fd(const struct scn_task *task, const struct scn_arg *arg);
unsigned long scn_address(const struct scn_task *task, const struct scn_arg *arg);
const char *scn_string_arg(const struct scn_task *task, const struct scn_arg *arg);
struct pci_hw_fn *scn_hardware(const struct scn_task *task, const struct scn_arg *arg);

#define SCN_DEVICE_NAME		40u	/* bytes for the name of a device on its bus */
#define SCN_MDEV		0x80000000u	/* in an address: a mediated device, and which */

/* "0000:01:00.0", or a UUID, into @text of at least SCN_DEVICE_NAME bytes. */
void scn_device_name(const struct scn_machine *machine, unsigned int device, char *text);
/* A file in the device's folder in sysfs, into @path of @size bytes. */
void scn_device_path(const struct scn_machine *machine, unsigned int device, const char *file,
		     char *path, size_t size);
const char *scn_device_bus(const struct scn_machine *machine, unsigned int device);

/* Make a mediated device, if it is one; 0 or -errno. */
long scn_make_mdev(const struct scn_machine *machine, unsigned int device);

/* Write @text to the file at @path as echo does. */
long scn_write_file(const char *path, const char *text);
/* The last part of what the symbolic link at @path points to. */
long scn_read_link_name(const char *path, char *name, size_t size);
/* /dev/vfio/N of the device's group: N, or -errno. */
long scn_group_of(const struct scn_task *task, const struct scn_arg *device);

/* ioctl() with the address of the host's memory for an argument. */
long scn_ioctl(int fd, unsigned int request, void *argument);

/* Start the process and the tasks of its blocks. */
long scn_start_child(struct scn_task *task, unsigned int process);

/* The process that is to be given something: a setup makes it; NULL if it is not there (yet). */
struct process *scn_process(struct scn_machine *m, unsigned int process);
struct process *scn_receiver(const struct scn_task *task, unsigned int process);

#define OP(ident, ...)		long scn_do_##ident(struct scn_task *task,		\
						    const struct scn_arg *args);
#define IOCTL(ident, ...)	long scn_do_##ident(struct scn_task *task,		\
						    const struct scn_arg *args);
#define WORLD(ident, ...)
#define FAULT(ident, ...)
#include "scenario/ops.def"
#undef OP
#undef IOCTL
#undef WORLD
#undef FAULT

#endif
