// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v14_mdev_parent.c - mediated devices come and go while their parent goes
 *
 * V14: unregistration walks the children, and one is added after; or a child is being removed by
 * its own file while the parent's driver leaves (5715c4dd66a3). A first version gave up for the
 * parent's sake only after the child was on a list.
 */
#include "support/hosted.h"
#include "vfio/vfio_world.h"

#define OTHER_UUID	"83b8f4f2-509f-382f-3c1e-e6bfe0fa1002"

static void create(void *arg)
{
	user_echo(OTHER_UUID, MDEV_TYPE "/create");
}

static void remove_device(void *arg)
{
	user_echo("1", "/sys/bus/mdev/devices/" MDEV_UUID "/remove");
}

static void unload(void *arg)
{
	cr_assert(syscall_enter("delete_module"));
	syscall_exit(module_unload("sample_mdev"));
}

/* The machine's end unloads all modules: it must be there again. */
static void load(void)
{
	cr_assert(syscall_enter("init_module"));
	cr_assert_eq(module_load("sample_mdev"), 0);
	syscall_exit(0);
}

static void create_race(void)
{
	user_together(create, unload, NULL);
	load();
}

static void remove_race(void)
{
	user_together(remove_device, unload, NULL);
	load();
}

static void reload(void *arg)
{
	unload(NULL);
	load();
}

static void reload_race(void)
{
	user_together(remove_device, reload, NULL);
}

static void search(void *arg)
{
	user_echo(MDEV_UUID, "/sys/bus/mdev/drivers_probe");
}

static void search_race(void)
{
	user_together(search, reload, NULL);
}

static struct vfio_world world_of(void (*main)(void), const char *variant)
{
	return (struct vfio_world){ .main = main, .mdev = true, .variants = { variant } };
}

Test(v14_mdev_parent, a_child_that_comes_late_is_left_behind)
{
	struct vfio_world world = world_of(create_race, "mdev-no-unreg-sem");

	vfio_world_expect(&world, 2000, KIND(LEAK) | KIND(UAF) | KIND(STATE));
}

Test(v14_mdev_parent, a_child_that_is_removed_twice_is_gone)
{
	struct vfio_world world = world_of(remove_race, "mdev-no-unreg-sem");

	vfio_world_expect(&world, 2000, KIND(LEAK) | KIND(UAF) | KIND(STATE) | KIND(REF));
}

/* Not what V14 was, but what its fix left open: Linux 6.12 has it still. */
Test(v14_mdev_parent, one_that_is_claimed_before_its_parent_is_held_is_freed)
{
	struct vfio_world world = world_of(remove_race, "mdev-remove-claims-first");

	vfio_world_expect(&world, 3000, KIND(UAF) | KIND(RACE));
}

/* The parent is part of the module: loading that anew writes over the lock that is looked at. */
Test(v14_mdev_parent, one_that_leaves_late_races_with_what_comes_next, .disabled = !EX_TSAN)
{
	struct vfio_world world = world_of(reload_race, "mdev-leaves-late");

	vfio_world_expect(&world, 3000, KIND(RACE));
}

/* Whoever has the last reference to a child asks its type, which is part of the module. */
Test(v14_mdev_parent, one_that_a_search_holds_longer_than_its_module_puts_what_is_new)
{
	struct vfio_world world = world_of(search_race, "mdev-release-asks-type");

	vfio_world_expect(&world, 3000, KIND(REF) | KIND(STATE) | KIND(LEAK) | KIND(UAF) |
					KIND(RACE));
}

Test(v14_mdev_parent, one_that_gives_up_too_late_stays_on_the_list)
{
	struct vfio_world world = world_of(create_race, "mdev-trylock-early");

	vfio_world_expect(&world, 2000, KIND(LEAK) | KIND(UAF));
}

Test(v14_mdev_parent, trying_for_the_parent_first_is_silent)
{
	struct vfio_world world = world_of(create_race, NULL);

	vfio_world_expect_clean(&world, 500);
}

Test(v14_mdev_parent, a_child_is_removed_by_one_alone)
{
	struct vfio_world world = world_of(remove_race, NULL);

	skip_if_hosted("mdev", "who comes late removes what the parent's end has freed");
	vfio_world_expect_clean(&world, 500);
}

Test(v14_mdev_parent, one_that_has_left_when_its_parent_goes_is_silent)
{
	struct vfio_world world = world_of(reload_race, NULL);

	skip_if_hosted("mdev", "up_read() is the last that one does there");
	vfio_world_expect_clean(&world, 200);
}

Test(v14_mdev_parent, one_that_a_search_holds_has_given_back_its_type)
{
	struct vfio_world world = world_of(search_race, NULL);

	skip_if_hosted("mdev", "the type is given back with the last reference there");
	vfio_world_expect_clean(&world, 300);
}
