// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * source_id.c - which sources this build was made of
 *
 * A schedule means something only to the code that it was recorded from. The build
 * computes a digest of all that can change a run (cmake/KsimSourceId.cmake).
 */
#include "cli.h"
#include "source_id.h"

const char *cli_source_id(void)
{
	return KSIM_SOURCE_ID;
}
