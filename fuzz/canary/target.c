// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target.c - the target that is to find the canaries, made as all others are
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "canary",
	.what = "a planted bug of each kind, which must be found",
	.worlds = "bare",
	.ops = "cat cat echo echo",
	.paths = "/dev/canary-order /dev/canary-wait /dev/canary-uaf /dev/canary-ref "
		 "/dev/canary-race /dev/canary-state /dev/canary-leak /dev/canary-atomic "
		 "/dev/canary-lockuse /dev/canary-live",
};
