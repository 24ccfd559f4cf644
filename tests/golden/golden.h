/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * golden.h - the golden run: Linux' transcript and ours, side by side
 */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

/* What the client reads at /run/boot_reset_methods. */
extern const char *golden_run_file;

/* The client's main(), as a function (vop_ksim.c). */
int vop_main(int argc, char **argv);

/* Native drivers of the machine that the simulator has no use for otherwise (drivers.c). */
int golden_boot(void);
int golden_drivers_register(void);
void golden_drivers_unregister(void);

#endif
