// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci_reset.c - resets against unbinding, sriov_numvfs and each other (P01, P02, P4, C01, C09)
 */
#include "pci/expect.h"
#include "pci/pf_driver.h"

#include <linux/delay.h>
#include <linux/pm_runtime.h>
#include <linux/timekeeping.h>

#include "pci/edu_driver.h"

static struct process *user;
static long reset_result;

static void unbind_edu(void *unused)
{
	sysfs_write("bus/pci/drivers/edu/unbind", "0000:00:01.0");
}

static int open_reset_close(void *unused)
{
	long fd = ksys_open("/dev/edu", O_RDWR);

	if (fd >= 0) {
		reset_result = ksys_ioctl(fd, EDU_IOC_RESET, 0);
		ksys_close(fd);
	}
	return 0;
}

static int open_close(void *unused)
{
	long fd = ksys_open("/dev/edu", O_RDWR);

	if (fd >= 0)
		ksys_close(fd);
	return 0;
}

static void against_unbind(int (*program)(void *))
{
	cr_assert_eq(module_load("edu"), 0);
	user = process_create("user", 0);
	process_thread(user, "user", program, NULL);
	task("unbind", unbind_edu);
	process_wait(user);
	process_put(user);
	tasks_join();
	module_unload("edu");
}

static void reset_against_unbind(void)
{
	against_unbind(open_reset_close);
}

static void close_against_unbind(void)
{
	against_unbind(open_close);
}

Test(pci_reset_bugs, blocking_reset_waits_for_the_unbind_that_waits_for_its_user)
{
	set_variant("pci-reset-blocking");
	pci_world_finds(one_device, reset_against_unbind, 2000, KIND(WAIT));
}

Test(pci_reset_bugs, blocking_reset_on_close_waits_for_the_unbind_that_waits_for_it)
{
	set_variant("pci-reset-blocking");
	pci_world_finds(one_device, close_against_unbind, 2000, KIND(WAIT));
}

Test(pci_reset_bugs, trying_reset_gives_up_instead)
{
	pci_world_silent(one_device, reset_against_unbind, 1000);
	cr_assert(reset_result == 0 || reset_result == -EAGAIN);
	pci_world_silent(one_device, close_against_unbind, 500);
}

static void store_numvfs(void *unused)
{
	dev_write("0000:00:01.0/sriov_numvfs", "2");
	dev_write("0000:00:01.0/sriov_numvfs", "0");
}

static void reset_pf(void *unused)
{
	dev_write("0000:00:01.0/reset", "1");
}

static void reset_against_numvfs(void)
{
	pf_load();
	task("numvfs", store_numvfs);
	task("reset", reset_pf);
	tasks_join();
	pf_unload();
}

Test(pci_reset_bugs, config_block_before_device_lock_inverts_sriov_numvfs)
{
	set_variant("pci-cfg-before-device-lock");
	pci_world_finds(pf_machine, reset_against_numvfs, 500, KIND(WAIT) | KIND(ORDER));
}

Test(pci_reset_bugs, device_lock_before_config_block_is_silent)
{
	pci_world_silent(pf_machine, reset_against_numvfs, 200);
}

static void reset_bus_of_card(void *unused)
{
	struct pci_dev *dev = get_dev(1, 0, 0);

	cr_assert_not_null(dev);
	cr_assert_eq(pci_reset_bus(dev), 0);
	pci_dev_put(dev);
}

static void bus_reset_alone(void)
{
	reset_bus_of_card(NULL);
}

static void plain_machine(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);

	pci_hw_function(root, pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &plain_port), 0,
			&plain_card);
}

/* Reset 01: with everything below it, a bridge among that. */
static void plain_switch_machine(void)
{
	struct pci_hw_root *root = pci_hw_root(0, 0);
	struct pci_hw_fn *port = pci_hw_function(root, NULL, PCI_DEVFN(1, 0), &plain_port);
	struct pci_hw_fn *up = pci_hw_function(root, port, 0, &upstream);

	pci_hw_function(root, up, 0, &plain_card);
}

Test(pci_reset_bugs, bus_reset_without_bridge_lock_is_seen)
{
	set_variant("pci-bus-lock-without-bridge");
	says(pci_world_finds(plain_machine, bus_reset_alone, 1, KIND(STATE)),
	     "unlocked secondary bus reset");
}

Test(pci_reset_bugs, bridge_below_locked_twice_is_a_deadlock)
{
	set_variant("pci-bus-lock-bridge-twice");
	set_variant("pci-reset-blocking");
	pci_world_finds(plain_switch_machine, bus_reset_alone, 1, KIND(ORDER) | KIND(WAIT));
}

Test(pci_reset_bugs, bridge_locked_once_from_the_top_down_is_silent)
{
	pci_world_silent(plain_machine, bus_reset_alone, 50);
	pci_world_silent(plain_switch_machine, bus_reset_alone, 50);
}

static void unbind_waiting(void *unused)
{
	struct pci_dev *dev = get_dev(1, 0, 0);

	device_lock(&dev->dev);
	msleep(10000);
	device_unlock(&dev->dev);
	pci_dev_put(dev);
}

static long bus_reset_result;

static void try_bus_reset(void *unused)
{
	struct pci_dev *dev = get_dev(1, 0, 0);

	bus_reset_result = pci_reset_bus(dev);
	pci_dev_put(dev);
}

static u64 blocked_ns;

/* Somebody holds the card's lock for long: how long does a trying bus reset take? */
static void bus_reset_while_locked(void)
{
	u64 start;

	task("holder", unbind_waiting);
	msleep(1);
	start = ktime_get_ns();
	try_bus_reset(NULL);
	blocked_ns = ktime_get_ns() - start;
	tasks_join();
}

Test(pci_reset_bugs, bus_reset_that_locks_to_save_blocks_although_it_only_tries)
{
	set_variant("pci-bus-reset-locks-to-save");
	pci_world_run(plain_machine, bus_reset_while_locked, NULL, 0);
	cr_assert_gt(blocked_ns, 5000000000ull, "%llu", blocked_ns);
}

Test(pci_reset_bugs, bus_reset_that_tries_gives_up_at_once)
{
	pci_world_run(plain_machine, bus_reset_while_locked, NULL, 0);
	cr_assert_eq(findings_count(), 0);
	cr_assert_eq(bus_reset_result, -EAGAIN);
	cr_assert_lt(blocked_ns, 1000000ull, "%llu", blocked_ns);
}

/* The holder of the lock sees its device's command register change under its hands. */
static bool changed;

static void watch_command(void *unused)
{
	struct pci_dev *dev = get_dev(0, 1, 0);
	u16 before, after;

	device_lock(&dev->dev);
	pci_read_config_word(dev, PCI_COMMAND, &before);
	for (int i = 0; i < 50; i++) {
		pci_read_config_word(dev, PCI_COMMAND, &after);
		changed |= before != after;
	}
	device_unlock(&dev->dev);
	pci_dev_put(dev);
}

static void try_reset(void *unused)
{
	struct pci_dev *dev = get_dev(0, 1, 0);

	pci_try_reset_function(dev);
	pci_dev_put(dev);
}

static void reset_against_holder(void)
{
	task("holder", watch_command);
	task("reset", try_reset);
	tasks_join();
}

static bool ever_changed(void)
{
	changed = false;
	for (unsigned int seed = 1; seed <= 500 && !changed; seed++)
		pci_world_run(one_device, reset_against_holder, "random", seed);
	return changed;
}

Test(pci_reset_bugs, try_reset_that_saves_first_disables_a_device_somebody_has_locked)
{
	set_variant("pci-try-reset-unlocked-save");
	cr_assert(ever_changed());
}

Test(pci_reset_bugs, try_reset_leaves_a_locked_device_alone)
{
	cr_assert(!ever_changed());
}

/* As user space may, which sees a device before its BARs have addresses. */
static void allowed_to_sleep_too_early(void)
{
	struct pci_dev *port = get_dev(0, 1, 0), *card;

	pf_load();
	cr_assert_eq(dev_write("0000:01:00.0/remove", "1"), 1);
	cr_assert_eq(dev_write("0000:00:01.0/reset_subordinate", "1"), 1);
	msleep(2000);
	pci_lock_rescan_remove();
	pci_scan_child_bus(port->subordinate);
	card = get_dev(1, 0, 0);
	cr_assert_not_null(card);
	pm_runtime_allow(&card->dev);
	msleep(10);
	pci_rescan_bus(port->subordinate);
	pci_unlock_rescan_remove();
	pm_runtime_get_sync(&card->dev);
	pm_runtime_put(&card->dev);
	pci_dev_put(card);
	pci_dev_put(port);
	pf_unload();
}

Test(pci_reset_bugs, card_that_sleeps_before_it_has_addresses_wakes_up_without)
{
	set_variant("pci-pm-enabled-early");
	pci_world_finds(plain_machine, allowed_to_sleep_too_early, 1, KIND(STATE));
}

Test(pci_reset_bugs, card_that_sleeps_only_once_it_has_addresses_is_silent)
{
	pci_world_silent(plain_machine, allowed_to_sleep_too_early, 50);
}
