// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kinds.c - names of the kinds of findings, as scenarios write them
 */
#include "scenario/kinds.h"

const char *const scn_kind_names[SCN_KINDS + 2] = {
	"none", "ORDER", "WAIT", "UAF", "REF", "RACE", "STATE", "LEAK", "ATOMIC", "LOCKUSE", "LIVE",
	"waits",
};
