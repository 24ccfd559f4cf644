/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * order.h - the one numbering of a program's names, and what makes them valid
 */
#ifndef SCENARIO_ORDER_H
#define SCENARIO_ORDER_H

#include "scenario/program.h"

/*
 * Number processes, variables and list elements in the order in which a reader of
 * the program meets them, and drop those that nobody mentions. Two programs that
 * read the same are then the same.
 */
void scn_program_order(struct scn_program *program);

/* Does any statement give @var a value, or is it there by fork? */
bool scn_var_gets_value(const struct scn_program *program, unsigned int var);

/* The process that forks @process; -1 if none does. */
int scn_process_parent(const struct scn_program *program, unsigned int process);

#endif
