# SPDX-License-Identifier: GPL-2.0-or-later
# What differs between versions, as far as the build must know. KSIM_HOST_VERSION is
# 6012 for 6.12; C code finds the rest in hosted/include/hosted/versions.h.
set(KSIM_HOST_OWN_HEADERS "")
