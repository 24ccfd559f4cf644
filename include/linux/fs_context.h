/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/pseudo_fs.c */
#ifndef _LINUX_FS_CONTEXT_H
#define _LINUX_FS_CONTEXT_H

struct file_system_type;

/* What a mount is made from, between ->init_fs_context and the superblock. */
struct fs_context {
	struct file_system_type	*fs_type;
	void			*fs_private;	/* owned, freed with the context */
};

#endif
