// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * catalog_machine.c - lists of what the simulated machine offers
 */
#include "scenario/catalog.h"

#include <linux/types.h>

#include "kernel/variant.h"

#include "scenario/models.h"

void scn_catalog_variants(struct scn_text *text)
{
	const struct ksim_variant *variant;
	unsigned int i;

	scn_text_add_bytes(text, "", 0);
	for (i = 0; (variant = variant_at(i)); i++)
		scn_text_add(text, "%-32s %s\n%-32s (%s)\n", variant->name, variant->what, "",
			     variant->source);
}

void scn_catalog_models(struct scn_text *text)
{
	const struct scn_model *model;
	unsigned int i;

	for (i = 0; (model = scn_model_at(i)); i++)
		scn_text_add(text, "%-12s %s\n", model->name, model->what);
}
