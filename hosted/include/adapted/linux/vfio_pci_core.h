/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio_pci_core.h - the hosted tree's <linux/vfio_pci_core.h>, after what it uses unasked
 */
#ifndef HOSTED_ADAPTED_LINUX_VFIO_PCI_CORE_H
#define HOSTED_ADAPTED_LINUX_VFIO_PCI_CORE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

#include KSIM_HOST_HEADER

#endif
