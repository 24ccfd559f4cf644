# SPDX-License-Identifier: GPL-2.0-or-later
# Which files make which module.
file(GLOB vfio_pci_core ${CMAKE_SOURCE_DIR}/sim/vfio/vfio_pci_*.c)
file(GLOB vfio_iommu_type1 ${CMAKE_SOURCE_DIR}/sim/vfio/type1*.c)
file(GLOB mdev ${CMAKE_SOURCE_DIR}/sim/vfio/mdev_*.c)
file(GLOB sample_mdev ${CMAKE_SOURCE_DIR}/sim/vfio/sample_mdev*.c)
set(sample_kvm_lock ${CMAKE_SOURCE_DIR}/sim/vfio/sample_kvm_lock.c)
set(vfio_pci ${CMAKE_SOURCE_DIR}/sim/vfio/vfio_pci.c)
set(vfio ${sources})
list(REMOVE_ITEM vfio ${vfio_pci_core} ${vfio_iommu_type1} ${mdev} ${sample_mdev}
	${sample_kvm_lock} ${vfio_pci})

ksim_module(vfio ${vfio})
ksim_module(vfio_iommu_type1 ${vfio_iommu_type1})
ksim_module(vfio_pci_core ${vfio_pci_core})
ksim_module(vfio_pci ${vfio_pci})
ksim_module(mdev ${mdev})
ksim_module(sample_mdev ${sample_mdev})
ksim_module(sample_kvm_lock ${sample_kvm_lock})
