/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * predictions.h - what benign runs predicted and no run has shown, listed apart
 */
#ifndef CLI_PREDICTIONS_H
#define CLI_PREDICTIONS_H

#include "campaign.h"

/* Take over what a campaign leaves unconfirmed, and tell --json of all. */
void predictions_add(const struct campaign *campaign);

unsigned int predictions_unconfirmed(void);

/* A line for each title: where, and why it is not confirmed. */
void predictions_print(void);

/* Each cycle in whole, in predictions.txt below @folder. */
bool predictions_write(const char *folder);

#endif
