// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * config_space.c - every offset, width and write pattern of a function with everything
 *
 * The table says which bits of each dword keep what is written and which are cleared
 * by ones; all others must stay as they are. What would go wrong: drivers that see
 * hardware no one builds.
 */
#include "pci/pci_world.h"

#include <linux/delay.h>

static const struct pci_hw_desc everything = {
	.name = "everything", .vendor = 0x1111, .device = 9, .class = 0x020000, .pin = 1,
	.flags = PCI_HW_PM | PCI_HW_NO_SOFT_RESET | PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_AF_FLR |
		 PCI_HW_AER | PCI_HW_ACS | PCI_HW_ARI | PCI_HW_MSI_64 | PCI_HW_MSI_MASK,
	.bars = {
		{ .size = 0x10000 },
		{ .size = 0x20, .flags = PCI_HW_BAR_IO },
		{ .size = 0x100000, .flags = PCI_HW_BAR_64 | PCI_HW_BAR_PREFETCH },
	},
	.rom_size = 0x10000, .msi_vectors = 4, .msix_vectors = 5, .msix_table = 0x8000,
	.msix_pba = 0x9000,
	.sriov = { .total_vfs = 2, .vf_device = 10, .bars = { { .size = 0x1000 } } },
};

static void machine_with_everything(void)
{
	pci_hw_function(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &everything);
}

#define PM	0x40
#define MSI	0x48
#define EXP	0x60
#define MSIX	0x9c
#define AF	0xa8
#define AER	0x100
#define ARI	0x12c
#define ACS	0x134
#define SRIOV	0x13c
#define END	0x17c

struct rule {
	unsigned int	where;
	u32		writable;
	u32		clearable;
};

static const struct rule rules[] = {
	{ PCI_COMMAND,		0x00000547, 0xf9000000 },
	{ PCI_CACHE_LINE_SIZE,	0x000000ff, 0 },
	{ PCI_BASE_ADDRESS_0,	0xffff0000, 0 },
	{ PCI_BASE_ADDRESS_1,	0xffffffe0, 0 },
	{ PCI_BASE_ADDRESS_2,	0xfff00000, 0 },
	{ PCI_BASE_ADDRESS_3,	0xffffffff, 0 },
	{ PCI_ROM_ADDRESS,	0xffff0001, 0 },
	{ PCI_INTERRUPT_LINE,	0x000000ff, 0 },
	{ PM + PCI_PM_CTRL,	0x00000003, 0 },
	{ MSI,			0x00710000, 0 },
	{ MSI + PCI_MSI_ADDRESS_LO, 0xfffffffc, 0 },
	{ MSI + PCI_MSI_ADDRESS_HI, 0xffffffff, 0 },
	{ MSI + PCI_MSI_DATA_64, 0x0000ffff, 0 },
	{ MSI + PCI_MSI_MASK_64, 0x0000000f, 0 },
	{ EXP + PCI_EXP_DEVCTL,	0x00007fff, 0x000f0000 },
	{ EXP + PCI_EXP_LNKCTL,	0x00000fcf, 0xc0000000 },
	{ EXP + PCI_EXP_DEVCTL2, 0x00007fff, 0 },
	{ EXP + PCI_EXP_LNKCTL2, 0x00001fff, 0 },
	{ MSIX,			0xc0000000, 0 },
	{ AER + PCI_ERR_UNCOR_STATUS, 0, 0x07fff030 },
	{ AER + PCI_ERR_UNCOR_MASK, 0x07fff030, 0 },
	{ AER + PCI_ERR_UNCOR_SEVER, 0x07fff030, 0 },
	{ AER + PCI_ERR_COR_STATUS, 0, 0x0000f1c1 },
	{ AER + PCI_ERR_COR_MASK, 0x0000f1c1, 0 },
	{ ACS + 4,		0x005f0000, 0 },
	{ SRIOV + PCI_SRIOV_CTRL, 0x00000009, 0 },
	{ SRIOV + PCI_SRIOV_NUM_VF, 0x0000ffff, 0 },
	{ SRIOV + PCI_SRIOV_SYS_PGSIZE, 0x00000553, 0 },
	{ SRIOV + PCI_SRIOV_BAR, 0xfffff000, 0 },
};

/* A root port: a header of type 1. */
#define PORT_MSI	0x48
#define PORT_EXP	0x54
#define PORT_AER	0x100
#define PORT_ACS	0x138
#define PORT_DPC	0x140

static const struct pci_hw_desc port = {
	.name = "port", .vendor = 0x1b36, .device = 0xc, .class = 0x060400,
	.flags = PCI_HW_PM | PCI_HW_EXPRESS | PCI_HW_AER | PCI_HW_DPC | PCI_HW_ACS,
	.port_type = PCI_EXP_TYPE_ROOT_PORT,
};

static const struct rule port_rules[] = {
	{ PCI_COMMAND,		0x00000547, 0xf9000000 },
	{ PCI_CACHE_LINE_SIZE,	0x000000ff, 0 },
	{ PCI_PRIMARY_BUS,	0x00ffffff, 0 },
	{ PCI_IO_BASE,		0x0000f0f0, 0xf9000000 },
	{ PCI_MEMORY_BASE,	0xfff0fff0, 0 },
	{ PCI_PREF_MEMORY_BASE,	0xfff0fff0, 0 },
	{ PCI_PREF_BASE_UPPER32, 0xffffffff, 0 },
	{ PCI_PREF_LIMIT_UPPER32, 0xffffffff, 0 },
	{ PCI_INTERRUPT_LINE,	0x002f00ff, 0 },
	{ PM + PCI_PM_CTRL,	0x00000003, 0 },
	{ PORT_MSI,		0x00710000, 0 },
	{ PORT_MSI + PCI_MSI_ADDRESS_LO, 0xfffffffc, 0 },
	{ PORT_MSI + PCI_MSI_DATA_32, 0x0000ffff, 0 },
	{ PORT_EXP + PCI_EXP_DEVCTL, 0x00007fff, 0x000f0000 },
	{ PORT_EXP + PCI_EXP_LNKCTL, 0x00000fdf, 0xc0000000 },
	{ PORT_EXP + PCI_EXP_RTCTL, 0x0000001f, 0 },
	{ PORT_EXP + PCI_EXP_RTSTA, 0, 0x00010000 },
	{ PORT_EXP + PCI_EXP_DEVCTL2, 0x00007fff, 0 },
	{ PORT_EXP + PCI_EXP_LNKCTL2, 0x00001fff, 0 },
	{ PORT_AER + PCI_ERR_UNCOR_STATUS, 0, 0x07fff030 },
	{ PORT_AER + PCI_ERR_UNCOR_MASK, 0x07fff030, 0 },
	{ PORT_AER + PCI_ERR_UNCOR_SEVER, 0x07fff030, 0 },
	{ PORT_AER + PCI_ERR_COR_STATUS, 0, 0x0000f1c1 },
	{ PORT_AER + PCI_ERR_COR_MASK, 0x0000f1c1, 0 },
	{ PORT_AER + PCI_ERR_ROOT_COMMAND, 0x00000007, 0 },
	{ PORT_AER + PCI_ERR_ROOT_STATUS, 0, 0x0000007f },
	{ PORT_ACS + 4,		0x005f0000, 0 },
	{ PORT_DPC + 4,		0x003b0000, 0 },
	{ PORT_DPC + 8,		0, 0x00000009 },
};

/* One of before PCI Express: 256 bytes, a latency timer, and no INTx disable if it says so. */
static const struct pci_hw_desc conventional = {
	.name = "old", .vendor = 0x1111, .device = 8, .class = 0x020000, .pin = 1,
	.flags = PCI_HW_PM | PCI_HW_NO_SOFT_RESET | PCI_HW_NO_INTX_MASK,
	.bars = { { .size = 0x1000 } },
};

static const struct rule conventional_rules[] = {
	{ PCI_COMMAND,		0x00000147, 0xf9000000 },
	{ PCI_CACHE_LINE_SIZE,	0x0000ffff, 0 },
	{ PCI_BASE_ADDRESS_0,	0xfffff000, 0 },
	{ PCI_INTERRUPT_LINE,	0x000000ff, 0 },
	{ PM + PCI_PM_CTRL,	0x00000003, 0 },
};

/* The device that is looked at. */
static struct {
	const struct rule	*rules;
	unsigned int		nr_rules;
	unsigned int		end;	/* of its config space */
	bool			port;
} table;

static const struct rule *rule_of(unsigned int where)
{
	static const struct rule none;

	for (unsigned int i = 0; i < table.nr_rules; i++)
		if (table.rules[i].where == (where & ~3u))
			return &table.rules[i];
	return &none;
}

/* Bits that would start something: writing them is another test's business. */
static u32 harmless(unsigned int where, u32 value)
{
	if (table.port)		/* a reset of the bus below */
		return (where & ~3u) == PCI_INTERRUPT_LINE ? value & ~0x00400000u : value;
	switch (where & ~3u) {
	case EXP + PCI_EXP_DEVCTL:
		return value & ~0x8000u;
	case AF + PCI_AF_CTRL:
		return value & ~1u;
	case SRIOV + PCI_SRIOV_CTRL:
		return value & ~1u;
	}
	return value;
}

static u32 read_dword(struct pci_dev *dev, unsigned int where)
{
	u32 value;

	cr_assert_eq(pci_read_config_dword(dev, where & ~3u, &value), 0);
	return value;
}

static u32 read_width(struct pci_dev *dev, unsigned int where, unsigned int width)
{
	u32 dword = 0;
	u16 word = 0;
	u8 byte = 0;

	if (width == 4)
		pci_read_config_dword(dev, where, &dword);
	else if (width == 2)
		pci_read_config_word(dev, where, &word);
	else
		pci_read_config_byte(dev, where, &byte);
	return dword | word | byte;
}

static void write_width(struct pci_dev *dev, unsigned int where, unsigned int width, u32 value)
{
	if (width == 4)
		pci_write_config_dword(dev, where, value);
	else if (width == 2)
		pci_write_config_word(dev, where, value);
	else
		pci_write_config_byte(dev, where, value);
}

static void check_write(struct pci_dev *dev, unsigned int where, unsigned int width, u32 pattern)
{
	const struct rule *rule = rule_of(where);
	unsigned int shift = (where & 3) * 8;
	u32 lanes = (width == 4 ? ~0u : (1u << width * 8) - 1) << shift;
	u32 raw = harmless(where, pattern << shift & lanes);
	u32 old = read_dword(dev, where);
	u32 want = ((old & ~(rule->writable & lanes)) | (raw & rule->writable & lanes)) &
		   ~(raw & rule->clearable);

	write_width(dev, where, width, raw >> shift);
	if ((where & ~3u) == PM + PCI_PM_CTRL)
		msleep(20);
	cr_assert_eq(read_dword(dev, where), want, "%u bytes %#x at %#x: %#x, not %#x", width,
		     raw >> shift, where, read_dword(dev, where), want);
	cr_assert_eq(read_width(dev, where, width), (want & lanes) >> shift);
}

static void write_everywhere(void)
{
	static const u32 patterns[] = { ~0u, 0, 0xa5a5a5a5, 0x5a5a5a5a };
	struct pci_dev *dev = get_dev(0, 1, 0);

	for (unsigned int where = 0; where < table.end; where++)
		for (unsigned int width = 1; width <= 4; width *= 2)
			for (unsigned int i = 0; i < ARRAY_SIZE(patterns); i++)
				if (!(where & (width - 1)))
					check_write(dev, where, width, patterns[i]);
	pci_dev_put(dev);
}

#define FOLLOWS(build, its_rules, its_end) do {					\
	table.rules = its_rules;						\
	table.nr_rules = ARRAY_SIZE(its_rules);					\
	table.end = its_end;							\
	pci_world_silent(build, write_everywhere, 1);				\
} while (0)

Test(config_space, every_offset_width_and_pattern_follows_the_table)
{
	FOLLOWS(machine_with_everything, rules, 4096);
}

static void machine_with_port(void)
{
	pci_hw_function(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &port);
}

Test(config_space, a_port_has_the_header_and_the_capabilities_of_one)
{
	table.port = true;
	FOLLOWS(machine_with_port, port_rules, 4096);
}

static void machine_with_conventional(void)
{
	pci_hw_function(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &conventional);
}

Test(config_space, a_conventional_function_has_256_bytes_of_its_own_kind)
{
	FOLLOWS(machine_with_conventional, conventional_rules, 256);
}

static void look_at_identity(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	cr_expect_eq(read_dword(dev, 0), 0x00091111);
	cr_expect_eq(dev->pm_cap, PM);
	cr_expect_eq(dev->msi_cap, MSI);
	cr_expect_eq(dev->pcie_cap, EXP);
	cr_expect_eq(dev->msix_cap, MSIX);
	cr_expect_eq(pci_find_capability(dev, PCI_CAP_ID_AF), AF);
	cr_expect_eq(pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ERR), AER);
	cr_expect_eq(pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ARI), ARI);
	cr_expect_eq(pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS), ACS);
	cr_expect_eq(pci_find_ext_capability(dev, PCI_EXT_CAP_ID_SRIOV), SRIOV);
	cr_expect_eq(pci_resource_len(dev, 0), 0x10000);
	cr_expect_eq(pci_resource_len(dev, 1), 0x20);
	cr_expect_eq(pci_resource_flags(dev, 1) & IORESOURCE_IO, IORESOURCE_IO);
	cr_expect_eq(pci_resource_len(dev, 2), 0x100000);
	cr_expect_eq(pci_resource_len(dev, 6), 0x10000);
	cr_expect_eq(pci_resource_len(dev, PCI_IOV_RESOURCES), 0x2000);
	pci_dev_put(dev);
}

Test(config_space, kernel_finds_what_was_described)
{
	pci_world_silent(machine_with_everything, look_at_identity, 1);
}

static void look_outside(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);
	u32 dword;
	u16 word = 7;

	for (unsigned int where = END; where < 4096; where += 4)
		cr_assert_eq(read_dword(dev, where), 0, "%#x", where);
	cr_expect_eq(pci_read_config_dword(dev, 4096, &dword), PCIBIOS_BAD_REGISTER_NUMBER);
	cr_expect_eq(pci_read_config_dword(dev, 2, &dword), PCIBIOS_BAD_REGISTER_NUMBER);
	cr_expect_eq(pci_read_config_word(dev, 1, &word), PCIBIOS_BAD_REGISTER_NUMBER);
	cr_expect_eq(pci_user_read_config_word(dev, 1, &word), -EINVAL);
	cr_expect_eq(pci_write_config_dword(dev, 4096, 0), PCIBIOS_BAD_REGISTER_NUMBER);
	cr_expect_eq(pci_write_config_byte(dev, -1, 0), PCIBIOS_BAD_REGISTER_NUMBER);
	cr_expect_eq(pci_write_config_dword(dev, 6, 0), PCIBIOS_BAD_REGISTER_NUMBER);
	cr_expect_lt(pci_user_write_config_byte(dev, 4096, 0), 0);
	cr_expect_eq(pci_bus_read_config_dword(dev->bus, PCI_DEVFN(9, 0), 0, &dword), 0);
	cr_expect_eq(dword, ~0u);
	pci_dev_put(dev);
}

Test(config_space, beyond_the_capabilities_are_zeros_and_beyond_the_space_errors)
{
	pci_world_silent(machine_with_everything, look_outside, 1);
}
