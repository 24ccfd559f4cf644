// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * silent.c - programs of fuzzers that an oracle of ours once took for a failure
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "exec/policy.h"
#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/runner.h"

static struct scn_result result;

static void run(const char *text, const char *variants, struct ex_policy *policy, uint64_t seed)
{
	const struct scn_setting setting = {
		.variants = variants, .policy = policy, .seed = seed,
	};
	static struct scn_program program;
	struct scn_error error;

	cr_assert(scn_parse(&program, text, strlen(text), &error), "%s", error.message);
	scn_run(&program, &setting, &result);
	scn_program_release(&program);
}

static void expect_none(void)
{
	cr_expect_eq(result.nr_findings, 0, "%s", result.findings[0].report);
	scn_result_release(&result);
}

static void expect_silence(const char *text)
{
	run(text, "xe-vfio-reset-outside", NULL, 0);
	expect_none();
}

static void expect_silence_under(const char *name, unsigned int runs, const char *text)
{
	const char *error;
	struct ex_policy *policy = ex_policy_make(name, &error);

	for (unsigned int i = 1; i <= runs; i++) {
		run(text, "xe-vfio-reset-outside", policy, i);
		expect_none();
	}
	ex_policy_free(policy);
}

static void expect_silence_in(unsigned int runs, const char *text)
{
	expect_silence_under("random", runs, text);
}

/* Nobody restores what nobody has seen come. */
Test(silent, a_card_is_replaced_while_its_port_has_no_driver)
{
	expect_silence("unchecked\nworld xe\n"
		       "task t1 in p1 {\n\town rp\n\tunplug gpu\n\tplug gpu\n}\n");
}

/* To wait for SRCU's readers is no section that the interrupt, a reader, could come into. */
Test(silent, an_interrupt_of_a_device_goes_to_a_guest)
{
	expect_silence("world kvm\n"
		       "setup qemu {\n"
		       "	d = attach nic\n"
		       "	region_write d config 4 6 2\n"
		       "	k = open /dev/kvm\n"
		       "	vm = ioctl k KVM_CREATE_VM\n"
		       "	ioctl vm KVM_CREATE_IRQCHIP\n"
		       "	v = ioctl vm KVM_CREATE_VCPU\n"
		       "	e = eventfd\n"
		       "	ioctl vm KVM_IRQFD e 5\n"
		       "	ioctl d VFIO_DEVICE_SET_IRQS msix trigger eventfd [e]\n"
		       "}\n"
		       "task guest in qemu {\n	interrupt nic\n	sleep 1ms\n"
		       "	guest v idle -> 1\n}\n");
}

/* The reset of a port takes what is below along; its user is to restore that. */
Test(silent, a_port_is_reset_above_a_device_that_is_awake)
{
	expect_silence("unchecked\nworld bare\ntask t1 in p1 {\n\treset rp\n}\n");
}

/* A card that was pulled has nothing left that the PF would have to clear. */
Test(silent, a_virtual_function_is_reset_after_its_card_was_pulled)
{
	expect_silence("unchecked\nworld xe\nsetup p1 {\n\tdev = attach vf1\n}\n"
		       "task t1 in p1 {\n"
		       "\tioctl dev VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE stop-copy\n"
		       "\tunplug gpu\n\tioctl dev VFIO_DEVICE_RESET\n}\n");
}

/* Two programs that take the lock of a device's own files and of its VF's. */
Test(silent, reset_files_of_a_function_and_of_its_virtual_function_are_two_locks)
{
	expect_silence("unchecked\nworld xe\ntask t1 in p1 {\n\treset vf2\n\treset gpu\n}\n");
}

/* What a program makes up is no address of the host's, whatever lies there. */
Test(silent, an_ioctl_by_number_gets_an_address_where_no_memory_is)
{
	expect_silence("unchecked\nworld kvm\nsetup p1 {\n\tkvm = open /dev/kvm\n"
		       "\tvm = ioctl kvm KVM_CREATE_VM\n}\n"
		       "task t1 in p1 {\n\tioctl_raw vm 0x4020ae46 0x40000000 -> -EFAULT\n}\n");
}

/* An ioeventfd over the end of a page of the BAR: hardware splits what is not aligned. */
Test(silent, a_register_is_written_across_two_pages)
{
	expect_silence("unchecked\nworld nic\nsetup p1 {\n"
		       "\tc = open /dev/vfio/vfio\n\tg = open_group nic\n"
		       "\tioctl g VFIO_GROUP_SET_CONTAINER c\n\tioctl c VFIO_SET_IOMMU\n"
		       "\tdev = ioctl g VFIO_GROUP_GET_DEVICE_FD nic\n"
		       "\te = eventfd 4 none\n}\n"
		       "task t1 in p1 {\n\tioctl dev VFIO_DEVICE_IOEVENTFD bar1 4095 2 e\n}\n");
}

/* What a program or a VF does without end is no soft lockup of the kernel. */
Test(silent, an_eventfd_is_copied_to_itself)
{
	expect_silence("unchecked\nworld nics\nsetup p1 {\n\te = eventfd 4 none\n}\n"
		       "task t1 in p1 {\n\tcopy e e 500\n}\n");
}

Test(silent, a_virtual_function_computes_while_its_card_recovers)
{
	expect_silence("unchecked\nworld xe\nsetup p1 {\n\tdev = attach vf1\n}\n"
		       "task t1 in p1 {\n"
		       "\tioctl dev VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE stop\n}\n"
		       "task t2 in p2 {\n\taer vf2 fatal\n\txe_busy vf1 0\n"
		       "\txe_busy vf1 4096\n}\n");
}

/* More steps than a livelock may have: all of them of operations that end. */
Test(silent, a_program_is_long)
{
	expect_silence("unchecked\nworld bare\ntask t1 in p1 {\n"
		       "\trepeat 100 {\n\t\trepeat 100 {\n\t\t\ta = open /dev/null\n"
		       "\t\t\tclose a\n\t\t}\n\t}\n}\nfaults {\n\tsteps 5000\n}\n");
}

/* Firmware that says what is not so is found out; a program that has made it say so is not. */
Test(silent, a_random_program_has_firmware_lie_about_a_pause)
{
	expect_silence("unchecked\nworld xe\nsetup p1 {\n\tdev = attach vf1\n"
		       "\txe_guc vf1 0 pause-done early 1000\n}\n"
		       "task t1 in p1 {\n"
		       "\tioctl dev VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE stop-copy\n}\n");
}

/* The slot that a set of devices is known by goes before the set, and its memory is used again. */
Test(silent, a_port_loses_its_driver_while_a_device_below_is_in_a_set)
{
	expect_silence("unchecked\nworld nic\ntask t1 in p1 {\n\tunbind rp\n"
		       "\trepeat 64 {\n\t\ta = open /dev/kvm\n\t\tclose a\n\t}\n}\n");
}

/* One task sets both up: what keeps the first one's process is not to be taken for the other's. */
Test(silent, a_process_maps_dma_before_another_is_set_up)
{
	expect_silence("unchecked\nworld nic\nsetup p1 {\n\tc = open /dev/vfio/vfio\n"
		       "\tg = open_group nic\n\tioctl g VFIO_GROUP_SET_CONTAINER c\n"
		       "\tioctl c VFIO_SET_IOMMU\n\tm = mem 4k\n"
		       "\tioctl c VFIO_IOMMU_MAP_DMA m 8k 4k\n}\ntask t1 in p1 {\n}\n"
		       "setup p2 {\n\tm = mem 4k\n}\n");
}

/* The task that sets a process up, and its own first thread: each has references of its own. */
Test(silent, a_process_maps_dma_in_its_setup_and_in_a_task)
{
	expect_silence("unchecked\nworld mdev\nsetup p1 {\n\tc = open /dev/vfio/vfio\n"
		       "\tg = open_group m1\n\tioctl g VFIO_GROUP_SET_CONTAINER c\n"
		       "\tioctl c VFIO_SET_IOMMU\n\tm = mem 4k\n"
		       "\tioctl c VFIO_IOMMU_MAP_DMA m 0 4k\n}\n"
		       "task t1 in p1 {\n\tioctl c VFIO_IOMMU_MAP_DMA m 8k 4k\n}\n");
}

/* The link of the switch is cut by the port above: the upstream port would wait for itself. */
Test(silent, the_inner_side_of_a_switch_reports_an_error_to_be_contained)
{
	expect_silence("unchecked\nworld switch\ntask t1 in p1 {\n\taer down dpc\n}\n");
	expect_silence("unchecked\nworld switch\n"
		       "task t1 in p1 {\n\taer up dpc\n\taer nic dpc\n}\n");
}

/* Without a message it pulls a wire, and that only if it has something to tell. */
Test(silent, a_port_of_a_switch_finds_no_memory_for_its_message)
{
	char text[160];

	for (unsigned int nth = 1; nth <= 60; nth++) {
		snprintf(text, sizeof(text), "unchecked\nworld switch\ntask t1 in p1 {\n"
			 "\tunbind down\n\tprobe down\n}\n"
			 "faults {\n\tfail any %u\n\tsteps 20000\n}\n", nth);
		expect_silence(text);
	}
}

/* In Linux, the WARN_ON() of an allocation. */
Test(silent, virtual_functions_come_and_there_is_no_memory_to_keep_them_for_the_driver)
{
	bool warned = false;
	char text[160];

	for (unsigned int nth = 1; nth <= 200 && !warned; nth++) {
		snprintf(text, sizeof(text), "unchecked\nworld sriov\ntask t1 in p1 {\n"
			 "\tsriov_numvfs disk 0\n\tsriov_numvfs disk 1\n}\n"
			 "faults {\n\tfail any %u\n}\n", nth);
		expect_silence(text);
		run(text, "vfio-pci-capture-warns", NULL, 0);
		warned = scn_result_has(&result, SCN_KIND_STATE, "WARNING in capture_vf");
		scn_result_release(&result);
	}
	cr_expect(warned);
}

/* The message was under way when the driver of the port gave its vectors back. */
Test(silent, an_interrupt_comes_while_its_vector_is_given_back)
{
	expect_silence_under("pos", 500, "unchecked\nworld switch\n"
			     "task t1 in p1 {\n\tinterrupt up\n}\n"
			     "task t2 in p1 {\n\tunbind up\n}\n");
}

/* Who finds a module loaded, and somebody else has unloaded it since, is too late. */
Test(silent, two_unload_a_module_at_once)
{
	expect_silence_under("portfolio", 100, "unchecked\nworld mdev\ntask t1 in p1 {\n"
			     "\trmmod sample_mdev\n\tmodprobe sample_mdev\n}\n"
			     "task t2 in p1 {\n\trmmod sample_mdev\n}\n");
}

/* The one whose init fails gives back its own reference, not that of the one who comes next. */
Test(silent, the_next_loads_a_module_whose_init_has_failed)
{
	char text[256];

	for (unsigned int nth = 1; nth <= 24; nth++) {
		snprintf(text, sizeof(text), "unchecked\nworld mdev\n"
			 "setup p1 {\n\trmmod sample_mdev\n}\nfaults {\n\tfail any %u\n}\n"
			 "task t1 in p1 {\n\tmodprobe sample_mdev\n}\n"
			 "task t2 in p1 {\n\tmodprobe sample_mdev\n}\n", nth);
		expect_silence_in(20, text);
	}
}

/* There may be no room for a later: then a driver's devices are probed as it comes. */
Test(silent, a_module_comes_whose_driver_probes_later)
{
	static const char text[] =
		"unchecked\nworld nic\nfaults {\n\tfail async 1\n}\n"
		"task t1 in p1 {\n\trmmod vfio_pci -> 0\n"
		"\tmodprobe vfio_pci \"async_probe\" -> 0\n\tattach nic\n}\n";
	static const char plain[] =
		"unchecked\nworld nic\ntask t1 in p1 {\n\trmmod vfio_pci -> 0\n"
		"\tmodprobe vfio_pci \"async_probe\" -> 0\n\tattach nic\n}\n"
		"task t2 in p2 {\n\tunbind nic\n\tbind nic vfio-pci\n}\n";

	expect_silence_in(20, text);
	expect_silence_in(100, plain);
	run(text, "async-attach-locked", NULL, 0);
	cr_expect(scn_result_has(&result, SCN_KIND_ORDER,
				 "possible deadlock in __device_driver_lock"));
	scn_result_release(&result);
}

/* Both map the file: the one copies its mapping, next to which the other's leaves the list. */
Test(silent, a_process_forks_while_another_unmaps_the_same_file)
{
	expect_silence_in(200, "unchecked\nworld nic\nsetup p1 {\n\tr1 = attach nic\n"
			  "\tr2 = map_region r1 bar0 0 4k\n\tr1 = give r1 p2\n}\n"
			  "setup p2 {\n\tr2 = map_region r1 bar0 0 4k\n}\n"
			  "setup p3 {\n}\n"
			  "task t1 in p1 {\n\tfork p3\n}\ntask t2 in p2 {\n}\n"
			  "task t3 in p3 {\n}\n");
}

/* What has been read moves on under the lock of the file. */
Test(silent, a_migration_file_is_read_while_somebody_asks_what_is_left)
{
	expect_silence_in(100, "unchecked\nworld mdev\nsetup p1 {\n\tr1 = attach m1\n"
			  "\tr2 = ioctl r1 VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE pre-copy\n}\n"
			  "task t1 in p1 {\n\tioctl r2 VFIO_MIG_GET_PRECOPY_INFO\n"
			  "\tioctl r2 VFIO_MIG_GET_PRECOPY_INFO\n}\n"
			  "task t2 in p1 {\n\tdrain r2 16\n}\n");
}

/* The reset writes back what the user is setting up. */
Test(silent, vectors_are_set_up_while_a_reset_restores_them)
{
	expect_silence_under("pos", 100, "unchecked\nworld nic\nsetup p1 {\n\tr1 = attach nic\n"
			     "\tr2 = eventfd\n"
			     "\tioctl r1 VFIO_DEVICE_SET_IRQS msix trigger eventfd [r2]\n}\n"
			     "task t1 in p1 {\n"
			     "\tioctl r1 VFIO_DEVICE_SET_IRQS msix trigger eventfd [r2]\n"
			     "\tioctl r1 VFIO_DEVICE_SET_IRQS msix trigger eventfd [r2]\n}\n"
			     "task t2 in p2 {\n\treset nic\n}\n");
}

/* The user has put the card to sleep, where it forgets its state: the close gives that back. */
Test(silent, a_sleeping_card_is_closed_while_it_is_reset)
{
	expect_silence_under("pos", 120, "unchecked\nworld nic\nsetup p1 {\n\tr1 = attach nic\n"
			     "\tregion_write r1 config 0x44 3 2\n}\n"
			     "task t1 in p1 {\n\tclose r1\n}\n"
			     "task t2 in p2 {\n\treset nic\n}\n");
}

/* The last reference of a mapping may go when its task is past its own work: a worker has it. */
Test(silent, the_world_ends_behind_the_last_release_of_a_file)
{
	expect_silence_in(600, "unchecked\nworld kvm\nsetup p1 {\n\tr1 = attach nic\n"
			  "\tr2 = open /dev/kvm\n\tr3 = ioctl r2 KVM_CREATE_VM\n"
			  "\tr4 = map_region r1 bar0 0 4k\n"
			  "\tr5 = ioctl r3 KVM_CREATE_VCPU 0\n}\n"
			  "task t1 in p1 {\n\tioctl r1 VFIO_DEVICE_GET_REGION_INFO config\n}\n"
			  "task t2 in p1 {\n"
			  "\tioctl r3 KVM_SET_USER_MEMORY_REGION 0 4k r4 4k\n}\n"
			  "task t3 in p1 {\n\tguest r5 fault 4k\n}\n");
}

/* The port takes along what the close has just restored. */
Test(silent, a_port_is_reset_while_a_device_below_is_closed)
{
	expect_silence_in(300, "unchecked\nworld sriov\nsetup p1 {\n\tdev = attach disk\n}\n"
			  "task t1 in p1 {\n}\ntask t2 in p2 {\n\treset rp\n}\n");
}

/* What is a card here is the upper side of a switch there: lockdep remembers both. */
Test(silent, a_card_and_a_port_are_at_the_same_place_in_two_worlds)
{
	const char *config = "unchecked\nworld nic\nsetup p1 {\n\tdev = attach nic\n}\n"
			     "task t1 in p1 {\n\tregion_write dev config 4 0 2\n}\n";
	const char *resets = "unchecked\nworld switch\ntask t1 in p1 {\n"
			     "\treset nic\n\treset down\n\treset up\n}\n";

	expect_silence(config);
	expect_silence(resets);
	expect_silence(config);
}

/* A reset of the bus blocks config accesses, for which a user waits while he keeps off wakers. */
Test(silent, a_bus_is_reset_while_a_device_on_it_is_written_to_and_wakes)
{
	expect_silence_in(10, "unchecked\nworld slot\nsetup p1 {\n\tdev = attach f0\n}\n"
			  "task t1 in p1 {\n\tregion_write dev config 4 0 1\n}\n"
			  "task t2 in p2 {\n\tsleep 10s\n"
			  "\techo \"1\" /sys/bus/pci/devices/0000:00:01.0/reset_subordinate\n}\n");
}

/* The file's last touch of the queue is its put, which lets the other one free it. */
Test(silent, a_fault_queue_is_destroyed_while_its_file_is_closed)
{
	expect_silence_in(100, "unchecked\nworld kvm\nsetup p1 {\n\tr1 = open /dev/iommu\n"
			  "\tr2 = ioctl r1 IOMMU_FAULT_QUEUE_ALLOC\n}\n"
			  "task t1 in p1 {\n\tclose r2\n}\n"
			  "task t2 in p1 {\n\tioctl r1 IOMMU_DESTROY 1\n}\n");
}

/* Which event it has seen is noted by who reads, under a lock that who polls does not take. */
Test(silent, a_file_of_sysfs_is_polled_while_it_is_read)
{
	expect_silence_in(50, "unchecked\nworld nic\nsetup p1 {\n\tm = mem 4k\n"
			  "\tr1 = open /sys/bus/pci/devices/{nic}/vendor ro\n}\n"
			  "task t1 in p1 {\n\tread r1 8\n}\ntask t2 in p1 {\n\tpoll r1\n}\n");
}

/* The first file was opened by way of an iommufd, the last one when the group had left that. */
Test(silent, a_group_goes_from_an_iommufd_to_a_container_under_an_open_device)
{
	expect_silence("unchecked\nworld mdev\nsetup p1 {\n\ti = open /dev/iommu\n"
		       "\tc = open /dev/vfio/vfio\n\tg = open_group m1\n"
		       "\tioctl g VFIO_GROUP_SET_CONTAINER i\n"
		       "\ta = ioctl g VFIO_GROUP_GET_DEVICE_FD m1\n}\n"
		       "task t1 in p1 {\n\tioctl g VFIO_GROUP_UNSET_CONTAINER\n"
		       "\tioctl g VFIO_GROUP_SET_CONTAINER c\n"
		       "\tb = ioctl g VFIO_GROUP_GET_DEVICE_FD m1\n"
		       "\tclose a\n\tclose b\n}\n");
}
