/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/vfio; numbers and layouts are the system's, brought up to Linux 6.12 */

/*
 * Found first through include/, then once more through include/uapi/: that second
 * time it only passes through to the system's header.
 */
#ifdef _KSIM_UAPI_LINUX_VFIO_H
#include_next <linux/vfio.h>
#else
#define _KSIM_UAPI_LINUX_VFIO_H

#include <linux/ioctl.h>
#include <linux/types.h>

#ifndef __user
#define __user
#define _KSIM_UAPI_VFIO_USER
#endif

/* What is new or has grown since 6.1, whichever the system has: put that aside, define it below. */
#define vfio_device_info			vfio_device_info_SYSTEM
#define vfio_pci_dependent_device		vfio_pci_dependent_device_SYSTEM
#define vfio_pci_hot_reset_info			vfio_pci_hot_reset_info_SYSTEM
#define vfio_device_ioeventfd			vfio_device_ioeventfd_SYSTEM
#define vfio_iommu_type1_info			vfio_iommu_type1_info_SYSTEM
#define vfio_device_mig_state			vfio_device_mig_state_SYSTEM
#define vfio_device_info_cap_pci_atomic_comp	vfio_device_info_cap_pci_atomic_comp_SYSTEM
#define vfio_device_bind_iommufd		vfio_device_bind_iommufd_SYSTEM
#define vfio_device_attach_iommufd_pt		vfio_device_attach_iommufd_pt_SYSTEM
#define vfio_device_detach_iommufd_pt		vfio_device_detach_iommufd_pt_SYSTEM
#define vfio_precopy_info			vfio_precopy_info_SYSTEM
#define vfio_device_feature_mig_data_size	vfio_device_feature_mig_data_size_SYSTEM
#define vfio_device_feature_bus_master		vfio_device_feature_bus_master_SYSTEM
#define VFIO_AP_REQ_IRQ_INDEX			VFIO_AP_REQ_IRQ_INDEX_SYSTEM
#define VFIO_AP_NUM_IRQS			VFIO_AP_NUM_IRQS_SYSTEM
#define VFIO_DEVICE_STATE_ERROR			VFIO_DEVICE_STATE_ERROR_SYSTEM
#define VFIO_DEVICE_STATE_STOP			VFIO_DEVICE_STATE_STOP_SYSTEM
#define VFIO_DEVICE_STATE_RUNNING		VFIO_DEVICE_STATE_RUNNING_SYSTEM
#define VFIO_DEVICE_STATE_STOP_COPY		VFIO_DEVICE_STATE_STOP_COPY_SYSTEM
#define VFIO_DEVICE_STATE_RESUMING		VFIO_DEVICE_STATE_RESUMING_SYSTEM
#define VFIO_DEVICE_STATE_RUNNING_P2P		VFIO_DEVICE_STATE_RUNNING_P2P_SYSTEM
#define VFIO_DEVICE_STATE_PRE_COPY		VFIO_DEVICE_STATE_PRE_COPY_SYSTEM
#define VFIO_DEVICE_STATE_PRE_COPY_P2P		VFIO_DEVICE_STATE_PRE_COPY_P2P_SYSTEM
#define VFIO_DEVICE_STATE_NR			VFIO_DEVICE_STATE_NR_SYSTEM
#include_next <linux/vfio.h>
#undef vfio_device_info
#undef vfio_pci_dependent_device
#undef vfio_pci_hot_reset_info
#undef vfio_device_ioeventfd
#undef vfio_iommu_type1_info
#undef vfio_device_mig_state
#undef vfio_device_info_cap_pci_atomic_comp
#undef vfio_device_bind_iommufd
#undef vfio_device_attach_iommufd_pt
#undef vfio_device_detach_iommufd_pt
#undef vfio_precopy_info
#undef vfio_device_feature_mig_data_size
#undef vfio_device_feature_bus_master
#undef VFIO_AP_REQ_IRQ_INDEX
#undef VFIO_AP_NUM_IRQS
#undef VFIO_DEVICE_STATE_ERROR
#undef VFIO_DEVICE_STATE_STOP
#undef VFIO_DEVICE_STATE_RUNNING
#undef VFIO_DEVICE_STATE_STOP_COPY
#undef VFIO_DEVICE_STATE_RESUMING
#undef VFIO_DEVICE_STATE_RUNNING_P2P
#undef VFIO_DEVICE_STATE_PRE_COPY
#undef VFIO_DEVICE_STATE_PRE_COPY_P2P
#undef VFIO_DEVICE_STATE_NR

struct vfio_device_info {
	__u32	argsz;
	__u32	flags;
	__u32	num_regions;
	__u32	num_irqs;
	__u32	cap_offset;
	__u32	pad;
};
#define VFIO_DEVICE_FLAGS_CDX	(1 << 8)

#define VFIO_DEVICE_INFO_CAP_PCI_ATOMIC_COMP	5
struct vfio_device_info_cap_pci_atomic_comp {
	struct vfio_info_cap_header header;
	__u32	flags;
#define VFIO_PCI_ATOMIC_COMP32	(1 << 0)
#define VFIO_PCI_ATOMIC_COMP64	(1 << 1)
#define VFIO_PCI_ATOMIC_COMP128	(1 << 2)
	__u32	reserved;
};

/* What the request interrupt of vfio-ap is called, its only one. */
enum {
	VFIO_AP_REQ_IRQ_INDEX,
	VFIO_AP_NUM_IRQS
};

/* A function that a hot reset touches: by group for group users, by devid for cdev users. */
struct vfio_pci_dependent_device {
	union {
		__u32	group_id;
		__u32	devid;
#define VFIO_PCI_DEVID_OWNED		0
#define VFIO_PCI_DEVID_NOT_OWNED	-1
	};
	__u16	segment;
	__u8	bus;
	__u8	devfn;
};

struct vfio_pci_hot_reset_info {
	__u32	argsz;
	__u32	flags;
#define VFIO_PCI_HOT_RESET_FLAG_DEV_ID		(1 << 0)
#define VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED	(1 << 1)
	__u32	count;
	struct vfio_pci_dependent_device	devices[];
};

struct vfio_device_ioeventfd {
	__u32	argsz;
	__u32	flags;
	__aligned_u64	offset;
	__aligned_u64	data;
	__s32	fd;
	__u32	reserved;
};

struct vfio_device_bind_iommufd {
	__u32	argsz;
	__u32	flags;
	__s32	iommufd;
	__u32	out_devid;
};
#define VFIO_DEVICE_BIND_IOMMUFD	_IO(VFIO_TYPE, VFIO_BASE + 18)

struct vfio_device_attach_iommufd_pt {
	__u32	argsz;
	__u32	flags;
	__u32	pt_id;
};
#define VFIO_DEVICE_ATTACH_IOMMUFD_PT	_IO(VFIO_TYPE, VFIO_BASE + 19)

struct vfio_device_detach_iommufd_pt {
	__u32	argsz;
	__u32	flags;
};
#define VFIO_DEVICE_DETACH_IOMMUFD_PT	_IO(VFIO_TYPE, VFIO_BASE + 20)

#define VFIO_MIGRATION_PRE_COPY		(1 << 2)

enum vfio_device_mig_state {
	VFIO_DEVICE_STATE_ERROR = 0,
	VFIO_DEVICE_STATE_STOP = 1,
	VFIO_DEVICE_STATE_RUNNING = 2,
	VFIO_DEVICE_STATE_STOP_COPY = 3,
	VFIO_DEVICE_STATE_RESUMING = 4,
	VFIO_DEVICE_STATE_RUNNING_P2P = 5,
	VFIO_DEVICE_STATE_PRE_COPY = 6,
	VFIO_DEVICE_STATE_PRE_COPY_P2P = 7,
	VFIO_DEVICE_STATE_NR,
};

struct vfio_precopy_info {
	__u32	argsz;
	__u32	flags;
	__aligned_u64	initial_bytes;
	__aligned_u64	dirty_bytes;
};
#define VFIO_MIG_GET_PRECOPY_INFO	_IO(VFIO_TYPE, VFIO_BASE + 21)

struct vfio_device_feature_mig_data_size {
	__aligned_u64	stop_copy_length;
};
#define VFIO_DEVICE_FEATURE_MIG_DATA_SIZE	9

struct vfio_device_feature_bus_master {
	__u32	op;
#define		VFIO_DEVICE_FEATURE_CLEAR_MASTER	0
#define		VFIO_DEVICE_FEATURE_SET_MASTER		1
};
#define VFIO_DEVICE_FEATURE_BUS_MASTER	10

struct vfio_iommu_type1_info {
	__u32	argsz;
	__u32	flags;
	__aligned_u64	iova_pgsizes;
	__u32	cap_offset;
	__u32	pad;
};

#ifdef _KSIM_UAPI_VFIO_USER
#undef __user
#undef _KSIM_UAPI_VFIO_USER
#endif

#endif
