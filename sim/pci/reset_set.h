/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reset_set.h - what is reset together, locked; see reset_set.c */
#ifndef PCI_RESET_SET_H
#define PCI_RESET_SET_H

#include <linux/types.h>

#include "kernel/variant.h"

struct pci_bus;
struct pci_dev;
struct pci_slot;

DECLARE_VARIANT(pci_bus_lock_walks_again);

struct reset_set {
	struct pci_bus	*bus;
	struct pci_slot	*slot;		/* NULL: all on the bus */
	unsigned int	count;
	unsigned int	awake;		/* the first so many are kept so until it is unlocked */
	bool		unscanned;	/* the same: nobody finds another device */
	struct pci_dev	*dev[];		/* counted; the first may be the bridge above */
};

/*
 * All in @slot, or on @bus, locked and awake; NULL if somebody is in the way or sleeps, unless
 * @wake: then whoever sleeps is woken. reset_set_unlock() ends it.
 */
struct reset_set *reset_set_trylock(struct pci_bus *bus, struct pci_slot *slot, bool wake);
/* The same, waiting for each. */
struct reset_set *reset_set_lock(struct pci_bus *bus, struct pci_slot *slot);
void reset_set_unlock(struct reset_set *set);
/* Those who are there, as Linux has it, in place of those who are locked; else @set. */
struct reset_set *reset_set_now(struct reset_set *set);

/* Those that are reset, a bridge before what is below it. */
#define for_each_to_reset(d, i, set)						\
	for ((i) = 0; (i) < (set)->count && ((d) = (set)->dev[i], true); (i)++)	\
		if ((d) == (set)->bus->self) {} else

#endif
