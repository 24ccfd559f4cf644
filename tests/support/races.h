/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * races.h - tests that want ThreadSanitizer to report
 *
 * A report ends the test that raced, as failed, unless the test has announced it.
 * (Racing in a child does not work: Criterion runs a thread of its own in each test,
 * and ThreadSanitizer looks away in what a process with threads has forked.)
 */
#ifndef SUPPORT_RACES_H
#define SUPPORT_RACES_H

#include <stdbool.h>

/* True in builds in which races_seen() can be other than 0. */
bool race_detector_present(void);

/* From here on reports are counted and the test goes on. */
void races_expect(void);

/* Reports since races_expect(). */
unsigned int races_seen(void);

#endif
