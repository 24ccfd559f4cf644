// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state.c - saving and restoring a device's config space around a reset
 *
 * The header is kept in ->saved_config_space; registers of capabilities in buffers
 * that are allocated when the device is found, so that saving cannot fail later.
 * Whoever saves holds the device lock or is the driver; of two saves, the newer one
 * counts.
 */
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "as_linux.h"
#include "pci.h"

DEFINE_VARIANT(pci_save_trusts_reads, "pci-save-trusts-reads", "Linux 6.12 and later",
	       "what a device reads as whose port is away is saved, and written back");

static const u16 pcie_saved[] = {
	PCI_EXP_DEVCTL, PCI_EXP_LNKCTL, PCI_EXP_SLTCTL, PCI_EXP_RTCTL,
	PCI_EXP_DEVCTL2, PCI_EXP_LNKCTL2,
};

static const u16 aer_saved[] = {
	PCI_ERR_UNCOR_MASK, PCI_ERR_UNCOR_SEVER, PCI_ERR_COR_MASK, PCI_ERR_CAP,
	PCI_ERR_ROOT_COMMAND,
};

static struct pci_cap_saved_state *find_saved(struct pci_dev *dev, u16 cap, bool extended)
{
	struct pci_cap_saved_state *saved;

	hlist_for_each_entry(saved, &dev->saved_cap_space, next)
		if (saved->cap_nr == cap && saved->cap_extended == extended)
			return saved;
	return NULL;
}

static void add_buffer(struct pci_dev *dev, u16 cap, bool extended, unsigned int words)
{
	struct pci_cap_saved_state *saved;

	saved = kzalloc(struct_size(saved, data, words), GFP_KERNEL);
	if (!saved) {
		pci_err(dev, "unable to allocate suspend buffer for capability %#x\n", cap);
		return;
	}
	saved->cap_nr = cap;
	saved->cap_extended = extended;
	saved->size = words * sizeof(u32);
	hlist_add_head(&saved->next, &dev->saved_cap_space);
}

void pci_allocate_cap_save_buffers(struct pci_dev *dev)
{
	if (pci_is_pcie(dev))
		add_buffer(dev, PCI_CAP_ID_EXP, false, ARRAY_SIZE(pcie_saved));
	if (dev->aer_cap)
		add_buffer(dev, PCI_EXT_CAP_ID_ERR, true, ARRAY_SIZE(aer_saved));
}

void pci_free_cap_save_buffers(struct pci_dev *dev)
{
	struct pci_cap_saved_state *saved;
	struct hlist_node *next;

	hlist_for_each_entry_safe(saved, next, &dev->saved_cap_space, next)
		kfree(saved);
	INIT_HLIST_HEAD(&dev->saved_cap_space);
}

static int aer_registers(struct pci_dev *dev)
{
	bool root = pci_is_pcie(dev) && pci_pcie_type(dev) == PCI_EXP_TYPE_ROOT_PORT;

	return ARRAY_SIZE(aer_saved) - !root;
}

static int save_pcie(struct pci_dev *dev)
{
	struct pci_cap_saved_state *saved = find_saved(dev, PCI_CAP_ID_EXP, false);
	u16 value;

	if (!pci_is_pcie(dev))
		return 0;
	if (!saved)
		return -ENOMEM;
	for (int i = 0; i < ARRAY_SIZE(pcie_saved); i++) {
		pcie_capability_read_word(dev, pcie_saved[i], &value);
		saved->data[i] = value;
	}
	return 0;
}

static void save_aer(struct pci_dev *dev)
{
	struct pci_cap_saved_state *saved = find_saved(dev, PCI_EXT_CAP_ID_ERR, true);

	for (int i = 0; saved && i < aer_registers(dev); i++)
		pci_read_config_dword(dev, dev->aer_cap + aer_saved[i], &saved->data[i]);
}

/* Ones are no register's value, but for the identity of a VF, which has none. */
static bool saved_nothing(struct pci_dev *dev)
{
	struct pci_cap_saved_state *saved = find_saved(dev, PCI_CAP_ID_EXP, false);

	for (int i = 1; i < 16; i++)
		if (PCI_POSSIBLE_ERROR(dev->saved_config_space[i]))
			return true;
	for (int i = 0; saved && i < ARRAY_SIZE(pcie_saved); i++)
		if (saved->data[i] == 0xffff)
			return true;
	return false;
}

/*
 * A port that is reset or falls asleep meanwhile makes ones of what is read. Writing them back
 * would set, among others, the bit that resets the function: then nothing is saved.
 */
int pci_save_state(struct pci_dev *dev)
{
	int ret;

	for (int i = 0; i < 16; i++)
		pci_read_config_dword(dev, i * 4, &dev->saved_config_space[i]);
	dev->state_saved = true;
	ret = save_pcie(dev);
	if (ret)
		return ret;
	save_aer(dev);
	if (!as_6_12(pci_save_trusts_reads) && saved_nothing(dev))
		dev->state_saved = false;
	return 0;
}

static void restore_pcie(struct pci_dev *dev)
{
	struct pci_cap_saved_state *saved = find_saved(dev, PCI_CAP_ID_EXP, false);

	for (int i = 0; saved && i < ARRAY_SIZE(pcie_saved); i++)
		pcie_capability_write_word(dev, pcie_saved[i], saved->data[i]);
}

/* What the reset itself did to the device is no error to be reported. */
static void restore_aer(struct pci_dev *dev)
{
	struct pci_cap_saved_state *saved = find_saved(dev, PCI_EXT_CAP_ID_ERR, true);
	int pos = dev->aer_cap;
	u32 status;

	if (!saved)
		return;
	pci_read_config_dword(dev, pos + PCI_ERR_COR_STATUS, &status);
	pci_write_config_dword(dev, pos + PCI_ERR_COR_STATUS, status);
	pci_read_config_dword(dev, pos + PCI_ERR_UNCOR_STATUS, &status);
	pci_write_config_dword(dev, pos + PCI_ERR_UNCOR_STATUS, status);
	for (int i = 0; i < aer_registers(dev); i++)
		pci_write_config_dword(dev, pos + aer_saved[i], saved->data[i]);
}

static void restore_dword(struct pci_dev *dev, int word, int retries)
{
	u32 want = dev->saved_config_space[word], val;

	pci_read_config_dword(dev, word * 4, &val);
	while (val != want) {
		pci_write_config_dword(dev, word * 4, want);
		if (retries-- <= 0)
			return;
		pci_read_config_dword(dev, word * 4, &val);
		if (val != want)
			mdelay(1);
	}
}

static void restore_range(struct pci_dev *dev, int first, int last, int retries)
{
	while (last >= first)
		restore_dword(dev, last--, retries);
}

/* From the end: addresses and windows come back before the command register uses them. */
static void restore_header(struct pci_dev *dev)
{
	if (dev->hdr_type == PCI_HEADER_TYPE_NORMAL) {
		restore_range(dev, 10, 15, 0);
		restore_range(dev, 4, 9, 10);
		restore_range(dev, 0, 3, 0);
	} else {
		restore_range(dev, 0, 15, 0);
	}
}

void pci_restore_state(struct pci_dev *dev)
{
	if (!dev->state_saved)
		return;
	restore_pcie(dev);
	restore_aer(dev);
	restore_header(dev);
	pci_restore_msi_state(dev);
	pci_enable_acs(dev);
	pci_restore_iov_state(dev);
	dev->state_saved = false;
}

/* A copy of what is saved, for a later pci_load_saved_state(). */
struct pci_saved_state {
	u32	config_space[16];
	u32	caps;			/* bytes that follow: pci_cap_saved_state's data */
	u32	data[];
};

struct pci_saved_state *pci_store_saved_state(struct pci_dev *dev)
{
	struct pci_cap_saved_state *saved;
	struct pci_saved_state *state;
	u32 bytes = 0, at = 0;

	if (!dev->state_saved)
		return NULL;
	hlist_for_each_entry(saved, &dev->saved_cap_space, next)
		bytes += saved->size;
	state = kzalloc(sizeof(*state) + bytes, GFP_KERNEL);
	if (!state)
		return NULL;
	memcpy(state->config_space, dev->saved_config_space, sizeof(state->config_space));
	state->caps = bytes;
	hlist_for_each_entry(saved, &dev->saved_cap_space, next) {
		memcpy((u8 *)state->data + at, saved->data, saved->size);
		at += saved->size;
	}
	return state;
}

int pci_load_saved_state(struct pci_dev *dev, struct pci_saved_state *state)
{
	struct pci_cap_saved_state *saved;
	u32 at = 0;

	dev->state_saved = false;
	if (!state)
		return 0;
	memcpy(dev->saved_config_space, state->config_space, sizeof(state->config_space));
	hlist_for_each_entry(saved, &dev->saved_cap_space, next) {
		if (at + saved->size > state->caps)
			return -EINVAL;
		memcpy(saved->data, (u8 *)state->data + at, saved->size);
		at += saved->size;
	}
	dev->state_saved = true;
	return 0;
}

int pci_load_and_free_saved_state(struct pci_dev *dev, struct pci_saved_state **state)
{
	int ret = pci_load_saved_state(dev, *state);

	kfree(*state);
	*state = NULL;
	return ret;
}

/* A device that reads as ones has nothing worth saving. */
bool pci_dev_config_accessible(struct pci_dev *dev)
{
	u32 id;

	pci_read_config_dword(dev, dev->is_virtfn ? PCI_COMMAND : PCI_VENDOR_ID, &id);
	return !PCI_POSSIBLE_ERROR(id);
}
