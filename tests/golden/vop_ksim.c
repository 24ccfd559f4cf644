// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vop_ksim.c - the client as a function of the test program
 */
#include "golden.h"

#define main	vop_main
#include "client/vop.c"
