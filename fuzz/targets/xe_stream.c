// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_stream.c - any bytes as a migration stream into a VF that resumes
 *
 * The bytes come over the wire from another host: no check may be left to the firmware.
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "xe_stream",
	.what = "migration streams that are broken, cut and mixed, into VFs that resume",
	.worlds = "xe",
	.ops = "VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE write "
	       "write copy copy read mem poke poke poke xe_fill close VFIO_DEVICE_RESET",
};
