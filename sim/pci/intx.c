// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * intx.c - the interrupt controller that INTx wires lead to
 *
 * A line's number is also its Linux interrupt. Descriptors appear when the first
 * driver binds a device of that line and stay until the machine goes.
 *
 * Locking: lines_lock covers ->have.
 */
#include <linux/bitmap.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/mutex.h>

#include "hw_irq.h"
#include "pci.h"

#define LINES	256

static DEFINE_MUTEX(lines_lock);
static DECLARE_BITMAP(have, LINES);

static void line_mask(struct irq_data *data)
{
	hw_line_open(data->irq, false);
}

static void line_unmask(struct irq_data *data)
{
	hw_line_open(data->irq, true);
}

static const struct irq_chip intx_chip = {
	.name		= "IO-APIC",
	.irq_mask	= line_mask,
	.irq_unmask	= line_unmask,
};

/* Make the line of @dev usable; nothing to do for a device without a pin. */
int pci_assign_irq(struct pci_dev *dev)
{
	unsigned int line = dev->irq;
	int ret = 0;

	if (!dev->pin || !line || line >= LINES - 1)
		return 0;
	mutex_lock(&lines_lock);
	if (!test_bit(line, have)) {
		ret = irq_alloc_descs(line, line, 1, 0);
		if (ret >= 0) {
			irq_set_chip_and_handler(line, &intx_chip, handle_level_irq);
			irq_set_status_flags(line, IRQ_LEVEL);
			set_bit(line, have);
		}
	}
	mutex_unlock(&lines_lock);
	return ret < 0 ? ret : 0;
}

void pci_intx_shutdown(void)
{
	unsigned int line;

	for_each_set_bit(line, have, LINES)
		irq_free_descs(line, 1);
	bitmap_zero(have, LINES);
}
