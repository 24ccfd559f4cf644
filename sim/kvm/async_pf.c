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

static struct kmem_cache *async_pf_cache;

int kvm_async_pf_init(void)
{
	async_pf_cache = KMEM_CACHE(kvm_async_pf, 0);
	return async_pf_cache ? 0 : -ENOMEM;
}

void kvm_async_pf_deinit(void)
{
	kmem_cache_destroy(async_pf_cache);
	async_pf_cache = NULL;
}

void kvm_async_pf_vcpu_init(struct kvm_vcpu *vcpu)
{
	INIT_LIST_HEAD(&vcpu->async_pf.done);
	INIT_LIST_HEAD(&vcpu->async_pf.queue);
	spin_lock_init(&vcpu->async_pf.lock);
}

static void async_pf_execute(struct work_struct *work)
{
	struct kvm_async_pf *apf = container_of(work, struct kvm_async_pf, work);
	struct kvm_vcpu *vcpu = apf->vcpu;
	struct mm_struct *mm = vcpu->kvm->mm;
	struct page *page = NULL;
	int locked = 1;

	might_sleep();
	/* The process may be exiting: then the page is nobody's concern any more. */
	if (mmget_not_zero(mm)) {
		mmap_read_lock(mm);
		if (get_user_pages_remote(mm, apf->addr, 1, FOLL_WRITE, &page, &locked) == 1)
			put_page(page);
		if (locked)
			mmap_read_unlock(mm);
		mmput(mm);
	}

	spin_lock(&vcpu->async_pf.lock);
	list_add_tail(&apf->link, &vcpu->async_pf.done);
	spin_unlock(&vcpu->async_pf.lock);
	/* @apf may be off the lists now. */
	kvm_vcpu_wake_up(vcpu);
	if (variant(kvm_async_pf_gift))
		kvm_put_kvm(vcpu->kvm);
}

static void kvm_free_async_pf_work(struct kvm_async_pf *apf)
{
	if (!variant(kvm_async_pf_gift))
		flush_work(&apf->work);		/* A2 */
	kmem_cache_free(async_pf_cache, apf);
}

void kvm_clear_async_pf_completion_queue(struct kvm_vcpu *vcpu)
{
	struct kvm_async_pf *apf;

	while (!list_empty(&vcpu->async_pf.queue)) {
		apf = list_first_entry(&vcpu->async_pf.queue, struct kvm_async_pf, queue);
		list_del(&apf->queue);
		/* False: it runs, or ran, and is on ->done. */
		if (cancel_work_sync(&apf->work)) {
			if (variant(kvm_async_pf_gift))
				kvm_put_kvm_no_destroy(vcpu->kvm);
			kmem_cache_free(async_pf_cache, apf);
		}
	}

	spin_lock(&vcpu->async_pf.lock);
	while (!list_empty(&vcpu->async_pf.done)) {
		apf = list_first_entry(&vcpu->async_pf.done, struct kvm_async_pf, link);
		list_del(&apf->link);
		spin_unlock(&vcpu->async_pf.lock);
		kvm_free_async_pf_work(apf);
		spin_lock(&vcpu->async_pf.lock);
	}
	spin_unlock(&vcpu->async_pf.lock);
	vcpu->async_pf.queued = 0;
}

/* Tell the guest of the pages that have arrived. Whoever holds vcpu->mutex. */
void kvm_check_async_pf_completion(struct kvm_vcpu *vcpu)
{
	struct kvm_async_pf *apf;

	for (;;) {
		spin_lock(&vcpu->async_pf.lock);
		apf = list_first_entry_or_null(&vcpu->async_pf.done, struct kvm_async_pf, link);
		if (apf)
			list_del(&apf->link);
		spin_unlock(&vcpu->async_pf.lock);
		if (!apf)
			return;

		vcpu->arch.async_pf_ready++;
		list_del(&apf->queue);
		vcpu->async_pf.queued--;
		kvm_free_async_pf_work(apf);
	}
}

/* False: fetch it synchronously. */
bool kvm_setup_async_pf(struct kvm_vcpu *vcpu, gpa_t cr2_or_gpa, unsigned long hva)
{
	struct kvm_async_pf *apf;

	if (vcpu->async_pf.queued >= ASYNC_PF_PER_VCPU || kvm_is_error_hva(hva))
		return false;

	/* Who would sleep for memory may as well sleep for the page. */
	apf = kmem_cache_zalloc(async_pf_cache, GFP_NOWAIT | __GFP_NOWARN);
	if (!apf)
		return false;
	apf->vcpu = vcpu;
	apf->cr2_or_gpa = cr2_or_gpa;
	apf->addr = hva;
	INIT_WORK(&apf->work, async_pf_execute);

	if (variant(kvm_async_pf_gift))
		kvm_get_kvm(vcpu->kvm);
	list_add_tail(&apf->queue, &vcpu->async_pf.queue);
	vcpu->async_pf.queued++;
	schedule_work(&apf->work);
	return true;
}
