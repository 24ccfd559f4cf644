/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * undefined.h - tests that want UndefinedBehaviorSanitizer to report
 *
 * A report ends the test, as failed, unless the test has announced it.
 */
#ifndef SUPPORT_UNDEFINED_H
#define SUPPORT_UNDEFINED_H

#include <stdbool.h>

/* True in builds in which there are reports: those with AddressSanitizer have both. */
bool undefined_detector_present(void);

/* From here on what tasks do becomes findings, and the test goes on. */
void undefined_expect(void);

#endif
