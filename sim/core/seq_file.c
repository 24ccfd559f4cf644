// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seq_file.c - text that a function writes and a program reads in pieces
 */
#include <linux/seq_file.h>

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/page.h>

int single_open(struct file *file, int (*show)(struct seq_file *m, void *data), void *data)
{
	struct seq_file *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	mutex_init(&m->lock);
	m->show = show;
	m->file = file;
	m->private = data;
	file->private_data = m;
	return 0;
}

int single_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kfree(m->buf);
	kfree(m);
	return 0;
}

int seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (m->count + len > m->size) {
		m->overflow = true;
		return -1;
	}
	memcpy(m->buf + m->count, data, len);
	m->count += len;
	return 0;
}

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}

void seq_putc(struct seq_file *m, char c)
{
	seq_write(m, &c, 1);
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	size_t room = m->size - m->count;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(m->buf + m->count, room, fmt, args);
	va_end(args);
	if (len >= room)
		m->overflow = true;
	else
		m->count += len;
}

/* Have the whole text in the buffer, which grows until it fits. */
static int seq_fill(struct seq_file *m)
{
	size_t size = m->size ? m->size : PAGE_SIZE;
	int ret;

	for (;; size *= 2) {
		if (size != m->size) {
			kfree(m->buf);
			m->buf = kmalloc(size, GFP_KERNEL);
			m->size = m->buf ? size : 0;
		}
		if (!m->buf)
			return -ENOMEM;
		m->count = 0;
		m->overflow = false;
		ret = m->show(m, m->private);
		if (ret || !m->overflow)
			return ret;
	}
}

ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	struct seq_file *m = file->private_data;
	ssize_t ret = 0;

	mutex_lock(&m->lock);
	if (!*pos || !m->buf)
		ret = seq_fill(m);
	if (!ret)
		ret = simple_read_from_buffer(buf, size, pos, m->buf, m->count);
	mutex_unlock(&m->lock);
	return ret;
}

loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;
	loff_t ret;

	mutex_lock(&m->lock);
	ret = fixed_size_llseek(file, offset, whence == SEEK_END ? -1 : whence, LLONG_MAX);
	mutex_unlock(&m->lock);
	return ret;
}
