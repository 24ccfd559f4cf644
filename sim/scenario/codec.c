// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * codec.c - tables that writer and reader of the byte form share
 */
#include "scenario/codec.h"

#include <linux/string.h>

static const char *const no_words[] = { NULL };
static const char *const words[] = {
	"vfio-pci", "none", "any", "pci-stub", "e1000e", "nvme", "xe", "xe-vfio-pci",
	"vfio_pci", "vfio_iommu_type1", "kmalloc", "edu", "sample_mdev", "xe_vfio_pci", NULL,
};
static const char *const paths[] = {
	"/dev/vfio/vfio", "/dev/kvm", "/dev/iommu", "/sys/bus/pci/rescan",
	"/sys/bus/pci/drivers_probe", "/sys/bus/pci/drivers/vfio-pci/new_id", NULL,
};
static const char *const texts[] = {
	"1", "0", "", "flr", "bus", "pm", "default", "8086 10d3", "1b36 0010", "on", "auto",
	"async_probe", NULL,
};

const char *const *scn_dictionary(uint8_t type)
{
	switch (type) {
	case SCN_TYPE_WORD:
		return words;
	case SCN_TYPE_PATH:
		return paths;
	case SCN_TYPE_TEXT:
		return texts;
	default:
		return no_words;
	}
}

/* For each kind of block the operations it may hold, filled in at first use. */
static struct {
	uint16_t	op[SCN_OPS];
	uint16_t	index[SCN_OPS];
	unsigned int	count;
} in_block[SCN_BLOCK_KINDS];

static void fill_in(enum scn_block_kind kind)
{
	unsigned int op, count = 0;

	for (op = 0; op < SCN_OPS; op++) {
		if (!scn_op_allowed(&scn_ops[op], kind))
			continue;
		in_block[kind].index[op] = count;
		in_block[kind].op[count++] = op;
	}
	in_block[kind].count = count;
}

unsigned int scn_ops_in(enum scn_block_kind kind)
{
	if (!in_block[kind].count)
		fill_in(kind);
	return in_block[kind].count;
}

unsigned int scn_op_in(enum scn_block_kind kind, unsigned int index)
{
	return in_block[kind].op[index % scn_ops_in(kind)];
}

unsigned int scn_op_index(enum scn_block_kind kind, unsigned int op)
{
	scn_ops_in(kind);
	return in_block[kind].index[op];
}

unsigned int scn_optional_params(const struct scn_op *op)
{
	unsigned int i, count = 0;

	for (i = 0; i < op->nr_params; i++)
		count += op->params[i].optional;
	return count;
}
