/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.h - what this floor takes from the C library besides <stdio.h>
 *
 * Declared here, since <stdlib.h> brings types that the kernel's headers define
 * differently. Programs and reports outlive the runs whose memory kmalloc() gives.
 */
#ifndef SCENARIO_HOST_H
#define SCENARIO_HOST_H

#include <stddef.h>

void *malloc(size_t size) __attribute__((malloc));
void *calloc(size_t count, size_t size) __attribute__((malloc));
void *realloc(void *ptr, size_t size);
void free(void *ptr);
void abort(void) __attribute__((noreturn));

#endif
