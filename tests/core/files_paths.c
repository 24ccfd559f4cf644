// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files_paths.c - names that lead to devices and attributes. What would go wrong: an
 * open that finds a device after it is gone, a file that keeps nothing alive, or an
 * attribute that a program cannot reach as it does on Linux.
 */
#include "user_world.h"

#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/uaccess.h>

#include "toy.h"

static ssize_t echo_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(buf, count, pos, "hello", 5);
}

static int misc_releases;

static int echo_release(struct inode *inode, struct file *file)
{
	misc_releases++;
	return 0;
}

static const struct file_operations echo_fops = {
	.owner		= THIS_MODULE,
	.read		= echo_read,
	.release	= echo_release,
	.llseek		= default_llseek,
};

static struct miscdevice echo = {
	.minor		= MISC_DYNAMIC_MINOR,
	.name		= "echo",
	.nodename	= "toys/echo",
	.fops		= &echo_fops,
};

static void open_a_node(void)
{
	char buf[64] = "";
	long fd;

	misc_releases = 0;
	cr_assert_eq(ksys_open("/dev/toys/echo", O_RDWR), -ENOENT);
	cr_assert_eq(misc_register(&echo), 0);
	fd = ksys_open("/dev/toys/echo", O_RDWR);
	cr_assert_geq(fd, 0);
	cr_assert_eq(ksys_read(fd, buf, 3), 3);
	cr_assert_eq(ksys_read(fd, buf + 3, 60), 2);
	cr_assert_str_eq(buf, "hello");
	cr_assert_eq(ksys_pread(fd, buf, 2, 4), 1);
	cr_assert_eq(ksys_lseek(fd, 1, SEEK_SET), 1);
	cr_assert_eq(ksys_read(fd, buf, 1), 1);
	cr_assert_eq(buf[0], 'e');
	cr_assert_eq(ksys_write(fd, buf, 1), -EINVAL);
	cr_assert_eq(ksys_listdir("/dev/toys", buf, sizeof(buf)), 5);
	cr_assert_str_eq(buf, "echo\n");
	misc_deregister(&echo);
	cr_assert_eq(ksys_open("/dev/toys/echo", O_RDWR), -ENOENT);
	cr_assert_eq(ksys_listdir("/dev/toys", buf, sizeof(buf)), -ENOENT);
	cr_assert_eq(ksys_pread(fd, buf, 5, 0), 5);
	ksys_close(fd);
	cr_assert_eq(misc_releases, 1);
}

Test(files_paths, a_node_is_there_while_its_device_is)
{
	user_world_expect_clean(open_a_node, 1);
}

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "42\n");
}

static char stored[16];

static ssize_t size_store(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count)
{
	strscpy(stored, buf, sizeof(stored));
	return count;
}
static DEVICE_ATTR_RW(size);

static void use_an_attribute(void)
{
	struct toy *toy;
	char buf[128] = "";
	long fd;

	cr_assert_eq(bus_register(&toy_bus), 0);
	toy = toy_add("toy0", NULL);
	cr_assert_eq(device_create_file(&toy->dev, &dev_attr_size), 0);
	fd = ksys_open("/sys/bus/toy/devices/toy0/size", O_RDWR);
	cr_assert_geq(fd, 0);
	cr_assert_eq(ksys_read(fd, buf, sizeof(buf)), 3);
	cr_assert_str_eq(buf, "42\n");
	cr_assert_eq(ksys_write(fd, "7", 1), 1);
	cr_assert_str_eq(stored, "7");
	cr_assert_eq(ksys_open("/sys/bus/toy/devices", O_RDONLY), -EISDIR);
	cr_assert_eq(ksys_open("/sys/bus/toy/devices/toy1/size", O_RDONLY), -ENOENT);
	cr_assert_eq(ksys_open("/etc/passwd", O_RDONLY), -ENOENT);
	cr_assert_gt(ksys_listdir("/sys/bus/toy/devices", buf, sizeof(buf)), 0);
	cr_assert_str_eq(buf, "toy0\n");
	memset(buf, 0, sizeof(buf));
	cr_assert_gt(ksys_readlink("/sys/bus/toy/devices/toy0", buf, sizeof(buf)), 0);
	cr_assert_str_eq(buf, "../../../devices/toy0");
	cr_assert_eq(ksys_readlink("/sys/bus/toy", buf, sizeof(buf)), -EINVAL);

	toy_remove(toy);
	cr_assert_eq(ksys_pread(fd, buf, 3, 0), -ENODEV);
	ksys_close(fd);
	bus_unregister(&toy_bus);
}

Test(files_paths, an_attribute_is_read_and_written_by_path)
{
	user_world_expect_clean(use_an_attribute, 1);
}

static void open_the_always_there(void)
{
	char buf[4] = "abc";
	long null = ksys_open("/dev/null", O_RDWR), zero = ksys_open("/dev/zero", O_RDONLY);

	cr_assert_eq(ksys_read(null, buf, 4), 0);
	cr_assert_eq(ksys_write(null, buf, 4), 4);
	cr_assert_eq(ksys_read(zero, buf, 3), 3);
	cr_assert_eq(buf[0], 0);
	cr_assert_eq(ksys_write(zero, buf, 3), -EBADF);
	cr_assert_eq(ksys_open("/dev/full", O_RDONLY), -ENOENT);
}

Test(files_paths, null_and_zero_are_always_there)
{
	user_world_expect_clean(open_the_always_there, 1);
}

static int opener(void *unused)
{
	char buf[8];
	long fd = ksys_open("/dev/toys/echo", O_RDONLY);

	cr_assert(fd >= 0 || fd == -ENOENT || fd == -ENODEV, "%ld", fd);
	if (fd >= 0)
		cr_assert_eq(ksys_read(fd, buf, 5), 5);
	return 0;
}

static void open_against_removal(void)
{
	struct process *process = process_create("opener", PROCESS_HOST_CLIENT);

	cr_assert_eq(misc_register(&echo), 0);
	process_thread(process, "opener", opener, NULL);
	process_thread(process, "opener", opener, NULL);
	misc_deregister(&echo);
	process_wait(process);
	process_put(process);
}

Test(files_paths, opens_race_with_the_removal_of_the_device)
{
	user_world_expect_clean(open_against_removal, 200);
}

static bool loud;
module_param(loud, bool, 0644);
static unsigned int limit = 12;
module_param(limit, uint, 0444);

static struct kernel_param *parameter_of(const void *arg)
{
	struct kernel_param *param;
	unsigned int i;

	for (i = 0; (param = kernel_param_at(i)); i++)
		if (param->arg == arg)
			return param;
	cr_assert_fail("no such parameter");
	return NULL;
}

static void parameters_as_text(void)
{
	struct kernel_param *is_loud = parameter_of(&loud), *has_limit = parameter_of(&limit);
	char buf[16] = "";

	cr_assert_eq(param_ops_bool.get(buf, is_loud), 2);
	cr_assert_str_eq(buf, "N\n");
	cr_assert_eq(param_ops_bool.set("Y\n", is_loud), 0);
	cr_assert(loud);
	cr_assert_eq(param_ops_bool.set("what", is_loud), -EINVAL);
	cr_assert_eq(param_ops_uint.set("0x20", has_limit), 0);
	cr_assert_eq(limit, 32);
	cr_assert_geq(ksys_listdir("/sys/module", buf, sizeof(buf)), 0);
}

Test(files_paths, parameters_begin_anew_in_each_world)
{
	user_world_expect_clean(parameters_as_text, 3);
	kernel_params_reset();
	cr_assert_not(loud);
	cr_assert_eq(limit, 12);
}
