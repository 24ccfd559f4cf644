// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gone.c - a card whose bus answers no more while somebody uses it, and what is not quite there
 *
 * What would go wrong: ones taken for registers, a capability that is handled as if it had been
 * read, a close that waits for an answer.
 */
#include "vfio/vfio_world.h"

#include <linux/vfio_pci_core.h>

#include "support/hosted.h"

#define CONFIG	((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40)
#define RW	(VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)

static const char *const caps[] = {
	"000 86803412000010000000000200000000", "034 40", "03d 01",
	"040 014803f800000000",				/* PM */
	"048 0350000000000000",				/* VPD */
	"050 0960100000000000",				/* vendor's */
	"060 137006030000",				/* AF */
	"070 10b0020000000010",				/* PCIe 2, FLR */
	"0b0 0500820000000000000000000000",		/* MSI, 2 vectors */
	"100 01000214", "140 03000100563412ffff005452", NULL
};
static const struct pci_hw_desc card = {
	.name = "card", .image = caps, .pin = 1,
};

static void one_card(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 0), &card));
}

static void bound(const struct vfio_world *world)
{
	vfio_bind(NIC);
}

static const struct vfio_machine machine = { .hardware = one_card, .prepare = bound };

static struct pci_ops *answering;
static int silent_at;		/* -1: everywhere */

static int no_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val)
{
	if (silent_at >= 0 && (silent_at < where || silent_at >= where + size))
		return answering->read(bus, devfn, where, size, val);
	return PCIBIOS_DEVICE_NOT_FOUND;
}

static int no_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val)
{
	return PCIBIOS_SET_FAILED;
}

/* Each size at each place: an error, or what was remembered. */
static void touch_config(int device)
{
	static const int sizes[] = { 1, 2, 4 };
	unsigned int errors = 0;
	u32 val;

	for (int i = 0; i < ARRAY_SIZE(sizes); i++)
		for (int pos = 0; pos < 0x180; pos += sizes[i]) {
			errors += ksys_pread(device, &val, sizes[i], CONFIG + pos) < 0;
			val = ~0u;
			errors += ksys_pwrite(device, &val, sizes[i], CONFIG + pos) < 0;
		}
	cr_expect_gt(errors, 0);
}

static void no_answers(void)
{
	struct pci_dev *pdev = pci_get_domain_bus_and_slot(0, 1, 0);
	struct vfio_user user = vfio_open(NIC);
	struct pci_ops silent;

	answering = pdev->bus->ops;
	silent = *answering;
	silent.write = no_write;
	pdev->bus->ops = &silent;
	touch_config(user.device);
	silent.read = no_read;
	silent_at = -1;
	touch_config(user.device);
	pdev->bus->ops = answering;
	vfio_close(user);
	pci_dev_put(pdev);
}

Test(gone, config_space_of_a_card_that_answers_no_more_is_an_error)
{
	struct vfio_world world = { .main = no_answers, .machine = &machine };

	skip_if_hosted("vfio_pci_core", "looks at the device from inside");
	vfio_world_expect_clean(&world, 1);
}

/* Opening reads what there is: a register that cannot be read ends it, or is not needed. */
static void one_does_not_answer(void)
{
	struct pci_dev *pdev = pci_get_domain_bus_and_slot(0, 1, 0);
	struct vfio_user user = vfio_open(NIC);
	unsigned int opened = 0, refused = 0;
	struct pci_ops silent;

	answering = pdev->bus->ops;
	silent = *answering;
	silent.read = no_read;
	ksys_close(user.device);
	for (silent_at = PCI_CLASS_REVISION; silent_at < 0x150; silent_at++) {
		pdev->bus->ops = &silent;
		user.device = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, NIC);
		pdev->bus->ops = answering;
		opened += user.device >= 0;
		refused += user.device < 0;
		ksys_close(user.device);
	}
	cr_expect_gt(opened, 0);
	cr_expect_gt(refused, 0);
	ksys_close(user.group);
	ksys_close(user.container);
	pci_dev_put(pdev);
}

Test(gone, a_register_that_cannot_be_read_is_survived_by_opening)
{
	struct vfio_world world = { .main = one_does_not_answer, .machine = &machine };

	skip_if_hosted("vfio_pci_core", "looks at the device from inside");
	vfio_world_expect_clean(&world, 1);
}

/* Two BARs in one page: neither can be mapped, and the rest of no page is kept. */
static void share_a_page(void)
{
	struct vfio_user user = vfio_open(NIC);
	struct vfio_region_info info = { .argsz = sizeof(info) };
	static const u32 want[] = { RW | VFIO_REGION_INFO_FLAG_MMAP, RW, RW, RW };

	for (info.index = 0; info.index < ARRAY_SIZE(want); info.index++) {
		user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_REGION_INFO, &info), 0);
		user_want_eq(info.flags, want[info.index]);
	}
	vfio_close(user);
}

static const struct pci_hw_desc crowded = {
	.name = "crowded", .vendor = 0x8086, .device = 0x1234, .class = 0x020000, .pin = 1,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR, .port_type = PCI_EXP_TYPE_ENDPOINT,
	.bars = {
		{ .size = 0x100, .addr = 0xe2000000 },		/* has a page for itself */
		{ .size = 0x100, .addr = 0xe2002000 },
		{ .size = 0x100, .addr = 0xe2002800 },
		{ .size = 0x20, .flags = PCI_HW_BAR_IO },
	},
};

static void one_crowded(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 0), &crowded));
}

static const struct vfio_machine small = { .hardware = one_crowded, .prepare = bound };

Test(gone, a_bar_that_shares_its_page_cannot_be_mapped)
{
	struct vfio_world world = { .main = share_a_page, .machine = &small };

	skip_if_hosted("vfio_pci_core", "asks the tree of resources, in which no BAR is here");
	vfio_world_expect_clean(&world, 1);
}

Test(gone, ranges_meet_where_both_are)
{
	static const struct {
		loff_t	buf;
		size_t	len;
		loff_t	reg;
		size_t	size;
		loff_t	in_buf;
		size_t	count, in_reg;
		bool	meet;
	} cases[] = {
		{ 0, 4, 4, 4, .meet = false },
		{ 8, 4, 4, 4, .meet = false },
		{ 0, 8, 4, 4, .in_buf = 4, .count = 4, .in_reg = 0, .meet = true },
		{ 6, 8, 4, 4, .in_buf = 0, .count = 2, .in_reg = 2, .meet = true },
		{ 5, 1, 4, 4, .in_buf = 0, .count = 1, .in_reg = 1, .meet = true },
	};

	skip_if_hosted("vfio_pci_core", "no file of ours");
	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		loff_t in_buf = 0;
		size_t count = 0, in_reg = 0;
		bool meet = vfio_pci_core_range_intersect_range(cases[i].buf, cases[i].len,
								cases[i].reg, cases[i].size,
								&in_buf, &count, &in_reg);

		cr_expect_eq(meet, cases[i].meet, "case %d", i);
		cr_expect_eq(in_buf, cases[i].in_buf, "case %d", i);
		cr_expect_eq(count, cases[i].count, "case %d", i);
		cr_expect_eq(in_reg, cases[i].in_reg, "case %d", i);
	}
}
