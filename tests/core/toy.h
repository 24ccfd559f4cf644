/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * toy.h - a bus whose devices do nothing, and a driver that notes what happens to it
 */
#ifndef TESTS_CORE_TOY_H
#define TESTS_CORE_TOY_H

#include <linux/device.h>

struct toy {
	struct device dev;
};

extern const struct bus_type toy_bus;	/* a driver matches all, or what an override names */
extern unsigned int toys_released;

/* NULL if it could not be added. */
struct toy *toy_add(const char *name, struct device *parent);
void toy_remove(struct toy *toy);

/* Its probe() returns toy_probe_result; what happened is in toy_log: "probe toy0;". */
extern struct device_driver toy_driver;
extern int toy_probe_result;
extern char toy_log[512];
void toy_note(const char *what, struct device *dev);

#endif
