// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * access.c - config space: the kernel's accesses, and those for user space
 *
 *  A1  ->block_cfg_access is set exactly while one task is between
 *      pci_cfg_access_lock() and pci_cfg_access_unlock().
 *  A2  While it is set, accesses for user space wait; the kernel's own go on.
 *
 * Locking: pci_lock covers every access and the flag. It is held for one access of
 * the hardware and never while waiting.
 *
 * The flag is a lock in all but name: who sets it waits for the one before. The
 * checkers are told so, as of a mutex; Linux' lockdep does not know it, which is why
 * an inversion with device_lock() could live there for years (variant
 * pci-cfg-before-device-lock).
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "kernel/hooks.h"
#include "kernel/waits.h"

#include "core/device_key.h"

#include "pci.h"

/* Its class is the device's, as that of device_lock(); the subclass tells them apart. */
#define CFG_SUBCLASS	1

static DEFINE_RAW_SPINLOCK(pci_lock);
static DECLARE_WAIT_QUEUE_HEAD(pci_cfg_wait);

int pcibios_err_to_errno(int err)
{
	switch (err) {
	case PCIBIOS_FUNC_NOT_SUPPORTED:
		return -ENOENT;
	case PCIBIOS_BAD_VENDOR_ID:
		return -ENOTTY;
	case PCIBIOS_DEVICE_NOT_FOUND:
		return -ENODEV;
	case PCIBIOS_BAD_REGISTER_NUMBER:
		return -EFAULT;
	case PCIBIOS_SET_FAILED:
		return -EIO;
	case PCIBIOS_BUFFER_TOO_SMALL:
		return -ENOSPC;
	}
	return err <= 0 ? err : -ERANGE;
}

static int bus_read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *val)
{
	unsigned long flags;
	int res;

	if (where & (size - 1))
		return PCIBIOS_BAD_REGISTER_NUMBER;
	raw_spin_lock_irqsave(&pci_lock, flags);
	res = bus->ops->read(bus, devfn, where, size, val);
	raw_spin_unlock_irqrestore(&pci_lock, flags);
	if (res)
		*val = ~0u;
	return res;
}

static int bus_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val)
{
	unsigned long flags;
	int res;

	if (where & (size - 1))
		return PCIBIOS_BAD_REGISTER_NUMBER;
	raw_spin_lock_irqsave(&pci_lock, flags);
	res = bus->ops->write(bus, devfn, where, size, val);
	raw_spin_unlock_irqrestore(&pci_lock, flags);
	return res;
}

static int dev_read(const struct pci_dev *dev, int where, int size, u32 *val)
{
	if (pci_dev_is_disconnected(dev)) {
		*val = ~0u;
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	return bus_read(dev->bus, dev->devfn, where, size, val);
}

static int dev_write(const struct pci_dev *dev, int where, int size, u32 val)
{
	if (pci_dev_is_disconnected(dev))
		return PCIBIOS_DEVICE_NOT_FOUND;
	return bus_write(dev->bus, dev->devfn, where, size, val);
}

bool pci_cfg_access_blocked(struct pci_dev *dev)
{
	unsigned long flags;
	bool blocked;

	raw_spin_lock_irqsave(&pci_lock, flags);
	blocked = dev->block_cfg_access;
	raw_spin_unlock_irqrestore(&pci_lock, flags);
	return blocked;
}

/* With pci_lock held; drops it to wait for whoever has set the flag. */
static void pci_wait_cfg(struct pci_dev *dev)
{
	struct wait_note note = {
		.kind = WAIT_LOCK, .obj = &dev->cfg_access_map, .map = &dev->cfg_access_map,
		.name = "pci_cfg_access_lock", .ip = _RET_IP_,
	};

	while (dev->block_cfg_access) {
		raw_spin_unlock_irq(&pci_lock);
		wait_note_begin(&note);
		wait_event(pci_cfg_wait, !pci_cfg_access_blocked(dev));
		wait_note_end(&note);
		raw_spin_lock_irq(&pci_lock);
	}
}

static int user_read(struct pci_dev *dev, int where, int size, u32 *val)
{
	int ret;

	*val = ~0u;
	if (where & (size - 1))
		return -EINVAL;
	lock_sync(&dev->cfg_access_map, CFG_SUBCLASS, 0, 1, NULL, _RET_IP_);
	raw_spin_lock_irq(&pci_lock);
	pci_wait_cfg(dev);
	ret = dev->bus->ops->read(dev->bus, dev->devfn, where, size, val);
	raw_spin_unlock_irq(&pci_lock);
	if (ret)
		*val = ~0u;
	return pcibios_err_to_errno(ret);
}

static int user_write(struct pci_dev *dev, int where, int size, u32 val)
{
	int ret;

	if (where & (size - 1))
		return -EINVAL;
	lock_sync(&dev->cfg_access_map, CFG_SUBCLASS, 0, 1, NULL, _RET_IP_);
	raw_spin_lock_irq(&pci_lock);
	pci_wait_cfg(dev);
	ret = dev->bus->ops->write(dev->bus, dev->devfn, where, size, val);
	dev->user_wrote_config = 1;
	raw_spin_unlock_irq(&pci_lock);
	return pcibios_err_to_errno(ret);
}

#define ACCESSORS(name, type)								\
int pci_bus_read_config_##name(struct pci_bus *bus, unsigned int devfn, int where,	\
			       type *val)						\
{											\
	u32 data = 0;									\
	int res = bus_read(bus, devfn, where, sizeof(type), &data);			\
											\
	if (res != PCIBIOS_BAD_REGISTER_NUMBER)						\
		*val = data;								\
	return res;									\
}											\
int pci_bus_write_config_##name(struct pci_bus *bus, unsigned int devfn, int where,	\
				type val)						\
{											\
	return bus_write(bus, devfn, where, sizeof(type), val);				\
}											\
int pci_read_config_##name(const struct pci_dev *dev, int where, type *val)		\
{											\
	u32 data = 0;									\
	int res = dev_read(dev, where, sizeof(type), &data);				\
											\
	if (res != PCIBIOS_BAD_REGISTER_NUMBER)						\
		*val = data;								\
	return res;									\
}											\
int pci_write_config_##name(const struct pci_dev *dev, int where, type val)		\
{											\
	return dev_write(dev, where, sizeof(type), val);				\
}											\
int pci_user_read_config_##name(struct pci_dev *dev, int where, type *val)		\
{											\
	u32 data;									\
	int ret = user_read(dev, where, sizeof(type), &data);				\
											\
	if (ret != -EINVAL)								\
		*val = data;								\
	return ret;									\
}											\
int pci_user_write_config_##name(struct pci_dev *dev, int where, type val)		\
{											\
	return user_write(dev, where, sizeof(type), val);				\
}

ACCESSORS(byte, u8)
ACCESSORS(word, u16)
ACCESSORS(dword, u32)

/*
 * What @count registers from @pos on hold, and what of @ones they keep; they are put
 * back. One after the other, without letting anybody in between.
 */
void pci_size_registers(struct pci_dev *dev, int pos, int count, u32 ones, u32 *orig, u32 *size)
{
	struct pci_bus *bus = dev->bus;
	unsigned long flags;

	raw_spin_lock_irqsave(&pci_lock, flags);
	for (int i = 0; i < count; i++, pos += 4) {
		bus->ops->read(bus, dev->devfn, pos, 4, &orig[i]);
		bus->ops->write(bus, dev->devfn, pos, 4, ones);
		bus->ops->read(bus, dev->devfn, pos, 4, &size[i]);
		bus->ops->write(bus, dev->devfn, pos, 4, orig[i]);
	}
	raw_spin_unlock_irqrestore(&pci_lock, flags);
}

void pci_clear_and_set_config_dword(const struct pci_dev *dev, int pos, u32 clear, u32 set)
{
	u32 val;

	pci_read_config_dword(dev, pos, &val);
	pci_write_config_dword(dev, pos, (val & ~clear) | set);
}

void pci_cfg_access_init(struct pci_dev *dev)
{
	lockdep_init_map(&dev->cfg_access_map, "pci_cfg_access_lock",
			 device_lock_key(&dev->dev), 0);
}

void pci_cfg_access_lock(struct pci_dev *dev)
{
	might_sleep();
	hook_lock_want(&dev->cfg_access_map, CFG_SUBCLASS, HOOK_WAIT, NULL, _RET_IP_);
	raw_spin_lock_irq(&pci_lock);
	pci_wait_cfg(dev);
	dev->block_cfg_access = 1;
	raw_spin_unlock_irq(&pci_lock);
	hook_lock_have(&dev->cfg_access_map, CFG_SUBCLASS, HOOK_WAIT, _RET_IP_);
}

bool pci_cfg_access_trylock(struct pci_dev *dev)
{
	unsigned long flags;
	bool locked;

	hook_lock_want(&dev->cfg_access_map, CFG_SUBCLASS, HOOK_TRY, NULL, _RET_IP_);
	raw_spin_lock_irqsave(&pci_lock, flags);
	locked = !dev->block_cfg_access;
	if (locked)
		dev->block_cfg_access = 1;
	raw_spin_unlock_irqrestore(&pci_lock, flags);
	if (locked)
		hook_lock_have(&dev->cfg_access_map, CFG_SUBCLASS, HOOK_TRY, _RET_IP_);
	else
		hook_lock_quit(&dev->cfg_access_map, HOOK_TRY, _RET_IP_);
	return locked;
}

void pci_cfg_access_unlock(struct pci_dev *dev)
{
	unsigned long flags;

	hook_lock_drop(&dev->cfg_access_map, HOOK_WAIT, _RET_IP_);
	raw_spin_lock_irqsave(&pci_lock, flags);
	WARN_ON(!dev->block_cfg_access);
	dev->block_cfg_access = 0;
	raw_spin_unlock_irqrestore(&pci_lock, flags);
	wake_up_all(&pci_cfg_wait);
}
