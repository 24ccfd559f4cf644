// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_groups.c - groups, their members and owners. What would go wrong: a group that goes
 * while held or stays when not, two owners of one device's DMA, a domain freed in use.
 */
#include "iommu_world.h"
#include "world.h"

#include <linux/notifier.h>

#include "core/sysfs.h"

static int owner_a, owner_b;

static void expect_file(const char *path, const char *want)
{
	char text[80];
	ssize_t length = sysfs_read(path, text, sizeof(text));

	cr_assert_eq(length, strlen(want), "%s: %zd", path, length);
	cr_assert_eq(memcmp(text, want, length), 0);
}

static int count_one(struct device *dev, void *data)
{
	++*(unsigned int *)data;
	return 0;
}

static unsigned int group_size(struct iommu_group *group)
{
	unsigned int n = 0;

	iommu_group_for_each_dev(group, &n, count_one);
	return n;
}

static void share_a_group(void)
{
	struct toy *a0, *a1, *b;
	struct iommu_group *group;

	toy_iommu_start();
	a0 = toy_add("a.0", NULL);
	a1 = toy_add("a.1", NULL);
	b = toy_add("b.0", NULL);

	cr_assert_eq(a0->dev.iommu_group, a1->dev.iommu_group);
	cr_assert_neq(a0->dev.iommu_group, b->dev.iommu_group);
	cr_assert_eq(group_size(a0->dev.iommu_group), 2);
	cr_assert_eq(iommu_group_id(a0->dev.iommu_group), 0);
	cr_assert_eq(iommu_group_id(b->dev.iommu_group), 1);
	expect_file("bus/toy/devices/a.1/iommu_group/type", "DMA\n");
	expect_file("kernel/iommu_groups/0/devices/a.0/iommu_group/reserved_regions",
		    "0x00000000fee00000 0x00000000feefffff msi\n");

	group = iommu_group_get(&a0->dev);
	toy_remove(a0);
	cr_assert_eq(group_size(group), 1);
	toy_remove(a1);
	cr_assert_eq(group_size(group), 0);
	cr_assert_null(iommu_group_default_domain(group));

	/* The number is taken as long as somebody holds the group. */
	a0 = toy_add("a.0", NULL);
	cr_assert_eq(iommu_group_id(a0->dev.iommu_group), 2);
	iommu_group_put(group);
	a1 = toy_add("c.0", NULL);
	cr_assert_eq(iommu_group_id(a1->dev.iommu_group), 0);

	toy_remove(a0);
	toy_remove(a1);
	toy_remove(b);
	toy_iommu_stop();
}

Test(iommu_groups, devices_share_a_group_until_the_last_is_gone)
{
	world_explore_silence(share_a_group, 1);
}

static void own_a_group(void)
{
	struct iommu_group *group;
	struct toy *a0, *a1;

	toy_iommu_start();
	a0 = toy_add("a.0", NULL);
	a1 = toy_add("a.1", NULL);
	group = a0->dev.iommu_group;

	/* A kernel driver on one keeps user space off both. */
	cr_assert_eq(iommu_device_use_default_domain(&a1->dev), 0);
	cr_assert_eq(iommu_group_claim_dma_owner(group, &owner_a), -EPERM);
	cr_assert_eq(iommu_device_claim_dma_owner(&a0->dev, &owner_a), -EPERM);
	iommu_device_unuse_default_domain(&a1->dev);

	/* And the other way round. */
	cr_assert_eq(iommu_group_claim_dma_owner(group, &owner_a), 0);
	cr_assert(iommu_group_dma_owner_claimed(group));
	cr_assert_eq(iommu_device_use_default_domain(&a1->dev), -EBUSY);
	cr_assert_eq(iommu_group_claim_dma_owner(group, &owner_b), -EPERM);
	cr_assert_neq(iommu_get_domain_for_dev(&a0->dev), iommu_group_default_domain(group));
	iommu_group_release_dma_owner(group);
	cr_assert_eq(iommu_get_domain_for_dev(&a0->dev), iommu_group_default_domain(group));

	/* By device: one owner may have several, another none. */
	cr_assert_eq(iommu_device_claim_dma_owner(&a0->dev, &owner_a), 0);
	cr_assert_eq(iommu_device_claim_dma_owner(&a1->dev, &owner_a), 0);
	cr_assert_eq(iommu_device_claim_dma_owner(&a1->dev, &owner_b), -EPERM);
	iommu_device_release_dma_owner(&a0->dev);
	cr_assert(iommu_group_dma_owner_claimed(group));
	iommu_device_release_dma_owner(&a1->dev);
	cr_assert_not(iommu_group_dma_owner_claimed(group));

	toy_remove(a0);
	toy_remove(a1);
	toy_iommu_stop();
}

Test(iommu_groups, either_drivers_or_one_owner_have_the_dma)
{
	world_explore_silence(own_a_group, 1);
}

static void attach_domains(void)
{
	struct iommu_domain *first, *second;
	struct toy *a0, *a1;

	toy_iommu_start();
	a0 = toy_add("a.0", NULL);
	a1 = toy_add("a.1", NULL);
	first = toy_own(&a0->dev, &owner_a);
	second = iommu_paging_domain_alloc(&a1->dev);

	cr_assert_eq(iommu_get_domain_for_dev(&a1->dev), first);
	cr_assert_eq(iommu_attach_group(second, a0->dev.iommu_group), -EBUSY);
	cr_assert_eq(iommu_attach_device(second, &a0->dev), -EINVAL);	/* not alone */
	cr_assert_eq(iommu_group_replace_domain(a0->dev.iommu_group, second), 0);
	cr_assert_eq(iommu_group_replace_domain(a0->dev.iommu_group, NULL), -EINVAL);
	cr_assert_eq(iommu_get_domain_for_dev(&a0->dev), second);
	iommu_domain_free(first);
	toy_disown(&a1->dev, second);

	toy_remove(a1);
	second = iommu_paging_domain_alloc(&a0->dev);
	cr_assert_eq(iommu_attach_device(second, &a0->dev), 0);
	iommu_detach_device(second, &a0->dev);
	iommu_domain_free(second);
	toy_remove(a0);
	toy_iommu_stop();
}

Test(iommu_groups, a_group_is_attached_to_one_domain)
{
	world_explore_silence(attach_domains, 1);
}

static void free_while_attached(void)
{
	struct iommu_domain *domain;
	struct toy *a;

	toy_iommu_start();
	a = toy_add("a.0", NULL);
	domain = toy_own(&a->dev, &owner_a);
	iommu_domain_free(domain);
}

Test(iommu_groups, freeing_a_domain_in_use_is_found)
{
	struct world world = {};

	world_run(&world, free_while_attached);
	cr_assert_not_null(world_finding(FINDING_STATE));
}

static unsigned int notified;

static int note_event(struct notifier_block *nb, unsigned long action, void *data)
{
	notified |= 1u << action;
	return NOTIFY_OK;
}

static void listen(void)
{
	struct notifier_block nb = { .notifier_call = note_event };
	struct iommu_group *group;
	struct toy *a0, *a1;

	toy_iommu_start();
	a0 = toy_add("a.0", NULL);
	group = iommu_group_get(&a0->dev);
	cr_assert_eq(iommu_group_register_notifier(group, &nb), 0);
	cr_assert_eq(driver_register(&toy_driver), 0);
	a1 = toy_add("a.1", NULL);
	toy_remove(a1);
	driver_unregister(&toy_driver);
	cr_assert_eq(iommu_group_unregister_notifier(group, &nb), 0);
	cr_assert_eq(notified, 0x7e);	/* all six */
	iommu_group_put(group);
	toy_remove(a0);
	toy_iommu_stop();
}

Test(iommu_groups, the_groups_notifier_hears_of_its_devices)
{
	world_explore_silence(listen, 1);
}

static void claim(void *group)
{
	if (!iommu_group_claim_dma_owner(group, &owner_a))
		iommu_group_release_dma_owner(group);
}

static struct toy *raced;

static void bind(void *unused)
{
	if (!iommu_device_use_default_domain(&raced->dev))
		iommu_device_unuse_default_domain(&raced->dev);
}

static void claim_while_binding(void)
{
	struct task_struct *a, *b;

	toy_iommu_start();
	raced = toy_add("a.0", NULL);
	a = spawn("claim", claim, raced->dev.iommu_group);
	b = spawn("bind", bind, NULL);
	task_join(a);
	task_join(b);
	toy_remove(raced);
	toy_iommu_stop();
}

Test(iommu_groups, claiming_and_binding_race_without_harm)
{
	world_explore_silence(claim_while_binding, 200);
}
