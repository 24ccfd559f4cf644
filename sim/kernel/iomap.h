/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iomap.h - which mappings of device memory there are, and were
 *
 * Each has a number that is not used again in a run: whoever comes with the number of one that
 * has ended is known for what he is. For the file that implements ioremap().
 */
#ifndef KERNEL_IOMAP_H
#define KERNEL_IOMAP_H

#include <linux/types.h>

struct iomap {
	u64		start;		/* of its first page in the address map */
	u64		size;		/* whole pages; 0: there never was one */
	unsigned long	made_ip;
	unsigned long	gone_ip;	/* 0: still there */
};

/* Numbers are from 1 to this. */
#define IOMAPS_MAX	0xffffu

unsigned int iomap_add(u64 start, u64 size, unsigned long ip);

/* False if it is gone already, or never was. */
bool iomap_end(unsigned int number, unsigned long ip);

/* A copy. */
struct iomap iomap_get(unsigned int number);

/* How many there have been in this run. */
unsigned int iomap_count(void);

#endif
