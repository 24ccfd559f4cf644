/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernfs.h - the insides of the sysfs tree
 *
 * A device brings some sixty files into the world, of which a run opens one or two.
 * So a directory keeps each batch of files as one sysfs_set (a group and the modes
 * that is_visible() gave), and a file becomes a kernfs_node when it is first looked up.
 * Directories and links are nodes from the start.
 */
#ifndef CORE_KERNFS_H
#define CORE_KERNFS_H

#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sysfs.h>

#include "core/sysfs.h"

/* Added to ->active when removal begins: what remains above it are the users inside. */
#define KN_DEACTIVATED_BIAS	INT_MIN

struct kernfs_node {
	unsigned int		count;		/* sysfs_lock: one is the tree's, until unlinked */
	enum sysfs_kind		kind;
	umode_t			mode;
	bool			removing;	/* sysfs_lock: deactivated; lookups pass it by */
	bool			linked;		/* sysfs_lock: on ->parent's list */
	bool			suicidal;	/* sysfs_lock: is removed from inside */
	bool			suicided;	/* sysfs_lock: and has done so */
	struct kernfs_node	*parent;	/* counted */
	struct list_head	sibling;	/* sysfs_lock: on ->parent's list, or doomed */
	struct kobject		*kobj;		/* borrowed: needs an active reference */
	union {
		struct {
			struct list_head	children;	/* sysfs_lock: */
			struct list_head	sets;		/* sysfs_lock: */
		} dir;
		struct {
			const struct attribute	*attr;		/* needs an active reference */
			struct sysfs_set	*set;		/* sysfs_lock: where it came from */
			bool			bin;
			bool			validated;	/* lockdep looks at it */
			atomic_t		active;
			atomic_t		event;		/* counts sysfs_notify() */
			struct list_head	opens;		/* sysfs_lock: struct sysfs_open */
			struct lockdep_map	dep_map;
		} file;
		struct {
			struct kernfs_node	*target;	/* counted */
		} link;
	};
	char			name[];
};

struct sysfs_set {
	struct list_head		entry;	/* sysfs_lock: on dir.sets */
	const struct attribute_group	*grp;	/* NULL: the single file below */
	const struct attribute		*single;
	bool				single_bin;
	bool				dying;	/* sysfs_lock: off the list, nodes to go */
	unsigned int			nr_text;
	unsigned int			nr;	/* text files, then binary ones */
	umode_t				modes[];	/* sysfs_lock: 0: not there */
};

extern struct kernfs_node *sysfs_root;
extern struct spinlock sysfs_lock;	/* a leaf: the shape of the tree, flags of nodes */

static inline bool kernfs_is_dir(const struct kernfs_node *kn)
{
	return kn->kind == SYSFS_DIRECTORY;
}

/* Of a binary file, with an active reference. */
static inline struct bin_attribute *sysfs_bin_attr(const struct kernfs_node *kn)
{
	return container_of((struct attribute *)kn->file.attr, struct bin_attribute, attr);
}

/*
 * kernfs.c: nodes. A new one has one reference, the caller's, and is on no list. The
 * functions in the middle need sysfs_lock; what they doom is freed after it, by the next.
 */
struct kernfs_node *kernfs_new_node(const char *name, enum sysfs_kind kind, umode_t mode);
struct kernfs_node *kernfs_get_locked(struct kernfs_node *kn);
void kernfs_put_locked(struct kernfs_node *kn, struct list_head *doomed);
struct kernfs_node *kernfs_find_linked(struct kernfs_node *parent, const char *name);
bool kernfs_name_taken(struct kernfs_node *parent, const char *name);
void kernfs_link(struct kernfs_node *kn, struct kernfs_node *parent);
void kernfs_unlink_locked(struct kernfs_node *kn, struct list_head *doomed);
void kernfs_free(struct list_head *doomed);
/* A node that exists already, even if it is being removed; with a reference. */
struct kernfs_node *kernfs_find_child(struct kernfs_node *parent, const char *name);

/* kernfs_active.c: who is inside a file's operations, and waiting for them to leave. */
bool kernfs_get_active(struct kernfs_node *kn);
void kernfs_put_active(struct kernfs_node *kn);
void kernfs_deactivate(struct kernfs_node *kn);	/* sysfs_lock held */
void kernfs_drain(struct kernfs_node *kn);
void kernfs_remove(struct kernfs_node *kn);	/* drops the caller's reference */
bool kernfs_remove_self(struct kernfs_node *kn);

/* sysfs_set.c: batches of files. */
struct sysfs_set *sysfs_set_find_group(struct kernfs_node *dir, const struct attribute_group *grp);
struct sysfs_set *sysfs_set_new(const struct attribute_group *grp);
const struct attribute *sysfs_set_attr(const struct sysfs_set *set, unsigned int index);
void sysfs_set_forget(struct sysfs_set *set, const char *name);
int sysfs_set_index(const struct sysfs_set *set, const char *name);
int sysfs_set_link(struct kernfs_node *dir, struct sysfs_set *set);
/* Wait for whoever is inside one of the files; false if there is no such set. */
bool sysfs_set_remove_group(struct kernfs_node *dir, const struct attribute_group *grp);
bool sysfs_set_remove_single(struct kernfs_node *dir, const char *name);
void sysfs_set_remove_all(struct kernfs_node *dir);
struct kernfs_node *sysfs_set_materialise(struct kernfs_node *dir, const char *name);

/* sysfs_mmap.c: mappings of a file that goes. */
void sysfs_drain_opens(struct kernfs_node *kn);

#endif
