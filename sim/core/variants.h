/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * variants.h - what the driver core can be turned back to
 */
#ifndef CORE_VARIANTS_H
#define CORE_VARIANTS_H

#include "kernel/variant.h"

DECLARE_VARIANT(driver_override_unlocked);
DECLARE_VARIANT(async_attach_locked);

#endif
