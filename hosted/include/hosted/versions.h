/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * versions.h - what functions of the machine were called like in older trees
 *
 * Our headers are those of 6.12; here stands how files of older trees call what has changed. What
 * differs inside of hosted subsystems is in adapted/, what the build must know in versions.cmake.
 */
#ifndef HOSTED_VERSIONS_H
#define HOSTED_VERSIONS_H

#if KSIM_HOST_VERSION < 6004

#include <linux/device.h>

/* Classes belonged to a module. */
#define class_create(owner, name)	(class_create)(name)

#endif

#if KSIM_HOST_VERSION < 6008

#include <linux/eventfd.h>

/* An eventfd could be signalled more than once at a time, which nobody did. */
static inline __u64 hosted_eventfd_signal(struct eventfd_ctx *ctx, __u64 n)
{
	eventfd_signal(ctx);
	return n;
}
#define eventfd_signal	hosted_eventfd_signal

#endif

#endif
