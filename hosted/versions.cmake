# SPDX-License-Identifier: GPL-2.0-or-later
# What differs between versions, as far as the build must know. KSIM_HOST_VERSION is
# 6012 for 6.12; C code finds the rest in hosted/include/hosted/versions.h.

# Sets that stay ours: -DKSIM_HOST_OURS="type1;vfio_pci", to see on which side a difference
# is. Drivers of before 6.10 find mappings through mm_struct's list, which ours has not.
if(KSIM_HOST_VERSION LESS 6010)
	list(APPEND KSIM_HOST_OURS type1 vfio_pci_core vfio_pci)
endif()

# Headers that come from the tree: of the hosted subsystems, for all (with hosted/include/adapted/),
# and those that only hosted files read.
set(KSIM_HOST_OWN_HEADERS linux/vfio.h)
if(NOT vfio_pci_core IN_LIST KSIM_HOST_OURS)
	list(APPEND KSIM_HOST_OWN_HEADERS linux/vfio_pci_core.h)
endif()
set(KSIM_HOST_FILE_HEADERS uapi/linux/vfio.h uapi/linux/iommufd.h linux/pci_ids.h)

# A class's devnode() got a device that it could change.
if(KSIM_HOST_VERSION LESS 6002)
	list(APPEND KSIM_HOST_WARNINGS -Wno-incompatible-function-pointer-types)
endif()

# What stays ours in sim/vfio. The core knows nothing of debugfs before 6.8.
set(KSIM_HOST_VFIO_KEEPS mdev_|sample_|type1|vfio_args|vfio_pci)
if(EXISTS ${KSIM_HOST}/drivers/vfio/debugfs.c)
	string(APPEND KSIM_HOST_VFIO_KEEPS |debugfs)
endif()

# Drivers covered many ranges by few themselves.
if(KSIM_HOST_VERSION LESS 6002)
	string(APPEND KSIM_HOST_VFIO_KEEPS |iova_ranges)
endif()

# Capabilities began anywhere, and our type1 writes its own through a struct.
if(KSIM_HOST_VERSION LESS 6006)
	set_property(SOURCE ${CMAKE_SOURCE_DIR}/sim/vfio/type1_info.c APPEND PROPERTY
		COMPILE_OPTIONS -fno-sanitize=alignment)
endif()

# A module of its own once, that vfio-pci's would have loaded first: so it is built in.
if(KSIM_HOST_VERSION LESS 6003)
	set(KSIM_HOST_BUILT_IN drivers/vfio/virqfd.c)
endif()
