// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio.c - what a user of VFIO can ask of a device, each alone and in a crowd
 *
 * A card is one IOMMU group, all of its functions vfio-pci's; user space has the first one open.
 * Those of a hot reset are a set behind a conventional bridge. MAP_DMA's size is in KiB, that of
 * SET_IRQS in vectors; both are made and unmade in a repetition. The VFs are those of an Intel
 * card: their FLR is the PF's business.
 */
#include <linux/bug.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <uapi/linux/vfio.h>

#include "core/syscall.h"
#include "xe/xe_hw.h"

#include "bench.h"
#include "world.h"

#define VECTORS_MAX	64u

static const struct pci_hw_desc nic = {
	.name = "nic", .vendor = 0x8086, .device = 0x10d3, .class = 0x020000,
	.flags = PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_PM, .pin = 1,
	.port_type = PCI_EXP_TYPE_ENDPOINT,
	.bars = { [0] = { .size = 0x1000 }, [3] = { .size = 0x4000 } },
	.msix_vectors = VECTORS_MAX, .msix_bar = 3, .msix_pba = 0x2000,
};

static const struct pci_hw_desc conventional_nic = {
	.name = "nic", .vendor = 0x8086, .device = 0x10d3, .class = 0x020000,
	.flags = PCI_HW_PM, .pin = 1, .bars = { { .size = 0x1000 } },
};

static const char *const modules[] = {
	"vfio", "vfio_iommu_type1", "vfio_pci_core", "vfio_pci", NULL,
};

struct job {
	struct bench_card	card;
	void			(*prepare)(struct job *job);	/* may be NULL */
	void			(*once)(void *job, unsigned int task);
	unsigned int		size;		/* of what is done */
	unsigned int		tasks;		/* that do it together; 0: one alone */
	uint64_t		n;
	int			container, group, device;
	u64			memory;
	int			eventfd;
};

static void build(void *arg)
{
	struct job *job = arg;

	job->card.function = job->card.bridge ? &conventional_nic : &nic;
	bench_card_build(&job->card);
}

static long user_ioctl(int fd, unsigned int cmd, const void *arg)
{
	return ksys_ioctl(fd, cmd, (unsigned long)arg);
}

static void give_to_vfio(unsigned int functions)
{
	char name[16];

	for (unsigned int i = 0; i < functions; i++) {
		snprintf(name, sizeof(name), "0000:01:%02x.%u", i / 8, i % 8);
		bench_echo("vfio-pci", "/sys/bus/pci/devices/%s/driver_override", name);
		bench_echo(name, "/sys/bus/pci/drivers/vfio-pci/bind");
	}
}

static void attach(struct job *job)
{
	char link[80], node[32];
	long len = ksys_readlink("/sys/bus/pci/devices/0000:01:00.0/iommu_group", link,
				 sizeof(link) - 1);

	BUG_ON(len <= 0);
	link[len] = '\0';
	snprintf(node, sizeof(node), "/dev/vfio/%s", strrchr(link, '/') + 1);
	job->container = (int)ksys_open("/dev/vfio/vfio", O_RDWR);
	job->group = (int)ksys_open(node, O_RDWR);
	BUG_ON(user_ioctl(job->group, VFIO_GROUP_SET_CONTAINER, &job->container));
	BUG_ON(ksys_ioctl(job->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU));
	job->device = (int)user_ioctl(job->group, VFIO_GROUP_GET_DEVICE_FD, "0000:01:00.0");
	BUG_ON(job->device < 0);
}

static void user(void *arg)
{
	struct job *job = arg;
	uint64_t begin;

	give_to_vfio(job->card.functions);
	attach(job);
	if (job->prepare)
		job->prepare(job);
	begin = bench_loop_begin();
	if (job->tasks)
		bench_together(job->once, job, job->tasks, job->n);
	else
		for (uint64_t i = 0; i < job->n; i++)
			job->once(job, 0);
	bench_loop_end(begin, job->n);
	ksys_close(job->device);
	ksys_close(job->group);
	ksys_close(job->container);
}

static void measure(struct job job)
{
	struct bench_world world = {
		.hardware = build, .main = user, .arg = &job, .modules = modules,
	};

	if (job.tasks)
		world.policy = ex_policy_make("random", NULL);
	bench_world(&world);
	ex_policy_free(world.policy);
}

static void reset(void *arg, unsigned int task)
{
	const struct job *job = arg;

	BUG_ON(ksys_ioctl(job->device, VFIO_DEVICE_RESET, 0));
}

static void try_reset(void *arg, unsigned int task)
{
	const struct job *job = arg;

	ksys_ioctl(job->device, VFIO_DEVICE_RESET, 0);	/* -EAGAIN: somebody else does it */
}

static void hot_reset(void *arg, unsigned int task)
{
	const struct job *job = arg;
	struct {
		struct vfio_pci_hot_reset	head;
		s32				group;
	} request = {
		.head = { .argsz = sizeof(request), .count = 1 }, .group = job->group,
	};

	BUG_ON(user_ioctl(job->device, VFIO_DEVICE_PCI_HOT_RESET, &request));
}

static void make_eventfd(struct job *job)
{
	job->eventfd = (int)ksys_eventfd(0, 0);
}

static void set_irqs(void *arg, unsigned int task)
{
	const struct job *job = arg;
	struct {
		struct vfio_irq_set	head;
		s32			fds[VECTORS_MAX];
	} request = {
		.head = {
			.argsz = sizeof(request), .index = VFIO_PCI_MSIX_IRQ_INDEX,
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
			.count = job->size,
		},
	};

	for (unsigned int i = 0; i < job->size; i++)
		request.fds[i] = job->eventfd;
	BUG_ON(user_ioctl(job->device, VFIO_DEVICE_SET_IRQS, &request));
	request.head.flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER;
	request.head.count = 0;
	BUG_ON(user_ioctl(job->device, VFIO_DEVICE_SET_IRQS, &request));
}

static void get_memory(struct job *job)
{
	job->memory = (u64)ksys_mmap(0, (size_t)job->size * SZ_1K, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void map_dma(void *arg, unsigned int task)
{
	const struct job *job = arg;
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = job->memory, .iova = SZ_1M, .size = (u64)job->size * SZ_1K,
	};
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = SZ_1M, .size = map.size,
	};

	BUG_ON(user_ioctl(job->container, VFIO_IOMMU_MAP_DMA, &map));
	BUG_ON(user_ioctl(job->container, VFIO_IOMMU_UNMAP_DMA, &unmap));
}

static void resets(uint64_t n)
{
	measure((struct job){ .card.functions = 1, .once = reset, .n = n });
}

static void resets_tasks(uint64_t n, unsigned int tasks)
{
	measure((struct job){ .card.functions = 1, .once = try_reset, .tasks = tasks, .n = n });
}

static void hot_resets(uint64_t n, unsigned int functions)
{
	measure((struct job){
		.card = { .functions = functions, .bridge = &bench_conventional_bridge },
		.once = hot_reset, .n = n,
	});
}

static void irqs(uint64_t n, unsigned int vectors)
{
	measure((struct job){ .card.functions = 1, .once = set_irqs, .size = vectors, .n = n,
			      .prepare = make_eventfd });
}

static void maps(uint64_t n, unsigned int size_kib)
{
	measure((struct job){ .card.functions = 1, .once = map_dma, .size = size_kib, .n = n,
			      .prepare = get_memory });
}

/* What the VFs' reset is about: how many there are, and how often the last one is reset. */
struct vf_job {
	unsigned int	vfs;
	uint64_t	n;
};

static void vf_card(void *arg)
{
	const struct vf_job *job = arg;
	struct xe_hw_desc desc = { .vfs = (u8)job->vfs };

	xe_hw_card(pci_hw_root(0, 0), NULL, PCI_DEVFN(1, 0), &desc);
}

static void reset_vf(void *arg)
{
	const struct vf_job *job = arg;
	struct pci_dev *vf;
	char number[8];
	uint64_t begin;

	snprintf(number, sizeof(number), "%u", job->vfs);
	bench_echo(number, "/sys/bus/pci/devices/0000:00:01.0/sriov_numvfs");
	vf = pci_get_domain_bus_and_slot(0, 0, PCI_DEVFN(1, 0) + job->vfs);
	BUG_ON(!vf);
	begin = bench_loop_begin();
	for (uint64_t i = 0; i < job->n; i++)
		BUG_ON(pci_reset_function(vf));
	bench_loop_end(begin, job->n);
	pci_dev_put(vf);
	bench_echo("0", "/sys/bus/pci/devices/0000:00:01.0/sriov_numvfs");
}

static void vf_resets(uint64_t n, unsigned int vfs)
{
	static const char *const xe[] = { "xe", NULL };
	struct vf_job job = { .vfs = vfs, .n = n };

	bench_world(&(struct bench_world){
		.hardware = vf_card, .main = reset_vf, .arg = &job, .modules = xe,
	});
}

static const unsigned int sets[] = { 1, 2, 4, 8, 16, 32, 64, 0 };
static const unsigned int tasks[] = { 1, 2, 4, 8, 0 };
static const unsigned int vectors[] = { 1, 8, 64, 0 };
static const unsigned int sizes_kib[] = { 4, 64, 1024, 16384, 0 };
static const unsigned int vfs[] = { 1, 8, 63, 0 };

const struct bench bench_vfio[] = {
	{ "vfio/reset", resets },
	{ "vfio/reset_tasks", .run_sized = resets_tasks, .sizes = tasks },
	{ "vfio/hot_reset", .run_sized = hot_resets, .sizes = sets },
	{ "vfio/set_irqs", .run_sized = irqs, .sizes = vectors },
	{ "vfio/map_dma_kib", .run_sized = maps, .sizes = sizes_kib },
	{ "vfio/vf_flr_through_pf_vfs", .run_sized = vf_resets, .sizes = vfs },
	{ NULL },
};
