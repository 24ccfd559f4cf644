# SPDX-License-Identifier: GPL-2.0-or-later
# Which files of a Linux tree take the place of which of ours. A file that a version does
# not have is left out: what it holds is elsewhere in that version.
include(${CMAKE_CURRENT_LIST_DIR}/versions.cmake)

ksim_hosted(notifier FLOOR kernel
	FILES kernel/notifier.c
	REPLACES sim/kernel/notifier.c)

ksim_hosted(refcount FLOOR kernel
	FILES lib/refcount.c
	REPLACES sim/kernel/refcount.c)

ksim_hosted(kvm_vfio FLOOR kvm MODULE kvm
	FILES virt/kvm/vfio.c
	REPLACES sim/kvm/kvm_vfio.c)

# Modules that use others come before them: in this order a world unloads them.
ksim_hosted(vfio_pci FLOOR vfio MODULE vfio_pci
	FILES drivers/vfio/pci/vfio_pci.c
	REPLACES sim/vfio/vfio_pci.c)

ksim_hosted(vfio_pci_core FLOOR vfio MODULE vfio_pci_core
	FILES drivers/vfio/pci/vfio_pci_core.c drivers/vfio/pci/vfio_pci_config.c
	drivers/vfio/pci/vfio_pci_intrs.c drivers/vfio/pci/vfio_pci_rdwr.c
	REPLACES sim/vfio/vfio_pci_*.c)

ksim_hosted(type1 FLOOR vfio MODULE vfio_iommu_type1
	FILES drivers/vfio/vfio_iommu_type1.c
	REPLACES sim/vfio/type1*.c)

ksim_hosted(mdev FLOOR vfio MODULE mdev
	FILES drivers/vfio/mdev/mdev_core.c drivers/vfio/mdev/mdev_driver.c
	drivers/vfio/mdev/mdev_sysfs.c
	REPLACES sim/vfio/mdev_*.c)

# All of vfio.ko but debugfs.c.
ksim_hosted(vfio FLOOR vfio MODULE vfio
	FILES drivers/vfio/vfio_main.c drivers/vfio/group.c drivers/vfio/container.c
	drivers/vfio/device_cdev.c drivers/vfio/iommufd.c drivers/vfio/virqfd.c
	REPLACES sim/vfio/*.c
	KEEPS "/(${KSIM_HOST_VFIO_KEEPS})[^/]*$"
	SHIM hosted/vfio_older.c hosted/user_waits.c hosted/tsan.c)
if(NOT vfio IN_LIST KSIM_HOST_OURS)
	list(APPEND KSIM_HOST_WRAPS vfio_unregister_group_dev)
endif()

# The kernel's own tests; ksim_ktest runs them.
ksim_hosted_test(list_test FILES lib/list-test.c lib/tests/list-test.c)
ksim_hosted_test(hashtable_test FILES lib/hashtable_test.c lib/tests/hashtable_test.c)
ksim_hosted_test(test_ida FILES lib/test_ida.c)
ksim_hosted_test(lkdtm FILES drivers/misc/lkdtm/refcount.c)

# Those of our own tests that run on what is hosted.
set(KSIM_HOST_TEST_DIRS kernel kvm vfio bugs golden)
