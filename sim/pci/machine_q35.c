// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machine_q35.c - the machine on which the golden transcripts were recorded
 *
 * QEMU's q35 with an emulated IOMMU: devices of every kind of isolation and of reset,
 * as pictures of their config space after boot. Long, since it is a table.
 *
 *	edu, ivs	root bus: no reset at all
 *	nvme		hot-plug slot, FLR, SR-IOV
 *	nic		port without hot-plug: PM and bus reset
 *	mf0, mf1, mf2	three functions in one slot and one IOMMU group
 *	leg0, leg1	conventional bus behind a bridge with a driver of its own
 *	vrng		port without ACS
 *	sw0, sw1	below a switch
 */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "hw_edu.h"
#include "hw_fn.h"
#include "hw_qemu.h"

#define IMAGE(...)	(const char *const[]){ __VA_ARGS__, NULL }

/* What registers hold after power on, as far as something has been seen to read them. */
static const struct hw_register e1000e_registers[] = {
	{ 0, 4, 0x00, 0x00140241 },	/* CTRL */
	{ 0, 4, 0x08, 0x00080283 },	/* STATUS */
	{ 0, 4, 0x38, 0x00008100 },	/* VET */
	{ 0, 4, 0x410, 0x00602008 },	/* TIPG */
	{ 0, 4, 0xe00, 0x07068302 },	/* LEDCTL */
	/* ROM: a code image of 512 bytes whose data is at 0x1c */
	{ 6, 4, 0x00, 0xe993aa55 },
	{ 6, 4, 0x10, 0x0000009c },
	{ 6, 2, 0x18, 0x001c },
	{ 6, 4, 0x1c, 0x52494350 },	/* "PCIR" */
	{ 6, 4, 0x20, 0x10d38086 },
	{ 6, 2, 0x2c, 0x0001 },
	{ 6, 2, 0x30, 0x8000 },		/* the last image */
	{ }
};

static const struct hw_register e1000_registers[] = {
	{ 0, 4, 0x00, 0x00140240 },	/* CTRL */
	{ 0, 4, 0x08, 0x80080783 },	/* STATUS */
	{ }
};

static const struct hw_register nvme_registers[] = {
	{ 0, 8, 0x00, 0x004018200f0107ff },	/* CAP */
	{ 0, 4, 0x08, 0x00010400 },	/* VS */
	{ }
};

static const struct hw_register xhci_registers[] = {
	{ 0, 4, 0x00, 0x01000040 },	/* CAPLENGTH, HCIVERSION */
	{ }
};

/* host bridge */
static const struct pci_hw_desc host = {
	.name = "host",
	.class = 0x060000,
	.image = IMAGE(
		"000 8680c0290301000000000006",
		"020 000000000000000000000000f41a0011",
		"040 0000000000000000000000000000000010",
		"060 010000b0",
		"080 00000000000000000000000000000000101111111111330000000000000a38"),
};

/* edu on the root bus */
static const struct pci_hw_desc edu = {
	.name = "edu",
	.flags = PCI_HW_QEMU,
	.class = 0x00ff00,
	.bars = {
		[0] = { .size = 0x100000 },
	},
	.model = &edu_model,
	.image = IMAGE(
		"000 3412e811030110001000ff00000000000000a0fd",
		"020 000000000000000000000000f41a00110000000040000000000000000b01",
		"040 050080"),
};

/* shared memory */
static const struct pci_hw_desc ivs = {
	.name = "ivs",
	.flags = PCI_HW_QEMU,
	.class = 0x050000,
	.bars = {
		[0] = { .size = 0x100 },
		[2] = { .size = 0x100000, .flags = PCI_HW_BAR_64 | PCI_HW_BAR_PREFETCH },
	},
	.image = IMAGE(
		"000 f41a10110301000001000005000000000000b0fd000000000c00a0fe",
		"020 000000000000000000000000f41a0011"),
};

/* port of nvme, hot-plug */
static const struct pci_hw_desc rp1 = {
	.name = "rp1",
	.class = 0x060400,
	.bars = {
		[0] = { .size = 0x1000 },
	},
	.image = IMAGE(
		"000 361b0c000705100000000406000001000010b0fd00000000000103006060",
		"020 80fd90fd81fe91fe00000000000000000000000090000000000000000a0102",
		"040 0d000000361b000011400080000000000008000010484201008000000f",
		"060 04063000000011207b000a00f101400000000000000000002000300020",
		"080 1e0000000400000000000000000000000954200102000000ffffffffffffffff",
		"0a0 ffffffffffffffffffffffffffffffff",
		"100 010082140000000000000000302046000000000000e00000a002",
		"120 00000000000000000000000007",
		"140 00000000000000000d0001005f001d"),
};

/* port of nic */
static const struct pci_hw_desc rp2 = {
	.name = "rp2",
	.class = 0x060400,
	.bars = {
		[0] = { .size = 0x1000 },
	},
	.image = IMAGE(
		"000 361b0c000705100000000406000001000020b0fd00000000000404004040",
		"020 60fd70fd61fe71fe00000000000000000000000054000000000000000a0102",
		"040 0d000000361b000011400080000000000008000010484201008000000f",
		"060 04063000000011201b001200c00140000000000000000000200030",
		"080 1e00000004",
		"100 010082140000000000000000302046000000000000e00000a002",
		"120 00000000000000000000000007",
		"140 00000000000000000d0001005f001d"),
};

/* port of mf */
static const struct pci_hw_desc rp3 = {
	.name = "rp3",
	.class = 0x060400,
	.bars = {
		[0] = { .size = 0x1000 },
	},
	.image = IMAGE(
		"000 361b0c000705100000000406000001000030b0fd00000000000505003030",
		"020 40fd50fd41fe51fe00000000000000000000000054000000000000000b0102",
		"040 0d000000361b000011400080000000000008000010484201008000000f",
		"060 04063000000011201b001a00c00140000000000000000000200030",
		"080 1e00000004",
		"100 010082140000000000000000302046000000000000e00000a002",
		"120 00000000000000000000000007",
		"140 00000000000000000d0001005f001d"),
};

/* port of the conventional bus */
static const struct pci_hw_desc rp4 = {
	.name = "rp4",
	.class = 0x060400,
	.bars = {
		[0] = { .size = 0x1000 },
	},
	.image = IMAGE(
		"000 361b0c000705100000000406000001000040b0fd00000000000607002020",
		"020 e0fc10fd21fe31fe00000000000000000000000054000000000000000b0102",
		"040 0d000000361b000011400080000000000008000010484201008000000f",
		"060 04063000000011201b002200c00140000000000000000000200030",
		"080 1e00000004",
		"100 010082140000000000000000302046000000000000e00000a002",
		"120 00000000000000000000000007",
		"140 00000000000000000d0001005f001d"),
};

/* port of vrng, no ACS */
static const struct pci_hw_desc rp5 = {
	.name = "rp5",
	.class = 0x060400,
	.bars = {
		[0] = { .size = 0x1000 },
	},
	.image = IMAGE(
		"000 361b0c000705100000000406000001000050b0fd0000000000080800f0",
		"020 20fd30fd01fe11fe00000000000000000000000054000000000000000a0102",
		"040 0d000000361b000011400080000000000008000010484201008000000f",
		"060 04063000000011201b002a00c00140000000000000000000200030",
		"080 1e00000004",
		"100 010002000000000000000000302046000000000000e00000a002",
		"120 00000000000000000000000007"),
};

/* port of the switch */
static const struct pci_hw_desc rp6 = {
	.name = "rp6",
	.class = 0x060400,
	.bars = {
		[0] = { .size = 0x1000 },
	},
	.image = IMAGE(
		"000 361b0c000705100000000406000001000060b0fd0000000000090c007080",
		"020 a0fcd0fcc1fdf1fd00000000000000000000000054000000000000000a0102",
		"040 0d000000361b000011400080000000000008000010484201008000000f",
		"060 04063000000011201b003200c00140000000000000000000200030",
		"080 1e00000004",
		"100 010082140000000000000000302046000000000000e00000a002",
		"120 00000000000000000000000007",
		"140 00000000000000000d0001005f001d"),
};

/* ISA bridge */
static const struct pci_hw_desc lpc = {
	.name = "lpc",
	.class = 0x060100,
	.image = IMAGE(
		"000 868018290301000002000106000080",
		"020 000000000000000000000000f41a0011",
		"040 0106000080",
		"060 8a8a8b8b000000008a8a8b8b",
		"080 000003",
		"0a0 10",
		"0e0 0000000000000000000000000000000001c0d1fe"),
};

/* AHCI */
static const struct pci_hw_desc sata = {
	.name = "sata",
	.class = 0x010601,
	.bars = {
		[4] = { .size = 0x20, .flags = PCI_HW_BAR_IO },
		[5] = { .size = 0x1000 },
	},
	.image = IMAGE(
		"000 868022290701100002010601000080",
		"020 415000000070b0fd00000000f41a00110000000080000000000000000a01",
		"080 05a8800000000000000000000000000040",
		"0a0 00000000000000001200100048"),
};

/* SMBus */
static const struct pci_hw_desc smb = {
	.name = "smb",
	.class = 0x0c0500,
	.bars = {
		[4] = { .size = 0x40, .flags = PCI_HW_BAR_IO },
	},
	.image = IMAGE(
		"000 86803029030100000200050c000080",
		"020 010700000000000000000000f41a00110000000000000000000000000a01",
		"040 01"),
};

/* NVMe with two VFs */
static const struct pci_hw_desc nvme = {
	.name = "nvme",
	.flags = PCI_HW_QEMU,
	.model = &qemu_model,
	.model_data = nvme_registers,
	.class = 0x010802,
	.bars = {
		[0] = { .size = 0x4000, .flags = PCI_HW_BAR_64 },
	},
	.sriov = {
		.total_vfs = 2, .vf_device = 0x0010, .vf_msix = 9,
		.bars = { [0] = { .size = 0x4000, .flags = PCI_HW_BAR_64 } },
	},
	.msix_table = 0x2000,
	.msix_pba = 0x3000,
	.image = IMAGE(
		"000 361b1000070110000202080100000000040080fd",
		"020 000000000000000000000000f41a00110000000040000000000000000a01",
		"040 11800800002000000030",
		"060 0100030008",
		"080 10600200008000100000000011040000000011",
		"0a0 00000000000030",
		"100 0e0001120001",
		"120 100001000000000010000000020002000000000001000100000010005305",
		"140 01000000044080fd"),
};

/* e1000e */
static const struct pci_hw_desc nic = {
	.name = "nic",
	.flags = PCI_HW_QEMU,
	.model = &qemu_e1000e_model,
	.model_data = e1000e_registers,
	.class = 0x020000,
	.bars = {
		[0] = { .size = 0x20000 },
		[1] = { .size = 0x20000 },
		[2] = { .size = 0x20, .flags = PCI_HW_BAR_IO },
		[3] = { .size = 0x4000 },
	},
	.image = IMAGE(
		"000 8680d310030110000000000200000000000060fd000062fd01400000000064fd",
		"020 0000000000000000000000008680000000000000c8000000000000000a01",
		"0a0 11000400030000000320",
		"0c0 000000000000000001d022000000000005e080",
		"0e0 10a00100008000000000000011040000000011",
		"100 010002140000000000000000302046000000000000e00000a0",
		"140 03000100563412ffff005452"),
};

/* three functions: e1000e */
static const struct pci_hw_desc mf0 = {
	.name = "mf0",
	.flags = PCI_HW_QEMU,
	.model = &qemu_e1000e_model,
	.model_data = e1000e_registers,
	.class = 0x020000,
	.bars = {
		[0] = { .size = 0x20000 },
		[1] = { .size = 0x20000 },
		[2] = { .size = 0x20, .flags = PCI_HW_BAR_IO },
		[3] = { .size = 0x4000 },
	},
	.image = IMAGE(
		"000 8680d310030110000000000200008000000040fd000042fd01300000000048fd",
		"020 0000000000000000000000008680000000000000c8000000000000000b01",
		"0a0 11000400030000000320",
		"0c0 000000000000000001d022000000000005e080",
		"0e0 10a00100008000000000000011040000000011",
		"100 010002140000000000000000302046000000000000e00000a0",
		"140 03000100573412ffff005452"),
};

/* e1000e */
static const struct pci_hw_desc mf1 = {
	.name = "mf1",
	.flags = PCI_HW_QEMU,
	.model = &qemu_e1000e_model,
	.model_data = e1000e_registers,
	.class = 0x020000,
	.bars = {
		[0] = { .size = 0x20000 },
		[1] = { .size = 0x20000 },
		[2] = { .size = 0x20, .flags = PCI_HW_BAR_IO },
		[3] = { .size = 0x4000 },
	},
	.image = IMAGE(
		"000 8680d310030110000000000200000000000044fd000046fd21300000004048fd",
		"020 0000000000000000000000008680000000000000c8000000000000000b01",
		"0a0 11000400030000000320",
		"0c0 000000000000000001d022000000000005e080",
		"0e0 10a00100008000000000000011040000000011",
		"100 010002140000000000000000302046000000000000e00000a0",
		"140 03000100583412ffff005452"),
};

/* xhci */
static const struct pci_hw_desc mf2 = {
	.name = "mf2",
	.flags = PCI_HW_QEMU,
	.model = &qemu_model,
	.model_data = xhci_registers,
	.class = 0x0c0330,
	.bars = {
		[0] = { .size = 0x4000, .flags = PCI_HW_BAR_64 },
	},
	.image = IMAGE(
		"000 361b0d00030110000130030c00000000048048fd",
		"020 000000000000000000000000f41a00110000000090000000000000000b01",
		"060 30",
		"080 0000000000000000000000000000000011a00f00003000000038",
		"0a0 10000200008000000000000011040000000011",
		"0c0 00000000000030"),
};

/* PCIe-to-PCI bridge */
static const struct pci_hw_desc pb = {
	.name = "pb",
	.class = 0x060400,
	.bars = {
		[0] = { .size = 0x100, .flags = PCI_HW_BAR_64 },
	},
	.image = IMAGE(
		"000 361b0e000705b0000000040600000100040000fd00000000060707002020a0",
		"020 e0fcf0fc21fe31fe0000000000000000000000008c000000000000000b0102",
		"040 0c0027000f0d007f10407200008000000f00000011040000000011",
		"060 000000000000000000000000200030",
		"080 000000000148030000000000058481017803e0fe",
		"100 010002000000000000000000302046000000000000e00000a0"),
};

/* conventional: e1000 */
static const struct pci_hw_desc leg0 = {
	.name = "leg0",
	.flags = PCI_HW_QEMU,
	.model = &qemu_model,
	.model_data = e1000_registers,
	.class = 0x020000,
	.bars = {
		[0] = { .size = 0x20000 },
		[1] = { .size = 0x40, .flags = PCI_HW_BAR_IO },
	},
	.image = IMAGE(
		"000 86800e100301000003000002000000000000f0fc0120",
		"020 000000000000000000000000f41a00110000000000000000000000000a01"),
};

/* conventional: edu */
static const struct pci_hw_desc leg1 = {
	.name = "leg1",
	.flags = PCI_HW_QEMU,
	.class = 0x00ff00,
	.bars = {
		[0] = { .size = 0x100000 },
	},
	.model = &edu_model,
	.image = IMAGE(
		"000 3412e811030110001000ff00000000000000e0fc",
		"020 000000000000000000000000f41a00110000000040000000000000000a01",
		"040 050080"),
};

/* virtio-rng */
static const struct pci_hw_desc vrng = {
	.name = "vrng",
	.flags = PCI_HW_QEMU,
	.class = 0x00ff00,
	.bars = {
		[1] = { .size = 0x1000 },
		[4] = { .size = 0x4000, .flags = PCI_HW_BAR_64 | PCI_HW_BAR_PREFETCH },
	},
	.image = IMAGE(
		"000 f41a4410030110000100ff000000000000000000000020fd",
		"020 0c0000fe0000000000000000f41a001100000000dc000000000000000a01",
		"040 10000200008000100000000011040000000011",
		"060 00000000000030000000000000000000000000000000000000000000014003",
		"080 00000000097c100104000000000000000010000009841003040000000010",
		"0a0 001000000994100404000000002000000010000009a41402040000000030",
		"0c0 001000000400000009b414050000000000000000000000000000000011c801",
		"0e0 010000000108"),
};

/* switch upstream */
static const struct pci_hw_desc up = {
	.name = "up",
	.class = 0x060400,
	.image = IMAGE(
		"000 4c1032820701100002000406000001000000000000000000090a0c007080",
		"020 a0fcd0fcc1fdf1fd0000000000000000000000009000000000000000000002",
		"060 00000000000000000000000000000000050080",
		"080 0d70000000000000000000000000000010805200008000100f0000001104",
		"0a0 0000110000000000000000000000000000000000000030",
		"100 010002000000000000000000302046000000000000e00000a002"),
};

/* switch downstream */
static const struct pci_hw_desc dn0 = {
	.name = "dn0",
	.class = 0x060400,
	.image = IMAGE(
		"000 4c10338207051000010004060000010000000000000000000a0b0b007070",
		"020 c0fcd0fce1fdf1fd0000000000000000000000009000000000000000000002",
		"060 00000000000000000000000000000000050081003803e0fe",
		"080 0d70000000000000000000000000000010806201008000100f0000000004",
		"0a0 000011207b003a00f10140000000000000000000200030",
		"100 010002000000000000000000302046000000000000e00000a002"),
};

/* switch downstream */
static const struct pci_hw_desc dn1 = {
	.name = "dn1",
	.class = 0x060400,
	.image = IMAGE(
		"000 4c10338207051000010004060000010000000000000000000a0c0c008080",
		"020 a0fcb0fcc1fdd1fd0000000000000000000000009000000000000000000002",
		"060 00000000000000000000000000000000050081005803e0fe",
		"080 0d70000000000000000000000000000010806201008000100f0000000004",
		"0a0 000011207b004200f10140000000000000000000200030",
		"100 010002000000000000000000302046000000000000e00000a002"),
};

/* below the switch: e1000e */
static const struct pci_hw_desc sw0 = {
	.name = "sw0",
	.flags = PCI_HW_QEMU,
	.model = &qemu_e1000e_model,
	.model_data = e1000e_registers,
	.class = 0x020000,
	.rom_size = 0x40000,
	.bars = {
		[0] = { .size = 0x20000 },
		[1] = { .size = 0x20000 },
		[2] = { .size = 0x20, .flags = PCI_HW_BAR_IO },
		[3] = { .size = 0x4000 },
	},
	.image = IMAGE(
		"000 8680d3100301100000000002000000000000c4fc0000c6fc017000000000c8fc",
		"020 000000000000000000000000868000000000c0fcc8000000000000000a01",
		"0a0 11000400030000000320",
		"0c0 000000000000000001d022000000000005e080",
		"0e0 10a00100008000000000000011040000000011",
		"100 010002140000000000000000302046000000000000e00000a0",
		"140 030001005a3412ffff005452"),
};

/* below the switch: virtio-rng */
static const struct pci_hw_desc sw1 = {
	.name = "sw1",
	.flags = PCI_HW_QEMU,
	.class = 0x00ff00,
	.bars = {
		[1] = { .size = 0x1000 },
		[4] = { .size = 0x4000, .flags = PCI_HW_BAR_64 | PCI_HW_BAR_PREFETCH },
	},
	.image = IMAGE(
		"000 f41a4410030110000100ff0000000000000000000000a0fc",
		"020 0c00c0fd0000000000000000f41a001100000000dc000000000000000b01",
		"040 10000200008000100000000011040000000011",
		"060 00000000000030000000000000000000000000000000000000000000014003",
		"080 00000000097c100104000000000000000010000009841003040000000010",
		"0a0 001000000994100404000000002000000010000009a41402040000000030",
		"0c0 001000000400000009b414050000000000000000000000000000000011c801",
		"0e0 010000000108"),
};

struct place {
	const char			*below;		/* name of the bridge; NULL: the root bus */
	unsigned int			devfn;
	const struct pci_hw_desc	*desc;
};

/* Bridges before what is below them. */
static const struct place places[] = {
	{ NULL, PCI_DEVFN(0x0, 0), &host },
	{ NULL, PCI_DEVFN(0x2, 0), &edu },
	{ NULL, PCI_DEVFN(0x3, 0), &ivs },
	{ NULL, PCI_DEVFN(0x4, 0), &rp1 },
	{ NULL, PCI_DEVFN(0x5, 0), &rp2 },
	{ NULL, PCI_DEVFN(0x6, 0), &rp3 },
	{ NULL, PCI_DEVFN(0x7, 0), &rp4 },
	{ NULL, PCI_DEVFN(0x8, 0), &rp5 },
	{ NULL, PCI_DEVFN(0x9, 0), &rp6 },
	{ NULL, PCI_DEVFN(0x1f, 0), &lpc },
	{ NULL, PCI_DEVFN(0x1f, 2), &sata },
	{ NULL, PCI_DEVFN(0x1f, 3), &smb },
	{ "rp1", PCI_DEVFN(0x0, 0), &nvme },
	{ "rp2", PCI_DEVFN(0x0, 0), &nic },
	{ "rp3", PCI_DEVFN(0x0, 0), &mf0 },
	{ "rp3", PCI_DEVFN(0x0, 1), &mf1 },
	{ "rp3", PCI_DEVFN(0x0, 2), &mf2 },
	{ "rp4", PCI_DEVFN(0x0, 0), &pb },
	{ "pb", PCI_DEVFN(0x1, 0), &leg0 },
	{ "pb", PCI_DEVFN(0x2, 0), &leg1 },
	{ "rp5", PCI_DEVFN(0x0, 0), &vrng },
	{ "rp6", PCI_DEVFN(0x0, 0), &up },
	{ "up", PCI_DEVFN(0x0, 0), &dn0 },
	{ "up", PCI_DEVFN(0x1, 0), &dn1 },
	{ "dn0", PCI_DEVFN(0x0, 0), &sw0 },
	{ "dn1", PCI_DEVFN(0x0, 0), &sw1 },
};

void pci_hw_machine_q35(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *built[ARRAY_SIZE(places)];

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		struct pci_hw_fn *bridge = NULL;

		for (unsigned int j = 0; places[i].below && j < i; j++)
			if (!strcmp(places[j].desc->name, places[i].below))
				bridge = built[j];
		built[i] = pci_hw_function(root, bridge, places[i].devfn, places[i].desc);
	}
}
