// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pgtable.c - the page tables: finding, making, setting and taking away entries
 *
 *  R1  An entry that maps a page (not special) counts one reference on it.
 *  R2  A table is linked once and freed with the mm; entries change under
 *      page_table_lock and may be read without it at any time.
 *
 * Locking: mm->page_table_lock, a leaf but for the allocator's own.
 */
#include "pgtable.h"

#include <linux/minmax.h>
#include <linux/slab.h>

#include "exec/exec.h"

#define TABLE_ENTRIES	512u
#define TABLE_MASK	(_PAGE_PRESENT | _PAGE_TABLE)

static unsigned long pgd_index(unsigned long addr)
{
	return (addr - TASK_MMAP_BASE) >> 39;
}

static unsigned long level_index(unsigned long addr, unsigned int shift)
{
	return (addr >> shift) & (TABLE_ENTRIES - 1);
}

static unsigned long *table_of(unsigned long entry)
{
	return (unsigned long *)(entry & ~TABLE_MASK);
}

/* The table behind an entry; NULL if there is none, or a leaf. */
static unsigned long *table_below(unsigned long *slot)
{
	unsigned long entry = smp_load_acquire(slot);	/* pairs with table_link() */

	return entry & _PAGE_TABLE ? table_of(entry) : NULL;
}

static pmd_t *pmd_find(struct mm_struct *mm, unsigned long addr)
{
	unsigned long *table;

	if (addr < TASK_MMAP_BASE || addr >= TASK_MMAP_END)
		return NULL;
	table = table_below((unsigned long *)&mm->pgd[pgd_index(addr)]);
	if (table)
		table = table_below(&table[level_index(addr, PUD_SHIFT)]);
	return table ? (pmd_t *)&table[level_index(addr, PMD_SHIFT)] : NULL;
}

struct pt_entry pt_find(struct mm_struct *mm, unsigned long addr)
{
	struct pt_entry entry = { .pmd = pmd_find(mm, addr) };
	unsigned long *table = entry.pmd ? table_below(&entry.pmd->pmd) : NULL;

	if (table)
		entry.pte = (pte_t *)&table[level_index(addr, PAGE_SHIFT)];
	return entry;
}

/* Link a table into an empty slot, unless somebody else just has. */
static void table_link(struct mm_struct *mm, unsigned long *slot, unsigned long *table)
{
	spin_lock(&mm->page_table_lock);
	if (!*slot) {
		/* pairs with table_below() */
		smp_store_release(slot, (unsigned long)table | TABLE_MASK);
		table = NULL;
	}
	spin_unlock(&mm->page_table_lock);
	kfree(table);
}

/* NULL: no memory, or a leaf is in the way. */
static unsigned long *table_make(struct mm_struct *mm, unsigned long *slot)
{
	unsigned long *table = table_below(slot);

	if (table)
		return table;
	if (READ_ONCE(*slot))
		return table_below(slot);	/* a leaf, or a table that came just now */
	table = kzalloc(TABLE_ENTRIES * sizeof(*table), GFP_KERNEL_ACCOUNT);
	if (!table)
		return NULL;
	table_link(mm, slot, table);
	return table_below(slot);
}

int pt_make_pmd(struct mm_struct *mm, unsigned long addr, struct pt_entry *entry)
{
	unsigned long *table;

	*entry = (struct pt_entry){ NULL, NULL };
	table = table_make(mm, (unsigned long *)&mm->pgd[pgd_index(addr)]);
	if (table)
		table = table_make(mm, &table[level_index(addr, PUD_SHIFT)]);
	if (!table)
		return -ENOMEM;
	entry->pmd = (pmd_t *)&table[level_index(addr, PMD_SHIFT)];
	return 0;
}

int pt_make(struct mm_struct *mm, unsigned long addr, struct pt_entry *entry)
{
	unsigned long *table;
	int ret = pt_make_pmd(mm, addr, entry);

	if (ret)
		return ret;
	table = table_make(mm, &entry->pmd->pmd);
	if (table)
		entry->pte = (pte_t *)&table[level_index(addr, PAGE_SHIFT)];
	return table || pmd_leaf(pmdp_get(entry->pmd)) ? 0 : -ENOMEM;
}

pte_t pt_lookup(struct mm_struct *mm, unsigned long addr)
{
	struct pt_entry entry = pt_find(mm, addr);
	pmd_t pmd;

	if (entry.pte)
		return ptep_get(entry.pte);
	if (!entry.pmd)
		return __pte(0);
	pmd = pmdp_get(entry.pmd);
	if (!pmd_leaf(pmd))
		return __pte(0);
	return __pte(pmd_val(pmd) + (addr & ~PMD_MASK & PAGE_MASK));
}

/* R1: what a present entry counts. */
static void pte_put(pte_t pte)
{
	if (pte_present(pte) && !pte_special(pte))
		put_page(pfn_to_page(pte_pfn(pte)));
}

bool pt_set_if(struct mm_struct *mm, unsigned long addr, struct pt_entry *entry, pte_t old,
	       pte_t pte)
{
	bool same;

	spin_lock(&mm->page_table_lock);
	ex_touch(EX_WRITE, mm->pgd);
	same = entry->pte && pte_val(*entry->pte) == pte_val(old);
	if (same)
		WRITE_ONCE(entry->pte->pte, pte_val(pte));
	spin_unlock(&mm->page_table_lock);
	if (same && pte_pfn(old) != pte_pfn(pte))
		pte_put(old);
	return same;
}

/* What walk() calls for each entry of the last level, or leaf, that is present. */
typedef void (*pt_visit_t)(struct mm_struct *mm, unsigned long *slot, unsigned long addr,
			   bool leaf);

static void walk_table(struct mm_struct *mm, unsigned long *table, unsigned long start,
		       unsigned long end, pt_visit_t visit)
{
	unsigned long addr;

	for (addr = start; addr < end; addr += PAGE_SIZE) {
		unsigned long *slot = &table[level_index(addr, PAGE_SHIFT)];

		if (*slot & _PAGE_PRESENT)
			visit(mm, slot, addr, false);
	}
}

/* A leaf that reaches beyond the range counts whole, as Linux zaps those of device memory. */
static void walk(struct mm_struct *mm, unsigned long start, unsigned long end, pt_visit_t visit)
{
	unsigned long addr, next;
	unsigned long *table;
	pmd_t *pmd;

	lockdep_assert_held(&mm->page_table_lock);
	ex_touch(EX_WRITE, mm->pgd);
	for (addr = start; addr < end; addr = next) {
		pmd = pmd_find(mm, addr);
		if (!pmd) {	/* nothing as far as the table above would reach */
			next = (addr & PUD_MASK) + PUD_SIZE;
			continue;
		}
		next = min(end, (addr & PMD_MASK) + PMD_SIZE);
		table = table_below(&pmd->pmd);
		if (table)
			walk_table(mm, table, addr, next, visit);
		else if (pmd_leaf(*pmd))
			visit(mm, &pmd->pmd, addr, true);
	}
}

static void visit_zap(struct mm_struct *mm, unsigned long *slot, unsigned long addr, bool leaf)
{
	pte_t old = __pte(*slot);

	WRITE_ONCE(*slot, 0);
	if (!leaf)
		pte_put(old);
}

void pt_zap(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	spin_lock(&mm->page_table_lock);
	walk(mm, start, end, visit_zap);
	spin_unlock(&mm->page_table_lock);
}

static void visit_wrprotect(struct mm_struct *mm, unsigned long *slot, unsigned long addr,
			    bool leaf)
{
	WRITE_ONCE(*slot, *slot & ~_PAGE_RW);
}

void pt_write_protect(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	spin_lock(&mm->page_table_lock);
	walk(mm, start, end, visit_wrprotect);
	spin_unlock(&mm->page_table_lock);
}

static void table_free(unsigned long *slot, unsigned int levels)
{
	unsigned long *table = table_below(slot);
	unsigned int i;

	if (!table)
		return;
	for (i = 0; levels && i < TABLE_ENTRIES; i++)
		table_free(&table[i], levels - 1);
	kfree(table);
	*slot = 0;
}

void pt_free(struct mm_struct *mm)
{
	unsigned int i;

	for (i = 0; i < MM_PGD_ENTRIES; i++)
		table_free((unsigned long *)&mm->pgd[i], 2);
}
