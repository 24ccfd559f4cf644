/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, on top of the system's */
#ifndef _KSIM_LINUX_TYPES_H
#define _KSIM_LINUX_TYPES_H

#include_next <linux/types.h>
#include <stdbool.h>
#include <stdint.h>
#include <linux/stddef.h>
#include <linux/compiler_types.h>

typedef __u8	u8;
typedef __u16	u16;
typedef __u32	u32;
typedef __u64	u64;
typedef __s8	s8;
typedef __s16	s16;
typedef __s32	s32;
typedef __s64	s64;

/*
 * libc defines some of these names too. Each of its headers asks first whether the type is there,
 * with the macros below, and so do we: either may come first. It does not ask for loff_t: a file
 * that needs <sys/types.h> (tests do) includes it before anything of the kernel's. Sizes are equal
 * both ways; dev_t is libc's 64 bits instead of Linux' 32, since structs that hold one are shared.
 */
#ifndef __ssize_t_defined
typedef __kernel_ssize_t ssize_t;
#define __ssize_t_defined
#endif
#ifndef _SYS_TYPES_H
typedef __kernel_loff_t loff_t;
#endif
#ifndef __off_t_defined
typedef __kernel_off_t off_t;
#define __off_t_defined
#endif
#ifndef __pid_t_defined
typedef __kernel_pid_t pid_t;
#define __pid_t_defined
#endif
#ifndef __uid_t_defined
typedef __kernel_uid32_t uid_t;
#define __uid_t_defined
#endif
#ifndef __gid_t_defined
typedef __kernel_gid32_t gid_t;
#define __gid_t_defined
#endif
#ifndef __dev_t_defined
typedef unsigned long dev_t;
#define __dev_t_defined
#endif
#ifndef __ino_t_defined
typedef __kernel_ulong_t ino_t;
#define __ino_t_defined
#endif
#ifndef __mode_t_defined
typedef unsigned int mode_t;
#define __mode_t_defined
#endif
#ifndef __nlink_t_defined
typedef unsigned long nlink_t;
#define __nlink_t_defined
#endif
#ifndef __clockid_t_defined
typedef __kernel_clockid_t clockid_t;
#define __clockid_t_defined 1
#endif

typedef unsigned short		umode_t;
typedef __kernel_time64_t	time64_t;
typedef unsigned int		gfp_t;
typedef unsigned int		slab_flags_t;
typedef unsigned int		fmode_t;
typedef u64			dma_addr_t;
typedef u64			phys_addr_t;
typedef phys_addr_t		resource_size_t;
typedef unsigned long		irq_hw_number_t;
typedef u64			sector_t;
typedef unsigned long		pgoff_t;
typedef s64			ktime_t;
typedef void			(*swap_func_t)(void *a, void *b, int size);
typedef void			(*swap_r_func_t)(void *a, void *b, int size, const void *priv);
typedef int			(*cmp_r_func_t)(const void *a, const void *b, const void *priv);
typedef int			(*cmp_func_t)(const void *a, const void *b);

#define aligned_u64		__aligned_u64
#define aligned_be64		__aligned_be64
#define aligned_le64		__aligned_le64

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

#define ATOMIC_INIT(i)		{ (i) }
#define ATOMIC64_INIT(i)	{ (i) }

typedef struct {
	atomic_t refcnt;
} rcuref_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

/* Two words that RCU and task work queue by, embedded in what is to be freed or run. */
struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
} __attribute__((aligned(sizeof(void *))));
#define rcu_head callback_head

typedef void (*rcu_callback_t)(struct rcu_head *head);
typedef void (*call_rcu_func_t)(struct rcu_head *head, rcu_callback_t func);

#define DECLARE_BITMAP(name, bits)	\
	unsigned long name[((bits) + 8 * sizeof(long) - 1) / (8 * sizeof(long))]

#endif
