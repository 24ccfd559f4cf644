/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * switch.h - the context switch: callee-saved registers and the stack pointer
 *
 * Hand-written for x86-64 and aarch64, ucontext elsewhere. Signal masks and floating
 * point modes are not switched: no task changes them.
 */
#ifndef EXEC_SWITCH_H
#define EXEC_SWITCH_H

#include <stddef.h>

/* Save the caller's context in *@save and go on in @to, which is used up by that. */
void ex_switch(void **save, void *to);

/* A context that calls @entry, which never returns, on the stack [bottom, bottom+size). */
void *ex_switch_prepare(void *bottom, size_t size, void (*entry)(void));

/* Frame pointer and return address at which a saved context will go on. */
void ex_switch_frame(void *context, void ***frame, unsigned long *ip);

#endif
