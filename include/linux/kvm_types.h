/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
/* Address and frame number types of KVM: g guest, h host; v virtual, p physical. */
#ifndef _LINUX_KVM_TYPES_H
#define _LINUX_KVM_TYPES_H

#include <linux/types.h>

struct kvm;
struct kvm_async_pf;
struct kvm_device_ops;
struct kvm_irq_routing_table;
struct kvm_memory_slot;
struct kvm_memslots;
struct kvm_run;
struct kvm_vcpu;

typedef unsigned long	gva_t;
typedef u64		gpa_t;
typedef u64		gfn_t;
typedef unsigned long	hva_t;
typedef u64		hpa_t;
typedef u64		hfn_t;
typedef hfn_t		kvm_pfn_t;

#define INVALID_GPA	(~(gpa_t)0)

#endif
