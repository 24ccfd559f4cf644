// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pf_life.c - a PF comes and goes, with and without VFs, and leaves nothing behind
 */
#include "xe/xe_world.h"

#include "pci/pci.h"

static void enable_and_disable(void)
{
	struct pci_dev *pf = pci_get_domain_bus_and_slot(0, 0, PCI_DEVFN(1, 0));

	cr_assert_null(xe_sriov_vfio_get_pf(pf));
	pci_dev_put(pf);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_OFF);
	cr_assert_eq(set_vfs(CARD, 64), -ERANGE);
	cr_assert_eq(set_vfs(CARD, 3), 1);
	cr_assert_eq(xe_hw_vf_state(card, 0, 3), XE_HW_VF_RUNNING);
	cr_assert_eq(xe_hw_vf_state(card, 0, 4), XE_HW_VF_OFF);
	xe = xe_of(card, PCI_DEVFN(1, 0));
	cr_assert(xe_sriov_vfio_migration_supported(xe));
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 0), -EINVAL);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 4), -EINVAL);
	cr_assert_eq(set_vfs(CARD, 0), 1);
	cr_assert_eq(xe_hw_vf_state(card, 0, 3), XE_HW_VF_OFF);
}

Test(pf_life, vfs_come_and_go)
{
	struct xe_world world = { .main = enable_and_disable, .no_vfs = true,
				  .desc = { .vfs = 63, .tiles = 2, .media = true } };

	xe_world_expect_clean(&world, 1);
}

static void leave_enabled(void)
{
	cr_assert_eq(set_vfs(CARD, 2), 1);
}

Test(pf_life, driver_that_goes_takes_its_vfs_along)
{
	struct xe_world world = { .main = leave_enabled, .no_vfs = true };

	xe_world_expect_clean(&world, 30);
}

/* The port above was in its reset when the PCI core read how many VFs there may be. */
static void probe_what_did_not_answer(void)
{
	struct pci_dev *pf = pci_get_domain_bus_and_slot(0, 0, PCI_DEVFN(1, 0));

	device_release_driver(&pf->dev);
	pf->sriov->total_vfs = pf->sriov->driver_max_vfs = 0xffff;
	cr_assert_eq(device_attach(&pf->dev), 0);
	pf->sriov->total_vfs = pf->sriov->driver_max_vfs = 63;
	cr_assert_eq(device_attach(&pf->dev), 1);
	pci_dev_put(pf);
}

Test(pf_life, card_that_did_not_answer_is_not_driven)
{
	struct xe_world world = { .main = probe_what_did_not_answer, .no_vfs = true };

	xe_world_expect_clean(&world, 3);
}

static void pause_and_resume(void)
{
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), -EPERM);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_PAUSED);
	cr_assert_eq(xe_hw_vf_state(card, 0, 2), XE_HW_VF_RUNNING);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), -ESTALE);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_RUNNING);
}

Test(pf_life, vf_is_paused_and_resumed)
{
	struct xe_world world = { .main = pause_and_resume };

	xe_world_expect_clean(&world, 50);
}
