// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * criterion_tsan.c - place Criterion's shared arena where TSan allows mappings
 *
 * Criterion's sandbox maps its arena at a 16 MiB step that it draws with rand_r()
 * from 0x2000_0000_0000 up. TSan reserves nearly all of that for its shadow and lets
 * programs have 0x5500_0000_0000 to 0x5680_0000_0000 only, so most draws fail. This
 * definition takes precedence over libc's and draws from below the program's own
 * base. Nothing else in the tests uses rand_r().
 */
#ifdef KSIM_TSAN
#define STEP_FIRST	0x350000
#define STEPS		0x4000u

int rand_r(unsigned int *seed);

int rand_r(unsigned int *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return STEP_FIRST + (int)((*seed >> 8) % STEPS);
}
#endif
