# SPDX-License-Identifier: GPL-2.0-or-later
# One module, and a device that only scenarios load.
file(GLOB kvm_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/sim/kvm/*.c)
list(FILTER kvm_sources EXCLUDE REGEX "/(pch_pic|irqbypass)\\.c$")
ksim_module(kvm ${kvm_sources})
ksim_module(kvm_pch_pic ${CMAKE_SOURCE_DIR}/sim/kvm/pch_pic.c)
