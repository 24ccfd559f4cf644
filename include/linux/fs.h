/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/file.c, inode.c, pseudo_fs.c and libfs.c; chrdev regions in cdev.c */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/path.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/types.h>

#ifndef SEEK_SET
#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2
#endif

#define FMODE_READ		((fmode_t)(1 << 0))
#define FMODE_WRITE		((fmode_t)(1 << 1))
#define FMODE_LSEEK		((fmode_t)(1 << 2))
#define FMODE_PREAD		((fmode_t)(1 << 3))
#define FMODE_PWRITE		((fmode_t)(1 << 4))
#define FMODE_EXEC		((fmode_t)(1 << 5))
#define FMODE_ATOMIC_POS	((fmode_t)(1 << 15))
#define FMODE_CAN_READ		((fmode_t)(1 << 17))
#define FMODE_CAN_WRITE		((fmode_t)(1 << 18))
#define FMODE_OPENED		((fmode_t)(1 << 19))
#define FMODE_STREAM		((fmode_t)(1 << 21))
#define FMODE_NOWAIT		((fmode_t)(1 << 27))

#define MAX_RW_COUNT	0x7ffff000

struct cdev;
struct cred;
struct dentry;
struct dir_context;
struct file;
struct file_system_type;
struct fs_context;
struct inode;
struct iov_iter;
struct kiocb;
struct module;
struct pipe_inode_info;
struct poll_table_struct;
struct seq_file;
struct super_block;
struct vfsmount;
struct vm_area_struct;

typedef void *fl_owner_t;

/*
 * The mappings of one file's contents. Linux keeps the vmas in an interval tree;
 * a list serves here, since a file has a handful of them.
 */
struct address_space {
	struct inode		*host;		/* borrowed; fixed at init */
	struct rw_semaphore	i_mmap_rwsem;
	struct list_head	i_mmap;		/* i_mmap_rwsem: vmas, by ->shared_entry */
	bool			all_locks;	/* mm_all_locks_mutex: by mm_take_all_locks() */
	void			*i_private_data;
};

static inline void i_mmap_lock_write(struct address_space *mapping)
{
	down_write(&mapping->i_mmap_rwsem);
}

static inline void i_mmap_unlock_write(struct address_space *mapping)
{
	up_write(&mapping->i_mmap_rwsem);
}

static inline void i_mmap_lock_read(struct address_space *mapping)
{
	down_read(&mapping->i_mmap_rwsem);
}

static inline void i_mmap_unlock_read(struct address_space *mapping)
{
	up_read(&mapping->i_mmap_rwsem);
}

/* What a file is, apart from who opened it. Counted: ihold() and iput(). */
struct inode {
	umode_t				i_mode;		/* fixed at init */
	dev_t				i_rdev;		/* fixed at init */
	unsigned long			i_ino;
	loff_t				i_size;
	struct super_block		*i_sb;		/* borrowed; may be NULL */
	struct address_space		*i_mapping;	/* &i_data unless replaced */
	const struct file_operations	*i_fop;
	spinlock_t			i_lock;
	struct rw_semaphore		i_rwsem;
	atomic_t			i_count;
	struct address_space		i_data;
	struct cdev			*i_cdev;	/* set by open; counted by the open file */
	void				*i_private;
	void				(*i_evict)(struct inode *inode); /* lets i_private go */
};

/*
 * An open file. Counted: get_file() and fput(). Lookups by number run under RCU
 * and take a reference only while f_count is not zero.
 */
struct file {
	atomic_long_t			f_count;
	spinlock_t			f_lock;
	fmode_t				f_mode;
	const struct file_operations	*f_op;		/* counts its module */
	struct address_space		*f_mapping;	/* borrowed; of f_inode or replaced */
	void				*private_data;
	struct inode			*f_inode;	/* counted */
	unsigned int			f_flags;
	const struct cred		*f_cred;	/* counted */
	struct path			f_path;
	struct mutex			f_pos_lock;
	loff_t				f_pos;		/* f_pos_lock */
	const char			*f_name;	/* for reports; borrowed */
	unsigned int			f_magic;	/* for the check at rest */
	union {
		struct callback_head	f_task_work;	/* from the last fput() on */
		struct llist_node	f_llist;
		struct callback_head	f_rcuhead;	/* from the release on */
	};
};

struct file_operations {
	struct module *owner;
	unsigned int fop_flags;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t count, loff_t *pos);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *iter);
	ssize_t (*write_iter)(struct kiocb *iocb, struct iov_iter *iter);
	int (*iterate_shared)(struct file *file, struct dir_context *context);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *table);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, fl_owner_t id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fasync)(int fd, struct file *file, int on);
	unsigned long (*get_unmapped_area)(struct file *file, unsigned long addr,
					   unsigned long len, unsigned long pgoff,
					   unsigned long flags);
	void (*show_fdinfo)(struct seq_file *m, struct file *file);
};

/* A kind of file system; only those without names of their own exist here. */
struct file_system_type {
	const char	*name;
	int		fs_flags;
	int		(*init_fs_context)(struct fs_context *fc);
	void		(*kill_sb)(struct super_block *sb);
	struct module	*owner;
};

struct super_block {
	struct file_system_type	*s_type;
	unsigned long		s_magic;
	void			*s_fs_info;
};

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

/* One more reference; the caller has one already. */
struct file *get_file(struct file *file);

/* A reference unless the last is gone; rcu_read_lock() keeps the memory. */
bool get_file_not_zero(struct file *file);

#define file_count(file)	atomic_long_read(&(file)->f_count)

/* An inode of its own on @sb, without a name. ERR_PTR on failure. */
struct inode *alloc_anon_inode(struct super_block *sb);
void ihold(struct inode *inode);
void iput(struct inode *inode);

/* Mount @type when *@count is zero; *@count counts the users of *@mount. */
int simple_pin_fs(struct file_system_type *type, struct vfsmount **mount, int *count);
void simple_release_fs(struct vfsmount **mount, int *count);
void kill_anon_super(struct super_block *sb);

/* For ->open of a char device that hands over to other operations. */
#define fops_get(fops) \
	(((fops) && try_module_get((fops)->owner) ? (fops) : NULL))
#define fops_put(fops) \
	do { if (fops) module_put((fops)->owner); } while (0)
#define replace_fops(f, fops) \
	do { \
		struct file *__file = (f); \
		fops_put(__file->f_op); \
		BUG_ON(!(__file->f_op = (fops))); \
	} while (0)

/* ->open of every char device node: finds the cdev and calls its ->open (sim/core/cdev.c). */
extern const struct file_operations def_chr_fops;

int register_chrdev_region(dev_t from, unsigned int count, const char *name);
int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t from, unsigned int count);

/* sim/core/chrdev.c. @major 0: any; its number is returned. */
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name);

static inline int register_chrdev(unsigned int major, const char *name,
				  const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

static inline void unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
}

/* Ready-made file operations. */
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t no_llseek(struct file *file, loff_t offset, int whence);
loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);
loff_t vfs_llseek(struct file *file, loff_t offset, int whence);
int nonseekable_open(struct inode *inode, struct file *file);
int stream_open(struct inode *inode, struct file *file);
int simple_open(struct inode *inode, struct file *file);
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* Copy from or to a buffer of @available bytes at *@pos, and move *@pos. */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos,
				const void *from, size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos,
			       const void __user *from, size_t count);

/* System calls on a file, without the fd. */
ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos);
ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos);
long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
int filp_close(struct file *file, fl_owner_t id);

#define FOP_MMAP_SYNC		(1u << 2)
#define FOP_UNSIGNED_OFFSET	(1u << 5)

#endif
