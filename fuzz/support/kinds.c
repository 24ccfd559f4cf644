// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kinds.c - which kind of descriptor an operation gives and takes
 *
 * The operations table knows descriptors; a fuzzer that tries every ioctl on every
 * descriptor spends its time on -ENOTTY. c container, g group, d device, e eventfd,
 * k /dev/kvm, v VM, u vCPU, o in-kernel device, i iommufd, m migration data, a aio's poll,
 * * any.
 */
#include "support/fuzz.h"

#include <string.h>

struct kind {
	uint16_t	op;
	char		gives;
	const char	*takes;		/* a letter for each descriptor among the parameters */
};

static const struct kind kinds[] = {
	{ SCN_OP_open, '?', "" },
	{ SCN_OP_eventfd, 'e', "" },
	{ SCN_OP_signal, 0, "e" },
	{ SCN_OP_map_region, 0, "d" },
	{ SCN_OP_open_group, 'g', "" },
	{ SCN_OP_open_cdev, 'd', "" },
	{ SCN_OP_attach, 'd', "" },
	{ SCN_OP_VFIO_GET_API_VERSION, 0, "c" },
	{ SCN_OP_VFIO_CHECK_EXTENSION, 0, "c" },
	{ SCN_OP_VFIO_SET_IOMMU, 0, "c" },
	{ SCN_OP_VFIO_IOMMU_GET_INFO, 0, "c" },
	{ SCN_OP_VFIO_IOMMU_MAP_DMA, 0, "c" },
	{ SCN_OP_VFIO_IOMMU_UNMAP_DMA, 0, "c" },
	{ SCN_OP_VFIO_IOMMU_DIRTY_PAGES, 0, "c" },
	{ SCN_OP_VFIO_GROUP_GET_STATUS, 0, "g" },
	{ SCN_OP_VFIO_GROUP_SET_CONTAINER, 0, "gc" },
	{ SCN_OP_VFIO_GROUP_UNSET_CONTAINER, 0, "g" },
	{ SCN_OP_VFIO_GROUP_GET_DEVICE_FD, 'd', "g" },
	{ SCN_OP_VFIO_DEVICE_GET_INFO, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_GET_REGION_INFO, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_GET_IRQ_INFO, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_SET_IRQS, 0, "de" },
	{ SCN_OP_VFIO_DEVICE_RESET, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_PCI_HOT_RESET, 0, "dg" },
	{ SCN_OP_VFIO_DEVICE_IOEVENTFD, 0, "de" },
	{ SCN_OP_region_read, 0, "d" },
	{ SCN_OP_region_write, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_MIGRATION, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, 'm', "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_MIG_STATE_GET, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, 0, "d" },
	{ SCN_OP_VFIO_MIG_GET_PRECOPY_INFO, 0, "m" },
	{ SCN_OP_drain, 0, "m" },
	{ SCN_OP_copy, 0, "mm" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_DMA_LOGGING_START, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP, 0, "de" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_LOW_POWER_EXIT, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_BIND_IOMMUFD, 0, "di" },
	{ SCN_OP_VFIO_DEVICE_ATTACH_IOMMUFD_PT, 0, "d" },
	{ SCN_OP_VFIO_DEVICE_DETACH_IOMMUFD_PT, 0, "d" },
	{ SCN_OP_IOMMU_IOAS_ALLOC, 0, "i" },
	{ SCN_OP_IOMMU_DESTROY, 0, "i" },
	{ SCN_OP_IOMMU_FAULT_QUEUE_ALLOC, 0, "i" },
	{ SCN_OP_KVM_CREATE_VM, 'v', "k" },
	{ SCN_OP_KVM_CREATE_VCPU, 'u', "v" },
	{ SCN_OP_KVM_RUN, 0, "u" },
	{ SCN_OP_guest, 0, "u" },
	{ SCN_OP_KVM_IRQ_LINE, 0, "v" },
	{ SCN_OP_KVM_SIGNAL_MSI, 0, "v" },
	{ SCN_OP_KVM_SET_GSI_ROUTING, 0, "v" },
	{ SCN_OP_KVM_GET_DIRTY_LOG, 0, "v" },
	{ SCN_OP_KVM_CREATE_DEVICE, 'o', "v" },
	{ SCN_OP_KVM_DEV_VFIO_FILE_ADD, 0, "og" },
	{ SCN_OP_KVM_DEV_VFIO_FILE_DEL, 0, "og" },
	{ SCN_OP_KVM_CREATE_IRQCHIP, 0, "v" },
	{ SCN_OP_KVM_SET_USER_MEMORY_REGION, 0, "v" },
	{ SCN_OP_KVM_IRQFD, 0, "vee" },
	{ SCN_OP_KVM_IOEVENTFD, 0, "ve" },
	{ SCN_OP_open_with_token, 'd', "g" },
	{ SCN_OP_VFIO_DEVICE_FEATURE_PCI_VF_TOKEN, 0, "d" },
	{ SCN_OP_KVM_SET_DEVICE_ATTR, 0, "o" },
	{ SCN_OP_KVM_HAS_DEVICE_ATTR, 0, "o" },
	{ SCN_OP_KVM_CHECK_EXTENSION, 0, "v" },
	{ SCN_OP_aio_poll, 'a', "ee" },
};

static const struct {
	const char	*path;
	char		kind;
} nodes[] = {
	{ "/dev/vfio/vfio", 'c' },
	{ "/dev/kvm", 'k' },
	{ "/dev/iommu", 'i' },
};

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static const struct kind *kind_of(unsigned int op)
{
	unsigned int i;

	for (i = 0; i < COUNT(kinds); i++) {
		if (kinds[i].op == op)
			return &kinds[i];
	}
	return NULL;
}

const struct scn_stmt *fuzz_maker_of(const struct scn_program *program, unsigned int var)
{
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].result == var + 1 &&
		    scn_ops[program->stmts[i].op].result != SCN_TYPE_DEVICE)
			return &program->stmts[i];
	}
	return NULL;
}

char fuzz_kind_given(const struct scn_program *program, const struct scn_stmt *stmt)
{
	const struct kind *kind;
	unsigned int i;

	/* Another name for what there is. */
	for (i = 0; stmt && (stmt->op == SCN_OP_give || stmt->op == SCN_OP_dup) && i < 4; i++)
		stmt = stmt->args[0].form == SCN_NAMED ?
		       fuzz_maker_of(program, stmt->args[0].ref) : NULL;
	kind = stmt ? kind_of(stmt->op) : NULL;
	if (!kind || !kind->gives)
		return '*';
	for (i = 0; kind->gives == '?' && i < COUNT(nodes); i++) {
		if (!strcmp(scn_text_of(program, stmt->args[0].ref), nodes[i].path))
			return nodes[i].kind;
	}
	return kind->gives;
}

char fuzz_kind_wanted(unsigned int op, unsigned int param)
{
	const struct kind *kind = kind_of(op);
	unsigned int i, nth = 0;

	for (i = 0; i < param; i++)
		nth += scn_ops[op].params[i].type == SCN_TYPE_FD ||
		       scn_ops[op].params[i].type == SCN_TYPE_FDS;
	return kind && nth < strlen(kind->takes) ? kind->takes[nth] : '*';
}

bool fuzz_kind_is_given(unsigned int op, char what)
{
	const struct kind *kind = kind_of(op);

	return kind && kind->gives == what;
}

bool fuzz_kind_maker(char kind, unsigned int n, unsigned int *op, const char **path)
{
	unsigned int i;

	for (i = 0; i < COUNT(nodes); i++) {
		if (nodes[i].kind == kind && !n--) {
			*op = SCN_OP_open;
			*path = nodes[i].path;
			return true;
		}
	}
	for (i = 0; i < COUNT(kinds); i++) {
		if (kinds[i].gives == kind && !n--) {
			*op = kinds[i].op;
			return true;
		}
	}
	return false;
}

/* The first parameter of a type; the number of them if there is none. */
static unsigned int first_of(const struct scn_op *op, uint8_t type)
{
	unsigned int i = 0;

	while (i < op->nr_params && op->params[i].type != type)
		i++;
	return i;
}

int fuzz_device_of(const struct scn_program *program, const struct scn_stmt *stmt)
{
	unsigned int tries, param;

	for (tries = 4; stmt && tries; tries--) {
		const struct scn_op *op = &scn_ops[stmt->op];

		param = first_of(op, SCN_TYPE_DEVICE);
		if (param < op->nr_params)
			return stmt->args[param].ref;
		param = first_of(op, SCN_TYPE_FD);
		if (param == op->nr_params || stmt->args[param].form != SCN_NAMED)
			return -1;
		stmt = fuzz_maker_of(program, stmt->args[param].ref);
	}
	return -1;
}
