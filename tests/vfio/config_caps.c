// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * config_caps.c - config space as the user sees it, for cards with every capability there is
 *
 * What would go wrong: a capability that is shown beyond its end or not at all, a list that leads
 * nowhere, a write that reaches what is not the user's.
 */
#include "vfio/vfio_world.h"

#include "support/hosted.h"

#define CONFIG		((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40)
#define CARD(fn)	"0000:01:00." #fn
#define HEADER		"000 86803412000010000000000200000000"
#define HEADER_MF	"000 86803412000010000000000200008000"

/* As bytes: id, link, and what tells its length. Extended ones: id, version and link. */
static const char *const all_of_them[] = {
	HEADER_MF, "034 40", "03d 01",
	"040 014803f800000000",				/* PM, with PME from all states */
	"048 0350000000000000",				/* VPD */
	"050 08580020", "058 08600020",			/* HyperTransport, short */
	"060 09701000a1a2a3a4a5a6a7a8a9aaabac",		/* vendor's, of 16 bytes */
	"070 128010000f",				/* SATA, inline */
	"080 1290100000",				/* SATA, not inline */
	"090 139806030000",				/* AF: transactions pending, FLR */
	"098 04a0",					/* slot id: not shown */
	"0a0 10dc020000000010",				/* PCIe 2, endpoint, FLR */
	"0dc 07e8000000000000",				/* PCI-X 1 */
	"0e8 05000000000000000000",			/* MSI, 32 bits */
	"100 020001140100000002000000",			/* VC: 2 channels, 32 phases */
	"140 0b00011500000001b1b2b3b4",			/* vendor's, of 16 bytes */
	"150 0d0001162008",				/* ACS: egress of 8 bits */
	"160 150001170000000020",			/* resizable BAR: one */
	"170 1600011902",				/* DPA: 2 substates more */
	"190 1700011b00020300",				/* TPH: table of 4 here */
	"1b0 2300011c86800001c1c2c3c4",			/* designated vendor's, of 16 */
	"1c0 0400011d",					/* power budgeting */
	"1d0 3f00011e",					/* nobody's: not shown */
	"1e0 1700012000000000",				/* TPH: no table */
	"200 080001240000000004000000",			/* MFVC: 64 phases */
	"240 0900012a0000000008000000",			/* VC: 128 phases */
	"2a0 0d0001002000",				/* ACS: egress of 256 bits */
	NULL
};

/* An integrated endpoint of PCIe 1; the first extended capability is not shown, but its link. */
static const char *const first_hidden[] = {
	HEADER_MF, "034 40", "040 109000000000", "042 91", "050 04", "090 0500820000000000",
	"100 3f000111", "110 030001000102030405060708", NULL
};

/* PCIe 2 integrated, nothing extended that is shown; PCI-X 2. */
static const char *const none_extended[] = {
	HEADER_MF, "034 40", "040 107c9200", "07c 070000100000000000000000", "100 3f000100", NULL
};

/* Nothing that is shown at all; the list of PCIe 1 leads on past its end. */
static const char *const nothing_shown[] = { HEADER_MF, "034 40", "040 0444", "044 0400", NULL };
static const char *const endpoint_v1[] = {
	HEADER_MF, "034 f8", "0f8 04fc", "0fc 0910fe00", NULL
};

#define CARD_DESC(rows) { .name = #rows, .image = rows, .pin = 1 }

static const struct pci_hw_desc cards[] = {
	CARD_DESC(all_of_them), CARD_DESC(first_hidden), CARD_DESC(none_extended),
	CARD_DESC(nothing_shown), CARD_DESC(endpoint_v1),
};

static void caps_hardware(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	for (int i = 0; i < ARRAY_SIZE(cards); i++)
		cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, i), &cards[i]));
}

static void unbound(const struct vfio_world *world)
{
}

static const struct vfio_machine machine = { .hardware = caps_hardware, .prepare = unbound };
static struct vfio_user user;

static u32 get(int pos, int size)
{
	u32 val = 0;

	user_want_eq(ksys_pread(user.device, &val, size, CONFIG + pos), size);
	return val;
}

static void set(int pos, u32 val, int size)
{
	user_want_eq(ksys_pwrite(user.device, &val, size, CONFIG + pos), size);
}

/* The ids of what is shown, in their order. */
static void expect_caps(const u8 *ids)
{
	int pos = get(PCI_STATUS, 2) & PCI_STATUS_CAP_LIST ? get(PCI_CAPABILITY_LIST, 1) : 0;

	for (; pos && *ids; pos = get(pos + 1, 1), ids++)
		user_want_eq(get(pos, 1), *ids);
	user_want_eq(pos, 0);
	user_want_eq(*ids, 0);
}

static void expect_ext_caps(const u16 *ids)
{
	int pos = 0x100;

	for (; pos && *ids; pos = get(pos, 4) >> 20, ids++)
		user_want_eq(get(pos, 2), *ids);
	user_want_eq(*ids, 0);
}

static void see_all(void)
{
	static const u8 caps[] = { 1, 3, 8, 8, 9, 0x12, 0x12, 0x13, 0x10, 7, 5, 0 };
	static const u16 ext[] = { 2, 0xb, 0xd, 0x15, 0x16, 0x17, 0x23, 4, 0x17, 8, 9, 0xd, 0 };

	vfio_bind(CARD(0));
	user = vfio_open(CARD(0));
	expect_caps(caps);
	expect_ext_caps(ext);
	user_want_eq(get(0x42, 2), 3);			/* no power management events */
	vfio_close(user);
}

Test(config_caps, each_capability_is_listed_that_may_be_seen)
{
	struct vfio_world world = { .main = see_all, .machine = &machine };

	vfio_world_expect_survival(&world);
}

static void write_all(void)
{
	vfio_bind(CARD(0));
	user = vfio_open(CARD(0));

	set(0x42, 0xffff, 2);			/* PM: what it can is not the user's to say */
	user_want_eq(get(0x42, 2), 3);
	set(0x44, 0x8103, 2);			/* D3hot, and no event of it */
	user_want_eq(get(0x44, 2), 3);
	set(0x44, 0, 2);
	user_want_eq(get(0x44, 2), 0);

	set(0x4c, 0x12345678, 4);		/* VPD: the device has none, the flag stays */
	set(0x4a, 0x8004, 2);
	user_want_eq(get(0x4a, 2), 0x8004);
	set(0x4a, 0x0004, 2);
	user_want_eq(get(0x4a, 2), 0x0004);
	set(0x4a, 0x08, 1);

	set(0x54, 0xff, 1);			/* HyperTransport is read only */
	user_want_eq(get(0x54, 1), 0);
	user_want_eq(get(0x68, 4), 0xa8a7a6a5);	/* the vendor's is its driver's */
	set(0x68, 0, 4);

	set(0x94, 1, 1);			/* AF: a reset, and the bit reads as zero */
	user_want_eq(get(0x94, 1), 0);
	set(0x94, 0, 1);
	set(0xa8, 0xf000, 2);			/* PCIe: largest reads, and a reset */
	user_want_eq(get(0xa8, 2) & 0x8000, 0);
	set(0xa8, 0x2000, 2);
	set(0xa8, 0x2000, 4);
	set(0xea, 0x0071, 2);			/* MSI: no more vectors than there are */
	user_want_eq(get(0xea, 2) & 0x70, 0);
	set(0xe9, 0, 1);			/* a link is nobody's to write */
	set(0xec, 0xfee00000, 4);
	user_want_eq(get(0xec, 4), 0xfee00000);
	set(0xde, 0xffff, 2);			/* PCI-X */

	set(0x14c, 0, 4);			/* extended: vendors', power, others */
	set(0x1c4, 1, 1);
	set(0x160, 0, 4);
	user_want_eq(get(0x160, 4), 0x17010015);
	set(0x101, 0, 1);
	vfio_close(user);
}

Test(config_caps, writes_reach_what_is_the_users)
{
	struct vfio_world world = { .main = write_all, .machine = &machine };

	vfio_world_expect_survival(&world);
}

static void see_others(void)
{
	static const u8 express_msi[] = { 0x10, 5, 0 }, express_x[] = { 0x10, 7, 0 };
	static const u8 none[] = { 0 };

	vfio_bind(CARD(1));
	user = vfio_open(CARD(1));
	expect_caps(express_msi);
	user_want_eq(get(0x100, 4), 0x11000000);	/* where the list goes on, and no more */
	user_want_eq(get(0x110, 2), 3);
	vfio_close(user);

	vfio_bind(CARD(2));
	user = vfio_open(CARD(2));
	expect_caps(express_x);
	user_want_eq(get(0x100, 4), 0);
	vfio_close(user);

	vfio_bind(CARD(3));
	user = vfio_open(CARD(3));
	expect_caps(none);
	user_want_eq(get(PCI_STATUS, 2) & PCI_STATUS_CAP_LIST, 0);
	vfio_close(user);
}

Test(config_caps, what_is_not_shown_leaves_no_hole_in_the_list)
{
	struct vfio_world world = { .main = see_others, .machine = &machine };

	vfio_world_expect_survival(&world);
}

static void see_endless(void)
{
	vfio_bind(CARD(4));
	user = vfio_open(CARD(4));
	user_want_eq(get(PCI_CAPABILITY_LIST, 1), 0xfc);
	vfio_close(user);
}

/* Linux believes the card, and writes past the end of what it allocated for config space. */
Test(config_caps, a_capability_ends_where_config_space_does)
{
	struct vfio_world world = { .main = see_endless, .machine = &machine };

	skip_if_hosted("vfio_pci_core", "a vendor's capability is copied past the end");
	vfio_world_expect_survival(&world);
}

static void odd_accesses(void)
{
	u8 all[256];

	vfio_bind(CARD(0));
	user = vfio_open(CARD(0));
	user_want_eq(ksys_pread(user.device, all, 256, CONFIG), 256);
	user_want_eq(all[0], 0x86);
	user_want_eq(ksys_pread(user.device, all, 3, CONFIG + 1), 3);
	user_want_eq(all[0], 0x80);
	user_want_eq(ksys_pread(user.device, all, 8, CONFIG + 0xffc), -EFAULT);
	user_want_eq(ksys_pread(user.device, all, 1, CONFIG + 0x1000), -EFAULT);
	user_want_eq(ksys_pwrite(user.device, all, 1, CONFIG + 0x1000), -EFAULT);
	user_want_eq(ksys_pread(user.device, NULL, 4, CONFIG), -EFAULT);
	user_want_eq(ksys_pwrite(user.device, NULL, 4, CONFIG), -EFAULT);
	user_want_eq(ksys_pwrite(user.device, all, 3, CONFIG + 0x3d), 3);
	vfio_close(user);
}

Test(config_caps, accesses_of_any_size_end_where_config_space_does)
{
	struct vfio_world world = { .main = odd_accesses, .machine = &machine };

	vfio_world_expect_survival(&world);
}
