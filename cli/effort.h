/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * effort.h - what was tried, in words that say how much it proves
 */
#ifndef CLI_EFFORT_H
#define CLI_EFFORT_H

#include "campaign.h"

/* A search has one memory: it cannot be cut into shards, and it ends by itself. */
bool is_search(const char *policy);

/* "complete: 12 schedules, 5 classes, nothing found": of a finished search. Caller frees. */
char *search_verdict(const struct campaign *campaign);

void print_effort(const struct campaign *campaign);

#endif
