/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notes.h - waits for user space that held others up: listed apart, since none is a finding
 */
#ifndef CLI_NOTES_H
#define CLI_NOTES_H

#include "campaign.h"

/* Take over what a campaign's runs showed, and tell --json of all. */
void notes_add(const struct campaign *campaign);

unsigned int notes_count(void);

/* A line for each place; with @reports, what a run showed of it before that. */
void notes_print(bool reports);

/* The reports, in notes.txt below @folder. */
bool notes_write(const char *folder);

#endif
