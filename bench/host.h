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

#endif
