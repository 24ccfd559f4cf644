// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p09_intx_mask.c - DisINTx is written while INTx is switched off
 *
 * P09: config space masks by a context that SET_IRQS frees; without igate nothing holds it
 * (810cd4bb5345).
 */
#include "vfio/vfio_world.h"

#define CONFIG	((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40)

static struct vfio_user user;

static void switch_off(void *arg)
{
	struct vfio_irq_set off = {
		.argsz = sizeof(off), .index = VFIO_PCI_INTX_IRQ_INDEX,
		.flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER,
	};

	user_ioctl(user.device, VFIO_DEVICE_SET_IRQS, &off);
}

static void disable_intx(void *arg)
{
	u16 cmd;

	ksys_pread(user.device, &cmd, 2, CONFIG + PCI_COMMAND);
	cmd |= PCI_COMMAND_INTX_DISABLE;
	ksys_pwrite(user.device, &cmd, 2, CONFIG + PCI_COMMAND);
	cmd &= ~PCI_COMMAND_INTX_DISABLE;
	ksys_pwrite(user.device, &cmd, 2, CONFIG + PCI_COMMAND);
}

static void race(void)
{
	int eventfd = ksys_eventfd(0, 0);

	user = vfio_open(NIC);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, eventfd), 0);
	ksys_close(eventfd);
	user_together(switch_off, disable_intx, NULL);
	vfio_close(user);
}

Test(p09_intx_mask, masking_without_igate_meets_a_freed_context)
{
	struct vfio_world world = { .main = race, .variants = { "vfio-pci-intx-mask-unlocked" } };

	vfio_world_expect(&world, 3000, KIND(UAF) | KIND(STATE) | KIND(RACE));
}

Test(p09_intx_mask, masking_under_igate_is_silent)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 300);
}
