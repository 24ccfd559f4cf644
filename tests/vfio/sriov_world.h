/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sriov_world.h - a machine whose card has virtual functions, all of them vfio-pci's
 */
#ifndef TESTS_VFIO_SRIOV_WORLD_H
#define TESTS_VFIO_SRIOV_WORLD_H

#include "vfio/vfio_world.h"

#define PF	NIC
#define VF	"0000:01:00.1"

static const struct pci_hw_desc sriov_hw_pf = {
	.name = "pf", .vendor = 0x8086, .device = 0x1521, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_PM | PCI_HW_ARI | PCI_HW_ACS,
	.port_type = PCI_EXP_TYPE_ENDPOINT,
	.bars = { { .size = 0x1000 } },
	.sriov = {
		.total_vfs = 2, .vf_device = 0x1520,
		.bars = { { .size = 0x1000 } },
	},
};

static inline void sriov_hardware(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 0), &sriov_hw_pf));
}

static inline long sriov_numvfs(const char *count)
{
	return user_sys(count, "/sys/bus/pci/devices/%s/sriov_numvfs", PF);
}

static inline void sriov_prepare(const struct vfio_world *world)
{
	user_want(user_echo("Y", "/sys/module/vfio_pci/parameters/enable_sriov") > 0);
	vfio_bind(PF);
}

static const struct vfio_machine sriov_machine = {
	.hardware = sriov_hardware, .prepare = sriov_prepare,
};

#endif
