// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - /dev/kvm and the module kvm
 *
 * The module stays loaded while a file of it is open. What runs without a file (work
 * items) must be over when the last file is gone: kvm_exit() frees what they use.
 */
#include <linux/kvm_host.h>

#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "kvm_priv.h"

/* A file that holds the VM's first reference. */
static struct file *new_vm_file(unsigned long type)
{
	struct kvm *vm = kvm_create_vm(type);
	struct file *file;

	if (IS_ERR(vm))
		return ERR_CAST(vm);
	file = anon_inode_getfile("kvm-vm", &kvm_vm_fops, vm, O_RDWR);
	if (IS_ERR(file))
		kvm_put_kvm(vm);
	return file;
}

/* The number last: from then on another thread may close it, and end the VM. */
static int create_vm(unsigned long type)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct file *file;

	if (fd < 0)
		return fd;
	file = new_vm_file(type);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

static long kvm_dev_ioctl(struct file *file, unsigned int ioctl, unsigned long arg)
{
	if (ioctl == KVM_CREATE_VM)
		return create_vm(arg);
	if (ioctl == KVM_CHECK_EXTENSION)
		return kvm_vm_ioctl_check_extension(arg);
	if (ioctl == KVM_GET_API_VERSION && !arg)
		return KVM_API_VERSION;
	/* Linux adds a page for port data and one for coalesced MMIO; neither is there. */
	if (ioctl == KVM_GET_VCPU_MMAP_SIZE && !arg)
		return PAGE_SIZE;
	return -EINVAL;
}

static struct file_operations kvm_chardev_ops = {
	.llseek		= noop_llseek,
	.unlocked_ioctl	= kvm_dev_ioctl,
};

static struct miscdevice node = {
	.name	= "kvm",
	.minor	= KVM_MINOR,
	.fops	= &kvm_chardev_ops,
};

static int node_init(void)
{
	return misc_register(&node);
}

static void node_exit(void)
{
	misc_deregister(&node);
}

static int vfio_ops_init(void)
{
	int err = kvm_vfio_ops_init();

	WARN_ON(err);
	return err;
}

/* The node comes last: from there on user space gets in. */
static const struct {
	int	(*init)(void);
	void	(*exit)(void);
} parts[] = {
	{ kvm_vcpu_cache_init,	kvm_vcpu_cache_exit },
	{ kvm_irqfd_init,	kvm_irqfd_exit },
	{ kvm_async_pf_init,	kvm_async_pf_deinit },
	{ vfio_ops_init,	kvm_vfio_ops_exit },
	{ node_init,		node_exit },
};

static void parts_exit(unsigned int count)
{
	while (count--)
		parts[count].exit();
}

/* Each open file holds @module. */
static void set_owner(struct module *module)
{
	kvm_chardev_ops.owner = module;
	kvm_device_fops.owner = module;
	kvm_vcpu_fops.owner = module;
	kvm_vm_fops.owner = module;
}

int kvm_init(struct module *module)
{
	unsigned int i;
	int err;

	set_owner(module);
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		err = parts[i].init();
		if (err) {
			parts_exit(i);
			return err;
		}
	}
	return 0;
}

void kvm_exit(void)
{
	parts_exit(ARRAY_SIZE(parts));
}

static int __init kvm_module_init(void)
{
	return kvm_init(THIS_MODULE);
}
module_init(kvm_module_init);

static void __exit kvm_module_exit(void)
{
	kvm_exit();
}
module_exit(kvm_module_exit);

MODULE_LICENSE("GPL");
