/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * catalog.h - what scenarios can name, as lists for people and for fuzzers
 */
#ifndef SCENARIO_CATALOG_H
#define SCENARIO_CATALOG_H

#include "scenario/text.h"

void scn_catalog_ops(struct scn_text *text);
void scn_catalog_kinds(struct scn_text *text);
void scn_catalog_variants(struct scn_text *text);
void scn_catalog_models(struct scn_text *text);

/* docs/operations.md. */
void scn_catalog_page(struct scn_text *text);

/* Words of the text form, in the format of libFuzzer and AFL++. */
void scn_catalog_dictionary(struct scn_text *text);

#endif
