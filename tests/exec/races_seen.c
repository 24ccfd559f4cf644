// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * races_seen.c - the tests' own watch over ThreadSanitizer: a race is seen where one is
 * announced. What would go wrong: races pass as green tests.
 */
#include <criterion/criterion.h>
#include <pthread.h>

#include "support/races.h"

static int shared;

static void *write_shared(void *unused)
{
	shared++;
	return NULL;
}

Test(races, unordered_writes_are_seen)
{
	pthread_t other;

	races_expect();
	cr_assert_eq(pthread_create(&other, NULL, write_shared, NULL), 0);
	shared++;
	pthread_join(other, NULL);
	cr_assert_eq(races_seen(), race_detector_present());
}

Test(races, joined_writes_are_silent)
{
	pthread_t other;

	races_expect();
	cr_assert_eq(pthread_create(&other, NULL, write_shared, NULL), 0);
	pthread_join(other, NULL);
	shared++;
	cr_assert_eq(races_seen(), 0);
}
