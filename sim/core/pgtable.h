/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pgtable.h - the page tables of an mm, for the files that walk and change them
 *
 * Four levels of 512 entries, the top one cut to where mappings can be. A table, once
 * linked, stays until the mm is gone: lookups without page_table_lock may use it.
 * Linux has a lock for each table; here one covers them all.
 */
#ifndef CORE_PGTABLE_H
#define CORE_PGTABLE_H

#include <linux/mm.h>

/* Where the entry for an address is: the last level, or a leaf one above. */
struct pt_entry {
	pte_t	*pte;		/* NULL if there is no table for it */
	pmd_t	*pmd;		/* NULL likewise */
};

/* No lock, nothing made. */
struct pt_entry pt_find(struct mm_struct *mm, unsigned long addr);

/* With the tables made; may sleep. -ENOMEM. */
int pt_make(struct mm_struct *mm, unsigned long addr, struct pt_entry *entry);
int pt_make_pmd(struct mm_struct *mm, unsigned long addr, struct pt_entry *entry);

/* The frame and rights at @addr as the processor finds them: an entry that is not present is 0. */
pte_t pt_lookup(struct mm_struct *mm, unsigned long addr);

/*
 * Set the entry for @addr to @pte if it is @old; true if done. A page that @pte maps
 * brings its reference along; that of another page, which @old mapped, is put.
 */
bool pt_set_if(struct mm_struct *mm, unsigned long addr, struct pt_entry *entry, pte_t old,
	       pte_t pte);

/* Take the pages in the range out of the tables; their references are put. */
void pt_zap(struct mm_struct *mm, unsigned long start, unsigned long end);

/* Take away the right to write, so that the next write faults. */
void pt_write_protect(struct mm_struct *mm, unsigned long start, unsigned long end);

/* Move what is mapped at @from to @to, both page aligned. -ENOMEM: nothing lost, but halfway. */
int pt_move(struct mm_struct *mm, unsigned long from, unsigned long to, unsigned long len);

/* For fork: @to gets what @from maps in the range. Private pages become read-only in both. */
int pt_copy(struct mm_struct *to, struct mm_struct *from, struct vm_area_struct *vma);

/* The tables themselves; nothing is mapped any more. */
void pt_free(struct mm_struct *mm);

#endif
