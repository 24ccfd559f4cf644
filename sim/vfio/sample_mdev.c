// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sample_mdev.c - a mediated device without hardware: DMA by the CPU, pinned pages, a VM to know
 *
 * Stands for vfio-ap, which takes kvm->lock when it is opened, gvt and mtty in Linux. Its parent
 * is /sys/devices/virtual/sample_mdev/sample_mdev.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/iommu.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>

#include "sample_mdev.h"

DEFINE_VARIANT(sample_mdev_no_request, "sample-mdev-no-request", "vfio-ap before v6.6",
	       "the sample mdev does not pass on that it is wanted back (V19)");

static struct sample_state *to_sample(struct vfio_device *vdev)
{
	return container_of(vdev, struct sample_state, vdev);
}

static int sample_init_dev(struct vfio_device *vdev)
{
	struct sample_state *state = to_sample(vdev);

	mutex_init(&state->lock);
	mutex_init(&state->igate);
	mutex_init(&state->state_mutex);
	state->mig_state = VFIO_DEVICE_STATE_RUNNING;
	vdev->mig_ops = &sample_mig_ops;
	vdev->migration_flags = VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P |
				VFIO_MIGRATION_PRE_COPY;
	return 0;
}

static void sample_release_dev(struct vfio_device *vdev)
{
	struct sample_state *state = to_sample(vdev);

	mutex_destroy(&state->state_mutex);
	mutex_destroy(&state->igate);
	mutex_destroy(&state->lock);
}

/* As vfio-ap does: what it tells the VM is covered by the VM's lock. */
static int sample_open_device(struct vfio_device *vdev)
{
	struct sample_state *state = to_sample(vdev);

	if (vdev->kvm) {
		mutex_lock(&vdev->kvm->lock);
		mutex_lock(&state->lock);
		state->kvm_known = true;
		mutex_unlock(&state->lock);
		mutex_unlock(&vdev->kvm->lock);
	}
	return 0;
}

static void sample_unpin(struct sample_state *state)
{
	if (!state->page)
		return;
	state->page = NULL;
	vfio_unpin_pages(&state->vdev, state->page_iova, 1);
}

static void sample_close_device(struct vfio_device *vdev)
{
	struct sample_state *state = to_sample(vdev);
	int i;

	mutex_lock(&state->lock);
	sample_unpin(state);
	memset(state->regs, 0, sizeof(state->regs));
	state->kvm_known = false;
	mutex_unlock(&state->lock);

	sample_mig_reset(state);

	mutex_lock(&state->igate);
	for (i = 0; i < SAMPLE_NUM_IRQS; i++) {
		if (state->trigger[i])
			eventfd_ctx_put(state->trigger[i]);
		state->trigger[i] = NULL;
	}
	mutex_unlock(&state->igate);
}

static void sample_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct sample_state *state = to_sample(vdev);

	mutex_lock(&state->lock);
	if (state->page_iova >= iova && state->page_iova - iova < length)
		sample_unpin(state);
	mutex_unlock(&state->lock);
}

static void sample_signal(struct sample_state *state, int irq)
{
	mutex_lock(&state->igate);
	if (state->trigger[irq])
		eventfd_signal(state->trigger[irq]);
	mutex_unlock(&state->igate);
}

static void sample_request(struct vfio_device *vdev, unsigned int count)
{
	if (!variant(sample_mdev_no_request))
		sample_signal(to_sample(vdev), SAMPLE_IRQ_REQ);
}

static int sum_of(const u8 *buf, size_t len)
{
	int sum = 0;

	while (len--)
		sum += *buf++;
	return sum;
}

static int sample_copy(struct sample_state *state, dma_addr_t iova, size_t len, bool fill)
{
	u8 *buf;
	int ret;

	if (!len || len > PAGE_SIZE)
		return -EINVAL;
	buf = kmalloc(len, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memset(buf, 0x5a, len);
	ret = vfio_dma_rw(&state->vdev, iova, buf, len, fill);
	if (!ret && !fill)
		ret = sum_of(buf, len);
	kfree(buf);
	return ret;
}

static int sample_pin(struct sample_state *state, dma_addr_t iova)
{
	struct page *page;
	int ret;

	if (state->page)
		return -EBUSY;
	ret = vfio_pin_pages(&state->vdev, iova, 1, IOMMU_READ | IOMMU_WRITE, &page);
	if (ret != 1)
		return ret < 0 ? ret : -EFAULT;
	state->page = page;
	state->page_iova = iova;
	return 0;
}

static int sample_command(struct sample_state *state, u32 cmd)
{
	dma_addr_t iova = get_unaligned_le64(state->regs + SAMPLE_REG_IOVA);
	u32 len = get_unaligned_le32(state->regs + SAMPLE_REG_LEN);

	switch (cmd) {
	case SAMPLE_CMD_FILL:
		return sample_copy(state, iova, len, true);
	case SAMPLE_CMD_SUM:
		return sample_copy(state, iova, len, false);
	case SAMPLE_CMD_PIN:
		return sample_pin(state, iova);
	case SAMPLE_CMD_UNPIN:
		sample_unpin(state);
		return 0;
	default:
		return -EINVAL;
	}
}

static ssize_t sample_read(struct vfio_device *vdev, char __user *buf, size_t count,
			   loff_t *ppos)
{
	struct sample_state *state = to_sample(vdev);
	u8 regs[SAMPLE_REGS_SIZE];

	if (*ppos >= SAMPLE_REGS_SIZE)
		return -EINVAL;
	count = min_t(size_t, count, SAMPLE_REGS_SIZE - *ppos);
	mutex_lock(&state->lock);
	memcpy(regs, state->regs, sizeof(regs));
	mutex_unlock(&state->lock);
	if (copy_to_user(buf, regs + *ppos, count))
		return -EFAULT;
	*ppos += count;
	return count;
}

static ssize_t sample_write(struct vfio_device *vdev, const char __user *buf, size_t count,
			    loff_t *ppos)
{
	struct sample_state *state = to_sample(vdev);
	u8 data[SAMPLE_REGS_SIZE];
	bool done = false;
	loff_t pos = *ppos;

	if (pos >= SAMPLE_REGS_SIZE)
		return -EINVAL;
	count = min_t(size_t, count, SAMPLE_REGS_SIZE - pos);
	if (copy_from_user(data, buf, count))
		return -EFAULT;

	mutex_lock(&state->lock);
	memcpy(state->regs + pos, data, count);
	if (pos <= SAMPLE_REG_CMD && pos + count >= SAMPLE_REG_CMD + 4) {
		u32 cmd = get_unaligned_le32(state->regs + SAMPLE_REG_CMD);

		put_unaligned_le32(sample_command(state, cmd), state->regs + SAMPLE_REG_STATUS);
		done = true;
	}
	mutex_unlock(&state->lock);
	if (done)
		sample_signal(state, SAMPLE_IRQ_DONE);
	*ppos += count;
	return count;
}

static int sample_get_info(struct vfio_device_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	info.flags = VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = 1;
	info.num_irqs = SAMPLE_NUM_IRQS;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static int sample_get_region_info(struct vfio_region_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_region_info, offset);
	struct vfio_region_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index)
		return -EINVAL;
	info.flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	info.size = SAMPLE_REGION_SIZE;
	info.offset = 0;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static int sample_get_irq_info(struct vfio_irq_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index >= SAMPLE_NUM_IRQS)
		return -EINVAL;
	info.flags = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE;
	info.count = 1;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static int sample_set_trigger(struct sample_state *state, int irq, int fd)
{
	struct eventfd_ctx *ctx = NULL, *old;

	if (fd < -1)
		return -EINVAL;
	if (fd >= 0) {
		ctx = eventfd_ctx_fdget(fd);
		if (IS_ERR(ctx))
			return PTR_ERR(ctx);
	}
	mutex_lock(&state->igate);
	old = state->trigger[irq];
	state->trigger[irq] = ctx;
	mutex_unlock(&state->igate);
	if (old)
		eventfd_ctx_put(old);
	return 0;
}

static int sample_set_irqs(struct sample_state *state, struct vfio_irq_set __user *arg)
{
	size_t minsz = offsetofend(struct vfio_irq_set, count), data_size;
	struct vfio_irq_set hdr;
	s32 fd = -1;
	int ret;

	if (copy_from_user(&hdr, arg, minsz))
		return -EFAULT;
	ret = vfio_set_irqs_validate_and_prepare(&hdr, 1, SAMPLE_NUM_IRQS, &data_size);
	if (ret)
		return ret;
	if ((hdr.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) != VFIO_IRQ_SET_ACTION_TRIGGER)
		return -ENOTTY;
	if (hdr.flags & VFIO_IRQ_SET_DATA_BOOL)
		return -ENOTTY;
	if (!(hdr.flags & VFIO_IRQ_SET_DATA_EVENTFD)) {
		if (hdr.count) {
			sample_signal(state, hdr.index);
			return 0;
		}
		return sample_set_trigger(state, hdr.index, -1);
	}
	if (data_size && copy_from_user(&fd, &arg->data, sizeof(fd)))
		return -EFAULT;
	return sample_set_trigger(state, hdr.index, fd);
}

static int sample_reset(struct sample_state *state)
{
	mutex_lock(&state->lock);
	memset(state->regs, 0, sizeof(state->regs));
	sample_unpin(state);
	mutex_unlock(&state->lock);
	sample_mig_reset(state);
	return 0;
}

static long sample_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg)
{
	struct sample_state *state = to_sample(vdev);
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case VFIO_DEVICE_GET_INFO:
		return sample_get_info(uarg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return sample_get_region_info(uarg);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return sample_get_irq_info(uarg);
	case VFIO_DEVICE_SET_IRQS:
		return sample_set_irqs(state, uarg);
	case VFIO_DEVICE_RESET:
		return sample_reset(state);
	default:
		return -ENOTTY;
	}
}

static const struct vfio_device_ops sample_dev_ops = {
	.name		= "sample-mdev",
	.init		= sample_init_dev,
	.release	= sample_release_dev,
	.open_device	= sample_open_device,
	.close_device	= sample_close_device,
	.read		= sample_read,
	.write		= sample_write,
	.ioctl		= sample_ioctl,
	.request	= sample_request,
	.dma_unmap	= sample_dma_unmap,
	.bind_iommufd	= vfio_iommufd_emulated_bind,
	.unbind_iommufd	= vfio_iommufd_emulated_unbind,
	.attach_ioas	= vfio_iommufd_emulated_attach_ioas,
	.detach_ioas	= vfio_iommufd_emulated_detach_ioas,
};

static int sample_probe(struct mdev_device *mdev)
{
	struct sample_state *state;
	int ret;

	state = vfio_alloc_device(sample_state, vdev, &mdev->dev, &sample_dev_ops);
	if (IS_ERR(state))
		return PTR_ERR(state);
	ret = vfio_register_emulated_iommu_dev(&state->vdev);
	if (ret) {
		vfio_put_device(&state->vdev);
		return ret;
	}
	dev_set_drvdata(&mdev->dev, state);
	return 0;
}

static void sample_remove(struct mdev_device *mdev)
{
	struct sample_state *state = dev_get_drvdata(&mdev->dev);

	vfio_unregister_group_dev(&state->vdev);
	vfio_put_device(&state->vdev);
}

static struct mdev_driver sample_driver = {
	.device_api = "vfio-sample",
	.max_instances = 4,
	.driver = {
		.name = "sample_mdev",
		.owner = THIS_MODULE,
		.mod_name = KBUILD_MODNAME,
	},
	.probe = sample_probe,
	.remove = sample_remove,
};

static struct mdev_type sample_type = {
	.sysfs_name = "1",
	.pretty_name = "A device for tests",
};
static struct mdev_type *sample_types[] = { &sample_type };

static struct mdev_parent sample_parent;
static struct class *sample_class;
static struct device *sample_device;

static int __init sample_mdev_init(void)
{
	int ret;

	/* On Linux a module that is loaded again has new data. */
	memset(&sample_type.kobj, 0, sizeof(sample_type.kobj));
	ret = mdev_register_driver(&sample_driver);
	if (ret)
		return ret;
	sample_class = class_create("sample_mdev");
	if (IS_ERR(sample_class)) {
		ret = PTR_ERR(sample_class);
		goto out_driver;
	}
	sample_device = device_create(sample_class, NULL, 0, NULL, "sample_mdev");
	if (IS_ERR(sample_device)) {
		ret = PTR_ERR(sample_device);
		goto out_class;
	}
	ret = mdev_register_parent(&sample_parent, sample_device, &sample_driver, sample_types,
				   ARRAY_SIZE(sample_types));
	if (!ret)
		return 0;
	device_unregister(sample_device);
out_class:
	class_destroy(sample_class);
out_driver:
	mdev_unregister_driver(&sample_driver);
	return ret;
}

static void __exit sample_mdev_exit(void)
{
	mdev_unregister_parent(&sample_parent);
	device_unregister(sample_device);
	class_destroy(sample_class);
	mdev_unregister_driver(&sample_driver);
}

module_init(sample_mdev_init);
module_exit(sample_mdev_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A mediated device for tests");
