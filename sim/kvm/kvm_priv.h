/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kvm_priv.h - what the parts of KVM share among themselves
 */
#ifndef KVM_PRIV_H
#define KVM_PRIV_H

#include <linux/fs.h>
#include <linux/kvm_host.h>

#include "kernel/variant.h"

/* vm.c */
struct kvm *kvm_create_vm(unsigned long type);
void kvm_destroy_vm(struct kvm *kvm);

/* vm_ioctl.c, vcpu_ioctl.c, device.c: the files of a VM */
extern struct file_operations kvm_vm_fops;
extern struct file_operations kvm_vcpu_fops;
extern struct file_operations kvm_device_fops;
int kvm_vm_ioctl_check_extension(long arg);

/* vcpu.c */
int kvm_vcpu_cache_init(void);
void kvm_vcpu_cache_exit(void);
int kvm_vm_ioctl_create_vcpu(struct kvm *kvm, unsigned long id);

/* device.c */
int kvm_ioctl_create_device(struct kvm *kvm, struct kvm_create_device *cd);
void kvm_destroy_devices(struct kvm *kvm);

/* memslots.c */
void kvm_memslots_init(struct kvm *kvm);
void kvm_free_all_memslots(struct kvm *kvm);
int kvm_vm_ioctl_set_memory_region(struct kvm *kvm, unsigned int ioctl, void __user *argp);

/* memslot_change.c */
int kvm_set_memslot(struct kvm *kvm, struct kvm_memory_slot *old, struct kvm_memory_slot *new,
		    enum kvm_mr_change change);
void kvm_free_memslot(struct kvm_memory_slot *slot);
int kvm_vm_ioctl_get_dirty_log(struct kvm *kvm, struct kvm_dirty_log *log);
struct kvm_memory_slot *id_to_memslot(struct kvm_memslots *slots, int id);

/* mmu.c */
int kvm_init_mmu_notifier(struct kvm *kvm);
void kvm_exit_mmu_notifier(struct kvm *kvm);

/* io_bus.c */
int kvm_io_buses_init(struct kvm *kvm);
void kvm_io_buses_destroy(struct kvm *kvm);

/* arch.c: the simulated machine */
int kvm_arch_init_vm(struct kvm *kvm, unsigned long type);
void kvm_arch_destroy_vm(struct kvm *kvm);
int kvm_arch_vm_ioctl(struct kvm *kvm, unsigned int ioctl, void __user *argp);
bool kvm_arch_irqchip_in_kernel(struct kvm *kvm);
int kvm_set_routing_entry(struct kvm_kernel_irq_routing_entry *e,
			  const struct kvm_irq_routing_entry *ue);
int kvm_arch_set_irq_inatomic(struct kvm_kernel_irq_routing_entry *irq, struct kvm *kvm,
			      int irq_source_id, int level, bool line_status);
bool kvm_arch_vcpu_has_interrupt(struct kvm_vcpu *vcpu);
/* The guest takes and acknowledges what is pending; how many. */
unsigned int kvm_arch_vcpu_ack_interrupts(struct kvm_vcpu *vcpu);

/* irqfd.c */
int kvm_arch_irq_bypass_add_producer(struct irq_bypass_consumer *consumer,
				     struct irq_bypass_producer *producer);
void kvm_arch_irq_bypass_del_producer(struct irq_bypass_consumer *consumer,
				      struct irq_bypass_producer *producer);

DECLARE_VARIANT(kvm_vfio_destroy);
DECLARE_VARIANT(kvm_device_unlocked);

#endif
