// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irqchip.c - routing: what is behind a VM's interrupt number, and who wants to know of it
 *
 * The table is replaced as a whole. Who looks it up does so under irq_srcu; irqfds keep a
 * copy of their entry, which kvm_irq_routing_update() refreshes before the grace period.
 *
 * Locking: irq_lock to replace the table and to change the list of acknowledge notifiers.
 */
#include <linux/kvm_host.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/rculist.h>
#include <linux/string.h>

#include "kvm_priv.h"

/* All targets of @gsi, to @entries. How many. */
int kvm_irq_map_gsi(struct kvm *kvm, struct kvm_kernel_irq_routing_entry *entries, int gsi)
{
	struct kvm_kernel_irq_routing_entry *target, *to = entries;
	struct kvm_irq_routing_table *table;

	table = srcu_dereference_check(kvm->irq_routing, &kvm->irq_srcu,
				       lockdep_is_held(&kvm->irq_lock));
	if (!table || gsi >= table->nr_rt_entries)
		return 0;
	hlist_for_each_entry(target, &table->map[gsi], link)
		*to++ = *target;
	return to - entries;
}

int kvm_irq_map_chip_pin(struct kvm *kvm, unsigned irqchip, unsigned pin)
{
	return srcu_dereference(kvm->irq_routing, &kvm->irq_srcu)->chip[irqchip][pin];
}

int kvm_send_userspace_msi(struct kvm *kvm, struct kvm_msi *msi)
{
	struct kvm_kernel_irq_routing_entry route = {
		.msi.address_lo = msi->address_lo,
		.msi.address_hi = msi->address_hi,
		.msi.data = msi->data,
		.msi.flags = msi->flags,
		.msi.devid = msi->devid,
	};

	if (!kvm_arch_irqchip_in_kernel(kvm) || (msi->flags & ~KVM_MSI_VALID_DEVID))
		return -EINVAL;
	return kvm_set_msi(&route, kvm, KVM_USERSPACE_IRQ_SOURCE_ID, 1, false);
}

/* < 0: nobody took it; 0: it was pending; > 0: how many processors got it. */
int kvm_set_irq(struct kvm *kvm, int irq_source_id, u32 irq, int level, bool line_status)
{
	struct kvm_kernel_irq_routing_entry entries[KVM_SIM_IRQCHIPS];
	int ret = -1;
	int n, idx;

	idx = srcu_read_lock(&kvm->irq_srcu);
	n = kvm_irq_map_gsi(kvm, entries, irq);
	srcu_read_unlock(&kvm->irq_srcu, idx);

	while (n--) {
		int one = entries[n].set(&entries[n], kvm, irq_source_id, level, line_status);

		if (one >= 0)
			ret = max(ret, 0) + one;
	}
	return ret;
}

static void free_irq_routing_table(struct kvm_irq_routing_table *old)
{
	struct kvm_kernel_irq_routing_entry *target;
	struct hlist_node *tmp;
	u32 gsi;

	for (gsi = 0; old && gsi < old->nr_rt_entries; gsi++)
		hlist_for_each_entry_safe(target, tmp, &old->map[gsi], link)
			kfree(target);
	kfree(old);
}

/* The VM has no user left. */
void kvm_free_irq_routing(struct kvm *kvm)
{
	free_irq_routing_table(rcu_access_pointer(kvm->irq_routing));
}

/* For GSIs below @gsis; no pin leads to any of them. */
static struct kvm_irq_routing_table *alloc_irq_routing_table(u32 gsis)
{
	struct kvm_irq_routing_table *fresh;

	fresh = kzalloc(struct_size(fresh, map, gsis), GFP_KERNEL_ACCOUNT);
	if (fresh) {
		fresh->nr_rt_entries = gsis;
		memset(fresh->chip, -1, sizeof(fresh->chip));
	}
	return fresh;
}

/* So that there always is one. */
int kvm_init_irq_routing(struct kvm *kvm)
{
	struct kvm_irq_routing_table *empty = alloc_irq_routing_table(1);

	RCU_INIT_POINTER(kvm->irq_routing, empty);
	return empty ? 0 : -ENOMEM;
}

/* A GSI may lead to one pin of each chip, or to a single target of another kind. */
static bool may_share(const struct kvm_kernel_irq_routing_entry *there,
		      const struct kvm_irq_routing_entry *wanted)
{
	return there->type == KVM_IRQ_ROUTING_IRQCHIP && wanted->type == KVM_IRQ_ROUTING_IRQCHIP &&
	       there->irqchip.irqchip != wanted->u.irqchip.irqchip;
}

static bool has_room(struct kvm_irq_routing_table *table,
		     const struct kvm_irq_routing_entry *wanted)
{
	struct kvm_kernel_irq_routing_entry *there;

	hlist_for_each_entry(there, &table->map[wanted->gsi], link)
		if (!may_share(there, wanted))
			return false;
	return true;
}

/* Messages may come with the id of their sender; nothing else has a flag. */
static bool flags_valid(const struct kvm_irq_routing_entry *wanted)
{
	const u32 known = wanted->type == KVM_IRQ_ROUTING_MSI ? KVM_MSI_VALID_DEVID : 0;

	return !(wanted->flags & ~known);
}

static int fill_target(struct kvm_kernel_irq_routing_entry *target,
		       struct kvm_irq_routing_table *table,
		       const struct kvm_irq_routing_entry *wanted)
{
	if (!flags_valid(wanted) || !has_room(table, wanted))
		return -EINVAL;
	target->type = wanted->type;
	target->gsi = wanted->gsi;
	return kvm_set_routing_entry(target, wanted);
}

static int add_route(struct kvm_irq_routing_table *table,
		     const struct kvm_irq_routing_entry *wanted)
{
	struct kvm_kernel_irq_routing_entry *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);
	int err;

	if (!fresh)
		return -ENOMEM;
	err = fill_target(fresh, table, wanted);
	if (err) {
		kfree(fresh);
		return err;
	}
	hlist_add_head(&fresh->link, &table->map[fresh->gsi]);
	if (fresh->type == KVM_IRQ_ROUTING_IRQCHIP)
		table->chip[fresh->irqchip.irqchip][fresh->irqchip.pin] = fresh->gsi;
	return 0;
}

static struct kvm_irq_routing_table *make_table(const struct kvm_irq_routing_entry *wanted,
						unsigned int count)
{
	struct kvm_irq_routing_table *fresh;
	u32 gsi_max = 0;
	unsigned int i;
	int err = 0;

	for (i = 0; i < count; i++)
		gsi_max = max(gsi_max, wanted[i].gsi);
	if (gsi_max >= KVM_MAX_IRQ_ROUTES)
		return ERR_PTR(-EINVAL);
	fresh = alloc_irq_routing_table(gsi_max + 1);
	if (!fresh)
		return ERR_PTR(-ENOMEM);

	for (i = 0; i < count && !err; i++)
		err = add_route(fresh, &wanted[i]);
	if (!err)
		return fresh;
	free_irq_routing_table(fresh);
	return ERR_PTR(err);
}

/* irqfds have their copies anew before the old table's grace period is over. */
static struct kvm_irq_routing_table *exchange_table(struct kvm *kvm,
						    struct kvm_irq_routing_table *fresh)
{
	struct kvm_irq_routing_table *old;

	mutex_lock(&kvm->irq_lock);
	old = rcu_replace_pointer(kvm->irq_routing, fresh, lockdep_is_held(&kvm->irq_lock));
	kvm_irq_routing_update(kvm);
	mutex_unlock(&kvm->irq_lock);
	synchronize_srcu_expedited(&kvm->irq_srcu);
	return old;
}

int kvm_set_irq_routing(struct kvm *kvm, const struct kvm_irq_routing_entry *ue, unsigned nr,
			unsigned flags)
{
	struct kvm_irq_routing_table *fresh = make_table(ue, nr);

	if (IS_ERR(fresh))
		return PTR_ERR(fresh);
	free_irq_routing_table(exchange_table(kvm, fresh));
	return 0;
}

/* The guest is done with the interrupt of this pin. */
void kvm_notify_acked_irq(struct kvm *kvm, unsigned irqchip, unsigned pin)
{
	const int idx = srcu_read_lock(&kvm->irq_srcu);
	const int gsi = kvm_irq_map_chip_pin(kvm, irqchip, pin);
	struct kvm_irq_ack_notifier *listener;

	if (gsi == -1)	/* nothing leads to the pin */
		goto out_unlock;
	hlist_for_each_entry_srcu(listener, &kvm->irq_ack_notifier_list, link,
				  srcu_read_lock_held(&kvm->irq_srcu))
		if (listener->gsi == gsi)
			listener->irq_acked(listener);
out_unlock:
	srcu_read_unlock(&kvm->irq_srcu, idx);
}

void kvm_register_irq_ack_notifier(struct kvm *kvm, struct kvm_irq_ack_notifier *kian)
{
	mutex_lock(&kvm->irq_lock);
	hlist_add_head_rcu(&kian->link, &kvm->irq_ack_notifier_list);
	mutex_unlock(&kvm->irq_lock);
}

/* Waits until no callback runs. */
void kvm_unregister_irq_ack_notifier(struct kvm *kvm, struct kvm_irq_ack_notifier *kian)
{
	mutex_lock(&kvm->irq_lock);
	hlist_del_init_rcu(&kian->link);
	mutex_unlock(&kvm->irq_lock);
	synchronize_srcu_expedited(&kvm->irq_srcu);
}
