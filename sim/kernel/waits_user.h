/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * waits_user.h - waits that only user space can end, and who queues up behind them
 *
 * Such a wait is no deadlock, for user space can act at any moment; nor is it bounded by
 * anything that the kernel does. Under a lock it holds up everyone who wants the lock. That is
 * worth a report, apart from the findings: one for each place that waits so.
 */
#ifndef KERNEL_WAITS_USER_H
#define KERNEL_WAITS_USER_H

#include <linux/types.h>

struct task_struct;
struct text;

/*
 * The caller may block in what follows until user space does @what ("closes the device",
 * borrowed). Pairs with user_wait_end(); an inner one says nothing new.
 */
void user_wait_begin(const char *what);
void user_wait_end(void);

/*
 * For waiters that are Linux' own files and cannot say so: what user space does to end a wait for
 * the completion of this name; NULL: nothing. Unset unless such files are hosted.
 */
extern const char *(*user_wait_named)(const char *completion);

/* What @task waits for user space to do; NULL: it does not. */
const char *user_wait_of(const struct task_struct *task);

/*
 * Is @task held up by nothing but such a wait, its own or, over any number of locks, another's,
 * while some task of user space is left that can go on by itself?
 */
bool user_wait_excuses(const struct task_struct *task);

/* Time has jumped: note who is queued up now. All tasks stand still. */
void user_waits_look(void);

/*
 * The waits of the last run that were made under a lock and took time or had somebody queue up
 * behind them, each place once, with the longest queue that it had; NULL past the last.
 */
struct user_wait;
const struct user_wait *user_wait_at(unsigned int index);
unsigned long user_wait_place(const struct user_wait *wait);
/* Tasks that queued up in the course of it. */
unsigned int user_wait_queued(const struct user_wait *wait);
/* "bounded wait in F", FINDING_TITLE_MAX bytes, and the report. */
void user_wait_title(const struct user_wait *wait, char *title);
void user_wait_report(const struct user_wait *wait, struct text *text);

#endif
