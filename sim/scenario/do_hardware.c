// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_hardware.c - what happens to the machine from outside
 *
 * No system calls: the hardware acts while some task runs, which stands for "at any
 * moment".
 */
#include "scenario/do.h"

#include <linux/errno.h>
#include <linux/suspend.h>

#include "core/syscall.h"
#include "pci/hw.h"

#define INTERRUPTS_MAX	16	/* an eventfd that signals and unmasks makes all of them at once */

long scn_do_interrupt(struct scn_task *task, const struct scn_arg *args)
{
	struct pci_hw_fn *fn = scn_hardware(task, &args[0]);

	if (!fn)
		return -ENODEV;
	if (args[2].num > INTERRUPTS_MAX)
		return -EINVAL;
	pci_hw_interrupt(fn, (unsigned int)args[1].num, (unsigned int)args[2].num);
	return 0;
}

long scn_do_unplug(struct scn_task *task, const struct scn_arg *args)
{
	struct pci_hw_fn *fn = scn_hardware(task, &args[0]);

	if (!fn || !pci_hw_present(fn))
		return -ENODEV;
	pci_hw_unplug(fn);
	return 0;
}

long scn_do_plug(struct scn_task *task, const struct scn_arg *args)
{
	struct pci_hw_fn *fn = scn_hardware(task, &args[0]);

	if (!fn || pci_hw_present(fn))
		return -ENODEV;
	pci_hw_plug(fn);
	return 0;
}

long scn_do_attention(struct scn_task *task, const struct scn_arg *args)
{
	struct pci_hw_fn *port = scn_hardware(task, &args[0]);

	if (!port || !(pci_hw_desc(port)->flags & PCI_HW_HOTPLUG))
		return -ENODEV;
	pci_hw_press_button(port);
	return 0;
}

long scn_do_aer(struct scn_task *task, const struct scn_arg *args)
{
	struct pci_hw_fn *fn = scn_hardware(task, &args[0]);

	if (!fn || !pci_hw_present(fn))
		return -ENODEV;
	pci_hw_inject_error(fn, (int)args[1].num);
	return 0;
}

long scn_do_suspend(struct scn_task *task, const struct scn_arg *args)
{
	if (!syscall_enter("suspend"))
		return -EINTR;
	return syscall_exit(pm_suspend(PM_SUSPEND_MEM));
}
