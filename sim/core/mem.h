/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mem.h - the nodes below /dev that belong to no device
 */
#ifndef CORE_MEM_H
#define CORE_MEM_H

struct inode;

/* For "null" or "zero"; ERR_PTR(-ENOENT) for another name. */
struct inode *mem_inode(const char *name);

#endif
