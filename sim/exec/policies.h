/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policies.h - one entry a policy file; policy.c lists them */
#ifndef EXEC_POLICIES_H
#define EXEC_POLICIES_H

#include "exec/policy.h"

extern const struct ex_policy_info policy_random;
extern const struct ex_policy_info policy_sequential;
extern const struct ex_policy_info policy_pct;

/* A decimal parameter within [min, max]; @standard if @text is NULL or empty. */
bool policy_parameter(const char *text, unsigned int min, unsigned int max,
		      unsigned int standard, unsigned int *value);

#endif
