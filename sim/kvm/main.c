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
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "kvm_priv.h"

static int kvm_dev_ioctl_create_vm(unsigned long type)
{
	struct file *file;
	struct kvm *kvm;
	int fd, ret;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;

	kvm = kvm_create_vm(type);
	if (IS_ERR(kvm)) {
		ret = PTR_ERR(kvm);
		goto out_fd;
	}
	file = anon_inode_getfile("kvm-vm", &kvm_vm_fops, kvm, O_RDWR);
	if (IS_ERR(file)) {
		ret = PTR_ERR(file);
		goto out_kvm;
	}
	/* From here on the file's release puts the VM. */
	fd_install(fd, file);
	return fd;

out_kvm:
	kvm_put_kvm(kvm);
out_fd:
	put_unused_fd(fd);
	return ret;
}

static long kvm_dev_ioctl(struct file *file, unsigned int ioctl, unsigned long arg)
{
	switch (ioctl) {
	case KVM_GET_API_VERSION:
		return arg ? -EINVAL : KVM_API_VERSION;
	case KVM_CREATE_VM:
		return kvm_dev_ioctl_create_vm(arg);
	case KVM_CHECK_EXTENSION:
		return kvm_vm_ioctl_check_extension(arg);
	case KVM_GET_VCPU_MMAP_SIZE:
		/* Linux adds a page for port data and one for coalesced MMIO; neither is there. */
		return arg ? -EINVAL : PAGE_SIZE;
	default:
		return -EINVAL;
	}
}

static struct file_operations kvm_chardev_ops = {
	.unlocked_ioctl = kvm_dev_ioctl,
	.llseek = noop_llseek,
};

static struct miscdevice kvm_dev = {
	.minor = KVM_MINOR,
	.name = "kvm",
	.fops = &kvm_chardev_ops,
};

int kvm_init(struct module *module)
{
	int ret;

	ret = kvm_vcpu_cache_init();
	if (ret)
		return ret;
	ret = kvm_irqfd_init();
	if (ret)
		goto out_vcpu_cache;
	ret = kvm_async_pf_init();
	if (ret)
		goto out_irqfd;

	kvm_chardev_ops.owner = module;
	kvm_vm_fops.owner = module;
	kvm_vcpu_fops.owner = module;
	kvm_device_fops.owner = module;

	ret = kvm_vfio_ops_init();
	if (WARN_ON(ret))
		goto out_async_pf;
	/* The last thing: from here on user space gets in. */
	ret = misc_register(&kvm_dev);
	if (ret)
		goto out_vfio;
	return 0;

out_vfio:
	kvm_vfio_ops_exit();
out_async_pf:
	kvm_async_pf_deinit();
out_irqfd:
	kvm_irqfd_exit();
out_vcpu_cache:
	kvm_vcpu_cache_exit();
	return ret;
}

void kvm_exit(void)
{
	misc_deregister(&kvm_dev);
	kvm_vfio_ops_exit();
	kvm_async_pf_deinit();
	kvm_irqfd_exit();
	kvm_vcpu_cache_exit();
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
