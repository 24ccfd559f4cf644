/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prelude.h - included before every hosted file
 *
 * Linux' headers bring each other along, and its files rely on it. Ours include only what they
 * need themselves; what hosted files use without asking for it stands here.
 */
#ifndef HOSTED_PRELUDE_H
#define HOSTED_PRELUDE_H

#include <linux/bitmap.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/highmem.h>
#include <linux/idr.h>
#include <linux/interval_tree.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/sched/task.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uuid.h>

#include "exec/statics_anchor.h"

#include <hosted/versions.h>

/* The file defines it, as the first thing it does in Linux. */
#ifdef KSIM_HOSTED_PR_FMT
#undef pr_fmt
#endif

/* No IOMMU of the simulated machine translates twice, or has a window for MSIs to be chosen. */
static inline int iommu_enable_nesting(struct iommu_domain *domain)
{
	return -EINVAL;
}

static inline int iommu_get_msi_cookie(struct iommu_domain *domain, dma_addr_t base)
{
	return -ENODEV;
}

/* Random in Linux. Nobody here knows it by chance: any will do, the same in each run. */
static inline void uuid_gen(uuid_t *uuid)
{
	*uuid = UUID_INIT(0x8d1f63b0, 0x2c47, 0x4e9a, 0xb5, 0x06, 0xd3, 0x71, 0x9a, 0x4c, 0xe8,
			  0x25);
}

#endif
