/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/irq_desc.c, irq_chip.c, irq_manage.c, irq_handle.c */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <linux/interrupt.h>
#include <linux/irqreturn.h>
#include <linux/types.h>

struct irq_data;

enum {
	IRQ_TYPE_NONE		= 0x00,
	IRQ_TYPE_EDGE_RISING	= 0x01,
	IRQ_TYPE_EDGE_FALLING	= 0x02,
	IRQ_TYPE_EDGE_BOTH	= IRQ_TYPE_EDGE_FALLING | IRQ_TYPE_EDGE_RISING,
	IRQ_TYPE_LEVEL_HIGH	= 0x04,
	IRQ_TYPE_LEVEL_LOW	= 0x08,
	IRQ_TYPE_LEVEL_MASK	= IRQ_TYPE_LEVEL_LOW | IRQ_TYPE_LEVEL_HIGH,
	IRQ_TYPE_SENSE_MASK	= 0x0f,

	IRQ_LEVEL		= 1 << 8,
	IRQ_NOREQUEST		= 1 << 11,
	IRQ_NOAUTOEN		= 1 << 12,
	IRQ_NOTHREAD		= 1 << 16,
	IRQ_DISABLE_UNLAZY	= 1 << 19,	/* disable_irq() masks at once */
};

/*
 * What drives the line: the callbacks that reach the hardware. All run with the
 * descriptor's raw lock held and interrupts off. Linux' chips have some forty;
 * here are the ones that the flows below call.
 */
struct irq_chip {
	const char	*name;
	void		(*irq_mask)(struct irq_data *data);
	void		(*irq_unmask)(struct irq_data *data);
	void		(*irq_ack)(struct irq_data *data);
	void		(*irq_eoi)(struct irq_data *data);
	int		(*irq_set_type)(struct irq_data *data, unsigned int flow_type);
};

struct irq_data {
	unsigned int		irq;
	irq_hw_number_t		hwirq;
	const struct irq_chip	*chip;
	void			*chip_data;
};

struct irq_desc;

typedef void (*irq_flow_handler_t)(struct irq_desc *desc);

void handle_level_irq(struct irq_desc *desc);
void handle_edge_irq(struct irq_desc *desc);
void handle_simple_irq(struct irq_desc *desc);
void handle_bad_irq(struct irq_desc *desc);	/* of a line that nobody has set up */

/* @nr numbers in a row, from @from on; the first or a negative errno. */
int __must_check irq_alloc_descs(int irq, unsigned int from, unsigned int nr, int node);
void irq_free_descs(unsigned int irq, unsigned int nr);

/* Any context; NULL for either takes it away, for interrupts that are under way as well. */
void irq_set_chip_and_handler_name(unsigned int irq, const struct irq_chip *chip,
				   irq_flow_handler_t handle, const char *name);
int irq_set_chip_data(unsigned int irq, void *data);
void *irq_get_chip_data(unsigned int irq);
struct irq_data *irq_get_irq_data(unsigned int irq);

static inline void irq_set_chip_and_handler(unsigned int irq, const struct irq_chip *chip,
					    irq_flow_handler_t handle)
{
	irq_set_chip_and_handler_name(irq, chip, handle, NULL);
}

static inline void *irq_data_get_irq_chip_data(struct irq_data *d)
{
	return d->chip_data;
}

void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set);

static inline void irq_set_status_flags(unsigned int irq, unsigned long set)
{
	irq_modify_status(irq, 0, set);
}

static inline void irq_clear_status_flags(unsigned int irq, unsigned long clr)
{
	irq_modify_status(irq, clr, 0);
}

/*
 * The line fires: runs the flow handler in hard interrupt context on the calling task.
 * Interrupts that arrive from hardware models come this way (linux/irqdesc.h in Linux).
 */
int generic_handle_irq(unsigned int irq);

#endif
