/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lockdep.h - the validator's own structures
 *
 * Kept apart: classes (lockdep_class.c), the graph of what is taken under what
 * (lockdep_graph.c, which knows no tasks), an order of classes that agrees with it
 * (lockdep_order.c), what each task holds (lockdep_held.c),
 * contexts and usage (lockdep_usage.c), and the texts (lockdep_report.c).
 *
 *  L1  Classes and edges are never freed and never change but by gaining: whoever found
 *      one may use it without the lock. Unregistering a key cuts its class off.
 *  L2  All changes are made under lockdep_guard. It is a leaf.
 *  L3  A chain key stands for the sequence of classes held with the way each is held.
 *      A key in the cache was checked: nothing in it is new.
 */
#ifndef KERNEL_LOCKDEP_H
#define KERNEL_LOCKDEP_H

#include <linux/lockdep.h>
#include <linux/sched.h>

#define LOCKDEP_STACK_MAX	48u

struct saved_stack {
	unsigned int	depth;
	unsigned long	ips[];
};

/* How a lock was used: bit = kind * 2 + read. */
enum lock_usage {
	LOCK_USED_IN_HARDIRQ,
	LOCK_USED_IN_SOFTIRQ,
	LOCK_ENABLED_HARDIRQ,	/* held with hard interrupts on */
	LOCK_ENABLED_SOFTIRQ,
	LOCK_USAGE_KINDS,
};
#define LOCK_USAGE_STATES	(LOCK_USAGE_KINDS * 2)
#define USAGE_BIT(kind, read)	(1u << ((kind) * 2 + ((read) != 0)))
#define USAGE_EXCLUSIVE		0x55u	/* the bits of those that did not read */

/*
 * How the two ends of an edge were taken: shared or exclusive, then recursive or not. Of an edge
 * backwards the first end is the lock that was taken last.
 */
#define DEP_SR	1u	/* first shared, second recursive */
#define DEP_ER	2u
#define DEP_SN	4u
#define DEP_EN	8u

struct lock_edge {
	struct lock_class	*to;
	unsigned int		dep;
	struct saved_stack	*stack;	/* where the second was taken under the first */
	unsigned int		run;	/* of lockdep_run, when it was learned */
};

struct edge_list {
	struct lock_edge	*edges;
	unsigned int		count, size;
};

struct lock_class {
	const void		*key;		/* with the subclass added; NULL: cut off */
	const char		*name;
	unsigned int		id;
	u64			recent;		/* chain key that was in the cache, atomic */
	unsigned int		subclass;
	u8			wait_type_inner, wait_type_outer;
	unsigned int		usage;		/* USAGE_BIT()s */
	struct saved_stack	*usage_stack[LOCK_USAGE_STATES];
	struct saved_stack	*first_use;
	struct edge_list	after, before;
	struct lock_class	*hash_next;
	unsigned int		predict_mark;	/* of waits_predict.c */
	unsigned int		number;		/* of lockdep_order.c; 0: not in the order yet */
	u64			number_mark;

	/* of one search, valid while mark == the search's number; second index: only_xr */
	u64			mark[2];
	struct lock_class	*from[2];
	unsigned char		from_xr[2];
	struct lock_edge	*via[2];
};

struct held_lock {
	u64			prev_chain_key;
	struct lockdep_map	*instance;
	struct lockdep_map	*nest_lock;
	struct lock_class	*class;
	unsigned long		ip;
	u64			since_ns;	/* it was had, or is waited for */
	unsigned char		read;		/* 0, 1, 2 */
	unsigned char		trylock;
	unsigned char		check;
	unsigned char		irq_context;	/* nesting of contexts is not nesting of locks */
	unsigned char		allowed;	/* the strictest wait type held so far */
};

extern struct ex_guard lockdep_guard;

/* Edges and usages learned so far, by all runs of this process. */
extern unsigned long lockdep_learned;

/* Counts the runs, and those that made the parts of the cycle that was reported last. */
#define LOCKDEP_PARTS	8
extern unsigned int lockdep_run;
extern unsigned int lockdep_parts[LOCKDEP_PARTS], lockdep_nr_parts;

/* USAGE_BIT()s of any class: what no class has needs no search. */
extern unsigned int lockdep_usages;

struct saved_stack *stack_save(void);

/* Class of @map and @subclass, made on first use; NULL if the map is not validated. */
struct lock_class *class_of(struct lockdep_map *map, unsigned int subclass);

/*
 * Would @prev -> @next close a cycle? The path from next to prev, as the last class with
 * from[] links back to next; NULL if none. The searches are serial: under the guard.
 */
struct lock_class *graph_find_cycle(const struct held_lock *prev, const struct held_lock *next,
				    unsigned int *only_xr);

/*
 * The first class reachable forwards (or backwards) from @root with a usage in @mask, by ways in
 * which nobody is a reader whom readers need not wait for.
 */
struct lock_class *graph_find_usage(const struct held_lock *root, unsigned int mask,
				    bool backwards);
/* All usages of classes that lead to @root in such a way, itself included. */
unsigned int graph_usage_before(const struct held_lock *root);

struct lock_edge *graph_find_edge(struct lock_class *from, struct lock_class *to);
/* No class was ever taken under another, or anywhere. */
void graph_forget(void);
/* True if it told something new. */
bool graph_add_edge(const struct held_lock *prev, const struct held_lock *next,
		    struct saved_stack *stack);

/* Of lockdep_order.c. False: there may be a path. */
bool order_excludes_path(struct lock_class *from, struct lock_class *to);
/* An edge is there that was not. */
void order_add(struct lock_class *from, struct lock_class *to);
void order_note(const struct lock_class *from, const struct lock_class *to);
/* False: there is no such edge. True: there is, unless its class was cut off. */
bool order_was_added(const struct lock_class *from, const struct lock_class *to);
void order_forget(void);

/*
 * Between runs: what earlier ones taught is forgotten. A cycle whose halves are in two
 * programs is one that neither of them replays.
 */
void lockdep_forget(void);

/* Contexts. */
void usage_mark(struct held_lock *held);
void usage_check_edge(const struct held_lock *prev, const struct held_lock *next);
void wait_context_check(struct held_lock *held);

/* Reports. */
void report_cycle(const struct held_lock *prev, const struct held_lock *next,
		  struct lock_class *last, unsigned int only_xr);
void report_recursion(const struct held_lock *prev, const struct held_lock *next);
void report_irq_order(struct lock_class *safe, struct lock_class *unsafe,
		      const struct held_lock *held, bool softirq);
void report_inconsistent(const struct held_lock *held, unsigned int kind, unsigned int conflict);
void report_wait_context(const struct held_lock *held);
void report_unlock_balance(struct lockdep_map *map);
struct text;
void report_held_lock(struct text *text, const struct held_lock *held);
void report_held_locks(struct text *text, const struct task_struct *task);

#endif
