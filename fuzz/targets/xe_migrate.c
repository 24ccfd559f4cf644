// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_migrate.c - migration of VFs of Intel graphics, against resets, closes and the PF's end
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "xe_migrate",
	.what = "migration states of VFs of Intel graphics, against resets, closes and unbinding",
	.worlds = "xe",
	.ops = "migration migration attach VFIO_DEVICE_RESET reset unbind close drain copy read "
	       "xe_fill xe_busy xe_idle xe_guc xe_guc mem peek dup fork exit kill suspend",
};
