/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pch_pic.h - the type number of pch_pic.c's device, newer than Debian 12's header
 */
#ifndef KVM_PCH_PIC_H
#define KVM_PCH_PIC_H

#ifndef KVM_DEV_TYPE_LOONGARCH_PCHPIC
#define KVM_DEV_TYPE_LOONGARCH_PCHPIC 14
#endif

#endif
