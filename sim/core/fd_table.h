/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fd_table.h - file tables of any process; for the calling one see <linux/file.h>
 */
#ifndef CORE_FD_TABLE_H
#define CORE_FD_TABLE_H

struct file;
struct files_struct;

/* The lowest free number, reserved; -EMFILE from @nofile on, -ENOMEM. */
int files_alloc_fd(struct files_struct *files, unsigned long nofile, unsigned int flags);

/* Give the caller's reference to the table, at a reserved number. */
void files_install_fd(struct files_struct *files, unsigned int fd, struct file *file);

/* Take the file at @fd and its reference out of the table; NULL if there is none. */
struct file *files_take_fd(struct files_struct *files, unsigned int fd);

/* Make the table big enough for number @fd; -ENOMEM. */
int files_reserve(struct files_struct *files, unsigned int fd);

/* A table without files and users. */
void files_free(struct files_struct *files);

/* close() of the calling process: the last reference is released before it returns. */
int close_fd_sync(unsigned int fd);

#endif
