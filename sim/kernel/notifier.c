// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notifier.c - the four kinds of notifier chains over one list
 *
 * N1  A chain is sorted by priority, highest first, equal ones in order of
 *     registration; links are written with release stores, since atomic and SRCU
 *     chains are walked without the lock.
 */
#include <linux/notifier.h>

#include <linux/bug.h>
#include <linux/rcupdate.h>

static int chain_register(struct notifier_block **link, struct notifier_block *nb, bool unique)
{
	while (*link) {
		if (*link == nb) {
			WARN(1, "notifier callback already registered");
			return -EEXIST;
		}
		if (nb->priority > (*link)->priority)
			break;
		if (nb->priority == (*link)->priority && unique)
			return -EBUSY;
		link = &(*link)->next;
	}
	nb->next = *link;
	rcu_assign_pointer(*link, nb);
	return 0;
}

static int chain_unregister(struct notifier_block **link, struct notifier_block *nb)
{
	for (; *link; link = &(*link)->next) {
		if (*link != nb)
			continue;
		rcu_assign_pointer(*link, nb->next);
		return 0;
	}
	return -ENOENT;
}

/* @nr: at most so many if not negative; *@calls counts those made. */
static int call_chain(struct notifier_block **head, unsigned long val, void *v, int nr, int *calls)
{
	struct notifier_block *nb = rcu_dereference_raw(*head), *next;
	int ret = NOTIFY_DONE;

	while (nb && nr) {
		next = rcu_dereference_raw(nb->next);
		ret = nb->notifier_call(nb, val, v);
		if (calls)
			(*calls)++;
		if (ret & NOTIFY_STOP_MASK)
			break;
		nb = next;
		nr--;
	}
	return ret;
}

/* Take back @up by @down from those that were told, all but the one that refused. */
static int call_chain_robust(struct notifier_block **head, unsigned long up, unsigned long down,
			     void *v)
{
	int calls = 0;
	int ret = call_chain(head, up, v, -1, &calls);

	if (ret & NOTIFY_STOP_MASK)
		call_chain(head, down, v, calls - 1, NULL);
	return ret;
}

int atomic_notifier_chain_register(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_register(&nh->head, nb, false);
	spin_unlock_irqrestore(&nh->lock, flags);
	return ret;
}

int atomic_notifier_chain_register_unique_prio(struct atomic_notifier_head *nh,
					       struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_register(&nh->head, nb, true);
	spin_unlock_irqrestore(&nh->lock, flags);
	return ret;
}

int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_unregister(&nh->head, nb);
	spin_unlock_irqrestore(&nh->lock, flags);
	synchronize_rcu();
	return ret;
}

int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long val, void *v)
{
	int ret;

	rcu_read_lock();
	ret = call_chain(&nh->head, val, v, -1, NULL);
	rcu_read_unlock();
	return ret;
}

bool atomic_notifier_call_chain_is_empty(struct atomic_notifier_head *nh)
{
	return !rcu_access_pointer(nh->head);
}

int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_register(&nh->head, nb, false);
	up_write(&nh->rwsem);
	return ret;
}

int blocking_notifier_chain_register_unique_prio(struct blocking_notifier_head *nh,
						 struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_register(&nh->head, nb, true);
	up_write(&nh->rwsem);
	return ret;
}

int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh,
				       struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_unregister(&nh->head, nb);
	up_write(&nh->rwsem);
	return ret;
}

/* An empty chain costs no lock; who registers meanwhile is not told, as in Linux. */
int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long val, void *v)
{
	int ret = NOTIFY_DONE;

	if (rcu_access_pointer(nh->head)) {
		down_read(&nh->rwsem);
		ret = call_chain(&nh->head, val, v, -1, NULL);
		up_read(&nh->rwsem);
	}
	return ret;
}

int blocking_notifier_call_chain_robust(struct blocking_notifier_head *nh, unsigned long val_up,
					unsigned long val_down, void *v)
{
	int ret = NOTIFY_DONE;

	if (rcu_access_pointer(nh->head)) {
		down_read(&nh->rwsem);
		ret = call_chain_robust(&nh->head, val_up, val_down, v);
		up_read(&nh->rwsem);
	}
	return ret;
}

int raw_notifier_chain_register(struct raw_notifier_head *nh, struct notifier_block *nb)
{
	return chain_register(&nh->head, nb, false);
}

int raw_notifier_chain_unregister(struct raw_notifier_head *nh, struct notifier_block *nb)
{
	return chain_unregister(&nh->head, nb);
}

int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long val, void *v)
{
	return call_chain(&nh->head, val, v, -1, NULL);
}

int raw_notifier_call_chain_robust(struct raw_notifier_head *nh, unsigned long val_up,
				   unsigned long val_down, void *v)
{
	return call_chain_robust(&nh->head, val_up, val_down, v);
}

void srcu_init_notifier_head(struct srcu_notifier_head *nh)
{
	mutex_init(&nh->mutex);
	init_srcu_struct(&nh->srcu);
	nh->head = NULL;
}

int srcu_notifier_chain_register(struct srcu_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	mutex_lock(&nh->mutex);
	ret = chain_register(&nh->head, nb, false);
	mutex_unlock(&nh->mutex);
	return ret;
}

int srcu_notifier_chain_unregister(struct srcu_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	mutex_lock(&nh->mutex);
	ret = chain_unregister(&nh->head, nb);
	mutex_unlock(&nh->mutex);
	synchronize_srcu(&nh->srcu);
	return ret;
}

int srcu_notifier_call_chain(struct srcu_notifier_head *nh, unsigned long val, void *v)
{
	int idx = srcu_read_lock(&nh->srcu);
	int ret = call_chain(&nh->head, val, v, -1, NULL);

	srcu_read_unlock(&nh->srcu, idx);
	return ret;
}
