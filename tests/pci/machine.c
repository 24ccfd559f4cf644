// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machine.c - machines boot, are found as they were described, and leave nothing
 */
#include "pci/pci_world.h"

static void look_at_one(void)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	cr_assert_not_null(dev);
	cr_assert_eq(dev->vendor, 0x1234);
	cr_assert_eq(dev->cfg_size, 4096);
	cr_assert_eq(pci_resource_len(dev, 0), 1 << 20);
	cr_assert_str_eq(dev_read("0000:00:01.0/vendor"), "0x1234");
	cr_assert_str_eq(dev_read("0000:00:01.0/reset_method"), "flr");
	pci_dev_put(dev);
}

Test(machine, one_device_is_found_and_leaves_nothing)
{
	pci_world_silent(one_device, look_at_one, 3);
}

static void nothing(void)
{
}

Test(machine, world_without_devices_boots)
{
	pci_world_silent(nothing, nothing, 1);
}

static const char *const methods[][2] = {
	{ "0000:01:00.0", "flr bus" }, { "0000:04:00.0", "pm bus" }, { "0000:05:00.0", "pm bus" },
	{ "0000:05:00.1", "pm" }, { "0000:06:00.0", "pm bus" }, { "0000:07:01.0", "bus" },
	{ "0000:08:00.0", "flr pm bus" }, { "0000:09:00.0", "flr bus" },
	{ "0000:0a:00.0", "flr bus" }, { "0000:0a:01.0", "flr" }, { "0000:0b:00.0", "pm bus" },
	{ "0000:0c:00.0", "flr pm bus" },
};

static void boot_reset_methods(void)
{
	char file[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(methods); i++) {
		snprintf(file, sizeof(file), "%s/reset_method", methods[i][0]);
		cr_expect_str_eq(dev_read(file), methods[i][1], "%s: %s", methods[i][0],
				 dev_read(file));
	}
	cr_expect_str_eq(dev_read("0000:00:02.0/reset_method"), "(error)");
	cr_expect_eq(dev_write("0000:05:00.0/reset_method", "default"), 7);
	cr_expect_str_eq(dev_read("0000:05:00.0/reset_method"), "pm");
	cr_expect_eq(dev_write("0000:07:01.0/reset_method", "default"), 7);
	cr_expect_str_eq(dev_read("0000:07:01.0/reset_method"), "");
	cr_expect_eq(dev_write("0000:07:01.0/reset", "1"), -ENOTTY);
}

Test(machine, golden_machine_has_the_reset_methods_that_linux_chose_at_boot)
{
	pci_world_silent(pci_hw_machine_q35, boot_reset_methods, 1);
}
