/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pciehp.h - the controller of a PCIe hot-plug slot
 *
 * One interrupt thread for each controller does all the work: events of the slot and
 * requests of user space are bits in ->pending_events that it takes.
 *
 * Order: ->reset_lock (by depth in the tree), pci_lock_rescan_remove(), ->state_lock,
 * ->ctrl_lock. ->reset_lock is never held while drivers bind or unbind: they may hold
 * a device lock under which somebody resets the slot (variant
 * pciehp-reset-lock-across-unbind).
 */
#ifndef PCI_PCIEHP_H
#define PCI_PCIEHP_H

#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/pci_hotplug.h>
#include <linux/rwsem.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

enum slot_state {
	OFF_STATE,
	BLINKINGON_STATE,	/* button pressed, five seconds to think again */
	BLINKINGOFF_STATE,
	POWERON_STATE,
	POWEROFF_STATE,
	ON_STATE,
};

#define DISABLE_SLOT	(1 << 16)	/* in pending_events, beside the slot status bits */

struct controller {
	/* fixed at init */
	struct pci_dev		*port;		/* borrowed */
	struct pcie_port	*services;	/* of the port; it outlives this one */
	int			irq;
	u32			slot_cap;
	unsigned int		depth;		/* hot-plug ports above: reset_lock's subclass */
	struct hotplug_slot	hotplug_slot;

	struct mutex		ctrl_lock;
	u16			slot_ctrl;	/* ctrl_lock: as last written */
	u32			cmd_busy;	/* atomic: a command has not completed */
	wait_queue_head_t	queue;		/* for cmd_busy */

	struct list_head	entry;		/* pciehp_sleep.c: under its lock */
	atomic_t		pending_events;
	wait_queue_head_t	requester;	/* for the thread to have done a request */
	int			ist_running;
	int			request_result;

	struct mutex		state_lock;
	enum slot_state		state;		/* state_lock */
	struct delayed_work	button_work;	/* state_lock: queued while blinking */

	/* held for writing while the slot is reset and its link comes and goes */
	struct rw_semaphore	reset_lock;
};

#define ATTN_BUTTN(ctrl)	((ctrl)->slot_cap & PCI_EXP_SLTCAP_ABP)
#define POWER_CTRL(ctrl)	((ctrl)->slot_cap & PCI_EXP_SLTCAP_PCP)
#define NO_CMD_CMPL(ctrl)	((ctrl)->slot_cap & PCI_EXP_SLTCAP_NCCS)

/* pciehp_hpc.c: registers and the interrupt */
void pciehp_write_cmd(struct controller *ctrl, u16 cmd, u16 mask);
int pciehp_card_present(struct controller *ctrl);
int pciehp_link_active(struct controller *ctrl);
int pciehp_check_link_status(struct controller *ctrl);
bool pciehp_slot_powered(struct controller *ctrl);
void pciehp_set_power(struct controller *ctrl, bool on);
void pciehp_request(struct controller *ctrl, int action);
int pciehp_reset_slot(struct hotplug_slot *slot, bool probe);
int pciehp_init_notification(struct controller *ctrl);
void pciehp_shutdown_notification(struct controller *ctrl);

/* pciehp_ctrl.c: the state machine */
void pciehp_handle_button_press(struct controller *ctrl);
void pciehp_handle_disable_request(struct controller *ctrl);
void pciehp_handle_presence_or_link_change(struct controller *ctrl, u32 events);
void pciehp_button_work(struct work_struct *work);
int pciehp_sysfs_enable_slot(struct hotplug_slot *slot);
int pciehp_sysfs_disable_slot(struct hotplug_slot *slot);

/* pciehp_pci.c: devices in the slot */
int pciehp_configure_device(struct controller *ctrl);
void pciehp_unconfigure_device(struct controller *ctrl, bool presence);

/* pciehp_sleep.c: suspend and hot-plug keep out of each other's way */
void pciehp_sleep_add(struct controller *ctrl);
void pciehp_sleep_del(struct controller *ctrl);
/* May the thread handle an event? If so, _end() follows; if not, it is woken later. */
bool pciehp_event_begin(void);
void pciehp_event_end(void);

static inline struct controller *to_ctrl(struct hotplug_slot *slot)
{
	return container_of(slot, struct controller, hotplug_slot);
}

#endif /* PCI_PCIEHP_H */
