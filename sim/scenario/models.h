/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * models.h - the hardware that a scenario's world can be built of
 */
#ifndef SCENARIO_MODELS_H
#define SCENARIO_MODELS_H

struct pci_hw_desc;
struct xe_hw_desc;

struct scn_model {
	const char			*name;
	const char			*what;
	const struct pci_hw_desc	*desc;
	const struct xe_hw_desc		*xe;	/* instead, for Intel graphics */
};

/* models_caps.c */
extern const struct pci_hw_desc scn_nic_caps, scn_pci_caps;

/* NULL past the last. */
const struct scn_model *scn_model_at(unsigned int index);
const struct scn_model *scn_model_find(const char *name);

#endif
