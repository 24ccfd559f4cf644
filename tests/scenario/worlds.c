// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * worlds.c - what worlds and operations are there for is really there
 */
#include <criterion/criterion.h>
#include <string.h>

#include "scenario/input.h"
#include "scenario/language.h"
#include "scenario/ops.h"
#include "scenario/runner.h"

static struct scn_program program;

/* Each line says what it must return. */
static void expect_held(const char *text)
{
	const struct scn_setting setting = { .seed = 1 };
	static struct scn_result result;
	struct scn_error error;

	cr_assert(scn_parse(&program, text, strlen(text), &error), "line %u: %s", error.line,
		  error.message);
	scn_run(&program, &setting, &result);
	cr_expect_eq(result.outcome, EX_DONE);
	cr_expect_eq(result.nr_findings, 0, "%s", result.findings[0].report);
	scn_result_release(&result);
	scn_program_release(&program);
}

Test(worlds, without_an_iommu_a_group_goes_by_the_unsafe_mode)
{
	expect_held("world noiommu\n"
		    "setup p {\n"
		    "	dev = attach nic\n"
		    "	c = open /dev/vfio/vfio\n"
		    "	ioctl c VFIO_CHECK_EXTENSION noiommu -> 1\n"
		    "	cap sys-rawio off\n"
		    "	other = open_group nic -> -EPERM\n"
		    "}\n"
		    "task t in p { ioctl dev VFIO_DEVICE_RESET -> 0; close dev }\n");
}

Test(worlds, with_an_iommu_that_is_said_to_be_there_nothing_is_unsafe)
{
	expect_held("world {\n"
		    "	iommu on\n"
		    "	module vfio\n	module vfio_iommu_type1\n"
		    "	module vfio_pci_core\n	module vfio_pci\n"
		    "	nic = function 00:02.0 nic\n	driver nic vfio-pci\n"
		    "}\n"
		    "task t {\n"
		    "	dev = attach nic -> ok\n"
		    "	c = open /dev/vfio/vfio\n"
		    "	ioctl c VFIO_CHECK_EXTENSION noiommu -> 0\n"
		    "}\n");
}

Test(worlds, who_does_not_know_the_token_does_not_get_the_virtual_function)
{
	expect_held("world vfs\n"
		    "setup owner {\n"
		    "	pf = attach disk\n"
		    "	ioctl pf VFIO_DEVICE_FEATURE_PCI_VF_TOKEN 7 -> 0\n"
		    "}\n"
		    "task user {\n"
		    "	c = open /dev/vfio/vfio\n"
		    "	g = open_group vf1\n"
		    "	ioctl g VFIO_GROUP_SET_CONTAINER c -> 0\n"
		    "	ioctl c VFIO_SET_IOMMU -> 0\n"
		    "	none = ioctl g VFIO_GROUP_GET_DEVICE_FD vf1 -> -EACCES\n"
		    "	wrong = open_with_token g vf1 8 -> -EACCES\n"
		    "	vf = open_with_token g vf1 7 -> ok\n"
		    "	ioctl vf VFIO_DEVICE_FEATURE_PCI_VF_TOKEN 7 -> -ENOTTY\n"
		    "	ioctl vf VFIO_DEVICE_RESET -> 0\n"
		    "}\n");
}

Test(worlds, a_slot_of_a_mainframe_keeps_a_function_whose_virtual_ones_are_there)
{
	expect_held("world vfs\n"
		    "task admin {\n"
		    "	echo \"0\" /sys/bus/pci/slots/00000100/power -> -EBUSY\n"
		    "	sriov_numvfs disk 0 -> 0\n"
		    "	echo \"0\" /sys/bus/pci/slots/00000100/power -> 0\n"
		    "	unbind disk -> -ENOENT\n"
		    "}\n");
}

/* What the user sees of both cards: the links lead past what VFIO does not know. */
Test(worlds, every_capability_is_shown_or_hidden)
{
	expect_held("world caps\n"
		    "setup p {\n"
		    "	new = attach new\n"
		    "	old = attach old\n"
		    "	m = mem 4k\n"
		    "}\n"
		    "task t in p {\n"
		    "	region_read new config 0 4096 m -> 4096\n"
		    "	holds m+0xc9 0 1 -> 0\n"	/* the last: slot id is hidden */
		    "	holds m+0x69 0x78 1 -> 0\n"
		    "	holds m+0xc1 0xc8 1 -> 0\n"
		    "	holds m+0x1d6 0x1e41 2 -> 0\n"
		    "	holds m+0x236 1 2 -> 0\n"	/* the last that is known */
		    "	region_read old config 0 256 m -> 256\n"
		    "	holds m+0x49 0x50 1 -> 0\n"
		    "	region_write new config 0xc4 1 1 -> 1\n"
		    "	region_write old config 0x60 1 1 -> 1\n"
		    "	ioctl new VFIO_DEVICE_GET_REGION_INFO rom -> 0\n"
		    "	region_read new rom 0 4 m -> 4\n"
		    "	holds m 0xaa55 2 -> 0\n"
		    "}\n");
}

Test(worlds, a_user_lets_the_educational_device_compute_and_copy)
{
	expect_held("world guest\n"
		    "setup p {\n"
		    "	c = open /dev/vfio/vfio\n"
		    "	g = open_group edu\n"
		    "	ioctl g VFIO_GROUP_SET_CONTAINER c\n"
		    "	ioctl c VFIO_SET_IOMMU\n"
		    "	dev = ioctl g VFIO_GROUP_GET_DEVICE_FD edu\n"
		    "	m = mem 8k\n"
		    "	poke m 0x1234\n"
		    "	ioctl c VFIO_IOMMU_MAP_DMA m 0 8k\n"
		    "	region_write dev config 4 6 2\n"
		    "	e = eventfd\n"
		    "	ioctl dev VFIO_DEVICE_SET_IRQS msi trigger eventfd [e]\n"
		    "	regs = map_region dev bar0 0 4k\n"
		    "}\n"
		    "task t in p {\n"
		    "	poke regs+0x20 0x80\n"
		    "	poke regs+8 5\n"
		    "	poll e in 1s -> 1\n"
		    "	holds regs+8 120 -> 0\n"
		    "	poke regs+0x80 0 8\n	poke regs+0x88 0x40000 8\n"
		    "	poke regs+0x90 64 8\n	poke regs+0x98 1\n"
		    "	poke regs+0x80 0x40000 8\n	poke regs+0x88 0x1000 8\n"
		    "	poke regs+0x98 3\n"
		    "	holds m+0x1000 0x1234 2 -> 0\n"
		    "}\n");
}

Test(worlds, an_attribute_of_a_device_in_the_kernel_is_set_and_asked_for)
{
	expect_held("world guest\n"
		    "task t {\n"
		    "	k = open /dev/kvm\n"
		    "	vm = ioctl k KVM_CREATE_VM -> ok\n"
		    "	pic = ioctl vm KVM_CREATE_DEVICE pch-pic -> ok\n"
		    "	ioctl pic KVM_HAS_DEVICE_ATTR 0 0 -> 0\n"
		    "	ioctl pic KVM_HAS_DEVICE_ATTR 0 1 -> -ENXIO\n"
		    "	ioctl pic KVM_SET_DEVICE_ATTR 0 0 4096 -> 0\n"
		    "	ioctl pic KVM_SET_DEVICE_ATTR 1 0 4096 -> -ENXIO\n"
		    "	ioctl vm KVM_CHECK_EXTENSION 32 -> 1\n"
		    "	ioctl vm KVM_CHECK_EXTENSION 4095 -> 0\n"
		    "}\n");
}

Test(worlds, an_eventfd_is_signalled_once_when_another_one_is)
{
	expect_held("world bare\n"
		    "task t {\n"
		    "	a = eventfd\n	b = eventfd\n	c = eventfd\n"
		    "	first = aio_poll a b -> ok\n"
		    "	taken_back = aio_poll a c -> ok\n"
		    "	close taken_back\n"
		    "	signal a\n"
		    "	poll b in 1ms -> 1\n"
		    "	poll c in 1ms -> 0\n"
		    "	read b 8 -> 8\n"
		    "	signal a\n"
		    "	poll b in 1ms -> 0\n"
		    "	second = aio_poll a b -> ok\n"	/* it is signalled already */
		    "	poll b in 1ms -> 1\n"
		    "	third = aio_poll b first -> -EINVAL\n"
		    "}\n");
}

static unsigned int count_ops(unsigned int op)
{
	unsigned int i, count = 0;

	for (i = 0; i < program.nr_stmts; i++)
		count += program.stmts[i].op == op;
	return count;
}

/* Whoever draws programs has no use for a hang that only its own user has. */
Test(worlds, an_input_has_no_storm_of_interrupts_that_its_user_asks_for)
{
	static const char text[] =
		"unchecked\nworld guest\n"
		"setup p {\n	dev = attach edu\n	e = eventfd\n}\n"
		"task t in p {\n"
		"	ioctl dev VFIO_DEVICE_IOEVENTFD bar0 0x60 1 e\n"
		"	ioctl dev VFIO_DEVICE_IOEVENTFD bar0 4 1 e\n"
		"	ioctl dev VFIO_DEVICE_SET_IRQS intx unmask eventfd [e]\n"
		"	ioctl dev VFIO_DEVICE_SET_IRQS intx trigger eventfd [e]\n"
		"}\n";
	const struct scn_plan plan = { .kind = SCN_PLAN_PRIORITIES, .seed = 1 };
	struct scn_plan decoded;
	struct scn_error error;
	struct scn_text bytes;

	cr_assert(scn_parse(&program, text, strlen(text), &error), "%s", error.message);
	scn_text_init(&bytes);
	scn_input_encode(&program, &plan, &bytes);
	scn_program_release(&program);
	cr_assert(scn_input_decode(&program, &decoded, (const uint8_t *)bytes.data, bytes.length));
	cr_expect_eq(count_ops(SCN_OP_VFIO_DEVICE_IOEVENTFD), 1);
	cr_expect_eq(count_ops(SCN_OP_VFIO_DEVICE_SET_IRQS), 1);
	scn_text_free(&bytes);
	scn_program_release(&program);
}
