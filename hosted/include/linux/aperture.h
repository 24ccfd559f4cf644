/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * aperture.h - nobody draws on a frame buffer of the firmware here
 */
#ifndef HOSTED_LINUX_APERTURE_H
#define HOSTED_LINUX_APERTURE_H

struct pci_dev;

static inline int aperture_remove_conflicting_pci_devices(struct pci_dev *pdev, const char *name)
{
	return 0;
}

#endif
