/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notifier.h - the trace points of notifier chains, off
 */
#ifndef HOSTED_TRACE_NOTIFIER_H
#define HOSTED_TRACE_NOTIFIER_H

static inline void trace_notifier_register(void *cb)
{
}

static inline void trace_notifier_unregister(void *cb)
{
}

static inline void trace_notifier_run(void *cb)
{
}

#endif
