// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * budget.c - how many steps a run may make while it gets nothing done
 */
#include "exec/internal.h"

uint64_t budget_steps(void)
{
	return run.config.steps_max ? run.config.steps_max : EX_STEPS_DEFAULT;
}

void ex_progress(void)
{
	if (ex_current && ex_hot.steps_max != UINT64_MAX)
		ex_hot.steps_max = 2 * ex_hot.steps + budget_steps();
}
