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
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/rculist.h>
#include <linux/string.h>

#include "kvm_priv.h"

int kvm_irq_map_gsi(struct kvm *kvm, struct kvm_kernel_irq_routing_entry *entries, int gsi)
{
	struct kvm_kernel_irq_routing_entry *e;
	struct kvm_irq_routing_table *table;
	int n = 0;

	table = srcu_dereference_check(kvm->irq_routing, &kvm->irq_srcu,
				       lockdep_is_held(&kvm->irq_lock));
	if (table && gsi < table->nr_rt_entries)
		hlist_for_each_entry(e, &table->map[gsi], link)
			entries[n++] = *e;
	return n;
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

static void free_irq_routing_table(struct kvm_irq_routing_table *table)
{
	struct kvm_kernel_irq_routing_entry *e;
	struct hlist_node *next;
	u32 i;

	if (!table)
		return;
	for (i = 0; i < table->nr_rt_entries; i++)
		hlist_for_each_entry_safe(e, next, &table->map[i], link)
			kfree(e);
	kfree(table);
}

/* The VM has no user left. */
void kvm_free_irq_routing(struct kvm *kvm)
{
	free_irq_routing_table(rcu_access_pointer(kvm->irq_routing));
}

static struct kvm_irq_routing_table *alloc_irq_routing_table(u32 nr_rt_entries)
{
	struct kvm_irq_routing_table *table;

	table = kzalloc(struct_size(table, map, nr_rt_entries), GFP_KERNEL_ACCOUNT);
	if (!table)
		return NULL;
	table->nr_rt_entries = nr_rt_entries;
	memset(table->chip, -1, sizeof(table->chip));
	return table;
}

int kvm_init_irq_routing(struct kvm *kvm)
{
	struct kvm_irq_routing_table *table = alloc_irq_routing_table(1);

	if (!table)
		return -ENOMEM;
	RCU_INIT_POINTER(kvm->irq_routing, table);
	return 0;
}

/* A GSI may lead to one pin of each chip, or to a single target of another kind. */
static int setup_routing_entry(struct kvm_irq_routing_table *table,
			       struct kvm_kernel_irq_routing_entry *e,
			       const struct kvm_irq_routing_entry *ue)
{
	struct kvm_kernel_irq_routing_entry *other;
	int ret;

	hlist_for_each_entry(other, &table->map[ue->gsi], link)
		if (other->type != KVM_IRQ_ROUTING_IRQCHIP ||
		    ue->type != KVM_IRQ_ROUTING_IRQCHIP ||
		    ue->u.irqchip.irqchip == other->irqchip.irqchip)
			return -EINVAL;

	e->gsi = ue->gsi;
	e->type = ue->type;
	ret = kvm_set_routing_entry(e, ue);
	if (ret)
		return ret;
	if (e->type == KVM_IRQ_ROUTING_IRQCHIP)
		table->chip[e->irqchip.irqchip][e->irqchip.pin] = e->gsi;
	hlist_add_head(&e->link, &table->map[e->gsi]);
	return 0;
}

static int fill_irq_routing_table(struct kvm_irq_routing_table *table,
				  const struct kvm_irq_routing_entry *ue, unsigned nr)
{
	for (; nr; nr--, ue++) {
		u32 flags = ue->type == KVM_IRQ_ROUTING_MSI ? KVM_MSI_VALID_DEVID : 0;
		struct kvm_kernel_irq_routing_entry *e = kzalloc(sizeof(*e), GFP_KERNEL_ACCOUNT);
		int ret = -EINVAL;

		if (!e)
			return -ENOMEM;
		if (!(ue->flags & ~flags))
			ret = setup_routing_entry(table, e, ue);
		if (ret) {
			kfree(e);
			return ret;
		}
	}
	return 0;
}

int kvm_set_irq_routing(struct kvm *kvm, const struct kvm_irq_routing_entry *ue, unsigned nr,
			unsigned flags)
{
	struct kvm_irq_routing_table *new, *old;
	u32 gsi_max = 0;
	unsigned i;
	int ret;

	for (i = 0; i < nr; i++) {
		if (ue[i].gsi >= KVM_MAX_IRQ_ROUTES)
			return -EINVAL;
		gsi_max = max(gsi_max, ue[i].gsi);
	}
	new = alloc_irq_routing_table(gsi_max + 1);
	if (!new)
		return -ENOMEM;
	ret = fill_irq_routing_table(new, ue, nr);
	if (ret) {
		free_irq_routing_table(new);
		return ret;
	}

	mutex_lock(&kvm->irq_lock);
	old = rcu_dereference_protected(kvm->irq_routing, 1);
	rcu_assign_pointer(kvm->irq_routing, new);
	kvm_irq_routing_update(kvm);
	mutex_unlock(&kvm->irq_lock);

	synchronize_srcu_expedited(&kvm->irq_srcu);
	free_irq_routing_table(old);
	return 0;
}

/* The guest is done with the interrupt of this pin. */
void kvm_notify_acked_irq(struct kvm *kvm, unsigned irqchip, unsigned pin)
{
	struct kvm_irq_ack_notifier *kian;
	int gsi, idx;

	idx = srcu_read_lock(&kvm->irq_srcu);
	gsi = kvm_irq_map_chip_pin(kvm, irqchip, pin);
	if (gsi != -1)
		hlist_for_each_entry_srcu(kian, &kvm->irq_ack_notifier_list, link,
					  srcu_read_lock_held(&kvm->irq_srcu))
			if (kian->gsi == gsi)
				kian->irq_acked(kian);
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
