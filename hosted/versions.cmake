# SPDX-License-Identifier: GPL-2.0-or-later
# What differs between versions, as far as the build must know. KSIM_HOST_VERSION is
# 6012 for 6.12; C code finds the rest in hosted/include/hosted/versions.h.

# Headers of the hosted subsystems: for all, and for hosted files only.
set(KSIM_HOST_OWN_HEADERS linux/vfio.h)
set(KSIM_HOST_UAPI_HEADERS uapi/linux/vfio.h uapi/linux/iommufd.h)
