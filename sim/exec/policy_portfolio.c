// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_portfolio.c - one policy after the other, run by run
 *
 * No single policy wins on all programs; taking turns costs at most the number of
 * policies as a factor and is close to the best one on most.
 */
#include <stdlib.h>

#include "exec/policies.h"

static const char *const members[] = { "pos", "random", "pct:2", "pause", "surw", "pct:3" };
#define NR_MEMBERS	(sizeof(members) / sizeof(members[0]))

struct portfolio {
	struct ex_policy	policy;
	struct ex_policy	*member[NR_MEMBERS];
	struct ex_policy	*turn;
};

/* The seed says whose turn it is, so that a run does not depend on those before it. */
static void portfolio_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct portfolio *portfolio = (struct portfolio *)policy;

	portfolio->turn = portfolio->member[seed % NR_MEMBERS];
	portfolio->turn->new_run(portfolio->turn, seed / NR_MEMBERS);
}

static unsigned int portfolio_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct portfolio *portfolio = (struct portfolio *)policy;

	return portfolio->turn->next_task(portfolio->turn, view);
}

static unsigned int portfolio_next_number(struct ex_policy *policy, unsigned int n)
{
	struct portfolio *portfolio = (struct portfolio *)policy;

	return portfolio->turn->next_number(portfolio->turn, n);
}

static void portfolio_destroy(struct ex_policy *policy)
{
	struct portfolio *portfolio = (struct portfolio *)policy;

	for (unsigned int i = 0; i < NR_MEMBERS; i++)
		ex_policy_free(portfolio->member[i]);
	free(portfolio);
}

static void portfolio_woke(struct ex_policy *policy, unsigned int waker, unsigned int task)
{
	struct portfolio *portfolio = (struct portfolio *)policy;

	if (portfolio->turn->woke)
		portfolio->turn->woke(portfolio->turn, waker, task);
}

static struct ex_policy *portfolio_make(const char *parameters, const char **error)
{
	struct portfolio *portfolio = policy_alloc(sizeof(*portfolio), parameters,
						   "portfolio takes no parameter", error);

	if (!portfolio)
		return NULL;
	for (unsigned int i = 0; i < NR_MEMBERS; i++) {
		portfolio->member[i] = ex_policy_make(members[i], error);
		if (!portfolio->member[i]) {
			portfolio_destroy(&portfolio->policy);
			return NULL;
		}
	}
	portfolio->policy = (struct ex_policy){ .name = "portfolio",
		.new_run = portfolio_new_run, .next_task = portfolio_next_task,
		.next_number = portfolio_next_number, .woke = portfolio_woke,
		.destroy = portfolio_destroy };
	return &portfolio->policy;
}

const struct ex_policy_info policy_portfolio = {
	.name = "portfolio", .parameters = "", .make = portfolio_make,
	.what = "pos, random, pct:2, pause, surw and pct:3 in turn",
	.source = "the members' papers",
};
