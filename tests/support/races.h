/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * races.h - tests that want ThreadSanitizer to report
 *
 * In tests a report ends the process (halt_on_error), so that no race passes unseen.
 * A test of the detector itself therefore races in a child.
 */
#ifndef SUPPORT_RACES_H
#define SUPPORT_RACES_H

#include <stdbool.h>

/* True in builds in which race_reported() can be. */
bool race_detector_present(void);

/*
 * Run @fn(@arg) in a child, its output dropped; true if ThreadSanitizer reported. A child
 * that ends in any other way than by returning from @fn fails the calling test.
 */
bool race_reported(void (*fn)(void *arg), void *arg);

#endif
