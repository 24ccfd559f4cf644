// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_mmap.c - mappings of files in sysfs (resourceN of a PCI function), and their end
 *
 * A mapping outlives the file. Its operations are wrapped so that each takes an active
 * reference, and removal takes the pages away: the next access is a fault that fails.
 */
#include "core/sysfs_open.h"

#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

#include "core/kernfs.h"

static struct sysfs_open *open_of(struct vm_area_struct *vma)
{
	return vma->vm_file->private_data;
}

static void sysfs_vma_open(struct vm_area_struct *vma)
{
	struct sysfs_open *of = open_of(vma);

	if (!of->vm_ops || !kernfs_get_active(of->kn))
		return;
	if (of->vm_ops->open)
		of->vm_ops->open(vma);
	kernfs_put_active(of->kn);
}

static vm_fault_t sysfs_vma_fault(struct vm_fault *vmf)
{
	struct sysfs_open *of = open_of(vmf->vma);
	vm_fault_t ret = VM_FAULT_SIGBUS;

	if (!of->vm_ops || !kernfs_get_active(of->kn))
		return VM_FAULT_SIGBUS;
	if (of->vm_ops->fault)
		ret = of->vm_ops->fault(vmf);
	kernfs_put_active(of->kn);
	return ret;
}

static int sysfs_vma_access(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
			    int write)
{
	struct sysfs_open *of = open_of(vma);
	int ret = -EINVAL;

	if (!of->vm_ops || !kernfs_get_active(of->kn))
		return -EINVAL;
	if (of->vm_ops->access)
		ret = of->vm_ops->access(vma, addr, buf, len, write);
	kernfs_put_active(of->kn);
	return ret;
}

static const struct vm_operations_struct sysfs_vm_ops = {
	.open	= sysfs_vma_open,
	.fault	= sysfs_vma_fault,
	.access	= sysfs_vma_access,
};

int sysfs_fop_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sysfs_open *of = file->private_data;
	struct kernfs_node *kn = of->kn;
	int ret = -ENODEV;

	/* Asked without the mutex: the others' is not to be taken under mmap_lock. */
	if (!of->can_mmap)
		return -ENODEV;
	mutex_lock(&of->mutex);
	if (!kernfs_get_active(kn))
		goto out_unlock;
	ret = sysfs_bin_attr(kn)->mmap(file, kn->kobj, sysfs_bin_attr(kn), vma);
	if (!ret) {
		of->vm_ops = vma->vm_ops;
		if (vma->vm_ops)
			vma->vm_ops = &sysfs_vm_ops;
		spin_lock(&sysfs_lock);
		of->mmapped = true;
		spin_unlock(&sysfs_lock);
	}
	kernfs_put_active(kn);
out_unlock:
	mutex_unlock(&of->mutex);
	return ret;
}

/* The inode of an open file that was mapped, once each, with a reference. */
static struct inode *next_mapped(struct kernfs_node *kn)
{
	struct sysfs_open *of;
	struct inode *inode = NULL;

	spin_lock(&sysfs_lock);
	list_for_each_entry(of, &kn->file.opens, entry) {
		if (of->mmapped) {
			of->mmapped = false;
			inode = file_inode(of->file);
			ihold(inode);
			break;
		}
	}
	spin_unlock(&sysfs_lock);
	return inode;
}

void sysfs_drain_opens(struct kernfs_node *kn)
{
	struct inode *inode;

	while ((inode = next_mapped(kn))) {
		unmap_mapping_range(inode->i_mapping, 0, 0, 1);
		iput(inode);
	}
}
