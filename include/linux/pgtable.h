/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header; the tables in sim/core/pgtable.c */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <asm/page.h>
#include <linux/compiler.h>
#include <linux/pfn.h>
#include <linux/types.h>

/*
 * Entries of the page tables. All levels share a layout: the frame number above
 * PAGE_SHIFT, flags below. A zero entry maps nothing.
 */
typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { unsigned long pud; } pud_t;
typedef struct { unsigned long pgprot; } pgprot_t;

#define _PAGE_PRESENT	(1UL << 0)
#define _PAGE_RW	(1UL << 1)
#define _PAGE_TABLE	(1UL << 2)	/* points to the next level's table */
#define _PAGE_PCD	(1UL << 4)	/* not cached: no effect but to be seen */
#define _PAGE_ACCESSED	(1UL << 5)
#define _PAGE_DIRTY	(1UL << 6)
#define _PAGE_SPECIAL	(1UL << 9)	/* no struct page is counted for it */
#define _PAGE_FLAGS	(PAGE_SIZE - 1)

#define __pte(x)	((pte_t){ (x) })
#define __pmd(x)	((pmd_t){ (x) })
#define __pgprot(x)	((pgprot_t){ (x) })
#define pte_val(x)	((x).pte)
#define pmd_val(x)	((x).pmd)
#define pgprot_val(x)	((x).pgprot)

#define pgprot_noncached(prot)		__pgprot(pgprot_val(prot) | _PAGE_PCD)
#define pgprot_writecombine(prot)	__pgprot(pgprot_val(prot) | _PAGE_PCD)
#define pgprot_decrypted(prot)		(prot)
#define pgprot_device(prot)		pgprot_noncached(prot)

#define pte_none(pte)		(!pte_val(pte))
#define pte_present(pte)	(!!(pte_val(pte) & _PAGE_PRESENT))
#define pte_write(pte)		(!!(pte_val(pte) & _PAGE_RW))
#define pte_special(pte)	(!!(pte_val(pte) & _PAGE_SPECIAL))
#define pte_pfn(pte)		(pte_val(pte) >> PAGE_SHIFT)
#define pmd_none(pmd)		(!pmd_val(pmd))
#define pmd_present(pmd)	(!!(pmd_val(pmd) & _PAGE_PRESENT))
#define pmd_leaf(pmd)		(pmd_present(pmd) && !(pmd_val(pmd) & _PAGE_TABLE))
#define pmd_write(pmd)		(!!(pmd_val(pmd) & _PAGE_RW))
#define pmd_pfn(pmd)		(pmd_val(pmd) >> PAGE_SHIFT)

static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	return __pte((pfn << PAGE_SHIFT) | pgprot_val(prot));
}

static inline pmd_t pfn_pmd(unsigned long pfn, pgprot_t prot)
{
	return __pmd((pfn << PAGE_SHIFT) | pgprot_val(prot));
}

static inline pte_t ptep_get(pte_t *ptep)
{
	return __pte(READ_ONCE(ptep->pte));
}

#define ptep_get_lockless(ptep)	ptep_get(ptep)

static inline pmd_t pmdp_get(pmd_t *pmdp)
{
	return __pmd(READ_ONCE(pmdp->pmd));
}

#endif
