// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x04_close_unlocked.c - the last close ends the migration without state_mutex
 *
 * X04: mlx5, aab439ffa1ca (v6.0). There the other side is the PF, which recovers and tells its
 * VFs' driver to give up what is under way; here the driver hears the same as the end of a reset.
 * Both see a file, both disable and put it.
 */
#include "xe/vf_world.h"

#include <linux/pci.h>

static struct vfio_user user;

static void close_device(void *arg)
{
	vfio_close(user);
}

/*
 * As PCI's core calls it: under device_lock. Who has that resets the VF already, and what the
 * close has reset the PF has to clear first.
 */
static void recover(void *arg)
{
	struct pci_dev *vf = pci_get_domain_bus_and_slot(0, 1, PCI_DEVFN(0, 1));

	if (device_trylock(&vf->dev)) {
		if (xe_hw_vf_state(gpu, 0, 1) != XE_HW_VF_FLR)
			vf->driver->err_handler->reset_done(vf);
		device_unlock(&vf->dev);
	}
	pci_dev_put(vf);
}

static void race(void)
{
	int data;

	user = vfio_open(VF1);
	cr_assert_eq(vf_save(user.device, &data), 0);
	user_together(close_device, recover, NULL);
	ksys_close(data);
}

#if !EX_TSAN	/* which calls it a race sooner, and again and again */
Test(x04_close_unlocked, the_file_is_put_twice)
{
	vfio_world_expect(&VF_WORLD(race, "xe-vfio-close-unlocked"), 40000,
			  KIND(UAF) | KIND(REF) | KIND(STATE));
}
#endif

Test(x04_close_unlocked, with_state_mutex_it_is_put_once)
{
	vfio_world_expect_clean(&VF_WORLD(race), 1000);
}
