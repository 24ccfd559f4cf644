/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policies.h - one entry a policy file; policy.c lists them */
#ifndef EXEC_POLICIES_H
#define EXEC_POLICIES_H

#include "exec/policy.h"

extern const struct ex_policy_info policy_random;
extern const struct ex_policy_info policy_sequential;
extern const struct ex_policy_info policy_pct;
extern const struct ex_policy_info policy_pos;
extern const struct ex_policy_info policy_surw;
extern const struct ex_policy_info policy_pause;
extern const struct ex_policy_info policy_portfolio;
extern const struct ex_policy_info policy_exhaustive;
extern const struct ex_policy_info policy_dfs;

/* A decimal parameter within [min, max]; @standard if @text is NULL or empty. */
bool policy_parameter(const char *text, unsigned int min, unsigned int max,
		      unsigned int standard, unsigned int *value);

/*
 * Zeroed memory for a policy that takes no parameter; NULL and *@error if it was given one
 * (then @complaint) or there is no memory.
 */
void *policy_alloc(size_t size, const char *parameters, const char *complaint,
		   const char **error);
/* For a policy that is one block from policy_alloc(). */
void policy_destroy(struct ex_policy *policy);

#endif
