// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * barrier.c - the word through which ThreadSanitizer sees memory barriers
 */
#include <asm/barrier.h>

#ifdef KSIM_TSAN
int barrier_word;
#endif
