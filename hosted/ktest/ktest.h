/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ktest.h - running the kernel's own tests and saying in KTAP how they went
 */
#ifndef HOSTED_KTEST_H
#define HOSTED_KTEST_H

#include <stdbool.h>

/* One group of results at a time; its name is printed when it ends. */
void ktap_start(const char *group);
void ktap_result(bool ok, const char *name, const char *why);
void ktap_skip(const char *name, const char *why);
void ktap_end(void);

/*
 * Run @fn as the only task of a machine that has booted as far as its modules, and note what it
 * logs. False when it did not come to its end. What was found is left for finding_at().
 */
bool ktest_run(void (*fn)(void *arg), void *arg);
/* What the last run logged. */
const char *ktest_log(void);

/* One group of tests each; nothing if the tree has none of them. */
void ktest_kunit(void);
void ktest_modules(void);
void ktest_lkdtm(const char *expectations);

#endif
