// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * async_pf.c - fetching a guest's page while the guest does something else
 *
 *  A1  An item is on ->queue from its making until who runs (or destroys) the vCPU takes it
 *      off; on ->done besides once its page has arrived.
 *  A2  Nobody frees an item before its worker has returned: arriving on ->done is not the
 *      end of the worker.
 *  A3  An item holds no reference to the VM. The vCPU's end waits for all of them instead.
 *
 * Locking: async_pf.lock for ->done; the rest belongs to who holds vcpu->mutex.
 */
#include <linux/kvm_host.h>

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "kvm_priv.h"

DEFINE_VARIANT(kvm_async_pf_gift, "kvm-async-pf-gift", "reverts 3d75b8aa5c29 (v6.9)",
	       "each asynchronous page fault holds the VM, whose end cancels its worker (K05)");

static struct kmem_cache *items;

int kvm_async_pf_init(void)
{
	items = KMEM_CACHE(kvm_async_pf, 0);
	return items ? 0 : -ENOMEM;
}

void kvm_async_pf_deinit(void)
{
	kmem_cache_destroy(items);
	items = NULL;
}

void kvm_async_pf_vcpu_init(struct kvm_vcpu *vcpu)
{
	spin_lock_init(&vcpu->async_pf.lock);
	INIT_LIST_HEAD(&vcpu->async_pf.queue);
	INIT_LIST_HEAD(&vcpu->async_pf.done);
}

/* Only to have it there: the guest's access finds it by itself. */
static void touch_page(struct mm_struct *mm, unsigned long hva)
{
	struct page *page = NULL;
	int still_locked = 1;

	mmap_read_lock(mm);
	if (get_user_pages_remote(mm, hva, 1, FOLL_WRITE, &page, &still_locked) == 1)
		put_page(page);
	if (still_locked)
		mmap_read_unlock(mm);
}

static void page_arrived(struct kvm_vcpu *vcpu, struct kvm_async_pf *item)
{
	spin_lock(&vcpu->async_pf.lock);
	list_add_tail(&item->link, &vcpu->async_pf.done);
	spin_unlock(&vcpu->async_pf.lock);
}

static void async_pf_execute(struct work_struct *work)
{
	struct kvm_async_pf *item = container_of(work, struct kvm_async_pf, work);
	struct kvm_vcpu *vcpu = item->vcpu;
	struct mm_struct *mm = vcpu->kvm->mm;

	might_sleep();
	/* The process may be exiting: then the page is nobody's concern any more. */
	if (mmget_not_zero(mm)) {
		touch_page(mm, item->addr);
		mmput(mm);
	}
	page_arrived(vcpu, item);
	/* @item may be off the lists now. */
	kvm_vcpu_wake_up(vcpu);
	if (variant(kvm_async_pf_gift))
		kvm_put_kvm(vcpu->kvm);
}

static void item_free(struct kvm_async_pf *item)
{
	kmem_cache_free(items, item);
}

static void item_free_after_work(struct kvm_async_pf *item)
{
	if (!variant(kvm_async_pf_gift))
		flush_work(&item->work);	/* A2 */
	item_free(item);
}

/* The oldest whose page is there, off ->done; NULL: none. */
static struct kvm_async_pf *take_done(struct kvm_vcpu *vcpu)
{
	struct kvm_async_pf *item;

	spin_lock(&vcpu->async_pf.lock);
	item = list_first_entry_or_null(&vcpu->async_pf.done, struct kvm_async_pf, link);
	if (item)
		list_del(&item->link);
	spin_unlock(&vcpu->async_pf.lock);
	return item;
}

static struct kvm_async_pf *first_queued(struct kvm_vcpu *vcpu)
{
	return list_first_entry_or_null(&vcpu->async_pf.queue, struct kvm_async_pf, queue);
}

/* Off ->queue; what has been started is left to be found on ->done. */
static void cancel_item(struct kvm_vcpu *vcpu, struct kvm_async_pf *item)
{
	list_del(&item->queue);
	if (!cancel_work_sync(&item->work))
		return;
	if (variant(kvm_async_pf_gift))
		kvm_put_kvm_no_destroy(vcpu->kvm);
	item_free(item);
}

void kvm_clear_async_pf_completion_queue(struct kvm_vcpu *vcpu)
{
	struct kvm_async_pf *item;

	while ((item = first_queued(vcpu)))
		cancel_item(vcpu, item);
	while ((item = take_done(vcpu)))
		item_free_after_work(item);
	vcpu->async_pf.queued = 0;
}

/* Tell the guest of the pages that have arrived. Whoever holds vcpu->mutex. */
void kvm_check_async_pf_completion(struct kvm_vcpu *vcpu)
{
	struct kvm_async_pf *item;

	while ((item = take_done(vcpu))) {
		list_del(&item->queue);
		vcpu->async_pf.queued--;
		vcpu->arch.async_pf_ready++;
		item_free_after_work(item);
	}
}

static void queue_item(struct kvm_vcpu *vcpu, struct kvm_async_pf *item)
{
	if (variant(kvm_async_pf_gift))
		kvm_get_kvm(vcpu->kvm);
	vcpu->async_pf.queued++;
	list_add_tail(&item->queue, &vcpu->async_pf.queue);
	schedule_work(&item->work);
}

/* False: fetch it synchronously. */
bool kvm_setup_async_pf(struct kvm_vcpu *vcpu, gpa_t cr2_or_gpa, unsigned long hva)
{
	struct kvm_async_pf *work;

	if (kvm_is_error_hva(hva) || vcpu->async_pf.queued >= ASYNC_PF_PER_VCPU)
		return false;
	/* Who would sleep for memory may as well sleep for the page. */
	work = kmem_cache_zalloc(items, GFP_NOWAIT | __GFP_NOWARN);
	if (!work)
		return false;

	work->addr = hva;
	work->cr2_or_gpa = cr2_or_gpa;
	work->vcpu = vcpu;
	INIT_WORK(&work->work, async_pf_execute);
	queue_item(vcpu, work);
	return true;
}
