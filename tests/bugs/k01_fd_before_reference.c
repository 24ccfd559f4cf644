// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k01_fd_before_reference.c - CVE-2019-6974: an fd that others can close before it is paid for
 *
 * KVM_CREATE_DEVICE installs the fd, then takes the VM reference that the file will put.
 * Another thread guesses the number and closes it in between: that put is the last one.
 */
#include "kvm/kvm_world.h"
#include "support/races.h"

DECLARE_VARIANT(kvm_device_fd_first);

static int close_the_guess(void *fd)
{
	ksys_close((long)fd);
	return 0;
}

static int create_while_closing(void *unused)
{
	long vm = kvm_vm_create();

	start_thread("guess", close_the_guess, (void *)(vm - 1));	/* the lowest free number */
	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, NULL);
	return 0;
}

static void program(void)
{
	in_process(create_while_closing);
}

#if !EX_TSAN	/* which calls it a race sooner */
Test(k01_fd_before_reference, the_late_reference_is_taken_on_a_freed_vm)
{
	variant_kvm_device_fd_first = true;
	kvm_world_expect(program, 20000, KINDS(REF, UAF));
}
#endif

Test(k01_fd_before_reference, the_early_reference_is_silent)
{
	kvm_world_expect_clean(program, 2000);
}
