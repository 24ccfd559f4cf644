/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * platform.h - what the two files of the platform bus share
 */
#ifndef CORE_PLATFORM_H
#define CORE_PLATFORM_H

/* The bus is there from now on, until the world ends. 0, or what kept it from coming. */
int platform_bus_need(void);

#endif
