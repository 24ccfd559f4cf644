// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parameters.c - vfio-pci as its module's parameters make it
 *
 * What would go wrong: a device that sleeps while it must not, an interrupt that is masked where
 * it cannot be, an id that binds nothing or everything.
 */
#include "vfio/type1_user.h"

#include <linux/module.h>

#include "support/hosted.h"

/* Loaded again, as with a line of modprobe's options. */
static void load_with(const char *options)
{
	user_want_eq(module_unload("vfio_pci"), 0);
	user_want_eq(module_load_with("vfio_pci", options), 0);
}

static void expect_driver(const char *name, const char *driver)
{
	char path[96], target[160];
	long len;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver", name);
	len = ksys_readlink(path, target, sizeof(target) - 1);
	target[max(len, 0L)] = '\0';
	user_want_eq(len > 0, *driver != '\0');
	user_want(strstr(target, driver));
}

static void state_is(const char *want)
{
	char text[32] = "";
	long fd = ksys_open("/sys/bus/pci/devices/" NIC "/power_state", O_RDONLY);

	user_want(ksys_read(fd, text, sizeof(text) - 1) > 0);
	user_want_eq(strcmp(text, want), 0);
	ksys_close(fd);
}

static void stays_awake(void)
{
	struct vfio_user user;

	load_with("disable_idle_d3=Y");
	vfio_bind(NIC);
	user = vfio_open(NIC);
	vfio_close(user);
	ksys_msleep(100);
	state_is("D0\n");
	vfio_unbind(NIC);
	load_with("disable_idle_d3=N");	/* which it overrides still */
	ksys_msleep(100);
	state_is("D3hot\n");
}

static void nothing(const struct vfio_world *world)
{
}

static const struct vfio_machine unbound = {
	.hardware = vfio_world_hardware, .prepare = nothing,
};

Test(parameters, a_device_is_left_in_d0_where_the_administrator_wants_it)
{
	struct vfio_world world = { .main = stays_awake, .machine = &unbound };

	skip_if_hosted("vfio_pci", "drives the module from inside");
	vfio_world_expect_clean(&world, 1);
}

static void line_masked_at_the_controller(void)
{
	int event = ksys_eventfd(0, EFD_NONBLOCK), unmask = ksys_eventfd(0, EFD_NONBLOCK);
	struct vfio_user user;
	u64 count, one = 1;

	load_with("nointxmask");
	vfio_bind(NIC);
	user = vfio_open(NIC);
	user_want_eq(vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, event), 0);
	for (int i = 0; i < 2; i++) {
		pci_hw_intx(pci_hw_find(0, 1, 0), true);
		user_want_eq(ksys_read(event, &count, 8), 8);
		pci_hw_intx(pci_hw_find(0, 1, 0), false);
		user_want_eq(vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX,
					      VFIO_IRQ_SET_ACTION_UNMASK, i ? -1 : unmask), 0);
		user_want_eq(ksys_write(unmask, &one, 8), 8);
		ksys_msleep(10);
	}
	user_want_eq(vfio_set_eventfd(user.device, VFIO_PCI_INTX_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, -1), 0);
	vfio_close(user);
}

Test(parameters, without_the_bit_a_line_is_masked_at_the_controller)
{
	struct vfio_world world = { .main = line_masked_at_the_controller, .machine = &unbound };

	skip_if_hosted("vfio_pci", "drives the module from inside");
	vfio_world_expect_clean(&world, 1);
}

static void bound_by_id(void)
{
	load_with("ids=1234:,zz,,8086:10d3:ffffffff:ffffffff:020000:ffffff");
	expect_driver(NIC, "vfio-pci");
	expect_driver(SIBLING, "vfio-pci");
	load_with("ids=8086:9999");
	expect_driver(NIC, "");
}

Test(parameters, ids_bind_what_they_name)
{
	struct vfio_world world = { .main = bound_by_id, .machine = &unbound };

	skip_if_hosted("vfio_pci", "drives the module from inside");
	vfio_world_expect_survival(&world);
}

static bool idle_d3_is(char value)
{
	long fd = ksys_open("/sys/module/vfio_pci/parameters/disable_idle_d3", O_RDONLY);
	char text[8] = "";

	user_want(ksys_read(fd, text, sizeof(text) - 1) > 0);
	ksys_close(fd);
	return *text == value;
}

static void options(void)
{
	load_with(" disable_idle_d3  no_such=1 async_probe=0");
	user_want(idle_d3_is('Y'));
	user_want_eq(module_load_with("vfio_pci", "disable_idle_d3=0"), 0);	/* there already */
	user_want(idle_d3_is('Y'));
	load_with("");
	user_want(idle_d3_is('N'));
	user_want_eq(module_unload("vfio_pci"), 0);
	user_want_eq(module_load_with("vfio_pci", "disable_idle_d3=1 nointxmask=so"), -EINVAL);
	user_want_eq(module_load_with("vfio_pci", "ids"), -EINVAL);
	user_want_eq(module_load("vfio_pci"), 0);
	user_want(idle_d3_is('N'));
}

Test(parameters, options_hold_until_the_module_goes_and_a_wrong_one_keeps_it_out)
{
	struct vfio_world world = { .main = options, .machine = &unbound };

	skip_if_hosted("vfio_pci", "drives the module from inside");
	vfio_world_expect_survival(&world);
}
