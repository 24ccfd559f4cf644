/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statics_anchor.h - included before every file of a driver that is not ours: see statics.h */
#ifndef EXEC_STATICS_ANCHOR_H
#define EXEC_STATICS_ANCHOR_H

#include "exec/statics.h"

EX_STATICS_ANCHOR();

#endif
