// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy.c - the list of policies, and the default that all deviate from
 */
#include "exec/policy.h"

#include <stdlib.h>
#include <string.h>

#include "exec/policies.h"

static const struct ex_policy_info *const policies[] = {
	&policy_random,
	&policy_sequential,
	&policy_pct,
	&policy_pos,
	&policy_surw,
	&policy_pause,
	&policy_portfolio,
	&policy_exhaustive,
	&policy_dfs,
};

const struct ex_policy_info *ex_policy_at(unsigned int index)
{
	return index < sizeof(policies) / sizeof(policies[0]) ? policies[index] : NULL;
}

bool policy_parameter(const char *text, unsigned int min, unsigned int max,
		      unsigned int standard, unsigned int *value)
{
	unsigned long number;
	char *end;

	if (!text || !*text) {
		*value = standard;
		return true;
	}
	number = strtoul(text, &end, 10);
	if (*end || number < min || number > max)
		return false;
	*value = (unsigned int)number;
	return true;
}

void *policy_alloc(size_t size, const char *parameters, const char *complaint,
		   const char **error)
{
	void *policy;

	if (parameters) {
		*error = complaint;
		return NULL;
	}
	policy = calloc(1, size);
	if (!policy)
		*error = "out of memory";
	return policy;
}

void policy_destroy(struct ex_policy *policy)
{
	free(policy);
}

struct ex_policy *ex_policy_make(const char *text, const char **error)
{
	size_t length = strcspn(text, ":");
	const char *parameters = text[length] ? text + length + 1 : NULL;

	for (unsigned int i = 0; ex_policy_at(i); i++) {
		const struct ex_policy_info *info = ex_policy_at(i);

		if (strlen(info->name) == length && !strncmp(info->name, text, length))
			return info->make(parameters, error);
	}
	*error = "no policy of that name";
	return NULL;
}

void ex_policy_free(struct ex_policy *policy)
{
	if (policy)
		policy->destroy(policy);
}

/* The lowest id above the yielding task, so that spinners take turns; else the lowest. */
static unsigned int next_in_turn(const struct ex_view *view)
{
	unsigned int lowest = 0, above = view->count;
	unsigned int after = view->running >= 0 ? view->ready[view->running].id : UINT32_MAX;

	for (unsigned int i = 0; i < view->count; i++) {
		unsigned int id = view->ready[i].id;

		if (id < view->ready[lowest].id)
			lowest = i;
		if (id > after && (above == view->count || id < view->ready[above].id))
			above = i;
	}
	return above < view->count ? above : lowest;
}

unsigned int ex_default_choice(const struct ex_view *view)
{
	if (view->running >= 0 && !view->yielding)
		return (unsigned int)view->running;
	return next_in_turn(view);
}
