/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * waits_predict.h - deadlocks that a benign run shows to be possible
 *
 * In runs with predict_on set, waits and puts become edges beside lockdep's:
 *  - who waits for an event under a lock: lock -> event;
 *  - who signals it had to take locks, or to wait, to get there: event -> lock;
 *  - who puts a reference under a lock, though not the last one: lock -> release;
 *  - what the last put of the same object did while it lasted: release -> lock.
 * A cycle with one of these is a prediction. It is no finding: whoever has the program
 * steers runs into it (prediction_pause()) and reports what then really happens.
 *
 * The idea of waits as dependencies is that of DEPT (Byungchul Park's patches); that a
 * prediction counts only once it is confirmed is what keeps false alarms out.
 */
#ifndef KERNEL_WAITS_PREDICT_H
#define KERNEL_WAITS_PREDICT_H

#include <linux/types.h>

struct ex_task;
struct lock_class;

#define PREDICTION_CLASSES_MAX	12u

struct prediction {
	char			title[160];	/* "possible hang in F" */
	char			*text;		/* the cycle, link by link, with stacks; owned */
	struct lock_class	*classes[PREDICTION_CLASSES_MAX];
	unsigned int		nr_classes;
};

/* Collect in the runs that follow, or stop. Forgets what was collected. */
void predict_begin(void);
void predict_end(void);

/* Between begin and end: stop collecting for a while, where nothing runs at once. */
void predict_record(bool on);

/* What the calling task does from here on has nothing to do with what it did before. */
void predict_forget(void);

/* Cycles in what was collected; NULL past the last. Valid until predict_begin(). */
const struct prediction *prediction_at(unsigned int index);

/* For ex_policy_steer(), with the prediction as @arg: does @task hold part of the cycle? */
bool prediction_pause(const struct ex_task *task, void *arg);

#endif
