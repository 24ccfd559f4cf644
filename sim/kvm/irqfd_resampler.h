/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irqfd_resampler.h - irqfds of level interrupts that share a GSI
 */
#ifndef KVM_IRQFD_RESAMPLER_H
#define KVM_IRQFD_RESAMPLER_H

struct kvm_kernel_irqfd;

/* Join the resampler of the irqfd's GSI, or found it. -ENOMEM. */
int irqfd_resampler_join(struct kvm_kernel_irqfd *irqfd);

/* Leave it; the last one lowers the line. Waits for acknowledgements under way. */
void irqfd_resampler_shutdown(struct kvm_kernel_irqfd *irqfd);

#endif
