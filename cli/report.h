/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - findings on the terminal, in failure files and as JSON
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "campaign.h"

/*
 * The failure as a failure file's text: program, world, variants, faults, schedule and
 * the identity of the sources. The caller frees it.
 */
char *failure_text(const struct campaign *campaign, const struct failure *failure);

/* Write it and its report below @folder under a name that says what it is; sets ->file. */
bool failure_write(const struct campaign *campaign, struct failure *failure,
		   const char *folder);

/* The report with all that belongs to it; ends with the command that replays it. */
void failure_print(const struct campaign *campaign, const struct failure *failure);

/* One JSON object on one line of @path ("-": stdout), opened at the first call. */
bool json_open(const char *path);
void json_add(const struct campaign *campaign, const struct failure *failure,
	      const char *verdict);
void json_add_prediction(const struct campaign *campaign, const struct prediction *prediction,
			 const char *outcome);
void json_add_note(const struct campaign *campaign, const struct note *note);
bool json_close(void);

/* "ORDER possible deadlock in f": for tables. */
char *failure_headline(const struct failure *failure);

/* Default folder of results: --out, else ksim-out. Made if it is not there. */
const char *out_folder(const struct cli_options *options);

#endif
