// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sample_mdev_mig.c - the sample device migrates: its RAM behind a header, in one read or several
 *
 * Invariants:
 *  G1  mig_state and the two files change under state_mutex.
 *  G2  A file that its session has let go of is disabled, under its own lock: reads and writes of
 *      it fail from then on. It is freed with its last reference.
 *
 * Order: state_mutex -> file->lock -> state->lock. No user memory is touched under state_mutex.
 */
#include <linux/anon_inodes.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/byteorder.h>

#include "sample_mdev.h"
#include "vfio_args.h"

#define SAMPLE_MIG_MAGIC	0x706d6173	/* "samp" */

struct sample_image {
	__le32	magic;
	__le32	size;
	u8	ram[SAMPLE_RAM_SIZE];
};

struct sample_file {
	struct file		*filp;		/* the session's reference */
	struct mutex		lock;
	/* lock: */
	struct sample_image	image;
	size_t			total;		/* bytes to read or written */
	bool			precopy;	/* the device still runs */
	bool			disabled;
};

static int sample_file_release(struct inode *inode, struct file *filp)
{
	struct sample_file *file = filp->private_data;

	mutex_destroy(&file->lock);
	kfree(file);
	return 0;
}

static ssize_t sample_file_read(struct file *filp, char __user *buf, size_t count, loff_t *ppos)
{
	struct sample_file *file = filp->private_data;
	ssize_t ret = -ENODEV;

	mutex_lock(&file->lock);
	if (!file->disabled) {
		ret = min_t(size_t, count, file->total - min_t(size_t, file->total, filp->f_pos));
		if (copy_to_user(buf, (u8 *)&file->image + filp->f_pos, ret))
			ret = -EFAULT;
		else
			filp->f_pos += ret;
	}
	mutex_unlock(&file->lock);
	return ret;
}

static ssize_t sample_file_write(struct file *filp, const char __user *buf, size_t count,
				 loff_t *ppos)
{
	struct sample_file *file = filp->private_data;
	ssize_t ret = -ENODEV;

	mutex_lock(&file->lock);
	if (!file->disabled) {
		ret = count;
		if (count > sizeof(file->image) - file->total)
			ret = -ENOSPC;
		else if (copy_from_user((u8 *)&file->image + file->total, buf, count))
			ret = -EFAULT;
		else
			file->total += count;
	}
	mutex_unlock(&file->lock);
	return ret;
}

/* What is left to read, while the device still runs. */
static int precopy_left(struct file *filp, u64 *left)
{
	struct sample_file *file = filp->private_data;
	int err = -ENODEV;

	mutex_lock(&file->lock);
	if (!file->disabled) {
		*left = file->total - min_t(size_t, file->total, filp->f_pos);
		err = file->precopy ? 0 : -EINVAL;
	}
	mutex_unlock(&file->lock);
	return err;
}

static long sample_file_precopy_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	const size_t size = offsetofend(struct vfio_precopy_info, dirty_bytes);
	void __user *uarg = (void __user *)arg;
	struct vfio_precopy_info info = {};
	int err;

	if (cmd != VFIO_MIG_GET_PRECOPY_INFO)
		return -ENOTTY;
	err = vfio_args_get(&info, uarg, size, VFIO_ARGS_ANY_FLAGS);
	if (!err)
		err = precopy_left(filp, &info.initial_bytes);
	return err ? err : vfio_args_put(uarg, &info, size);
}

static const struct file_operations sample_save_fops = {
	.owner = THIS_MODULE,
	.read = sample_file_read,
	.unlocked_ioctl = sample_file_precopy_ioctl,
	.release = sample_file_release,
};

static const struct file_operations sample_resume_fops = {
	.owner = THIS_MODULE,
	.write = sample_file_write,
	.release = sample_file_release,
};

static struct sample_file *sample_file_new(bool save)
{
	struct sample_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return ERR_PTR(-ENOMEM);
	mutex_init(&file->lock);
	file->filp = anon_inode_getfile(save ? "sample_mig_save" : "sample_mig_resume",
					save ? &sample_save_fops : &sample_resume_fops, file,
					save ? O_RDONLY : O_WRONLY);
	if (IS_ERR(file->filp)) {
		int ret = PTR_ERR(file->filp);

		kfree(file);
		return ERR_PTR(ret);
	}
	stream_open(file->filp->f_inode, file->filp);
	return file;
}

/* G2 */
static void sample_file_disable(struct sample_file **pfile)
{
	struct sample_file *file = *pfile;

	if (!file)
		return;
	mutex_lock(&file->lock);
	file->disabled = true;
	file->total = 0;
	mutex_unlock(&file->lock);
	*pfile = NULL;
	fput(file->filp);
}

static void sample_fill_image(struct sample_state *state, struct sample_file *file, bool precopy)
{
	mutex_lock(&file->lock);
	file->precopy = precopy;
	file->image.magic = cpu_to_le32(SAMPLE_MIG_MAGIC);
	file->image.size = cpu_to_le32(SAMPLE_RAM_SIZE);
	file->total = sizeof(file->image);
	mutex_lock(&state->lock);
	memcpy(file->image.ram, state->regs + SAMPLE_REG_RAM, SAMPLE_RAM_SIZE);
	mutex_unlock(&state->lock);
	mutex_unlock(&file->lock);
}

/* Begin to save: a file for the user, one reference for us. */
static struct file *sample_save(struct sample_state *state, bool precopy)
{
	struct sample_file *file = sample_file_new(true);

	if (IS_ERR(file))
		return ERR_CAST(file);
	sample_fill_image(state, file, precopy);
	get_file(file->filp);
	state->saving = file;
	return file->filp;
}

static struct file *sample_resume(struct sample_state *state)
{
	struct sample_file *file = sample_file_new(false);

	if (IS_ERR(file))
		return ERR_CAST(file);
	get_file(file->filp);
	state->resuming = file;
	return file->filp;
}

static int sample_load(struct sample_state *state, struct sample_file *file)
{
	int ret = -EINVAL;

	mutex_lock(&file->lock);
	if (file->total == sizeof(file->image) &&
	    le32_to_cpu(file->image.magic) == SAMPLE_MIG_MAGIC &&
	    le32_to_cpu(file->image.size) == SAMPLE_RAM_SIZE) {
		mutex_lock(&state->lock);
		memcpy(state->regs + SAMPLE_REG_RAM, file->image.ram, SAMPLE_RAM_SIZE);
		mutex_unlock(&state->lock);
		ret = 0;
	}
	mutex_unlock(&file->lock);
	return ret;
}

#define ARC(from, to)	((from) << 4 | (to))
#define S(state)	VFIO_DEVICE_STATE_##state

/* One arc. The file is new, and the caller's; NULL for none. */
static struct file *sample_step(struct sample_state *state, enum vfio_device_mig_state next)
{
	int ret = 0;

	switch (ARC(state->mig_state, next)) {
	case ARC(S(RUNNING), S(PRE_COPY)):
	case ARC(S(RUNNING_P2P), S(PRE_COPY_P2P)):
		return sample_save(state, true);
	case ARC(S(STOP), S(STOP_COPY)):
		return sample_save(state, false);
	case ARC(S(PRE_COPY_P2P), S(STOP_COPY)):
		sample_fill_image(state, state->saving, false);
		return NULL;
	case ARC(S(PRE_COPY), S(RUNNING)):
	case ARC(S(PRE_COPY_P2P), S(RUNNING_P2P)):
	case ARC(S(STOP_COPY), S(STOP)):
		sample_file_disable(&state->saving);
		return NULL;
	case ARC(S(STOP), S(RESUMING)):
		return sample_resume(state);
	case ARC(S(RESUMING), S(STOP)):
		ret = sample_load(state, state->resuming);
		if (ret)
			return ERR_PTR(ret);
		sample_file_disable(&state->resuming);
		return NULL;
	default:
		return NULL;	/* running or not makes no difference to it */
	}
}

static struct file *sample_set_state(struct vfio_device *vdev,
				     enum vfio_device_mig_state new_state)
{
	struct sample_state *state = container_of(vdev, struct sample_state, vdev);
	enum vfio_device_mig_state next;
	struct file *res = NULL;
	int ret;

	mutex_lock(&state->state_mutex);
	while (new_state != state->mig_state) {
		ret = vfio_mig_get_next_state(vdev, state->mig_state, new_state, &next);
		if (ret) {
			res = ERR_PTR(ret);
			break;
		}
		res = sample_step(state, next);
		if (IS_ERR(res))
			break;
		state->mig_state = next;
		if (WARN_ON(res && new_state != state->mig_state)) {
			fput(res);
			res = ERR_PTR(-EINVAL);
			break;
		}
	}
	mutex_unlock(&state->state_mutex);
	return res;
}

static int sample_get_state(struct vfio_device *vdev, enum vfio_device_mig_state *curr_state)
{
	struct sample_state *state = container_of(vdev, struct sample_state, vdev);

	mutex_lock(&state->state_mutex);
	*curr_state = state->mig_state;
	mutex_unlock(&state->state_mutex);
	return 0;
}

static int sample_get_data_size(struct vfio_device *vdev, unsigned long *stop_copy_length)
{
	*stop_copy_length = sizeof(struct sample_image);
	return 0;
}

const struct vfio_migration_ops sample_mig_ops = {
	.migration_set_state = sample_set_state,
	.migration_get_state = sample_get_state,
	.migration_get_data_size = sample_get_data_size,
};

void sample_mig_reset(struct sample_state *state)
{
	mutex_lock(&state->state_mutex);
	sample_file_disable(&state->saving);
	sample_file_disable(&state->resuming);
	state->mig_state = VFIO_DEVICE_STATE_RUNNING;
	mutex_unlock(&state->state_mutex);
}
