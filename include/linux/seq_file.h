/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/seq_file.c */
#ifndef _LINUX_SEQ_FILE_H
#define _LINUX_SEQ_FILE_H

#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/types.h>

/*
 * Text made by a ->show function, read in pieces. Linux also iterates over records
 * with ->start and ->next; left out, since every file here is one record.
 */
struct seq_file {
	char		*buf;		/* lock */
	size_t		size;		/* lock */
	size_t		count;		/* lock: bytes in buf */
	bool		overflow;	/* lock: ->show wrote more than size */
	struct mutex	lock;
	int		(*show)(struct seq_file *m, void *data);
	struct file	*file;		/* borrowed */
	void		*private;
};

int single_open(struct file *file, int (*show)(struct seq_file *m, void *data), void *data);
int single_release(struct inode *inode, struct file *file);
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *pos);
loff_t seq_lseek(struct file *file, loff_t offset, int whence);

__printf(2, 3) void seq_printf(struct seq_file *m, const char *fmt, ...);
void seq_puts(struct seq_file *m, const char *s);
void seq_putc(struct seq_file *m, char c);
int seq_write(struct seq_file *m, const void *data, size_t len);

static inline bool seq_has_overflowed(struct seq_file *m)
{
	return m->overflow;
}

#define DEFINE_SHOW_ATTRIBUTE(__name)						\
static int __name##_open(struct inode *inode, struct file *file)		\
{										\
	return single_open(file, __name##_show, inode->i_private);		\
}										\
static const struct file_operations __name##_fops = {				\
	.owner		= THIS_MODULE,						\
	.open		= __name##_open,					\
	.read		= seq_read,						\
	.llseek		= seq_lseek,						\
	.release	= single_release,					\
}

#endif
