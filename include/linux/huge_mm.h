/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/pgtable.c */
#ifndef _LINUX_HUGE_MM_H
#define _LINUX_HUGE_MM_H

#include <linux/mm_types.h>
#include <linux/pfn_t.h>

struct vm_fault;

#define PMD_ORDER	(PMD_SHIFT - PAGE_SHIFT)
#define PUD_ORDER	(PUD_SHIFT - PAGE_SHIFT)
#define HPAGE_PMD_SHIFT	PMD_SHIFT
#define HPAGE_PMD_SIZE	PMD_SIZE
#define HPAGE_PMD_MASK	PMD_MASK

/* Map PMD_SIZE at once, from ->huge_fault; the address and @pfn are aligned to it. */
vm_fault_t vmf_insert_pfn_pmd(struct vm_fault *vmf, pfn_t pfn, bool write);

/* Linux also maps whole PUDs; left out: a fault of that order falls back. */
static inline vm_fault_t vmf_insert_pfn_pud(struct vm_fault *vmf, pfn_t pfn, bool write)
{
	return VM_FAULT_FALLBACK;
}

#endif
