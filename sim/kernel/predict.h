/* SPDX-License-Identifier: GPL-2.0-or-later */
/* predict.h - what lockdep tells the predictor */
#ifndef KERNEL_PREDICT_H
#define KERNEL_PREDICT_H

#include <linux/types.h>

struct held_lock;

extern bool predict_on;

/* The calling task takes a lock that it may have to wait for. */
void predict_acquired(const struct held_lock *held);

#endif
