/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in the compiler */
#ifndef _LINUX_STDARG_H
#define _LINUX_STDARG_H

#include <stdarg.h>

#endif
