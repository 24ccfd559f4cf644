/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/wait_bit.c */
#ifndef _LINUX_WAIT_BIT_H
#define _LINUX_WAIT_BIT_H

#include <linux/wait.h>

/* Wait queues found by the address of what is waited for. */
struct wait_queue_head *bit_waitqueue(void *word, int bit);
struct wait_queue_head *__var_waitqueue(void *p);
void wake_up_bit(unsigned long *word, int bit);
void wake_up_var(void *var);
int out_of_line_wait_on_bit(unsigned long *word, int bit, unsigned int mode);
int out_of_line_wait_on_bit_lock(unsigned long *word, int bit, unsigned int mode);

#define wait_on_bit(word, bit, mode)		out_of_line_wait_on_bit(word, bit, mode)
#define wait_on_bit_io(word, bit, mode)		out_of_line_wait_on_bit(word, bit, mode)
#define wait_on_bit_lock(word, bit, mode)	out_of_line_wait_on_bit_lock(word, bit, mode)
#define wait_var_event(var, condition)		wait_event(*__var_waitqueue(var), condition)
#define wait_var_event_killable(var, condition)					\
	wait_event_killable(*__var_waitqueue(var), condition)
#define wait_var_event_timeout(var, condition, timeout)				\
	wait_event_timeout(*__var_waitqueue(var), condition, timeout)
#define wait_var_event_interruptible(var, condition)				\
	wait_event_interruptible(*__var_waitqueue(var), condition)

#endif
