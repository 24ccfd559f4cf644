// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * undefined.c - nothing undefined passes unseen: Criterion itself does not look at reports
 */
#include "exec/undefined.h"
#include "support/undefined.h"

__attribute__((constructor)) static void watch_undefined(void)
{
	ex_undefined_ends = true;
}

bool undefined_detector_present(void)
{
#ifdef KSIM_ASAN
	return true;
#else
	return false;
#endif
}

void undefined_expect(void)
{
	ex_undefined_ends = false;
}
