/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * progress.h - one line on a terminal that is rewritten; nothing elsewhere
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "campaign.h"

void progress_start(bool quiet);
void progress_tick(struct campaign *campaigns, unsigned int count);
/* Take the line away, so that something else can be printed. */
void progress_clear(void);

#endif
