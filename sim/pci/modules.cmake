# SPDX-License-Identifier: GPL-2.0-or-later
# Drivers of this floor that are loaded when a world asks for them.
ksim_module(edu ${CMAKE_SOURCE_DIR}/sim/pci/edu_driver.c)
ksim_module(zpci_slot ${CMAKE_SOURCE_DIR}/sim/pci/zpci_slot.c)
