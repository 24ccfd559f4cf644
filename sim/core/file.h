/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * file.h - struct file and struct inode, among the files that make and open them
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <linux/fs.h>

struct cred;

#define OPEN_FMODE(flags)	((fmode_t)(((flags) + 1) & O_ACCMODE))

/* A file with one reference that is not open yet: fput() frees it without ->release. */
struct file *alloc_empty_file(int flags, const struct cred *cred);

/* What the file can do, from its f_op and the access it was opened for. */
void file_mode_init(struct file *file);

/* For reports; never NULL. */
const char *file_name(const struct file *file);

/* Tell the owner of @file's contents that a reference to the number is closed. */
int filp_flush(struct file *file, fl_owner_t id);

/* Open @inode: its ->i_fop and their ->open. Takes a reference on the inode. */
struct file *open_inode(struct inode *inode, const char *name, int flags);

/* Fields of an inode in memory that the caller provides; one reference. */
void inode_init(struct inode *inode, umode_t mode);


#endif
