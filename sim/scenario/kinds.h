/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kinds.h - names of the kinds of findings, as scenarios write them
 */
#ifndef SCENARIO_KINDS_H
#define SCENARIO_KINDS_H

#define SCN_KINDS	10u
#define SCN_KIND_ORDER	1u
#define SCN_KIND_WAIT	2u
#define SCN_KIND_UAF	3u
#define SCN_KIND_REF	4u
#define SCN_KIND_RACE	5u
#define SCN_KIND_STATE	6u
#define SCN_KIND_LEAK	7u
#define SCN_KIND_WAITS	11u	/* of an expectation only: no finding, a note */

/* [0] is "none"; [1 + kind] the kinds of kernel/finding.h; then what is noted. */
extern const char *const scn_kind_names[SCN_KINDS + 2];

#endif
