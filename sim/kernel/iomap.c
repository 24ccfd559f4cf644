// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iomap.c - which mappings of device memory there are, and were
 *
 * An entry is written when it is made, and once more when it ends; it stays for the rest of the
 * run. The next run begins with none.
 *
 * Locking: guard covers the table.
 */
#include "iomap.h"

#include <linux/bug.h>

#include "exec/exec.h"

static struct ex_guard guard = EX_GUARD_INIT;
static struct iomap *iomaps;
static unsigned int nr_iomaps, iomaps_size;
static u64 iomaps_run;

unsigned int iomap_add(u64 start, u64 size, unsigned long ip)
{
	unsigned int number;

	ex_guard_lock(&guard);
	if (iomaps_run != ex_run_number()) {
		iomaps_run = ex_run_number();
		nr_iomaps = 0;
	}
	if (nr_iomaps == iomaps_size) {
		iomaps_size = iomaps_size ? iomaps_size * 2 : 64;
		iomaps = ex_host_realloc(iomaps, iomaps_size * sizeof(*iomaps));
	}
	iomaps[nr_iomaps++] = (struct iomap){ .start = start, .size = size, .made_ip = ip };
	number = nr_iomaps;
	ex_guard_unlock(&guard);
	BUG_ON(number > IOMAPS_MAX);
	return number;
}

/* Under the guard; NULL if there never was one. */
static struct iomap *find(unsigned int number)
{
	return iomaps_run == ex_run_number() && number && number <= nr_iomaps ?
	       &iomaps[number - 1] : NULL;
}

bool iomap_end(unsigned int number, unsigned long ip)
{
	struct iomap *iomap;
	bool was_there;

	ex_guard_lock(&guard);
	iomap = find(number);
	was_there = iomap && !iomap->gone_ip;
	if (was_there)
		iomap->gone_ip = ip;
	ex_guard_unlock(&guard);
	return was_there;
}

struct iomap iomap_get(unsigned int number)
{
	struct iomap *iomap, copy = { 0 };

	ex_guard_lock(&guard);
	iomap = find(number);
	if (iomap)
		copy = *iomap;
	ex_guard_unlock(&guard);
	return copy;
}

unsigned int iomap_count(void)
{
	return iomaps_run == ex_run_number() ? nr_iomaps : 0;
}
