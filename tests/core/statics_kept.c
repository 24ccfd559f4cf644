// SPDX-License-Identifier: GPL-2.0-or-later
/* statics_kept.c - a file of our own: its variables are its own business */
#include "core/statics.h"

static int kept[2];

int *kept_by_another_file(void)
{
	return kept;
}
