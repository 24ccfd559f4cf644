// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pciehp_ctrl.c - what state the slot is in, and what takes it to another
 *
 *	OFF --card, request--> POWERON --> ON --link lost, request--> POWEROFF --> OFF
 *	a button press goes to the same places after five seconds of blinking,
 *	and a second press within them goes back
 *
 * Only the interrupt thread makes the transitions that take time; ->state_lock is not
 * held over them, and POWERON and POWEROFF keep everybody else out.
 */
#include <linux/delay.h>

#include "core/irq.h"
#include "kernel/waits.h"

#include "pci.h"
#include "pciehp.h"

static void set_state(struct controller *ctrl, enum slot_state state)
{
	lockdep_assert_held(&ctrl->state_lock);
	WRITE_ONCE(ctrl->state, state);
}

static void set_power_led(struct controller *ctrl, u16 indicator)
{
	if (ctrl->slot_cap & PCI_EXP_SLTCAP_PIP)
		pciehp_write_cmd(ctrl, indicator, PCI_EXP_SLTCTL_PIC);
}

static void power_off(struct controller *ctrl)
{
	if (POWER_CTRL(ctrl)) {
		pciehp_set_power(ctrl, false);
		msleep(1000);	/* until power is really gone */
		/* that the link went with it is no news */
		atomic_and(~(PCI_EXP_SLTSTA_DLLSC | PCI_EXP_SLTSTA_PDC), &ctrl->pending_events);
	}
	set_power_led(ctrl, PCI_EXP_SLTCTL_PWR_IND_OFF);
}

static int add_board(struct controller *ctrl)
{
	int ret;

	if (POWER_CTRL(ctrl))
		pciehp_set_power(ctrl, true);
	set_power_led(ctrl, PCI_EXP_SLTCTL_PWR_IND_BLINK);
	ret = pciehp_check_link_status(ctrl);
	if (!ret)
		ret = pciehp_configure_device(ctrl);
	if (ret && ret != -EEXIST) {
		power_off(ctrl);
		return ret;
	}
	set_power_led(ctrl, PCI_EXP_SLTCTL_PWR_IND_ON);
	return 0;
}

static int enable_slot(struct controller *ctrl)
{
	int ret = add_board(ctrl);

	mutex_lock(&ctrl->state_lock);
	set_state(ctrl, ret ? OFF_STATE : ON_STATE);
	mutex_unlock(&ctrl->state_lock);
	return ret;
}

/* @safe: the card is still there and is told; otherwise it was pulled. */
static int disable_slot(struct controller *ctrl, bool safe)
{
	pciehp_unconfigure_device(ctrl, safe);
	power_off(ctrl);
	mutex_lock(&ctrl->state_lock);
	set_state(ctrl, OFF_STATE);
	mutex_unlock(&ctrl->state_lock);
	return 0;
}

/* Five seconds after the button. */
void pciehp_button_work(struct work_struct *work)
{
	struct controller *ctrl = container_of(work, struct controller, button_work.work);

	mutex_lock(&ctrl->state_lock);
	if (ctrl->state == BLINKINGOFF_STATE)
		pciehp_request(ctrl, DISABLE_SLOT);
	else if (ctrl->state == BLINKINGON_STATE)
		pciehp_request(ctrl, PCI_EXP_SLTSTA_PDC);
	mutex_unlock(&ctrl->state_lock);
}

void pciehp_handle_button_press(struct controller *ctrl)
{
	mutex_lock(&ctrl->state_lock);
	switch (ctrl->state) {
	case OFF_STATE:
	case ON_STATE:
		set_state(ctrl, ctrl->state == ON_STATE ? BLINKINGOFF_STATE : BLINKINGON_STATE);
		set_power_led(ctrl, PCI_EXP_SLTCTL_PWR_IND_BLINK);
		schedule_delayed_work(&ctrl->button_work, 5 * HZ);
		break;
	case BLINKINGOFF_STATE:
		cancel_delayed_work(&ctrl->button_work);
		set_state(ctrl, ON_STATE);
		set_power_led(ctrl, PCI_EXP_SLTCTL_PWR_IND_ON);
		break;
	case BLINKINGON_STATE:
		cancel_delayed_work(&ctrl->button_work);
		set_state(ctrl, OFF_STATE);
		set_power_led(ctrl, PCI_EXP_SLTCTL_PWR_IND_OFF);
		break;
	default:
		break;	/* on its way already */
	}
	mutex_unlock(&ctrl->state_lock);
}

void pciehp_handle_disable_request(struct controller *ctrl)
{
	mutex_lock(&ctrl->state_lock);
	if (ctrl->state == BLINKINGON_STATE || ctrl->state == BLINKINGOFF_STATE)
		cancel_delayed_work(&ctrl->button_work);
	set_state(ctrl, POWEROFF_STATE);
	mutex_unlock(&ctrl->state_lock);
	WRITE_ONCE(ctrl->request_result, disable_slot(ctrl, true));
}

/* If the slot is on, whatever is in it now may be another card: off with it. */
static void off_if_on(struct controller *ctrl, u32 events)
{
	bool was_on;

	mutex_lock(&ctrl->state_lock);
	was_on = ctrl->state == ON_STATE || ctrl->state == BLINKINGOFF_STATE;
	if (ctrl->state == BLINKINGOFF_STATE)
		cancel_delayed_work(&ctrl->button_work);
	if (was_on)
		set_state(ctrl, POWEROFF_STATE);
	mutex_unlock(&ctrl->state_lock);
	if (!was_on)
		return;
	pci_info(ctrl->port, "Slot(%s): %s\n", hotplug_slot_name(&ctrl->hotplug_slot),
		 events & PCI_EXP_SLTSTA_DLLSC ? "Link Down" : "Card not present");
	disable_slot(ctrl, false);
}

void pciehp_handle_presence_or_link_change(struct controller *ctrl, u32 events)
{
	bool card;

	off_if_on(ctrl, events);
	mutex_lock(&ctrl->state_lock);
	card = pciehp_card_present(ctrl) > 0 || pciehp_link_active(ctrl) > 0;
	if (ctrl->state != BLINKINGON_STATE && ctrl->state != OFF_STATE) {
		mutex_unlock(&ctrl->state_lock);
		return;
	}
	if (ctrl->state == BLINKINGON_STATE)
		cancel_delayed_work(&ctrl->button_work);
	set_state(ctrl, card ? POWERON_STATE : OFF_STATE);
	mutex_unlock(&ctrl->state_lock);
	if (!card) {
		set_power_led(ctrl, PCI_EXP_SLTCTL_PWR_IND_OFF);
		return;
	}
	pci_info(ctrl->port, "Slot(%s): Card present\n", hotplug_slot_name(&ctrl->hotplug_slot));
	WRITE_ONCE(ctrl->request_result, enable_slot(ctrl));
}

static bool idle(struct controller *ctrl)
{
	return !atomic_read(&ctrl->pending_events) && !READ_ONCE(ctrl->ist_running);
}

static int request_and_wait(struct controller *ctrl, int action)
{
	struct wait_note note = { .kind = WAIT_QUEUE, .obj = ctrl, .name = "hotplug request",
				  .who = irq_thread_of(ctrl->irq, ctrl), .ip = _RET_IP_ };

	pciehp_request(ctrl, action);
	wait_note_begin(&note);
	wait_event(ctrl->requester, idle(ctrl));
	wait_note_end(&note);
	return READ_ONCE(ctrl->request_result);	/* or already that of a later event */
}

int pciehp_sysfs_enable_slot(struct hotplug_slot *slot)
{
	struct controller *ctrl = to_ctrl(slot);
	bool possible;

	mutex_lock(&ctrl->state_lock);
	possible = ctrl->state == BLINKINGON_STATE || ctrl->state == OFF_STATE;
	mutex_unlock(&ctrl->state_lock);
	if (!possible)
		return -ENODEV;
	/* if the card is gone before the thread looks */
	WRITE_ONCE(ctrl->request_result, -ENODEV);
	return request_and_wait(ctrl, PCI_EXP_SLTSTA_PDC);
}

int pciehp_sysfs_disable_slot(struct hotplug_slot *slot)
{
	struct controller *ctrl = to_ctrl(slot);
	bool possible;

	mutex_lock(&ctrl->state_lock);
	possible = ctrl->state == BLINKINGOFF_STATE || ctrl->state == ON_STATE;
	mutex_unlock(&ctrl->state_lock);
	return possible ? request_and_wait(ctrl, DISABLE_SLOT) : -ENODEV;
}
