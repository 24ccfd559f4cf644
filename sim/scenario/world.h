/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world.h - the world block of a program as a machine
 */
#ifndef SCENARIO_WORLD_H
#define SCENARIO_WORLD_H

#include "scenario/do.h"

/* Give every device of the program its address. */
void scn_world_addresses(struct scn_machine *machine);

/* Hardware, before the kernel boots. 0 or -errno. */
int scn_world_hardware(struct scn_machine *machine);

/* Modules and drivers, after it booted; the caller acts as a thread of a process. */
long scn_world_drivers(struct scn_machine *machine);

/* Unload what must go before the other modules. */
void scn_world_down(struct scn_machine *machine);

#endif
