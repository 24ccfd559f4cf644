/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes.h - what a run showed that is worth knowing and no finding */
#ifndef SCENARIO_NOTES_H
#define SCENARIO_NOTES_H

#include "scenario/runner.h"

/* Add what the run that has just ended shows; the others are no longer fresh. */
void scn_notes_collect(struct scn_notes *notes);

#endif
