/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prelude.h - included before every hosted file
 *
 * Linux' headers bring each other along, and its files rely on it. Ours include only what they
 * need themselves; what hosted files use without asking for it stands here.
 */
#ifndef HOSTED_PRELUDE_H
#define HOSTED_PRELUDE_H

#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <hosted/versions.h>

#endif
