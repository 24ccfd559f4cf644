// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmio.c - mappings of device memory end. What would go wrong: a driver reaches through one that
 * it gave back, beyond its end, gives it back twice or never, and nobody notices.
 */
#include "pci/expect.h"

#include <linux/io.h>
#include <linux/mm.h>

static void __iomem *regs;
static u32 last_read;

static void with_regs(void (*fn)(struct pci_dev *dev))
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	cr_assert_eq(pci_enable_device(dev), 0);
	regs = pci_iomap(dev, 0, 0);
	cr_assert_not_null(regs);
	fn(dev);
	pci_disable_device(dev);
	pci_dev_put(dev);
}

static void read_and_unmap(struct pci_dev *dev)
{
	last_read = readl(regs);
	iounmap(regs);
}

static void mapped(void)
{
	with_regs(read_and_unmap);
}

Test(mmio, an_access_within_a_mapping_is_silent)
{
	pci_world_silent(one_device, mapped, 10);
	cr_assert_eq(last_read & 0xffff, 0x00ed, "%#x", last_read);
}

static void read_behind(struct pci_dev *dev)
{
	iounmap(regs);
	last_read = readl(regs + 4);
}

static void unmapped(void)
{
	with_regs(read_behind);
}

Test(mmio, a_read_behind_iounmap_is_a_use_after_free_that_says_who_unmapped)
{
	const struct finding *finding = pci_world_finds(one_device, unmapped, 1, KIND(UAF));

	cr_assert_str_eq(finding->title,
			 "BUG: unable to handle kernel paging request in read_behind");
	says(finding, "read at offset 0x4 of a mapping");
	says(finding, "unmapped by:");
	cr_assert_eq(last_read, ~0u);
}

static void write_behind_newer(struct pci_dev *dev)
{
	void __iomem *other;

	iounmap(regs);
	other = pci_iomap(dev, 0, 0);
	writel(1, regs + 4);
	iounmap(other);
}

static void unmapped_and_mapped(void)
{
	with_regs(write_behind_newer);
}

Test(mmio, a_new_mapping_of_the_same_registers_does_not_hide_a_write_through_the_old)
{
	says(pci_world_finds(one_device, unmapped_and_mapped, 1, KIND(UAF)), "unmapped by:");
}

static void read_beyond(struct pci_dev *dev)
{
	last_read = readl(regs + PAGE_ALIGN(pci_resource_len(dev, 0)));
	iounmap(regs);
}

static void beyond(void)
{
	with_regs(read_beyond);
}

Test(mmio, a_read_beyond_the_last_page_is_found)
{
	pci_world_finds(one_device, beyond, 1, KIND(UAF));
}

static void read_below(struct pci_dev *dev)
{
	last_read = readl(regs - 4);
	iounmap(regs);
}

static void below(void)
{
	with_regs(read_below);
}

Test(mmio, a_read_below_the_first_byte_is_found)
{
	says(pci_world_finds(one_device, below, 1, KIND(UAF)), "nothing was ever mapped there");
}

static void unmap_twice(struct pci_dev *dev)
{
	iounmap(regs);
	iounmap(regs);
}

static void twice(void)
{
	with_regs(unmap_twice);
}

Test(mmio, unmapping_twice_is_found)
{
	cr_assert_str_eq(pci_world_finds(one_device, twice, 1, KIND(UAF))->title,
			 "iounmap of what is not mapped in unmap_twice");
}

static void keep(struct pci_dev *dev)
{
}

static void kept(void)
{
	with_regs(keep);
}

Test(mmio, a_mapping_that_is_never_given_back_is_a_leak)
{
	says(pci_world_finds(one_device, kept, 1, KIND(LEAK)), "mapped by:");
}

/* An interrupt handler that is freed after the registers it reads. */
static void reader(void *unused)
{
	for (int i = 0; i < 3; i++)
		last_read = readl(regs);
}

static void unmap_while_reading(struct pci_dev *dev)
{
	task("reader", reader);
	iounmap(regs);
	tasks_join();
}

static void racing(void)
{
	with_regs(unmap_while_reading);
}

Test(mmio, a_reader_that_nobody_waited_for_is_found_in_some_schedule)
{
	pci_world_finds(one_device, racing, 100, KIND(UAF));
}

static void wait_then_unmap(struct pci_dev *dev)
{
	task("reader", reader);
	tasks_join();
	iounmap(regs);
}

static void joined(void)
{
	with_regs(wait_then_unmap);
}

Test(mmio, a_reader_that_is_waited_for_is_silent)
{
	pci_world_silent(one_device, joined, 50);
}
