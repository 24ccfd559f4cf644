# SPDX-License-Identifier: GPL-2.0-or-later
# Which files make which module; the model of the card is of none.
file(GLOB xe_vfio_pci ${CMAKE_SOURCE_DIR}/sim/xe/vfio_*.c)
file(GLOB xe_hw ${CMAKE_SOURCE_DIR}/sim/xe/xe_hw*.c)
set(xe ${sources})
list(REMOVE_ITEM xe ${xe_vfio_pci} ${xe_hw})
ksim_module(xe ${xe})
if(xe_vfio_pci)
	ksim_module(xe_vfio_pci ${xe_vfio_pci})
endif()
