// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mm_all_locks.c - keeping all that an mm shows as it is, for a moment
 *
 * What a file shows is taken out of the page tables under i_mmap_rwsem of the file alone.
 * Whoever is to hear of the beginning and of the end of that, or of neither, holds all of them.
 *
 * Locking: mmap_lock for writing, under which no other mapping comes; mm_all_locks_mutex, so that
 * two do not take the same locks in different orders; each i_mmap_rwsem, once.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(mm_all_locks_mutex);

static struct address_space *mapping_at(struct rb_node *node)
{
	return rb_entry(node, struct vm_area_struct, vm_rb)->vm_mapping;
}

void mm_take_all_locks(struct mm_struct *mm)
{
	mmap_assert_write_locked(mm);
	mutex_lock(&mm_all_locks_mutex);
	for (struct rb_node *node = rb_first(&mm->mm_rb); node; node = rb_next(node)) {
		struct address_space *mapping = mapping_at(node);

		if (!mapping || mapping->all_locks)
			continue;
		mapping->all_locks = true;
		down_write_nest_lock(&mapping->i_mmap_rwsem, &mm->mmap_lock);
	}
}

void mm_drop_all_locks(struct mm_struct *mm)
{
	mmap_assert_write_locked(mm);
	for (struct rb_node *node = rb_first(&mm->mm_rb); node; node = rb_next(node)) {
		struct address_space *mapping = mapping_at(node);

		if (!mapping || !mapping->all_locks)
			continue;
		mapping->all_locks = false;
		i_mmap_unlock_write(mapping);
	}
	mutex_unlock(&mm_all_locks_mutex);
}
