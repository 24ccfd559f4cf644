// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p23_pm_save.c - to D3hot, reset, to D3hot again: the state saved first is forgotten
 *
 * P23: the reset brings the device to D0 behind vfio-pci's back (eadf88ecf6ac).
 */
#include "vfio/vfio_world.h"

#define CONFIG	((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40)

static int device;

static u8 config_byte(int pos)
{
	u8 byte = 0;

	cr_assert_eq(ksys_pread(device, &byte, 1, CONFIG + pos), 1);
	return byte;
}

static void set_power_state(u16 state)
{
	int pos = config_byte(PCI_CAPABILITY_LIST);

	while (pos && config_byte(pos) != PCI_CAP_ID_PM)
		pos = config_byte(pos + 1);
	cr_assert(pos);
	cr_assert_eq(ksys_pwrite(device, &state, 2, CONFIG + pos + PCI_PM_CTRL), 2);
}

static void sleep_reset_sleep(void)
{
	struct vfio_user user = vfio_open(NIC);

	device = user.device;
	for (int i = 0; i < 2; i++) {
		set_power_state(3);
		cr_assert_eq(ksys_ioctl(device, VFIO_DEVICE_RESET, 0), 0);
	}
	set_power_state(0);
	vfio_close(user);
}

Test(p23_pm_save, the_first_state_leaks)
{
	struct vfio_world world = {
		.main = sleep_reset_sleep, .variants = { "vfio-pci-pm-save-leak" },
	};

	vfio_world_expect(&world, 1, KIND(LEAK));
}

Test(p23_pm_save, d0_before_the_reset_is_silent)
{
	struct vfio_world world = { .main = sleep_reset_sleep };

	vfio_world_expect_clean(&world, 1);
}
