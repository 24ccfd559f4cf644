/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hw_irq.h - the interrupt controller's end of the wires, for intx.c */
#ifndef PCI_HW_IRQ_H
#define PCI_HW_IRQ_H

#include <linux/types.h>

/* Unmask or mask @line; a line that is up fires soon after it was opened. */
void hw_line_open(unsigned int line, bool open);
void hw_irq_free(void);

#endif /* PCI_HW_IRQ_H */
