// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * presets.c - worlds that a program can name instead of describing them
 */
#include <stdio.h>

#include <linux/string.h>

#include "scenario/host.h"
#include "scenario/language.h"
#include "scenario/ops.h"

#define VFIO	"module vfio\nmodule vfio_iommu_type1\nmodule vfio_pci_core\nmodule vfio_pci\n"
#define NIC	"rp = port 00:01.0 hotplug\nnic = function 01:00.0 nic rp\n"

const struct scn_preset scn_presets[] = {
	{ "nic", "a network card with FLR in a hot-plug slot, bound to vfio-pci",
	  VFIO NIC "driver nic vfio-pci\n" },
	{ "bare", "the same without a driver, and without VFIO", NIC },
	{ "edu", "the educational device of the tutorial, bound to its driver",
	  "module edu\nrp = port 00:01.0 hotplug\nedu = function 01:00.0 edu rp\n" },
	{ "nics", "two network cards, each in a slot of its own, bound to vfio-pci",
	  VFIO NIC "rp2 = port 00:02.0 hotplug\nnic2 = function 02:00.0 nic rp2\n"
	  "driver nic vfio-pci\ndriver nic2 vfio-pci\n" },
	{ "slot", "three functions of one card without FLR: one group, reset together",
	  VFIO "rp = port 00:01.0\nf0 = function 01:00.0 nic-pm rp\n"
	  "f1 = function 01:00.1 nic-pm rp\nf2 = function 01:00.2 nic-noreset rp\n"
	  "driver f0 vfio-pci\ndriver f1 vfio-pci\ndriver f2 vfio-pci\n" },
	{ "sriov", "a disk controller whose virtual functions vf1 and vf2 can be enabled",
	  VFIO "parameter vfio_pci enable_sriov 1\nrp = port 00:01.0 hotplug\n"
	  "disk = function 01:00.0 disk rp\nvf1 = vf disk 1\nvf2 = vf disk 2\n"
	  "driver disk vfio-pci\n" },
	{ "xe", "Intel graphics with two virtual functions, each bound to xe-vfio-pci",
	  VFIO "module xe\nmodule xe_vfio_pci\nrp = port 00:01.0 hotplug\n"
	  "gpu = function 01:00.0 xe rp 2\nvf1 = vf gpu 1\nvf2 = vf gpu 2\n"
	  "driver gpu xe\ndriver vf1 xe-vfio-pci\ndriver vf2 xe-vfio-pci\n" },
	{ "kvm", "the network card of the world nic, and KVM",
	  VFIO "module kvm\n" NIC "driver nic vfio-pci\n" },
	{ "switch", "a network card in a slot behind a switch, bound to vfio-pci",
	  VFIO "rp = port 00:01.0 hotplug\nup = port 01:00.0 none rp\n"
	  "down = port 02:00.0 hotplug up\nnic = function 03:00.0 nic-pm down\n"
	  "driver nic vfio-pci\n" },
	{ "mdev", "two mediated devices that can migrate, the second one not made yet, and KVM",
	  "module vfio\nmodule vfio_iommu_type1\nmodule kvm\nmodule mdev\n"
	  "module sample_mdev\nm1 = mdev 1\nm2 = mdev 2 off\n" },
	{ "noiommu", "the network card of the world nic in a machine without an IOMMU, and KVM",
	  "iommu off\n" VFIO "parameter vfio enable_unsafe_noiommu_mode 1\nmodule kvm\n" NIC
	  "driver nic vfio-pci\n" },
	{ "vfs", "a disk controller and its two virtual functions, all bound to vfio-pci; the "
	  "controller is in a slot of a mainframe",
	  VFIO "parameter vfio_pci enable_sriov 1\nmodule zpci_slot\nrp = port 00:01.0\n"
	  "disk = function 01:00.0 disk rp 2\nvf1 = vf disk 1\nvf2 = vf disk 2\n"
	  "driver disk vfio-pci\ndriver vf1 vfio-pci\ndriver vf2 vfio-pci\n" },
	{ "caps", "two cards bound to vfio-pci with every capability that VFIO knows: a present "
	  "one, and one of before PCI Express",
	  VFIO "rp = port 00:01.0 hotplug\nnew = function 01:00.0 nic-caps rp\n"
	  "old = function 00:02.0 pci-caps\ndriver new vfio-pci\ndriver old vfio-pci\n" },
	{ "guest", "the educational device bound to vfio-pci, a card whose driver takes a lock of "
	  "the virtual machine, and KVM with an in-kernel device of the old kind",
	  VFIO "module kvm\nmodule kvm_pch_pic\nmodule sample_kvm_lock\n"
	  "rp = port 00:01.0 hotplug\nedu = function 01:00.0 edu rp\n"
	  "nic = function 00:02.0 plain\n"
	  "driver edu vfio-pci\ndriver nic sample-kvm-lock\n" },
	{ "mixed", "the network card of the world nic in a slot with a button, a mediated device "
	  "for the same container, and KVM",
	  VFIO "module kvm\nmodule mdev\nmodule sample_mdev\n"
	  "rp = port 00:01.0 hotplug|button\nnic = function 01:00.0 nic rp\nm1 = mdev 1\n"
	  "driver nic vfio-pci\n" },
	{ NULL, NULL, NULL },
};

#define PRESETS	(sizeof(scn_presets) / sizeof(scn_presets[0]) - 1)

/* Parsed once, kept for good: decoding a million programs parses no text. */
static struct scn_program *parsed[PRESETS];

static struct scn_program *parse_preset(const struct scn_preset *preset)
{
	struct scn_program *program = malloc(sizeof(*program));
	struct scn_error error;
	struct scn_text text;

	if (!program)
		return NULL;
	scn_text_init(&text);
	scn_text_add(&text, "world {\n%s}\n", preset->text);
	if (!scn_parse(program, text.data, text.length, &error)) {
		fprintf(stderr, "world %s:%u: %s\n", preset->name, error.line, error.message);
		abort();
	}
	scn_text_free(&text);
	return program;
}

const struct scn_program *scn_preset_program(const char *name)
{
	unsigned int i;

	for (i = 0; i < PRESETS; i++) {
		if (strcmp(scn_presets[i].name, name))
			continue;
		if (!parsed[i])
			parsed[i] = parse_preset(&scn_presets[i]);
		return parsed[i];
	}
	return NULL;
}

static scn_str copy_string(struct scn_program *to, const struct scn_program *from,
			   scn_str string, bool *full)
{
	const char *text = scn_text_of(from, string);

	return scn_string(to, text, strlen(text), full);
}

bool scn_preset_add(struct scn_program *program)
{
	const struct scn_program *preset;
	bool full = false;
	unsigned int i, j;

	preset = scn_preset_program(scn_text_of(program, program->preset));
	if (!preset || program->nr_blocks || program->nr_devices)
		return false;
	for (i = 0; i < preset->nr_devices; i++)
		program->devices[i] = copy_string(program, preset, preset->devices[i], &full);
	for (i = 0; i < preset->nr_stmts; i++) {
		struct scn_stmt *stmt = &program->stmts[i];

		*stmt = preset->stmts[i];
		stmt->line = 0;
		for (j = 0; j < scn_ops[stmt->op].nr_params; j++) {
			if (stmt->args[j].form == SCN_STRING)
				stmt->args[j].ref = copy_string(program, preset,
								stmt->args[j].ref, &full);
		}
	}
	program->nr_devices = preset->nr_devices;
	program->nr_stmts = preset->nr_stmts;
	program->blocks[program->nr_blocks++] = preset->blocks[0];
	return !full;
}
