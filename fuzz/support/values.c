// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * values.c - drawing what is neither a descriptor nor memory: words, numbers, constants
 */
#include "support/fuzz.h"

#include <stdio.h>
#include <string.h>

#include "scenario/codec.h"

const char *fuzz_draw_word(const char *words, struct ex_rng *rng, size_t *length)
{
	unsigned int count = 1, pick;
	const char *at;

	for (at = words; (at = strchr(at, ' ')); at++)
		count++;
	for (pick = ex_rng_below(rng, count), at = words; pick--;)
		at = strchr(at, ' ') + 1;
	*length = strcspn(at, " ");
	return at;
}

/* A file of a device of the world, or of its slot or driver. */
static const char *device_file(const struct scn_program *program, struct ex_rng *rng, char *path,
			       size_t size)
{
	static const char files[] =
		"config resource resource0 rom vendor class enable remove rescan reset msi_bus "
		"reset_method reset_subordinate sriov_numvfs sriov_totalvfs numa_node uevent "
		"sriov_drivers_autoprobe driver_override d3cold_allowed irq power/control "
		"broken_parity_status local_cpus modalias power_state current_link_speed "
		"max_link_width ari_enabled remove dev_set vfio-dev";
	static const char others[] =
		"/sys/bus/pci/slots/1/power /sys/bus/pci/slots/1/attention "
		"/sys/bus/pci/slots/1/address /sys/bus/pci/slots/1/latch "
		"/sys/bus/pci/slots/1/adapter /sys/bus/pci/slots/1/cur_bus_speed "
		"/sys/bus/pci/drivers/vfio-pci/new_id /sys/bus/pci/drivers/vfio-pci/remove_id "
		"/sys/bus/pci/rescan /sys/bus/pci/drivers_autoprobe /sys/bus/pci/devices "
		"/sys/module/vfio_pci/parameters/ids /sys/kernel/debug/vfio";
	const char *word, *name;
	size_t length;

	if (!program->nr_devices || fuzz_chance(rng, 30)) {
		word = fuzz_draw_word(others, rng, &length);
		snprintf(path, size, "%.*s", (int)length, word);
		return path;
	}
	name = scn_text_of(program, program->devices[ex_rng_below(rng, program->nr_devices)]);
	word = fuzz_draw_word(files, rng, &length);
	snprintf(path, size, "/sys/bus/pci/devices/{%s}/%.*s", name, (int)length, word);
	return path;
}

/* Words that mean something to an operation; NULL: any. */
static const char *words_for(unsigned int op)
{
	switch (op) {
	case SCN_OP_bind:
	case SCN_OP_driver_override:
		return "vfio-pci vfio-pci vfio-pci xe-vfio-pci xe none pci-stub";
	case SCN_OP_modprobe:
	case SCN_OP_rmmod:
		return "vfio_pci xe_vfio_pci edu sample_mdev";
	default:
		return NULL;
	}
}

/* A word of those; of modules mostly one that the world has loaded, for others stay away. */
static const char *draw_known_word(const struct scn_program *program, unsigned int op,
				   struct ex_rng *rng, size_t *length)
{
	const bool module = op == SCN_OP_modprobe || op == SCN_OP_rmmod;
	const char *word, *loaded;
	unsigned int tries = 8, i;

	do {
		word = fuzz_draw_word(words_for(op), rng, length);
		for (i = 0; module && i < program->blocks[0].count; i++) {
			loaded = scn_text_of(program, program->stmts[i].args[0].ref);
			if (program->stmts[i].op == SCN_OP_module && strlen(loaded) == *length &&
			    !memcmp(loaded, word, *length))
				return word;
		}
	} while (module && --tries);
	return word;
}

/* The same for texts. */
static const char *texts_for(unsigned int op)
{
	if (op == SCN_OP_modprobe)
		return "async_probe async_probe async_probe async_probe disable_idle_d3=1 "
		       "nointxmask=1 enable_sriov=1 ids=8086:10d3";
	return NULL;
}

scn_str fuzz_draw_string(struct scn_program *program, unsigned int op, uint8_t type,
			 struct ex_rng *rng)
{
	const char *const *known = scn_dictionary(type);
	const char *text = fuzz_target.paths;
	char path[96];
	unsigned int count = 0;
	bool full = false;
	size_t length;

	while (known[count])
		count++;
	if (type == SCN_TYPE_WORD && words_for(op) && !fuzz_chance(rng, 10)) {
		text = draw_known_word(program, op, rng, &length);
	} else if (type == SCN_TYPE_TEXT && texts_for(op)) {
		text = fuzz_draw_word(texts_for(op), rng, &length);
	} else if (type == SCN_TYPE_PATH && op != SCN_OP_open && !text && fuzz_chance(rng, 85)) {
		text = device_file(program, rng, path, sizeof(path));
		length = strlen(text);
	} else if (type == SCN_TYPE_PATH && text && !fuzz_chance(rng, 25)) {
		text = fuzz_draw_word(text, rng, &length);
	} else {
		text = count ? known[ex_rng_below(rng, count)] : "";
		length = strlen(text);
	}
	return scn_string(program, text, length, &full);
}

static uint64_t draw_size(struct ex_rng *rng)
{
	static const uint64_t sizes[] = { 0, 1, 2, 4, 8, 64, 0xfff, 0x1000, 0x1000, 0x2000,
					  0x3000, 0x10000, 0x100000, 0x200000, 0x40000000 };
	uint64_t size = sizes[ex_rng_below(rng, sizeof(sizes) / sizeof(sizes[0]))];

	if (fuzz_chance(rng, 15))
		size += ex_rng_below(rng, 256);
	return fuzz_chance(rng, 3) ? ex_rng_next(rng) : size;
}

/* 1 to 900000: a value, a mask, a time. */
static uint64_t draw_round(struct ex_rng *rng)
{
	unsigned int zeroes = ex_rng_below(rng, 6);
	uint64_t number = 1 + ex_rng_below(rng, 9);

	while (zeroes--)
		number *= 10;
	return number;
}

/* Most waits of drivers are as long as specifications say: 1, 10, 100 ms, ... */
static uint64_t draw_time(struct ex_rng *rng)
{
	static const uint64_t usual[] = { 1, 10, 20, 100, 200, 1000 };

	if (fuzz_chance(rng, 50))
		return UINT64_C(1000000) * usual[ex_rng_below(rng, 6)];
	return UINT64_C(1000000) * ex_rng_below(rng, fuzz_chance(rng, 80) ? 10 : 5000);
}

/* What most programs say, and in how many per cent of the draws. */
static const struct {
	uint8_t		type;
	uint8_t		percent;
	uint64_t	value;
} favourites[] = {
	{ SCN_TYPE_OPEN, 90, 2 }, { SCN_TYPE_EVENTFD, 90, 0 }, { SCN_TYPE_PROT, 80, 3 },
	{ SCN_TYPE_IOMMU, 90, 3 }, { SCN_TYPE_DMA, 80, 3 }, { SCN_TYPE_ACTION, 75, 32 },
	{ SCN_TYPE_DATA, 60, 4 }, { SCN_TYPE_KVM_DEVICE, 90, 4 }, { SCN_TYPE_IRQFD, 70, 0 },
	{ SCN_TYPE_UNMAP, 60, 0 }, { SCN_TYPE_REGION, 40, 0 }, { SCN_TYPE_REGION, 50, 7 },
	{ SCN_TYPE_DATA, 50, 1 }, { SCN_TYPE_SHARING, 90, 1 }, { SCN_TYPE_MIG_STATE, 40, 3 },
	{ SCN_TYPE_GUC_FAULT, 40, 0 }, { SCN_TYPE_GUC_WHAT, 25, 6 },
};

static bool draw_favourite(uint8_t type, struct ex_rng *rng, uint64_t *number)
{
	unsigned int i;

	for (i = 0; i < sizeof(favourites) / sizeof(favourites[0]); i++) {
		if (favourites[i].type == type && fuzz_chance(rng, favourites[i].percent)) {
			*number = favourites[i].value;
			return true;
		}
	}
	return false;
}

uint64_t fuzz_draw_number(uint8_t type, struct ex_rng *rng)
{
	const struct scn_constant *constants = scn_types[type].constants;
	uint64_t max = scn_types[type].max, number;
	unsigned int count = 0;

	if (draw_favourite(type, rng, &number))
		return number;
	while (constants[count].name)
		count++;
	if (count && !fuzz_chance(rng, 5)) {
		number = constants[ex_rng_below(rng, count)].value;
		if (scn_types[type].form == SCN_FORM_FLAGS && fuzz_chance(rng, 20))
			number |= constants[ex_rng_below(rng, count)].value;
		return number;
	}
	switch (type) {
	case SCN_TYPE_COUNT:
		/* The first of whatever it is, mostly. */
		number = fuzz_chance(rng, 45) ? ex_rng_below(rng, 2) :
			 ex_rng_below(rng, fuzz_chance(rng, 92) ? 5 : 4097);
		break;
	case SCN_TYPE_NUMBER:
		number = fuzz_chance(rng, 60) ? draw_round(rng) : draw_size(rng);
		break;
	case SCN_TYPE_TIME:
		number = draw_time(rng);
		break;
	case SCN_TYPE_RUNS:
		return 2 + ex_rng_below(rng, 2);
	case SCN_TYPE_BUFFER:
		number = fuzz_chance(rng, 50) ? 1u << ex_rng_below(rng, 17) : 0x1000;
		break;
	default:
		number = draw_size(rng);
	}
	return number <= max ? number : number % (max + 1);
}

/* ioctls of VFIO and iommufd have neither size nor direction; KVM's have both. */
static uint64_t draw_request(struct ex_rng *rng)
{
	static const uint32_t kvm[] = {
		0xae01, 0xae03, 0xae41, 0xae80, 0xc00caee0, 0x4018aee1, 0x4018aee2, 0x4018aee3,
		0x4020ae46, 0x4020ae76, 0x4040ae79,
	};
	uint32_t request;

	if (fuzz_chance(rng, 60))
		request = 0x3b64 + ex_rng_below(rng, 0x30);
	else
		request = kvm[ex_rng_below(rng, sizeof(kvm) / sizeof(kvm[0]))];
	return fuzz_chance(rng, 3) ? request ^ 1u << ex_rng_below(rng, 32) : request;
}

/* Is the parameter an address or a size of DMA, or of what a guest sees? */
static enum { NO_RANGE, START_OF_RANGE, SIZE_OF_RANGE } is_dma_range(unsigned int op,
								     unsigned int param)
{
	unsigned int first;

	switch (op) {
	case SCN_OP_VFIO_IOMMU_MAP_DMA:
	case SCN_OP_VFIO_IOMMU_DIRTY_PAGES:
		first = 2;
		break;
	case SCN_OP_guest:
		return param == 2 ? START_OF_RANGE : NO_RANGE;
	case SCN_OP_KVM_IOEVENTFD:
	case SCN_OP_KVM_SET_USER_MEMORY_REGION:
		return param == 2 ? START_OF_RANGE : param == 4 ? SIZE_OF_RANGE : NO_RANGE;
	case SCN_OP_VFIO_IOMMU_UNMAP_DMA:
	case SCN_OP_VFIO_DEVICE_FEATURE_DMA_LOGGING_START:
	case SCN_OP_VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT:
		first = 1;
		break;
	default:
		return NO_RANGE;
	}
	return param == first ? START_OF_RANGE : param == first + 1 ? SIZE_OF_RANGE : NO_RANGE;
}

bool fuzz_draw_special(unsigned int op, unsigned int param, struct ex_rng *rng,
		       struct scn_arg *arg)
{
	*arg = (struct scn_arg){ .form = SCN_NUMBER };
	if (is_dma_range(op, param) && fuzz_chance(rng, 85)) {
		/* Few pages, so that the ranges meet. */
		arg->num = 0x1000 * (is_dma_range(op, param) == SIZE_OF_RANGE ?
				     1 + ex_rng_below(rng, 2) : ex_rng_below(rng, 3));
		return true;
	}
	if (op == SCN_OP_mem && !param && fuzz_chance(rng, 85)) {
		arg->num = 0x1000u << ex_rng_below(rng, 5);
		return true;
	}
	if (op == SCN_OP_map_region && param == 1 && fuzz_chance(rng, 70))
		return true;	/* the first BAR: most other regions cannot be mapped */
	if (op == SCN_OP_map_region && (param == 2 || param == 3) && fuzz_chance(rng, 80)) {
		arg->num = param == 2 ? 0 : 0x1000;
		return true;
	}
	if (op == SCN_OP_region_write && param == 3 && fuzz_chance(rng, 60)) {
		arg->num = ex_rng_below(rng, 5);
		return true;
	}
	if (op == SCN_OP_KVM_IOEVENTFD && param == 3 && fuzz_chance(rng, 70)) {
		arg->num = 4;	/* as the guest writes, unless told otherwise */
		return true;
	}
	if ((op == SCN_OP_region_read || op == SCN_OP_region_write ||
	     op == SCN_OP_VFIO_DEVICE_IOEVENTFD) && param == 2 && fuzz_chance(rng, 70)) {
		/* 4 is the command register of config space. */
		arg->num = fuzz_chance(rng, 25) ? 4 : 4 * ex_rng_below(rng, 64);
		return true;
	}
	if ((op == SCN_OP_VFIO_DEVICE_ATTACH_IOMMUFD_PT || op == SCN_OP_IOMMU_DESTROY) &&
	    param == 1 && fuzz_chance(rng, 90)) {
		arg->num = 1 + ex_rng_below(rng, 3);	/* numbers of objects, from 1 on */
		return true;
	}
	if (op == SCN_OP_VFIO_DEVICE_SET_IRQS && param > 4 && fuzz_chance(rng, 85)) {
		/* From the first vector on, and one: most indices have no more. */
		arg->num = param == 6;
		return true;
	}
	if ((op == SCN_OP_ioctl_raw || op == SCN_OP_ioctl_mem) && param == 1) {
		arg->num = draw_request(rng);
		return true;
	}
	if (op == SCN_OP_poke && param == 1 && fuzz_chance(rng, 50)) {
		/* The head of most arguments: their size, and flags. */
		arg->num = 8u * (1 + ex_rng_below(rng, 8)) |
			   (uint64_t)1 << (32 + ex_rng_below(rng, 20));
		return true;
	}
	return false;
}
