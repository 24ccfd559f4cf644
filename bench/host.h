/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host.h - the same pairs by libc and liburcu, in a file that sees no kernel names */
#ifndef BENCH_HOST_H
#define BENCH_HOST_H

#include <stdint.h>

void host_mutex_pairs(uint64_t n);
void host_spin_pairs(uint64_t n);
void host_rwlock_read_pairs(uint64_t n);
void host_rwlock_write_pairs(uint64_t n);
void host_atomic_pairs(uint64_t n);
void host_rcu_pairs(uint64_t n);

/* As many calls through pointers, under a lock for reading: what a blocking notifier is. */
extern unsigned int host_callbacks;
void host_callback_calls(uint64_t n);

/* Two threads, sides 0 and 1, that wake each other in turn. */
void host_turns_init(void);
void host_cond_turns(unsigned int side, uint64_t n);
void host_futex_turns(unsigned int side, uint64_t n);

/* The machine's own clock. */
uint64_t host_now_ns(void);

#endif
