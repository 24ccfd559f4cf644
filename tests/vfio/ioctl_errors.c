// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioctl_errors.c - every ioctl with every argument wrong in turn: Linux' errno, and no change
 *
 * Long, since it is one table.
 */
#include "vfio/ioctl_cases.h"

#include "support/hosted.h"

#define MAP_MIN		offsetofend(struct vfio_iommu_type1_dma_map, size)
#define UNMAP_MIN	offsetofend(struct vfio_iommu_type1_dma_unmap, size)
#define PAGE		0x1000UL
#define RW		(VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)
#define USER		0x100000000000UL	/* nothing is mapped there */

#define MAP(ret, ...)	CASE(CONTAINER, VFIO_IOMMU_MAP_DMA, ret, vfio_iommu_type1_dma_map, \
			     .argsz = MAP_MIN, __VA_ARGS__)
#define UNMAP(ret, ...)	CASE(CONTAINER, VFIO_IOMMU_UNMAP_DMA, ret, vfio_iommu_type1_dma_unmap, \
			     .argsz = UNMAP_MIN, __VA_ARGS__)
#define DIRTY(ret, ...)	CASE(CONTAINER, VFIO_IOMMU_DIRTY_PAGES, ret,			\
			     vfio_iommu_type1_dirty_bitmap, __VA_ARGS__)

struct fd_arg {
	int	fd;
};

struct name_arg {
	char	name[96];
};

struct hot_reset_fd {
	u32	argsz, flags, count;
	s32	fd;
};

struct feature_arg {
	u32	argsz, flags;
	u64	data[2];
};

static const struct ioctl_case container_cases[] = {
	CASE_VALUE(CONTAINER, VFIO_SET_IOMMU, -EINVAL, VFIO_TYPE1_IOMMU),
	CASE_VALUE(CONTAINER, VFIO_SET_IOMMU, -EINVAL, VFIO_TYPE1v2_IOMMU),
	CASE_VALUE(CONTAINER, VFIO_SET_IOMMU, -EINVAL, 0),
	CASE_VALUE(CONTAINER, VFIO_SET_IOMMU, -EINVAL, 99),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 0, 0),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 0, VFIO_SPAPR_TCE_IOMMU),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 0, VFIO_EEH),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 0, VFIO_NOIOMMU_IOMMU),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 0, 1000),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 1, VFIO_TYPE1_IOMMU),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 1, VFIO_TYPE1v2_IOMMU),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 1, VFIO_TYPE1_NESTING_IOMMU),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 1, VFIO_UNMAP_ALL),
	CASE_VALUE(CONTAINER, VFIO_CHECK_EXTENSION, 1, VFIO_UPDATE_VADDR),
	CASE_VALUE(CONTAINER, VFIO_GET_API_VERSION, 0, 0),
	CASE_VALUE(CONTAINER, VFIO_GET_API_VERSION, 0, 12345),
	CASE_VALUE(CONTAINER, _IO(VFIO_TYPE, VFIO_BASE + 99), -ENOTTY, 0),
	CASE_VALUE(CONTAINER, _IO('x', 0), -ENOTTY, 0),
	CASE_VALUE(CONTAINER, VFIO_GROUP_SET_CONTAINER, -ENOTTY, 0),
	CASE_VALUE(CONTAINER, VFIO_DEVICE_SET_IRQS, -ENOTTY, 0),

	CASE_POINTERS(CONTAINER, VFIO_IOMMU_GET_INFO),
	CASE_ARGSZ(CONTAINER, VFIO_IOMMU_GET_INFO, vfio_iommu_type1_info,
		   offsetofend(struct vfio_iommu_type1_info, iova_pgsizes)),

	CASE_POINTERS(CONTAINER, VFIO_IOMMU_MAP_DMA),
	CASE_ARGSZ(CONTAINER, VFIO_IOMMU_MAP_DMA, vfio_iommu_type1_dma_map, MAP_MIN),
	MAP(-EINVAL, .flags = 0, .vaddr = USER, .size = PAGE),
	MAP(-EINVAL, .flags = 8, .vaddr = USER, .size = PAGE),
	MAP(-EINVAL, .flags = RW | 8, .vaddr = USER, .size = PAGE),
	MAP(-EINVAL, .flags = RW | 1u << 31, .vaddr = USER, .size = PAGE),
	MAP(-EINVAL, .flags = RW | VFIO_DMA_MAP_FLAG_VADDR, .vaddr = USER, .size = PAGE),
	MAP(-EINVAL, .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_VADDR, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .size = 0),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .size = 1),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .size = PAGE - 1),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .size = PAGE + 1),
	MAP(-EINVAL, .flags = RW, .vaddr = USER + 1, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER + 0x800, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = 1, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = 0xfff, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = -PAGE, .size = 2 * PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = -PAGE, .size = 2 * PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = ~0xfffUL, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = 0xfee00000, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = 0xfeeff000, .size = PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = 0xfedff000, .size = 2 * PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = 0xfeeff000, .size = 2 * PAGE),
	MAP(-EINVAL, .flags = RW, .vaddr = USER, .iova = 0xfe000000, .size = 0x2000000),
	MAP(-EFAULT, .flags = RW, .vaddr = USER, .size = PAGE),
	MAP(-EFAULT, .flags = VFIO_DMA_MAP_FLAG_READ, .vaddr = USER, .size = PAGE),
	MAP(-EFAULT, .flags = VFIO_DMA_MAP_FLAG_WRITE, .vaddr = USER, .size = PAGE),
	MAP(-EFAULT, .flags = RW, .vaddr = 0, .size = PAGE),
	MAP(-EFAULT, .flags = RW, .vaddr = 0xffff800000000000UL, .size = PAGE),
	MAP(-ENOENT, .flags = VFIO_DMA_MAP_FLAG_VADDR, .vaddr = USER, .size = PAGE),
	MAP(-ENOENT, .flags = VFIO_DMA_MAP_FLAG_VADDR, .iova = 0xfee00000, .size = PAGE),

	CASE_POINTERS(CONTAINER, VFIO_IOMMU_UNMAP_DMA),
	CASE_ARGSZ(CONTAINER, VFIO_IOMMU_UNMAP_DMA, vfio_iommu_type1_dma_unmap, UNMAP_MIN),
	UNMAP(-EINVAL, .flags = 8, .size = PAGE),
	UNMAP(-EINVAL, .flags = 1u << 31, .size = PAGE),
	UNMAP(-EINVAL, .size = 0),
	UNMAP(-EINVAL, .size = 1),
	UNMAP(-EINVAL, .size = PAGE - 1),
	UNMAP(-EINVAL, .iova = 1, .size = PAGE),
	UNMAP(-EINVAL, .iova = 0x800, .size = PAGE),
	UNMAP(-EINVAL, .iova = -PAGE, .size = 2 * PAGE),
	UNMAP(-EINVAL, .flags = VFIO_DMA_UNMAP_FLAG_ALL, .size = PAGE),
	UNMAP(-EINVAL, .flags = VFIO_DMA_UNMAP_FLAG_ALL, .iova = PAGE),
	UNMAP(-EINVAL, .flags = VFIO_DMA_UNMAP_FLAG_ALL, .iova = 1),
	UNMAP(-EINVAL, .flags = VFIO_DMA_UNMAP_FLAG_ALL |
			       VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP),
	UNMAP(-EINVAL, .flags = VFIO_DMA_UNMAP_FLAG_VADDR |
			       VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP, .size = PAGE),
	UNMAP(-EINVAL, .flags = VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP, .size = PAGE),
	UNMAP(0, .size = PAGE),
	UNMAP(0, .iova = 0x100000, .size = 0x100000),
	UNMAP(0, .iova = 0xfee00000, .size = PAGE),
	UNMAP(0, .flags = VFIO_DMA_UNMAP_FLAG_ALL),
	UNMAP(0, .flags = VFIO_DMA_UNMAP_FLAG_VADDR, .size = PAGE),
	UNMAP(0, .flags = VFIO_DMA_UNMAP_FLAG_VADDR | VFIO_DMA_UNMAP_FLAG_ALL),

	CASE_POINTERS(CONTAINER, VFIO_IOMMU_DIRTY_PAGES),
	CASE_ARGSZ(CONTAINER, VFIO_IOMMU_DIRTY_PAGES, vfio_iommu_type1_dirty_bitmap, 8),
	DIRTY(-EINVAL, .argsz = 8, .flags = 0),
	DIRTY(-EINVAL, .argsz = 8, .flags = 8),
	DIRTY(-EINVAL, .argsz = 8, .flags = 1u << 31),
	DIRTY(-EINVAL, .argsz = 8, .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_START |
					    VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP),
	DIRTY(-EINVAL, .argsz = 8, .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_START |
					    VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP),
	DIRTY(-EINVAL, .argsz = 8, .flags = 7),
	DIRTY(-EINVAL, .argsz = 8, .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP),
	DIRTY(-EINVAL, .argsz = 47, .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP),
	DIRTY(-EINVAL, .argsz = 48, .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP),
	DIRTY(0, .argsz = 8, .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP),
};

struct dirty_get {
	u32						argsz, flags;
	struct vfio_iommu_type1_dirty_bitmap_get	get;
};

#define DIRTY_GET(ret, ...)								\
	CASE(CONTAINER, VFIO_IOMMU_DIRTY_PAGES, ret, dirty_get,				\
	     .argsz = 48, .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP,		\
	     .get = { __VA_ARGS__ })
#define BITMAP(p, s)	.bitmap = { .pgsize = (p), .size = (s) }

/* Without tracking each of them fails; it is off, so that the last ones do. */
static const struct ioctl_case dirty_cases[] = {
	DIRTY_GET(-EINVAL, .size = PAGE, BITMAP(0, 8)),
	DIRTY_GET(-EINVAL, .size = PAGE, BITMAP(PAGE, 0)),
	DIRTY_GET(-EINVAL, .size = PAGE, BITMAP(PAGE, 7)),
	DIRTY_GET(-EINVAL, .size = 65 * PAGE, BITMAP(PAGE, 8)),
	DIRTY_GET(-EINVAL, .size = 0, BITMAP(PAGE, 8)),
	DIRTY_GET(-EINVAL, .size = PAGE - 1, BITMAP(PAGE, 8)),
	DIRTY_GET(-EINVAL, .iova = 1, .size = PAGE, BITMAP(PAGE, 8)),
	DIRTY_GET(-EINVAL, .iova = -PAGE, .size = 2 * PAGE, BITMAP(PAGE, 8)),
	DIRTY_GET(-EINVAL, .size = PAGE, BITMAP(PAGE, 0x20000000)),
	DIRTY_GET(-EINVAL, .size = 2 * PAGE, BITMAP(2 * PAGE, 8)),
	DIRTY_GET(-EINVAL, .size = PAGE, BITMAP(PAGE, 8)),
};

static const struct ioctl_case group_cases[] = {
	CASE_POINTERS(GROUP, VFIO_GROUP_GET_STATUS),
	CASE_ARGSZ(GROUP, VFIO_GROUP_GET_STATUS, vfio_group_status, 8),
	CASE_POINTERS(GROUP, VFIO_GROUP_SET_CONTAINER),
	CASE(GROUP, VFIO_GROUP_SET_CONTAINER, -EBADF, fd_arg, -1),
	CASE(GROUP, VFIO_GROUP_SET_CONTAINER, -EBADF, fd_arg, 999),
	CASE(GROUP, VFIO_GROUP_SET_CONTAINER, -EBADF, fd_arg, 0x7fffffff),
	CASE(GROUP, VFIO_GROUP_SET_CONTAINER, -EINVAL, fd_arg, 0),
	CASE_VALUE(GROUP, VFIO_GROUP_UNSET_CONTAINER, -EBUSY, 0),
	CASE_POINTERS(GROUP, VFIO_GROUP_GET_DEVICE_FD),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -ENODEV, name_arg, ""),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -ENODEV, name_arg, "nonsense"),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -ENODEV, name_arg, "0000:01:00.1"),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -ENODEV, name_arg, "0000:01:00."),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -ENODEV, name_arg, "0000:01:00.0x"),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -ENODEV, name_arg, " 0000:01:00.0"),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -EINVAL, name_arg, "0000:01:00.0 x"),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -EINVAL, name_arg, "0000:01:00.0 vf_token="),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -EINVAL, name_arg,
	     "0000:01:00.0 vf_token=zz8d9d2b-5a5f-4f5a-a211-f591514ba1f3"),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -EINVAL, name_arg,
	     "0000:01:00.0 vf_token=bd8d9d2b-5a5f-4f5a-a211-f591514ba1f3"),
	CASE(GROUP, VFIO_GROUP_GET_DEVICE_FD, -EINVAL, name_arg,
	     "0000:01:00.0 vf_token=bd8d9d2b-5a5f-4f5a-a211-f591514ba1f3 x"),
	CASE_VALUE(GROUP, VFIO_GET_API_VERSION, -ENOTTY, 0),
	CASE_VALUE(GROUP, VFIO_SET_IOMMU, -ENOTTY, VFIO_TYPE1_IOMMU),
	CASE_VALUE(GROUP, VFIO_DEVICE_GET_INFO, -ENOTTY, 0),
	CASE_VALUE(GROUP, VFIO_DEVICE_RESET, -ENOTTY, 0),
	CASE_VALUE(GROUP, _IO(VFIO_TYPE, VFIO_BASE + 99), -ENOTTY, 0),
	CASE_VALUE(GROUP, _IO('x', 0), -ENOTTY, 0),
};

#define REGION(ret, ...) CASE(DEVICE, VFIO_DEVICE_GET_REGION_INFO, ret, vfio_region_info, \
			      .argsz = 32, __VA_ARGS__)
#define IRQ(ret, ...)	CASE(DEVICE, VFIO_DEVICE_GET_IRQ_INFO, ret, vfio_irq_info,	\
			     .argsz = 16, __VA_ARGS__)

static const struct ioctl_case device_cases[] = {
	CASE_POINTERS(DEVICE, VFIO_DEVICE_GET_INFO),
	CASE_ARGSZ(DEVICE, VFIO_DEVICE_GET_INFO, vfio_device_info, 16),
	CASE_POINTERS(DEVICE, VFIO_DEVICE_GET_REGION_INFO),
	CASE_ARGSZ(DEVICE, VFIO_DEVICE_GET_REGION_INFO, vfio_region_info, 32),
	REGION(-EINVAL, .index = VFIO_PCI_VGA_REGION_INDEX),
	REGION(-EINVAL, .index = VFIO_PCI_NUM_REGIONS),
	REGION(-EINVAL, .index = 100),
	REGION(-EINVAL, .index = 0xffffffff),
	REGION(0, .index = VFIO_PCI_CONFIG_REGION_INDEX),
	REGION(0, .index = VFIO_PCI_BAR1_REGION_INDEX),
	REGION(0, .index = VFIO_PCI_ROM_REGION_INDEX),
	CASE_POINTERS(DEVICE, VFIO_DEVICE_GET_IRQ_INFO),
	CASE_ARGSZ(DEVICE, VFIO_DEVICE_GET_IRQ_INFO, vfio_irq_info, 16),
	IRQ(-EINVAL, .index = VFIO_PCI_NUM_IRQS),
	IRQ(-EINVAL, .index = 0xffffffff),
	IRQ(0, .index = VFIO_PCI_ERR_IRQ_INDEX),
	IRQ(0, .index = VFIO_PCI_REQ_IRQ_INDEX),

	CASE_POINTERS(DEVICE, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO),
	CASE_ARGSZ(DEVICE, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, vfio_pci_hot_reset_info, 12),
	CASE(DEVICE, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, -ENOSPC, vfio_pci_hot_reset_info,
	     .argsz = 12),
	CASE(DEVICE, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, -ENOSPC, vfio_pci_hot_reset_info,
	     .argsz = 27),
	CASE_POINTERS(DEVICE, VFIO_DEVICE_PCI_HOT_RESET),
	CASE_ARGSZ(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, vfio_pci_hot_reset, 12),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 12),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 12,
	     .flags = 1, .count = 1),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 12,
	     .flags = 1u << 31, .count = 1),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 24,
	     .count = 3),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, vfio_pci_hot_reset, .argsz = 12,
	     .count = 0xffffffff),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EBADF, hot_reset_fd,
	     .argsz = 16, .count = 1, .fd = -1),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EBADF, hot_reset_fd,
	     .argsz = 16, .count = 1, .fd = 999),
	CASE(DEVICE, VFIO_DEVICE_PCI_HOT_RESET, -EINVAL, hot_reset_fd,
	     .argsz = 16, .count = 1, .fd = 0),

	CASE_VALUE(DEVICE, VFIO_DEVICE_QUERY_GFX_PLANE, -ENOTTY, 0),
	CASE_VALUE(DEVICE, VFIO_DEVICE_GET_GFX_DMABUF, -ENOTTY, 0),
	CASE_VALUE(DEVICE, VFIO_GROUP_SET_CONTAINER, -ENOTTY, 0),
	CASE_VALUE(DEVICE, VFIO_GET_API_VERSION, -ENOTTY, 0),
	CASE_VALUE(DEVICE, VFIO_DEVICE_ATTACH_IOMMUFD_PT, -ENOTTY, 0),
	CASE_VALUE(DEVICE, VFIO_DEVICE_DETACH_IOMMUFD_PT, -ENOTTY, 0),
	CASE_VALUE(DEVICE, _IO(VFIO_TYPE, VFIO_BASE + 99), -ENOTTY, 0),
	CASE_VALUE(DEVICE, _IO('x', 0), -ENOTTY, 0),
	CASE_POINTERS(DEVICE, VFIO_DEVICE_BIND_IOMMUFD),
	CASE(DEVICE, VFIO_DEVICE_BIND_IOMMUFD, -EINVAL, vfio_device_bind_iommufd, .argsz = 15),
	CASE(DEVICE, VFIO_DEVICE_BIND_IOMMUFD, -EINVAL, vfio_device_bind_iommufd, .argsz = 16,
	     .flags = 1),
	CASE(DEVICE, VFIO_DEVICE_BIND_IOMMUFD, -EINVAL, vfio_device_bind_iommufd, .argsz = 16,
	     .iommufd = -1),
	CASE(DEVICE, VFIO_DEVICE_BIND_IOMMUFD, -EINVAL, vfio_device_bind_iommufd, .argsz = 16),
};

struct irq_set {
	u32	argsz, flags, index, start, count;
	s32	data[4];
};

#define SET(ret, ...)	CASE(DEVICE, VFIO_DEVICE_SET_IRQS, ret, irq_set, __VA_ARGS__)
#define NONE		VFIO_IRQ_SET_DATA_NONE
#define BOOL		VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD		VFIO_IRQ_SET_DATA_EVENTFD
#define MASK		VFIO_IRQ_SET_ACTION_MASK
#define UNMASK		VFIO_IRQ_SET_ACTION_UNMASK
#define TRIGGER		VFIO_IRQ_SET_ACTION_TRIGGER
#define INTX		VFIO_PCI_INTX_IRQ_INDEX
#define MSI		VFIO_PCI_MSI_IRQ_INDEX
#define MSIX		VFIO_PCI_MSIX_IRQ_INDEX
#define ERR		VFIO_PCI_ERR_IRQ_INDEX
#define REQ		VFIO_PCI_REQ_IRQ_INDEX

/* What is wrong whatever the index. */
#define SET_ANY(i, n)									\
	SET(-EINVAL, 0, NONE | TRIGGER, i, 0, 1),					\
	SET(-EINVAL, 19, NONE | TRIGGER, i, 0, 1),					\
	SET(-EINVAL, 20, NONE | TRIGGER | 64, i, 0, 1),					\
	SET(-EINVAL, 20, NONE | TRIGGER | 1u << 31, i, 0, 1),				\
	SET(-EINVAL, 20, TRIGGER, i, 0, 1),						\
	SET(-EINVAL, 24, NONE | BOOL | TRIGGER, i, 0, 1),				\
	SET(-EINVAL, 24, NONE | EVENTFD | TRIGGER, i, 0, 1),				\
	SET(-EINVAL, 24, BOOL | EVENTFD | TRIGGER, i, 0, 1),				\
	SET(-EINVAL, 20, NONE | TRIGGER, i, n, 1),					\
	SET(-EINVAL, 20, NONE | TRIGGER, i, n, 0),					\
	SET(-EINVAL, 20, NONE | TRIGGER, i, 0, (n) + 1),				\
	SET(-EINVAL, 20, NONE | TRIGGER, i, 0xffffffff, 1),				\
	SET(-EINVAL, 20, NONE | TRIGGER, i, 0, 0xffffffff),				\
	SET(-EINVAL, 20, NONE | TRIGGER, i, 1, 0xfffffffe),				\
	SET(-EINVAL, 20, BOOL | TRIGGER, i, 0, 1),					\
	SET(-EINVAL, 20, EVENTFD | TRIGGER, i, 0, 1),					\
	SET(-EINVAL, 23, EVENTFD | TRIGGER, i, 0, 1),					\
	SET(-ENOTTY, 20, NONE, i, 0, 1),						\
	SET(-ENOTTY, 20, NONE | MASK | UNMASK, i, 0, 1),				\
	SET(-ENOTTY, 20, NONE | MASK | TRIGGER, i, 0, 1),				\
	SET(-ENOTTY, 20, NONE | UNMASK | TRIGGER, i, 0, 1),				\
	SET(-ENOTTY, 20, NONE | MASK | UNMASK | TRIGGER, i, 0, 1),			\
	SET(-EBADF, 24, EVENTFD | TRIGGER, i, 0, 1, { 999 }),				\
	SET(-EINVAL, 24, EVENTFD | TRIGGER, i, 0, 1, { 0 })

static const struct ioctl_case irq_cases[] = {
	CASE_POINTERS(DEVICE, VFIO_DEVICE_SET_IRQS),
	SET(-EINVAL, 20, NONE | TRIGGER, VFIO_PCI_NUM_IRQS, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, 0xffffffff, 0, 1),
	SET_ANY(INTX, 1),
	SET_ANY(MSI, 4),
	SET_ANY(MSIX, 5),
	SET_ANY(ERR, 1),
	SET_ANY(REQ, 1),

	/* Nothing is enabled: there is nothing to mask, to loop back or to take away. */
	SET(-EINVAL, 20, NONE | MASK, INTX, 0, 1),
	SET(-EINVAL, 20, NONE | UNMASK, INTX, 0, 1),
	SET(-EINVAL, 21, BOOL | MASK, INTX, 0, 1),
	SET(-EINVAL, 21, BOOL | UNMASK, INTX, 0, 1),
	SET(-EINVAL, 24, EVENTFD | UNMASK, INTX, 0, 1, { -1 }),
	SET(-EINVAL, 20, NONE | TRIGGER, INTX, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, INTX, 0, 0),
	SET(-EINVAL, 21, BOOL | TRIGGER, INTX, 0, 1),
	SET(-EINVAL, 24, EVENTFD | TRIGGER, INTX, 0, 0),
	SET(-ENOTTY, 20, NONE | MASK, MSI, 0, 1),
	SET(-ENOTTY, 20, NONE | UNMASK, MSI, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, MSI, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, MSI, 0, 0),
	SET(-EINVAL, 22, BOOL | TRIGGER, MSI, 0, 2),
	SET(-ENOTTY, 20, NONE | MASK, MSIX, 0, 1),
	SET(-ENOTTY, 20, NONE | UNMASK, MSIX, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, MSIX, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, MSIX, 0, 0),
	SET(-ENOTTY, 20, NONE | MASK, ERR, 0, 1),
	SET(-ENOTTY, 20, NONE | UNMASK, ERR, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, ERR, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, ERR, 0, 0),
	SET(-EINVAL, 20, BOOL | TRIGGER, ERR, 0, 0),
	SET(-EINVAL, 20, EVENTFD | TRIGGER, ERR, 0, 0),
	SET(-EINVAL, 24, EVENTFD | TRIGGER, ERR, 0, 1, { -2 }),
	SET(-ENOTTY, 20, NONE | MASK, REQ, 0, 1),
	SET(-ENOTTY, 20, NONE | UNMASK, REQ, 0, 1),
	SET(-EINVAL, 20, NONE | TRIGGER, REQ, 0, 1),
	SET(-EINVAL, 20, BOOL | TRIGGER, REQ, 0, 0),
	SET(-EINVAL, 24, EVENTFD | TRIGGER, REQ, 0, 1, { -2 }),
};

#define IOEVENTFD_CASE(ret, ...)							\
	CASE(DEVICE, VFIO_DEVICE_IOEVENTFD, ret, vfio_device_ioeventfd, .argsz = 32, __VA_ARGS__)
#define BAR(i)		((u64)(i) << 40)

static const struct ioctl_case ioeventfd_cases[] = {
	CASE_POINTERS(DEVICE, VFIO_DEVICE_IOEVENTFD),
	CASE_ARGSZ(DEVICE, VFIO_DEVICE_IOEVENTFD, vfio_device_ioeventfd, 28),
	IOEVENTFD_CASE(-EINVAL, .flags = 0, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 3, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 15, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 16, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 1 | 16, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 1, .fd = -2),
	IOEVENTFD_CASE(-EINVAL, .flags = 1, .offset = BAR(VFIO_PCI_ROM_REGION_INDEX), .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 1, .offset = BAR(VFIO_PCI_CONFIG_REGION_INDEX), .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 1, .offset = BAR(100), .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 1, .offset = BAR(1), .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 1, .offset = 0x10000, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 2, .offset = 0xffff, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 4, .offset = 0xfffd, .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 4, .offset = BAR(3), .fd = -1),
	IOEVENTFD_CASE(-EINVAL, .flags = 4, .offset = BAR(3) + 76, .fd = -1),
	IOEVENTFD_CASE(-ENODEV, .flags = 4, .offset = BAR(3) + 80, .fd = -1),
	IOEVENTFD_CASE(-ENODEV, .flags = 1, .fd = -1),
	IOEVENTFD_CASE(-ENODEV, .flags = 8, .fd = -1),
	IOEVENTFD_CASE(-EBADF, .flags = 4, .fd = 999),
	IOEVENTFD_CASE(-EINVAL, .flags = 4, .fd = 0),
};

#define FEATURE(file, ret, ...)								\
	CASE(file, VFIO_DEVICE_FEATURE, ret, feature_arg, __VA_ARGS__)
#define GET		VFIO_DEVICE_FEATURE_GET
#define SETF		VFIO_DEVICE_FEATURE_SET
#define PROBE		VFIO_DEVICE_FEATURE_PROBE

/* A feature that @file does not have, asked for in any way. */
#define FEATURE_ABSENT(file, f)								\
	FEATURE(file, -ENOTTY, 24, (f) | GET), FEATURE(file, -ENOTTY, 24, (f) | SETF),	\
	FEATURE(file, -ENOTTY, 24, (f) | PROBE),					\
	FEATURE(file, -ENOTTY, 24, (f) | PROBE | GET | SETF)

/* Features that only SET, and those that only GET. */
#define FEATURE_SET_ONLY(file, f)							\
	FEATURE(file, -EINVAL, 24, (f) | GET), FEATURE(file, -EINVAL, 24, (f) | PROBE | GET), \
	FEATURE(file, 0, 24, (f) | PROBE | SETF), FEATURE(file, -EINVAL, 24, (f))
#define FEATURE_GET_ONLY(file, f)							\
	FEATURE(file, -EINVAL, 24, (f) | SETF), FEATURE(file, -EINVAL, 24, (f) | PROBE | SETF), \
	FEATURE(file, 0, 24, (f) | PROBE | GET), FEATURE(file, -EINVAL, 24, (f)),	\
	FEATURE(file, -EINVAL, 8, (f) | GET), FEATURE(file, -EINVAL, 15, (f) | GET)

static const struct ioctl_case feature_cases[] = {
	CASE_POINTERS(DEVICE, VFIO_DEVICE_FEATURE),
	FEATURE(DEVICE, -EINVAL, 0),
	FEATURE(DEVICE, -EINVAL, 7, PROBE | VFIO_DEVICE_FEATURE_LOW_POWER_EXIT),
	FEATURE(DEVICE, -EINVAL, 24, 1u << 31),
	FEATURE(DEVICE, -EINVAL, 24, 1u << 19 | PROBE),
	FEATURE(DEVICE, -EINVAL, 24, GET | SETF),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_MIGRATION),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_MIG_DATA_SIZE),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_DMA_LOGGING_START),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_PCI_VF_TOKEN),
	FEATURE_ABSENT(DEVICE, VFIO_DEVICE_FEATURE_BUS_MASTER),
	FEATURE_ABSENT(DEVICE, 0xffff),
	FEATURE_SET_ONLY(DEVICE, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY),
	FEATURE_SET_ONLY(DEVICE, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP),
	FEATURE_SET_ONLY(DEVICE, VFIO_DEVICE_FEATURE_LOW_POWER_EXIT),
	FEATURE(DEVICE, -EINVAL, 15, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP | SETF),
	FEATURE(DEVICE, -EINVAL, 16, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP | SETF,
		{ 0xffffffff }),
	FEATURE(DEVICE, -EBADF, 16, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP | SETF,
		{ 999 }),
	FEATURE(DEVICE, -EINVAL, 16, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY_WITH_WAKEUP | SETF,
		{ 0 }),
};

static const struct ioctl_case mdev_cases[] = {
	CASE_POINTERS(MEDIATED, VFIO_DEVICE_FEATURE),
	FEATURE_GET_ONLY(MEDIATED, VFIO_DEVICE_FEATURE_MIGRATION),
	FEATURE_GET_ONLY(MEDIATED, VFIO_DEVICE_FEATURE_MIG_DATA_SIZE),
	FEATURE(MEDIATED, 0, 24, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE | PROBE | GET | SETF),
	FEATURE(MEDIATED, -EINVAL, 24, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE | GET | SETF),
	FEATURE(MEDIATED, -EINVAL, 24, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE),
	FEATURE(MEDIATED, -EINVAL, 15, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE | SETF, { 1 }),
	FEATURE(MEDIATED, -EINVAL, 16, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE | SETF,
		{ VFIO_DEVICE_STATE_ERROR }),
	FEATURE(MEDIATED, -EINVAL, 16, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE | SETF,
		{ VFIO_DEVICE_STATE_NR }),
	FEATURE(MEDIATED, -EINVAL, 16, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE | SETF, { 0xff }),
	FEATURE_ABSENT(MEDIATED, VFIO_DEVICE_FEATURE_DMA_LOGGING_START),
	FEATURE_ABSENT(MEDIATED, VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY),
	CASE_VALUE(MEDIATED, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, -ENOTTY, 0),
	CASE_VALUE(MEDIATED, VFIO_DEVICE_PCI_HOT_RESET, -ENOTTY, 0),
	CASE_VALUE(MEDIATED, VFIO_DEVICE_IOEVENTFD, -ENOTTY, 0),
	CASE_POINTERS(MEDIATED, VFIO_DEVICE_GET_INFO),
	CASE_ARGSZ(MEDIATED, VFIO_DEVICE_GET_INFO, vfio_device_info, 16),
	CASE_POINTERS(MEDIATED, VFIO_DEVICE_GET_REGION_INFO),
	CASE(MEDIATED, VFIO_DEVICE_GET_REGION_INFO, -EINVAL, vfio_region_info, .argsz = 32,
	     .index = 1),
};

static const struct {
	const struct ioctl_case	*cases;
	unsigned int		count;
} tables[] = {
#define TABLE(name)	{ name, ARRAY_SIZE(name) }
	TABLE(container_cases), TABLE(dirty_cases), TABLE(group_cases), TABLE(device_cases),
	TABLE(irq_cases), TABLE(ioeventfd_cases), TABLE(feature_cases), TABLE(mdev_cases),
};

/* What the files say about themselves: a case that fails must leave it as it was. */
struct look {
	struct vfio_iommu_type1_info	iommu;
	struct vfio_group_status	group;
	struct vfio_device_info		device;
	struct vfio_irq_info		irq[VFIO_PCI_NUM_IRQS];
	u32				command;
};

static void look_at(const struct ioctl_files *files, struct look *look)
{
	memset(look, 0, sizeof(*look));
	look->iommu.argsz = sizeof(look->iommu);
	look->group.argsz = sizeof(look->group);
	look->device.argsz = sizeof(look->device);
	cr_assert_eq(user_ioctl(files->fd[CONTAINER], VFIO_IOMMU_GET_INFO, &look->iommu), 0);
	cr_assert_eq(user_ioctl(files->fd[GROUP], VFIO_GROUP_GET_STATUS, &look->group), 0);
	cr_assert_eq(user_ioctl(files->fd[DEVICE], VFIO_DEVICE_GET_INFO, &look->device), 0);
	for (int i = 0; i < VFIO_PCI_NUM_IRQS; i++) {
		look->irq[i].argsz = sizeof(look->irq[i]);
		look->irq[i].index = i;
		cr_assert_eq(user_ioctl(files->fd[DEVICE], VFIO_DEVICE_GET_IRQ_INFO,
					&look->irq[i]), 0);
	}
	cr_assert_eq(ksys_pread(files->fd[DEVICE], &look->command, 4,
				BAR(VFIO_PCI_CONFIG_REGION_INDEX) + PCI_COMMAND), 4);
}

static unsigned int cases_run;

static void run_tables(void)
{
	struct vfio_user nic = vfio_open(NIC), mdev = vfio_open_mdev();
	struct ioctl_files files = {
		.fd = { nic.container, nic.group, nic.device, mdev.device },
	};
	struct look before, after;

	for (int t = 0; t < ARRAY_SIZE(tables); t++) {
		look_at(&files, &before);
		for (unsigned int i = 0; i < tables[t].count; i++, cases_run++)
			ioctl_run_case(&files, &tables[t].cases[i]);
		look_at(&files, &after);
		cr_expect(!memcmp(&before, &after, sizeof(before)), "table %d left traces", t);
	}
	vfio_close(mdev);
	vfio_close(nic);
}

Test(ioctl_errors, every_wrong_argument_gets_linux_errno_and_changes_nothing)
{
	struct vfio_world world = { .main = run_tables, .both = true, .mdev = true };

	vfio_world_expect_clean(&world, 1);
	cr_assert_geq(cases_run, 300, "%u cases", cases_run);
}

static void run_before_first_region(void)
{
	struct vfio_user user = vfio_open(NIC);
	struct vfio_device_ioeventfd args = {
		.argsz = sizeof(args), .flags = 1, .offset = ~0ULL, .fd = -1,
	};

	cr_assert_eq(user_ioctl(user.device, VFIO_DEVICE_IOEVENTFD, &args), -EINVAL);
	vfio_close(user);
}

/* Linux takes the index for a signed number: scenarios/hosted/ioeventfd-before-bar0.ksim. */
Test(ioctl_errors, an_ioeventfd_before_the_first_region_is_refused)
{
	struct vfio_world world = { .main = run_before_first_region };

	skip_if_hosted("vfio_pci_core", "it looks before the first region");
	vfio_world_expect_clean(&world, 1);
}

/* Before a container is set, and before it has an IOMMU. */
static void run_unready(void)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	int container = ksys_open("/dev/vfio/vfio", O_RDWR);
	int group = vfio_open_group(NIC);

	cr_assert_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU), -EINVAL);
	cr_assert_eq(ksys_ioctl(container, VFIO_IOMMU_GET_INFO, 0), -EINVAL);
	cr_assert_eq(ksys_ioctl(container, _IO('x', 0), 0), -EINVAL);
	cr_assert_eq(ksys_ioctl(container, VFIO_CHECK_EXTENSION, VFIO_UPDATE_VADDR), 0);
	cr_assert_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), -EINVAL);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC), -EINVAL);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &group),
		     hosted_before(6002) ? -EINVAL : -EBADFD);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_GET_STATUS, &status), 0);
	cr_assert_eq(status.flags, VFIO_GROUP_FLAGS_VIABLE);

	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), -EINVAL);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC), -EINVAL);
	cr_assert_eq(ksys_ioctl(container, VFIO_IOMMU_GET_INFO, 0), -EINVAL);
	for (unsigned long type = 0; type < 12; type++) {
		bool type1 = type == VFIO_TYPE1_IOMMU || type == VFIO_TYPE1v2_IOMMU;
		bool refused = type == VFIO_TYPE1_NESTING_IOMMU || type == VFIO_UNMAP_ALL;

		if (!type1)
			cr_expect_eq(ksys_ioctl(container, VFIO_SET_IOMMU, type),
				     refused ? -EINVAL : -ENODEV, "type %lu", type);
	}
	cr_assert_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU), 0);
	cr_assert_eq(ksys_ioctl(container, VFIO_IOMMU_DIRTY_PAGES, 0), -EACCES);
	cr_assert_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), 0);
	cr_assert_eq(ksys_ioctl(container, VFIO_IOMMU_GET_INFO, 0), -EINVAL);
	ksys_close(group);
	ksys_close(container);
}

Test(ioctl_errors, a_container_without_a_group_or_an_iommu_refuses)
{
	struct vfio_world world = { .main = run_unready };

	vfio_world_expect_clean(&world, 1);
}
