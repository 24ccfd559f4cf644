// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * interrupts.c - INTx, MSI and MSI-X reach handlers, and wait for their mask bits
 */
#include "pci/pf_driver.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>

static int fired[8];

static irqreturn_t count(int irq, void *data)
{
	WRITE_ONCE(fired[(long)data], fired[(long)data] + 1);
	return IRQ_HANDLED;
}

static const struct pci_hw_desc msix_card = {
	.name = "msix", .vendor = PF_VENDOR, .device = 5, .class = 0x020000, .pin = 1,
	.flags = PCI_HW_EXPRESS, .bars = { { .size = 0x4000 } },
	.msix_vectors = 4, .msix_table = 0x2000, .msix_pba = 0x3000, .msi_vectors = 4,
};

static void msix_machine(void)
{
	pci_hw_function(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &msix_card);
}

static struct pci_dev *setup(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	memset(fired, 0, sizeof(fired));
	cr_assert_eq(pci_enable_device(dev), 0);
	pci_set_master(dev);
	return dev;
}

static void finish(struct pci_dev *dev)
{
	pci_disable_device(dev);
	pci_dev_put(dev);
}

static void use_vectors(struct pci_dev *dev, unsigned int type)
{
	struct pci_hw_fn *fn = pci_hw_of(dev);

	cr_assert_eq(pci_alloc_irq_vectors(dev, 4, 4, type), 4);
	cr_expect_eq(pci_alloc_irq_vectors(dev, 1, 1, type), -EINVAL);
	for (long i = 0; i < 4; i++)
		cr_assert_eq(request_irq(pci_irq_vector(dev, i), count, 0, "test", (void *)i), 0);
	pci_hw_msi(fn, 2);
	cr_expect_eq(READ_ONCE(fired[2]), 1);
	disable_irq(pci_irq_vector(dev, 3));
	pci_hw_msi(fn, 3);
	cr_expect_eq(READ_ONCE(fired[3]), 0);
	enable_irq(pci_irq_vector(dev, 3));
	msleep(10);
	cr_expect_eq(READ_ONCE(fired[3]), 1, "%d", fired[3]);
	pci_clear_master(dev);
	pci_hw_msi(fn, 1);
	cr_expect_eq(READ_ONCE(fired[1]), 0, "a message without bus mastering");
	pci_set_master(dev);
	for (long i = 0; i < 4; i++)
		free_irq(pci_irq_vector(dev, i), (void *)i);
	pci_free_irq_vectors(dev);
}

static void msix(void)
{
	struct pci_dev *dev = setup();

	use_vectors(dev, PCI_IRQ_MSIX);
	finish(dev);
}

static void msi(void)
{
	struct pci_dev *dev = setup();

	use_vectors(dev, PCI_IRQ_MSI);
	finish(dev);
}

Test(interrupts, msix_vectors_reach_their_handlers)
{
	pci_world_silent(msix_machine, msix, 5);
}

Test(interrupts, msi_vectors_reach_their_handlers)
{
	pci_world_silent(msix_machine, msi, 5);
}

/* Four vectors fill half a byte of a quadword; a driver may read it in one. */
static void read_pending(void)
{
	struct pci_dev *dev = setup();
	void __iomem *bar = pci_iomap(dev, 0, 0);

	cr_assert_not_null(bar);
	cr_expect_eq(readq(bar + 0x3000), 0, "%#llx", (unsigned long long)readq(bar + 0x3000));
	cr_expect_eq(readl(bar + 0x3004), 0);
	pci_iounmap(dev, bar);
	finish(dev);
}

Test(interrupts, pending_bits_come_in_quadwords)
{
	pci_world_silent(msix_machine, read_pending, 1);
}

static void msix_after_reset(void)
{
	struct pci_dev *dev = setup();

	cr_assert_eq(pci_alloc_irq_vectors(dev, 1, 4, PCI_IRQ_MSIX), 4);
	cr_assert_eq(request_irq(pci_irq_vector(dev, 1), count, 0, "test", (void *)1L), 0);
	pci_save_state(dev);
	pci_hw_unplug(pci_hw_of(dev));
	pci_hw_plug(pci_hw_of(dev));
	msleep(100);
	pci_hw_msi(pci_hw_of(dev), 1);
	cr_expect_eq(READ_ONCE(fired[1]), 0);
	pci_restore_state(dev);
	pci_hw_msi(pci_hw_of(dev), 1);
	cr_expect_eq(READ_ONCE(fired[1]), 1, "%d", fired[1]);
	free_irq(pci_irq_vector(dev, 1), (void *)1L);
	pci_free_irq_vectors(dev);
	finish(dev);
}

Test(interrupts, msix_works_again_after_state_was_lost_and_restored)
{
	pci_world_silent(msix_machine, msix_after_reset, 3);
}

static irqreturn_t level(int irq, void *data)
{
	struct pci_dev *dev = data;

	if (!pci_check_and_mask_intx(dev))
		return IRQ_NONE;
	WRITE_ONCE(fired[0], fired[0] + 1);
	return IRQ_HANDLED;
}

/* As an interrupt, as bits that the handler finds, and by whoever tries to unmask it. */
static void intx_until_noticed(void)
{
	struct pci_dev *dev = setup();
	struct pci_hw_fn *fn = pci_hw_of(dev);

	pf_load();
	cr_assert_eq(request_irq(dev->irq, level, IRQF_SHARED, "test", dev), 0);
	pci_hw_interrupt(fn, 0, 4);
	cr_expect_eq(READ_ONCE(fired[0]), 1, "%d", fired[0]);
	cr_expect(!pci_check_and_unmask_intx(dev), "unmasked while the device still asks");
	cr_expect(!pci_check_and_unmask_intx(dev), "unmasked while the device still asks");
	cr_expect(pci_check_and_unmask_intx(dev));
	pci_hw_interrupt(fn, 0, 1);
	cr_expect_eq(READ_ONCE(fired[0]), 2, "%d", fired[0]);
	cr_expect(pci_check_and_unmask_intx(dev), "a pulse that stays");
	free_irq(dev->irq, dev);
	pf_unload();
	finish(dev);
}

Test(interrupts, intx_stays_up_until_it_was_noticed_often_enough)
{
	pci_world_silent(msix_machine, intx_until_noticed, 5);
}

static void intx(void)
{
	struct pci_dev *dev = setup();
	struct pci_hw_fn *fn = pci_hw_of(dev);

	pf_load();
	cr_assert_eq(request_irq(dev->irq, level, IRQF_SHARED, "test", dev), 0);
	pci_hw_intx(fn, true);
	cr_expect_eq(READ_ONCE(fired[0]), 1, "%d", fired[0]);
	cr_expect(!pci_check_and_unmask_intx(dev), "unmasked while the device still asks");
	pci_hw_intx(fn, false);
	cr_expect(pci_check_and_unmask_intx(dev));
	pci_hw_intx(fn, true);
	cr_expect_eq(READ_ONCE(fired[0]), 2, "%d", fired[0]);
	pci_hw_intx(fn, false);
	free_irq(dev->irq, dev);
	pf_unload();
	finish(dev);
}

Test(interrupts, intx_line_is_a_level_that_can_be_masked)
{
	pci_world_silent(msix_machine, intx, 5);
}
