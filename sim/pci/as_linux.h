/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * as_linux.h - where Linux 6.12 itself can deadlock or use what is freed
 *
 * Ours is then another way, so that what is found in a program is the program's or the
 * driver's and not the same few each time. Each place can be turned to Linux' way by
 * a variant of its own; this one turns all of them: scenarios/suspects has a program for each.
 */
#ifndef PCI_AS_LINUX_H
#define PCI_AS_LINUX_H

#include "kernel/variant.h"

DECLARE_VARIANT(pci_as_6_12);

#define as_6_12(ident)	(variant(ident) || variant(pci_as_6_12))

#endif
