/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io-64-nonatomic-lo-hi.h - 64-bit accesses are one access here
 */
#ifndef HOSTED_LINUX_IO_64_NONATOMIC_LO_HI_H
#define HOSTED_LINUX_IO_64_NONATOMIC_LO_HI_H

#include <linux/io.h>

#endif
