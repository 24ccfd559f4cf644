/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kvm/vm.c, vcpu.c, memslots.c, device.c, irqchip.c, irqfd.c, io_bus.c */
/*
 * KVM for the host kernel: virtual machines, virtual CPUs, their memory slots,
 * devices and interrupts. No guest code runs: what a guest would do is asked for
 * from outside ("kvm/guest.h").
 *
 * Order of locks:
 *	kvm_lock, kvm->lock -> vcpu->mutex -> kvm->slots_lock -> kvm->irq_lock
 *	kvm->slots_lock -> kvm->slots_arch_lock -> kvm->mn_invalidate_lock
 *	eventfd's wait queue -> kvm->irqfds.lock
 */
#ifndef __KVM_HOST_H
#define __KVM_HOST_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/kvm.h>
#include <linux/kvm_types.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include <kvm/iodev.h>

struct file;
struct irq_bypass_consumer;
struct irq_bypass_producer;
struct mm_struct;
struct module;
struct vm_area_struct;

/* Figures of x86. */
#define KVM_MAX_VCPUS			4096
#define KVM_MAX_VCPU_IDS		(KVM_MAX_VCPUS * 4)
#define KVM_MAX_NR_ADDRESS_SPACES	1
#define KVM_MEM_SLOTS_NUM		SHRT_MAX
#define KVM_INTERNAL_MEM_SLOTS		3
#define KVM_USER_MEM_SLOTS		(KVM_MEM_SLOTS_NUM - KVM_INTERNAL_MEM_SLOTS)
#define KVM_MEM_MAX_NR_PAGES		((1UL << 31) - 1)
#define KVM_MAX_IRQ_ROUTES		4096
#define KVM_IRQCHIP_NUM_PINS		24
#define KVM_SIM_IRQCHIPS		3	/* two PICs and an IOAPIC */
#define KVM_STATS_NAME_SIZE		48
#define ASYNC_PF_PER_VCPU		64
#define NR_IOBUS_DEVS			1000

#define KVM_MEMSLOT_INVALID			(1UL << 16)
#define KVM_MEMSLOT_GEN_UPDATE_IN_PROGRESS	(1ULL << 63)

#define KVM_HVA_ERR_BAD		(~0UL << 47)
#define KVM_HVA_ERR_RO_BAD	(KVM_HVA_ERR_BAD + 4096)

static inline bool kvm_is_error_hva(unsigned long addr)
{
	return addr >= KVM_HVA_ERR_BAD;
}

#define KVM_USERSPACE_IRQ_SOURCE_ID		0
#define KVM_IRQFD_RESAMPLE_IRQ_SOURCE_ID	1

extern struct mutex kvm_lock;		/* guards vm_list */
extern struct list_head vm_list;

/* Emulated devices, by address space and address. Replaced as a whole under SRCU. */

enum kvm_bus {
	KVM_MMIO_BUS,
	KVM_PIO_BUS,
	KVM_VIRTIO_CCW_NOTIFY_BUS,
	KVM_FAST_MMIO_BUS,
	KVM_NR_BUSES
};

struct kvm_io_range {
	gpa_t addr;
	int len;			/* 0: the exact address, any width */
	struct kvm_io_device *dev;
};

struct kvm_io_bus {
	int dev_count;
	int ioeventfd_count;
	struct kvm_io_range range[];	/* sorted */
};

/* 0, or -EOPNOTSUPP if no device took it. Under kvm->srcu. */
int kvm_io_bus_write(struct kvm_vcpu *vcpu, enum kvm_bus bus_idx, gpa_t addr, int len,
		     const void *val);
int kvm_io_bus_read(struct kvm_vcpu *vcpu, enum kvm_bus bus_idx, gpa_t addr, int len, void *val);
/* Under kvm->slots_lock; both wait for a grace period of kvm->srcu. */
int kvm_io_bus_register_dev(struct kvm *kvm, enum kvm_bus bus_idx, gpa_t addr, int len,
			    struct kvm_io_device *dev);
int kvm_io_bus_unregister_dev(struct kvm *kvm, enum kvm_bus bus_idx, struct kvm_io_device *dev);

/* Memory slots: two sets a VM, of which one is read and the other prepared. */

struct kvm_memory_slot {
	struct rb_node gfn_node[2];	/* in the set of that index */
	gfn_t base_gfn;
	unsigned long npages;
	unsigned long *dirty_bitmap;
	unsigned long userspace_addr;
	u32 flags;
	short id;
	u16 as_id;
};

struct kvm_memslots {
	u64 generation;
	struct rb_root gfn_tree;
	int node_idx;
};

enum kvm_mr_change {
	KVM_MR_CREATE,
	KVM_MR_DELETE,
	KVM_MR_MOVE,
	KVM_MR_FLAGS_ONLY,
};

/* Interrupt routing: what an interrupt of the VM (a GSI) is wired to. */

struct kvm_kernel_irq_routing_entry {
	u32 gsi;
	u32 type;
	int (*set)(struct kvm_kernel_irq_routing_entry *e, struct kvm *kvm, int irq_source_id,
		   int level, bool line_status);
	union {
		struct {
			unsigned irqchip;
			unsigned pin;
		} irqchip;
		struct {
			u32 address_lo;
			u32 address_hi;
			u32 data;
			u32 flags;
			u32 devid;
		} msi;
	};
	struct hlist_node link;
};

struct kvm_irq_routing_table {
	int chip[KVM_SIM_IRQCHIPS][KVM_IRQCHIP_NUM_PINS];	/* GSI of a pin, -1 if none */
	u32 nr_rt_entries;
	struct hlist_head map[];				/* by GSI */
};

struct kvm_irq_ack_notifier {
	struct hlist_node link;
	unsigned gsi;
	void (*irq_acked)(struct kvm_irq_ack_notifier *kian);
};

/* A page of guest memory that is fetched by a worker while the guest goes on. */
struct kvm_async_pf {
	struct work_struct work;
	struct list_head link;		/* in vcpu->async_pf.done */
	struct list_head queue;		/* in vcpu->async_pf.queue */
	struct kvm_vcpu *vcpu;
	gpa_t cr2_or_gpa;
	unsigned long addr;
	bool wakeup_all;
};

/* The simulated processor and interrupt controllers. */

struct kvm_vcpu_arch {
	u64 irr[4];			/* vectors pending, under vcpu->kvm->arch.irq_lock */
	u64 async_pf_ready;		/* pages that arrived, owner: who runs the vCPU */
};

struct kvm_arch {
	spinlock_t irq_lock;		/* guards what follows, and vcpu irr */
	bool irqchip_in_kernel;
	u32 line[KVM_IRQCHIP_NUM_PINS];	/* by pin: a bit for each source that asserts it */
	u64 delivered;			/* interrupts given to a vCPU so far */

	atomic_t assigned_device_count;
	atomic_t noncoherent_dma_count;
};

struct kvm_vcpu {
	struct kvm *kvm;		/* borrowed; the vCPU's file holds it */
	int vcpu_id;			/* user space's name for it */
	int vcpu_idx;			/* index in kvm->vcpu_array */
	struct mutex mutex;		/* one thread runs it at a time */
	struct kvm_run *run;		/* the page shared with user space */
	wait_queue_head_t wait;

	struct {
		u32 queued;
		struct list_head queue;
		struct list_head done;
		spinlock_t lock;	/* guards done */
	} async_pf;

	struct {
		bool in_spin_loop;
		bool dy_eligible;
	} spin_loop;
	bool ready;
	struct kvm_vcpu_arch arch;
};

struct kvm {
	rwlock_t mmu_lock;
	struct mutex slots_lock;
	struct mutex slots_arch_lock;
	struct mm_struct *mm;		/* counted (mmgrab) */

	/* slots_lock to write, srcu to read: */
	unsigned long nr_memslot_pages;
	struct kvm_memslots __memslots[KVM_MAX_NR_ADDRESS_SPACES][2];
	struct kvm_memslots __rcu *memslots[KVM_MAX_NR_ADDRESS_SPACES];
	struct kvm_io_bus __rcu *buses[KVM_NR_BUSES];
	struct list_head ioeventfds;

	/* lock to write: */
	struct mutex lock;
	struct xarray vcpu_array;
	atomic_t online_vcpus;
	int max_vcpus;
	int created_vcpus;
	struct list_head devices;	/* RCU to read */
	int last_boosted_vcpu;		/* any vCPU, a hint */

	struct list_head vm_list;	/* under kvm_lock */

	struct {
		spinlock_t lock;
		struct list_head items;
		struct mutex resampler_lock;
		struct list_head resampler_list;	/* resampler_lock; irq_srcu to read */
	} irqfds;

	/* irq_lock to write, irq_srcu to read: */
	struct mutex irq_lock;
	struct kvm_irq_routing_table __rcu *irq_routing;
	struct hlist_head irq_ack_notifier_list;

	struct mmu_notifier mmu_notifier;
	/* mmu_lock: */
	unsigned long mmu_invalidate_seq;
	long mmu_invalidate_in_progress;
	gfn_t mmu_invalidate_range_start;
	gfn_t mmu_invalidate_range_end;
	/* mn_invalidate_lock: */
	spinlock_t mn_invalidate_lock;
	unsigned long mn_active_invalidate_count;
	wait_queue_head_t mn_memslots_update_wait;

	struct kvm_arch arch;
	refcount_t users_count;
	struct srcu_struct srcu;
	struct srcu_struct irq_srcu;
	bool vm_dead;
	struct work_struct destroy_work;	/* of the variant kvm-put-async */
};

/*
 * References. A VM lives as long as a file of it or of its vCPUs and devices is
 * open, or somebody counts. kvm_get_kvm_safe() fails once destruction has begun.
 */
void kvm_get_kvm(struct kvm *kvm);
bool kvm_get_kvm_safe(struct kvm *kvm);
void kvm_put_kvm(struct kvm *kvm);
void kvm_put_kvm_no_destroy(struct kvm *kvm);	/* the caller knows it is not the last */
bool file_is_kvm(struct file *file);

/* vCPUs are published by online_vcpus and never go away before the VM does. */
static inline struct kvm_vcpu *kvm_get_vcpu(struct kvm *kvm, int i)
{
	if (i >= atomic_read(&kvm->online_vcpus))
		return NULL;
	smp_rmb();	/* pairs with smp_wmb() in kvm_vm_ioctl_create_vcpu() */
	return xa_load(&kvm->vcpu_array, i);
}

#define kvm_for_each_vcpu(idx, vcpup, kvm) \
	for ((idx) = 0; ((vcpup) = kvm_get_vcpu(kvm, idx)) != NULL; (idx)++)

struct kvm_vcpu *kvm_get_vcpu_by_id(struct kvm *kvm, int id);
void kvm_destroy_vcpus(struct kvm *kvm);
bool kvm_vcpu_wake_up(struct kvm_vcpu *vcpu);
void kvm_vcpu_on_spin(struct kvm_vcpu *me, bool yield_to_kernel_mode);

static inline void kvm_vcpu_set_in_spin_loop(struct kvm_vcpu *vcpu, bool val)
{
	vcpu->spin_loop.in_spin_loop = val;
}

static inline void kvm_vcpu_set_dy_eligible(struct kvm_vcpu *vcpu, bool val)
{
	vcpu->spin_loop.dy_eligible = val;
}

static inline struct kvm_memslots *__kvm_memslots(struct kvm *kvm, int as_id)
{
	return srcu_dereference_check(kvm->memslots[as_id], &kvm->srcu,
				      lockdep_is_held(&kvm->slots_lock) ||
				      !refcount_read(&kvm->users_count));
}

static inline struct kvm_memslots *kvm_memslots(struct kvm *kvm)
{
	return __kvm_memslots(kvm, 0);
}

static inline struct kvm_io_bus *kvm_get_bus(struct kvm *kvm, enum kvm_bus idx)
{
	return srcu_dereference_check(kvm->buses[idx], &kvm->srcu,
				      lockdep_is_held(&kvm->slots_lock) ||
				      !refcount_read(&kvm->users_count));
}

int kvm_set_memory_region(struct kvm *kvm, const struct kvm_userspace_memory_region2 *mem);
struct kvm_memory_slot *gfn_to_memslot(struct kvm *kvm, gfn_t gfn);
unsigned long gfn_to_hva(struct kvm *kvm, gfn_t gfn);
int kvm_read_guest(struct kvm *kvm, gpa_t gpa, void *data, unsigned long len);
int kvm_write_guest(struct kvm *kvm, gpa_t gpa, const void *data, unsigned long len);

void kvm_mmu_invalidate_begin(struct kvm *kvm);
void kvm_mmu_invalidate_range_add(struct kvm *kvm, gfn_t start, gfn_t end);
void kvm_mmu_invalidate_end(struct kvm *kvm);

/* Devices that user space makes with KVM_CREATE_DEVICE. */

struct kvm_device {
	const struct kvm_device_ops *ops;
	struct kvm *kvm;		/* borrowed; the device's file holds it */
	void *private;
	struct list_head vm_node;	/* in kvm->devices */
};

struct kvm_device_ops {
	const char *name;
	int (*create)(struct kvm_device *dev, u32 type);	/* under kvm->lock */
	void (*init)(struct kvm_device *dev);			/* after create, without it */
	/*
	 * One of these frees @dev. destroy is called when the VM goes; release when
	 * the device's file is closed, under kvm->lock and off the VM's list.
	 */
	void (*destroy)(struct kvm_device *dev);
	void (*release)(struct kvm_device *dev);

	int (*set_attr)(struct kvm_device *dev, struct kvm_device_attr *attr);
	int (*get_attr)(struct kvm_device *dev, struct kvm_device_attr *attr);
	int (*has_attr)(struct kvm_device *dev, struct kvm_device_attr *attr);
	long (*ioctl)(struct kvm_device *dev, unsigned int ioctl, unsigned long arg);
	int (*mmap)(struct kvm_device *dev, struct vm_area_struct *vma);
};

struct kvm_device *kvm_device_from_filp(struct file *filp);
int kvm_register_device_ops(const struct kvm_device_ops *ops, u32 type);
void kvm_unregister_device_ops(u32 type);

int kvm_vfio_ops_init(void);
void kvm_vfio_ops_exit(void);

/* Interrupts. */
int kvm_set_irq(struct kvm *kvm, int irq_source_id, u32 irq, int level, bool line_status);
int kvm_set_msi(struct kvm_kernel_irq_routing_entry *e, struct kvm *kvm, int irq_source_id,
		int level, bool line_status);
int kvm_send_userspace_msi(struct kvm *kvm, struct kvm_msi *msi);
int kvm_irq_map_gsi(struct kvm *kvm, struct kvm_kernel_irq_routing_entry *entries, int gsi);
int kvm_irq_map_chip_pin(struct kvm *kvm, unsigned irqchip, unsigned pin);
int kvm_set_irq_routing(struct kvm *kvm, const struct kvm_irq_routing_entry *entries,
			unsigned nr, unsigned flags);
int kvm_init_irq_routing(struct kvm *kvm);
void kvm_free_irq_routing(struct kvm *kvm);
void kvm_irq_routing_update(struct kvm *kvm);
void kvm_notify_acked_irq(struct kvm *kvm, unsigned irqchip, unsigned pin);
void kvm_register_irq_ack_notifier(struct kvm *kvm, struct kvm_irq_ack_notifier *kian);
void kvm_unregister_irq_ack_notifier(struct kvm *kvm, struct kvm_irq_ack_notifier *kian);

void kvm_eventfd_init(struct kvm *kvm);
int kvm_irqfd(struct kvm *kvm, struct kvm_irqfd *args);
void kvm_irqfd_release(struct kvm *kvm);
int kvm_ioeventfd(struct kvm *kvm, struct kvm_ioeventfd *args);
int kvm_irqfd_init(void);
void kvm_irqfd_exit(void);

/* Asynchronous page faults. */
int kvm_async_pf_init(void);
void kvm_async_pf_deinit(void);
void kvm_async_pf_vcpu_init(struct kvm_vcpu *vcpu);
void kvm_clear_async_pf_completion_queue(struct kvm_vcpu *vcpu);
void kvm_check_async_pf_completion(struct kvm_vcpu *vcpu);
bool kvm_setup_async_pf(struct kvm_vcpu *vcpu, gpa_t cr2_or_gpa, unsigned long hva);

/* What an assigned device changes for the VM. */
void kvm_arch_start_assignment(struct kvm *kvm);
void kvm_arch_end_assignment(struct kvm *kvm);
bool kvm_arch_has_assigned_device(struct kvm *kvm);
void kvm_arch_register_noncoherent_dma(struct kvm *kvm);
void kvm_arch_unregister_noncoherent_dma(struct kvm *kvm);

int kvm_init(struct module *module);
void kvm_exit(void);

#endif
