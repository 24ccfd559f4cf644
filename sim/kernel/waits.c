// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * waits.c - waits as dependencies
 */
#include "waits.h"

void wait_begins(struct lockdep_map *map, unsigned long ip)
{
	(void)map;
	(void)ip;
}

void wait_event_happens(struct lockdep_map *map, unsigned long ip)
{
	(void)map;
	(void)ip;
}
