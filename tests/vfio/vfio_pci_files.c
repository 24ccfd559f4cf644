// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_files.c - what the administrator decides about vfio-pci: parameters, ids, VFs
 *
 * What would go wrong: a device taken that must not be, a VF opened by who has not the secret of
 * its PF.
 */
#include "vfio/sriov_world.h"

#define PARAMETER(name)	"/sys/module/vfio_pci/parameters/" name
#define UUID_A		"bd8d9d2b-5a5f-4f5a-a211-f591514ba1f3"
#define UUID_B		"11111111-5a5f-4f5a-a211-f591514ba1f3"

static const struct pci_hw_desc accelerator = {
	.name = "qat", .vendor = 0x8086, .device = 0x19e2, .class = 0x0b4000,
	.flags = PCI_HW_EXPRESS | PCI_HW_PM, .bars = { { .size = 0x1000 } }, .pin = 1,
};

static const struct pci_hw_desc blind_nic = {
	.name = "blind", .vendor = 0x8086, .device = 0x1572, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_PM | PCI_HW_FLR, .bars = { { .size = 0x1000 } },
	.pin = 1, .msi_vectors = 1,
};

static const struct pci_hw_desc *card;

static void one_card(const struct vfio_world *world)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &vfio_hw_port);

	cr_assert(pci_hw_function(root, port, PCI_DEVFN(0, 0), card));
}

static void unbound(const struct vfio_world *world)
{
}

static const struct vfio_machine machine = { .hardware = one_card, .prepare = unbound };

static long bind(void)
{
	user_want(user_sys("vfio-pci", "/sys/bus/pci/devices/%s/driver_override", NIC) > 0);
	return user_echo(NIC, "/sys/bus/pci/drivers/vfio-pci/bind");
}

static void denied(void)
{
	user_want_eq(bind(), -EINVAL);
	user_want_eq(user_echo("Y", PARAMETER("disable_denylist")), -EACCES);
}

Test(vfio_pci_files, a_device_that_harms_its_host_is_refused)
{
	struct vfio_world world = { .main = denied, .machine = &machine };

	card = &accelerator;
	vfio_world_expect_survival(&world);
}

static void no_intx(void)
{
	struct vfio_user user;
	struct vfio_irq_info info = {
		.argsz = sizeof(info), .index = VFIO_PCI_INTX_IRQ_INDEX,
	};
	struct vfio_irq_eventfd msi = {
		.argsz = sizeof(msi), .index = VFIO_PCI_MSI_IRQ_INDEX, .count = 1, .fd = -1,
		.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
	};
	u8 pin = 0xff;

	user_want(bind() > 0);
	user = vfio_open(NIC);
	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_GET_IRQ_INFO, &info), 0);
	user_want_eq(info.count, 0);
	user_want_eq(ksys_pread(user.device, &pin, 1, ((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40) +
							      PCI_INTERRUPT_PIN), 1);
	user_want_eq(pin, 0);
	msi.fd = ksys_eventfd(0, 0);
	user_want_eq(user_ioctl(user.device, VFIO_DEVICE_SET_IRQS, &msi), 0);
	vfio_close(user);

	/* With this parameter, no device is trusted to mask; this one then has its pin. */
	user_want(user_echo("Y", PARAMETER("nointxmask")) > 0);
	ksys_close(msi.fd);
}

Test(vfio_pci_files, a_device_whose_pin_gets_stuck_has_none)
{
	struct vfio_world world = { .main = no_intx, .machine = &machine };

	card = &blind_nic;
	vfio_world_expect_survival(&world);
}

static void always_awake(void)
{
	struct vfio_user user;

	user_want(user_echo("Y", PARAMETER("disable_idle_d3")) > 0);
	user_want(user_echo("N", PARAMETER("disable_idle_d3")) > 0);
	user_want(bind() > 0);
	user = vfio_open(NIC);
	user_want_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	vfio_close(user);
}

Test(vfio_pci_files, parameters_can_be_changed_for_who_comes_after)
{
	struct vfio_world world = { .main = always_awake, .machine = &machine };

	card = &vfio_hw_flr;
	vfio_world_expect_survival(&world);
}

static long token(int device, const char *bytes)
{
	struct {
		struct vfio_device_feature	head;
		u8				uuid[16];
	} args = { .head = { sizeof(args), VFIO_DEVICE_FEATURE_SET |
					   VFIO_DEVICE_FEATURE_PCI_VF_TOKEN } };

	memcpy(args.uuid, bytes, 16);
	return user_ioctl(device, VFIO_DEVICE_FEATURE, &args);
}

static long open_named(int group, const char *name)
{
	char text[96] = "";

	strscpy(text, name, sizeof(text));
	return user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, text);
}

static void secrets(void)
{
	static const char uuid_a[] =
		"\xbd\x8d\x9d\x2b\x5a\x5f\x4f\x5a\xa2\x11\xf5\x91\x51\x4b\xa1\xf3";
	struct vfio_user pf = vfio_open(PF), vf;
	long device;

	user_want_eq(token(pf.device, uuid_a), 0);
	user_want(sriov_numvfs("1") > 0);
	vf.container = ksys_open("/dev/vfio/vfio", O_RDWR);
	vf.group = vfio_open_group(VF);
	user_want_eq(user_ioctl(vf.group, VFIO_GROUP_SET_CONTAINER, &vf.container), 0);
	user_want_eq(ksys_ioctl(vf.container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU), 0);
	user_want_eq(open_named(vf.group, VF), -EACCES);
	user_want_eq(open_named(vf.group, VF " vf_token=" UUID_B), -EACCES);
	user_want_eq(open_named(vf.group, VF " vf_token=nonsense"), -EINVAL);
	user_want_eq(open_named(vf.group, VF " other_option"), -EINVAL);
	device = open_named(vf.group, VF " vf_token=" UUID_A);
	user_want(device >= 0);
	user_want_eq(token(device, uuid_a), -ENOTTY);

	/* As long as a VF is open, the PF is only for who knows the secret. */
	user_want_eq(open_named(pf.group, PF), -EACCES);
	user_want_eq(open_named(pf.group, PF " vf_token=" UUID_B), -EACCES);
	ksys_close(pf.device);
	pf.device = open_named(pf.group, PF " vf_token=" UUID_A);
	user_want(pf.device >= 0);
	user_want_eq(token(pf.device, uuid_a), 0);
	user_want_eq(sriov_numvfs("2"), -EBUSY);
	ksys_close(device);
	ksys_close(vf.group);
	ksys_close(vf.container);
	vfio_close(pf);
	user_want(sriov_numvfs("0") > 0);
	user_want(sriov_numvfs("2") > 0);
	user_want_eq(vfio_unbind(PF), sizeof(PF) - 1);	/* and its VFs go */
}

Test(vfio_pci_files, a_vf_is_for_who_knows_the_secret_of_its_pf)
{
	struct vfio_world world = { .main = secrets, .machine = &sriov_machine };

	vfio_world_expect_clean(&world, 1);
}

static void switched_off(const struct vfio_world *world)
{
	vfio_bind(PF);
	user_want_eq(sriov_numvfs("1"), -ENOENT);
}

static void nothing(void)
{
}

Test(vfio_pci_files, vfs_are_made_only_where_that_is_allowed)
{
	static const struct vfio_machine strict = {
		.hardware = sriov_hardware, .prepare = switched_off,
	};
	struct vfio_world world = { .main = nothing, .machine = &strict };

	vfio_world_expect_survival(&world);
}

/* No VF lets its PF sleep: the user's wish for D3 is not heard while there are any. */
static void kept_awake(void)
{
	struct vfio_user pf = vfio_open(PF);
	u8 d3 = 3, now = 0, cap = 0x40;
	loff_t config = (loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40;

	while (cap && now != PCI_CAP_ID_PM) {
		user_want_eq(ksys_pread(pf.device, &cap, 1, config + (now ? cap + 1 :
								      PCI_CAPABILITY_LIST)), 1);
		user_want_eq(ksys_pread(pf.device, &now, 1, config + cap), 1);
	}
	user_want(sriov_numvfs("1") > 0);
	user_want_eq(ksys_pwrite(pf.device, &d3, 1, config + cap + PCI_PM_CTRL), 1);
	user_want_eq(ksys_pread(pf.device, &now, 1, config + cap + PCI_PM_CTRL), 1);
	user_want_eq(now & 3, 0);
	user_want(sriov_numvfs("0") > 0);
	user_want_eq(ksys_pwrite(pf.device, &d3, 1, config + cap + PCI_PM_CTRL), 1);
	user_want_eq(ksys_pread(pf.device, &now, 1, config + cap + PCI_PM_CTRL), 1);
	user_want_eq(now & 3, 3);
	vfio_close(pf);
}

Test(vfio_pci_files, a_pf_with_vfs_does_not_sleep)
{
	struct vfio_world world = { .main = kept_awake, .machine = &sriov_machine };

	vfio_world_expect_clean(&world, 1);
}
