// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p08_intx_swap.c - the INTx eventfd is taken away while an unmask eventfd signals it
 *
 * P08: the unmask eventfd's worker does not belong to the interrupt, so freeing the interrupt
 * does not wait for it (18c198c96a81).
 */
#include "vfio/vfio_world.h"

static struct vfio_user user;
static int trigger, unmask;

static void take_away(void *arg)
{
	ksys_close(trigger);
	vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, -1);
}

static void signal_unmask(void *arg)
{
	u64 one = 1;

	ksys_write(unmask, &one, sizeof(one));
}

/* The device keeps asking: each unmask finds it pending and signals the eventfd again. */
static void race(void)
{
	struct pci_hw_fn *fn = pci_hw_find(0, 1, 0);

	user = vfio_open(NIC);
	trigger = ksys_eventfd(0, 0);
	unmask = ksys_eventfd(0, 0);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, trigger), 0);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_UNMASK, unmask), 0);
	pci_hw_intx(fn, true);
	user_together(take_away, signal_unmask, NULL);
	pci_hw_intx(fn, false);
	ksys_close(unmask);
	vfio_close(user);
}

Test(p08_intx_swap, an_eventfd_put_at_once_is_signalled_after)
{
	struct vfio_world world = { .main = race, .variants = { "vfio-pci-intx-swap-handler" } };

	vfio_world_expect(&world, 3000, KIND(UAF));
}

Test(p08_intx_swap, an_eventfd_put_after_its_users_is_silent)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 300);
}
