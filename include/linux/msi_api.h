/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/pci/msi.c */
#ifndef LINUX_MSI_API_H
#define LINUX_MSI_API_H

#include <linux/limits.h>
#include <linux/types.h>

struct device;

/* A vector of a device: its place in the table and the Linux interrupt; index < 0 is an error. */
struct msi_map {
	int	index;
	int	virq;
};

#define MSI_ANY_INDEX	UINT_MAX

unsigned int msi_get_virq(struct device *dev, unsigned int index);

#endif /* LINUX_MSI_API_H */
