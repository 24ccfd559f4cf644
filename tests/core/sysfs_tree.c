// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_tree.c - what is where in sysfs: groups, binary files, links, listings, events. What
 * would go wrong: user space does not find what Linux shows it.
 */
#include "core/world.h"

#include <linux/device.h>
#include <linux/err.h>
#include <linux/notifier.h>

#include "core/sysfs.h"
#include "core/toy.h"
#include "core/uevent.h"

static bool show_second;

static ssize_t first_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "1\n");
}
static DEVICE_ATTR_RO(first);

static ssize_t second_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "2\n");
}
static DEVICE_ATTR_RO(second);

static struct attribute *pair_attrs[] = { &dev_attr_first.attr, &dev_attr_second.attr, NULL };

static umode_t pair_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	return n == 0 || show_second ? attr->mode : 0;
}

static ssize_t raw_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			char *buf, loff_t off, size_t count)
{
	memset(buf, 'x', count);
	return count;
}
static BIN_ATTR_RO(raw, 16);
static struct bin_attribute *pair_bin_attrs[] = { &bin_attr_raw, NULL };

static const struct attribute_group pair_group = {
	.attrs		= pair_attrs,
	.bin_attrs	= pair_bin_attrs,
	.is_visible	= pair_visible,
};

static const struct attribute_group named_group = {
	.name	= "named",
	.attrs	= pair_attrs,
};

static struct toy *toy;

static void with_toy(void (*fn)(void))
{
	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	fn();
	toy_remove(toy);
	bus_unregister(&toy_bus);
}

static void listing(const char *path, const char *want)
{
	struct kernfs_node *dir = sysfs_lookup(path, 0);
	char names[256] = "", name[64];
	enum sysfs_kind kind;

	cr_assert(!IS_ERR(dir), "%s", path);
	for (unsigned int i = 0; sysfs_listdir(dir, i, name, sizeof(name), &kind) > 0; i++) {
		strcat(names, name);
		strcat(names, kind == SYSFS_DIRECTORY ? "/" : kind == SYSFS_LINK ? "@" : "");
		strcat(names, " ");
	}
	kernfs_put(dir);
	cr_assert_str_eq(names, want);
}

static void groups(void)
{
	const struct attribute_group *both[] = { &pair_group, &named_group, NULL };
	char buf[8];

	show_second = false;
	cr_assert_eq(device_add_groups(&toy->dev, both), 0);
	cr_assert_eq(device_add_group(&toy->dev, &pair_group), -EEXIST);
	listing("devices/toy0", "driver_override first named/ power/ raw subsystem@ uevent ");
	listing("devices/toy0/named", "first second ");
	cr_assert_eq(sysfs_read("devices/toy0/second", buf, sizeof(buf)), -ENOENT);
	show_second = true;
	cr_assert_eq(sysfs_update_group(&toy->dev.kobj, &pair_group), 0);
	cr_assert_eq(sysfs_read("devices/toy0/second", buf, sizeof(buf)), 2);
	show_second = false;
	cr_assert_eq(sysfs_update_group(&toy->dev.kobj, &pair_group), 0);
	cr_assert_eq(sysfs_read("devices/toy0/second", buf, sizeof(buf)), -ENOENT);
	cr_assert_eq(sysfs_write("devices/toy0/first", "1"), -EACCES);
	device_remove_groups(&toy->dev, both);
	listing("devices/toy0", "driver_override power/ subsystem@ uevent ");
}

static void groups_world(void)
{
	with_toy(groups);
}

Test(sysfs_tree, groups_show_what_is_visible_and_go_as_a_whole)
{
	struct world world = {};

	world_expect_silence(&world, groups_world);
}

static void paths(void)
{
	struct kernfs_node *kn;
	char buf[64];

	listing("bus/toy", "devices/ drivers/ drivers_autoprobe drivers_probe ");
	listing("bus/toy/devices", "toy0@ ");
	kn = sysfs_lookup("bus/toy/devices/toy0/../../drivers", 0);
	cr_assert_eq(PTR_ERR(kn), -ENOENT, "a link leads away: .. is of where it leads");
	kn = sysfs_lookup("bus/toy/devices/toy0", SYSFS_NOFOLLOW);
	cr_assert_eq(sysfs_kind(kn), SYSFS_LINK);
	buf[sysfs_readlink(kn, buf, sizeof(buf) - 1)] = '\0';
	cr_assert_str_eq(buf, "../../../devices/toy0");
	kernfs_put(kn);
	kn = sysfs_lookup("/bus//toy/devices/toy0/", 0);
	cr_assert_eq(sysfs_kind(kn), SYSFS_DIRECTORY);
	cr_assert_str_eq(sysfs_name(kn), "toy0");
	kernfs_put(kn);
	cr_assert_eq(PTR_ERR(sysfs_lookup("bus/toy/drivers_probe/x", 0)), -ENOTDIR);
	cr_assert_eq(sysfs_read("devices/toy0", buf, sizeof(buf)), -EISDIR);
	cr_assert_eq(sysfs_read("bus/toy/drivers_probe", buf, sizeof(buf)), -EACCES);
}

static void paths_world(void)
{
	with_toy(paths);
}

Test(sysfs_tree, paths_lead_through_links_and_end_where_there_is_nothing)
{
	struct world world = {};

	world_expect_silence(&world, paths_world);
}

static char events[512];

static int note_event(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct uevent *event = data;

	strcat(events, kobject_action_name(action));
	strcat(events, " ");
	strcat(events, event->path);
	for (int i = 0; i < event->env->envp_idx; i++)
		if (!strncmp(event->env->envp[i], "DRIVER=", 7)) {
			strcat(events, " ");
			strcat(events, event->env->envp[i]);
		}
	strcat(events, ";");
	return NOTIFY_OK;
}

static void listen(void)
{
	struct notifier_block nb = { .notifier_call = note_event };

	events[0] = '\0';
	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	cr_assert_eq(driver_register(&toy_driver), 0);
	cr_assert_eq(uevent_register_notifier(&nb), 0);
	toy = toy_add("toy0", NULL);
	toy_remove(toy);
	cr_assert_eq(uevent_unregister_notifier(&nb), 0);
	cr_assert_str_eq(events, "add /devices/toy0;bind /devices/toy0 DRIVER=toy-driver;"
				 "unbind /devices/toy0;remove /devices/toy0;");
	driver_unregister(&toy_driver);
	bus_unregister(&toy_bus);
}

Test(sysfs_tree, a_device_tells_of_its_life_in_four_events)
{
	struct world world = {};

	world_expect_silence(&world, listen);
}

static int note_bus_event(struct notifier_block *nb, unsigned long action, void *data)
{
	static const char names[] = "adrBbUuN";

	strncat(events, &names[action], 1);
	return NOTIFY_OK;
}

static void listen_to_bus(void)
{
	struct notifier_block nb = { .notifier_call = note_bus_event };

	events[0] = '\0';
	toy_probe_result = 0;
	cr_assert_eq(bus_register(&toy_bus), 0);
	cr_assert_eq(bus_register_notifier(&toy_bus, &nb), 0);
	cr_assert_eq(driver_register(&toy_driver), 0);
	toy = toy_add("toy0", NULL);
	toy_remove(toy);
	cr_assert_str_eq(events, "aBbdUur");
	driver_unregister(&toy_driver);
	cr_assert_eq(bus_unregister_notifier(&toy_bus, &nb), 0);
	bus_unregister(&toy_bus);
}

Test(sysfs_tree, the_bus_hears_of_each_step_in_order)
{
	struct world world = {};

	world_expect_silence(&world, listen_to_bus);
}
