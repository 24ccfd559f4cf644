/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/irq_manage.c, irq_thread.c, irq_handle.c, sim/kernel/tasklet.c */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct cpumask;
struct device;
struct task_struct;

#define IRQF_TRIGGER_NONE	0x00000000
#define IRQF_TRIGGER_RISING	0x00000001
#define IRQF_TRIGGER_FALLING	0x00000002
#define IRQF_TRIGGER_HIGH	0x00000004
#define IRQF_TRIGGER_LOW	0x00000008
#define IRQF_TRIGGER_MASK	(IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW | \
				 IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING)

#define IRQF_SHARED		0x00000080	/* several handlers on the line */
#define IRQF_PROBE_SHARED	0x00000100
#define IRQF_NOBALANCING	0x00000800
#define IRQF_ONESHOT		0x00002000	/* masked until the thread is through */
#define IRQF_NO_SUSPEND		0x00004000
#define IRQF_FORCE_RESUME	0x00008000
#define IRQF_NO_THREAD		0x00010000
#define IRQF_EARLY_RESUME	0x00020000
#define IRQF_COND_SUSPEND	0x00040000
#define IRQF_NO_AUTOEN		0x00080000	/* stays disabled until enable_irq() */
#define IRQF_COND_ONESHOT	0x00200000

#define IRQ_NOTCONNECTED	(1U << 31)

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/*
 * @handler runs in hard interrupt context; IRQ_WAKE_THREAD from it runs @thread_fn in a
 * kernel thread of this action. NULL @handler: always the thread; then IRQF_ONESHOT
 * is required. @dev_id tells actions of a shared line apart.
 */
int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler,
				      irq_handler_t thread_fn, unsigned long flags,
				      const char *name, void *dev_id);

static inline int __must_check request_irq(unsigned int irq, irq_handler_t handler,
					   unsigned long flags, const char *name, void *dev_id)
{
	return request_threaded_irq(irq, handler, NULL, flags | IRQF_COND_ONESHOT, name, dev_id);
}

/*
 * Waits until neither handler nor thread of the action runs, then ends the thread. The
 * caller must hold nothing that they need. Returns the name given at request time.
 */
const void *free_irq(unsigned int irq, void *dev_id);

int __must_check devm_request_threaded_irq(struct device *dev, unsigned int irq,
					   irq_handler_t handler, irq_handler_t thread_fn,
					   unsigned long irqflags, const char *devname,
					   void *dev_id);

static inline int __must_check devm_request_irq(struct device *dev, unsigned int irq,
						irq_handler_t handler, unsigned long irqflags,
						const char *devname, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, irqflags | IRQF_COND_ONESHOT,
					 devname, dev_id);
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

bool irq_has_action(unsigned int irq);

/* Nest. disable_irq() also waits for running handlers; the nosync form does not. */
void disable_irq_nosync(unsigned int irq);
void disable_irq(unsigned int irq);
bool disable_hardirq(unsigned int irq);
void enable_irq(unsigned int irq);

DEFINE_LOCK_GUARD_1(disable_irq, int, disable_irq(*_T->lock), enable_irq(*_T->lock))

/* Waits for the handlers now running, and the second one for their threads too. */
bool synchronize_hardirq(unsigned int irq);
void synchronize_irq(unsigned int irq);

void irq_wake_thread(unsigned int irq, void *dev_id);

/* All interrupts come to whoever raises them: affinity is accepted and means nothing. */
static inline int irq_set_affinity(unsigned int irq, const struct cpumask *cpumask)
{
	return 0;
}

static inline int irq_set_affinity_hint(unsigned int irq, const struct cpumask *m)
{
	return 0;
}

struct irq_affinity_notify {
	unsigned int	irq;
	struct kref	kref;
	struct work_struct work;
	void		(*notify)(struct irq_affinity_notify *notify, const struct cpumask *mask);
	void		(*release)(struct kref *ref);
};

#define IRQ_AFFINITY_MAX_SETS	4

struct irq_affinity {
	unsigned int	pre_vectors;
	unsigned int	post_vectors;
	unsigned int	nr_sets;
	unsigned int	set_size[IRQ_AFFINITY_MAX_SETS];
	void		(*calc_sets)(struct irq_affinity *affd, unsigned int nvecs);
	void		*priv;
};

struct irq_affinity_desc;

/* System sleep: lines whose actions lack IRQF_NO_SUSPEND go silent, and back. */
void suspend_device_irqs(void);
void resume_device_irqs(void);

enum irqchip_irq_state {
	IRQCHIP_STATE_PENDING,
	IRQCHIP_STATE_ACTIVE,
	IRQCHIP_STATE_MASKED,
	IRQCHIP_STATE_LINE_LEVEL,
};

/*
 * A function that runs soon in softirq context, once for all who scheduled it meanwhile and never
 * beside itself. sim/kernel/tasklet.c.
 */
struct tasklet_struct {
	unsigned long		state;
	atomic_t		count;		/* above 0: disabled */
	bool			use_callback;
	union {
		void		(*func)(unsigned long data);
		void		(*callback)(struct tasklet_struct *t);
	};
	unsigned long		data;
	struct timer_list	timer;
};

enum { TASKLET_STATE_SCHED, TASKLET_STATE_RUN };

void tasklet_run(struct timer_list *timer);

#define __TASKLET(name, disabled, ...)						\
	struct tasklet_struct name = {						\
		.count = ATOMIC_INIT(disabled),					\
		.timer = __TIMER_INITIALIZER(tasklet_run, 0),			\
		__VA_ARGS__							\
	}
#define DECLARE_TASKLET(name, fn)						\
	__TASKLET(name, 0, .callback = (fn), .use_callback = true)
#define DECLARE_TASKLET_DISABLED(name, fn)					\
	__TASKLET(name, 1, .callback = (fn), .use_callback = true)
#define DECLARE_TASKLET_OLD(name, fn)		__TASKLET(name, 0, .func = (fn))
#define DECLARE_TASKLET_DISABLED_OLD(name, fn)	__TASKLET(name, 1, .func = (fn))
#define from_tasklet(var, callback_tasklet, tasklet_fieldname)			\
	container_of(callback_tasklet, typeof(*var), tasklet_fieldname)

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data);
void tasklet_schedule(struct tasklet_struct *t);
#define tasklet_hi_schedule(t)	tasklet_schedule(t)
void tasklet_kill(struct tasklet_struct *t);
void tasklet_unlock_wait(struct tasklet_struct *t);
/* Sleeps until the function has ended, if it runs. */
void tasklet_disable(struct tasklet_struct *t);
void tasklet_enable(struct tasklet_struct *t);

static inline void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
	smp_mb__after_atomic();
}

#endif
