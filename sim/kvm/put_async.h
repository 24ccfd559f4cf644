/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * put_async.h - a variant's replacement for kvm_put_kvm()
 */
#ifndef KVM_PUT_ASYNC_H
#define KVM_PUT_ASYNC_H

#include "kernel/variant.h"

struct kvm;

DECLARE_VARIANT(kvm_put_async);

void kvm_put_kvm_async(struct kvm *kvm);

#endif
