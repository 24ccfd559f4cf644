// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pciehp_sleep.c - suspend and hot-plug keep out of each other's way
 *
 * Taking a card away waits until its user has closed it. While the machine goes to sleep the
 * user is frozen, and suspend waits for the device lock and for the interrupt thread that
 * wait for him. So suspend gives up while a slot is busy, and an event that comes after it
 * has begun stays pending until it has ended. Linux looks at neither (variant
 * pciehp-busy-asleep).
 *
 * Locking: sleep_lock covers @busy, @asleep and the list; it is held over no wait.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/suspend.h>

#include "as_linux.h"
#include "pci.h"
#include "pciehp.h"

DEFINE_VARIANT(pciehp_busy_asleep, "pciehp-busy-asleep", "Linux 6.12 and later",
	       "the machine goes to sleep over a hot-plug thread that waits for a frozen user");

static DEFINE_SPINLOCK(sleep_lock);
static LIST_HEAD(controllers);
static unsigned int busy;	/* threads that handle an event */
static bool asleep;		/* from the first step of suspend to the last of resume */

void pciehp_sleep_add(struct controller *ctrl)
{
	spin_lock(&sleep_lock);
	list_add_tail(&ctrl->entry, &controllers);
	spin_unlock(&sleep_lock);
}

void pciehp_sleep_del(struct controller *ctrl)
{
	spin_lock(&sleep_lock);
	list_del(&ctrl->entry);
	spin_unlock(&sleep_lock);
}

bool pciehp_event_begin(void)
{
	bool may;

	spin_lock(&sleep_lock);
	may = !asleep || as_6_12(pciehp_busy_asleep);
	busy += may;
	spin_unlock(&sleep_lock);
	return may;
}

void pciehp_event_end(void)
{
	spin_lock(&sleep_lock);
	busy--;
	spin_unlock(&sleep_lock);
}

/* The thread has no work without an event: it looks, and sleeps again. */
static void wake_all(void)
{
	struct controller *ctrl;

	list_for_each_entry(ctrl, &controllers, entry) {
		if (atomic_read(&ctrl->pending_events))
			irq_wake_thread(ctrl->irq, ctrl);
	}
}

static int sleep_notify(struct notifier_block *nb, unsigned long action, void *unused)
{
	int ret = NOTIFY_DONE;

	if (action != PM_SUSPEND_PREPARE && action != PM_POST_SUSPEND)
		return ret;
	spin_lock(&sleep_lock);
	if (action == PM_POST_SUSPEND) {
		asleep = false;
		wake_all();
	} else if (busy && !as_6_12(pciehp_busy_asleep)) {
		ret = notifier_from_errno(-EBUSY);
	} else {
		asleep = true;
	}
	spin_unlock(&sleep_lock);
	return ret;
}

static struct notifier_block sleep_nb = { .notifier_call = sleep_notify };

static int __init pciehp_sleep_init(void)
{
	return register_pm_notifier(&sleep_nb);
}
subsys_initcall(pciehp_sleep_init);

static void __exit pciehp_sleep_exit(void)
{
	unregister_pm_notifier(&sleep_nb);
}
__exitcall(pciehp_sleep_exit);
