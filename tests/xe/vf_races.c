// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vf_races.c - the calls of a VF's user, all at once: nothing races, nothing is lost
 *
 * No BAR is mapped: then the orders of the locks are as they should be
 * (scenarios/seeds/004-deferred-open-file.ksim).
 */
#include "xe/vf_world.h"

#include <linux/sched.h>

#define ROUNDS	10

static struct vfio_user user;
static int data;

static void ask(void *arg)
{
	int state;

	for (int i = 0; i < ROUNDS; i++) {
		state = vf_state(user.device);
		cr_assert(state >= VFIO_DEVICE_STATE_ERROR &&
			  state < VFIO_DEVICE_STATE_NR, "%d", state);
		ksys_msleep(20);
	}
}

static void read_data(void *arg)
{
	static char buf[256];

	for (int i = 0; i < ROUNDS; i++) {
		ksys_read(data, buf, sizeof(buf));
		ksys_msleep(20);
	}
}

static void reset(void *arg)
{
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
}

static void change(void *arg)
{
	ksys_msleep(100);	/* for so long a VF is silent after a reset */
	vf_set_state(user.device, STOP, NULL);
	vf_set_state(user.device, RUNNING_P2P, NULL);
	vf_set_state(user.device, STOP, NULL);
}

static void all_at_once(void)
{
	char buf[16];

	user = vfio_open(VF1);
	cr_assert_eq(vf_set_state(user.device, STOP_COPY, &data), 0);
	user_all((void (*[])(void *)){ ask, read_data, reset, change }, 4);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(ksys_read(data, buf, sizeof(buf)), -ENODEV);
	ksys_close(data);
	vfio_close(user);
}

Test(vf_races, calls_of_all_kinds_at_once_are_clean)
{
	vfio_world_expect_clean(&VF_WORLD(all_at_once), 60);
}

Test(vf_races, so_they_are_when_the_core_resets_the_state)
{
	vfio_world_expect_clean(&VF_WORLD(all_at_once, "xe-vfio-reset-outside"), 60);
}

/* The reset comes while somebody looks at the state: whoever is last must carry it out. */
static void look(void *arg)
{
	ksys_msleep(100);
	for (int i = 0; i < 11; i++)	/* about when reset_done() is called */
		yield();
	vf_state(user.device);
}

static void reset_and_look(void)
{
	user = vfio_open(VF1);
	cr_assert_eq(vf_save(user.device, &data), 0);
	user_together(look, reset, NULL);
	if (vf_state(user.device) != VFIO_DEVICE_STATE_RUNNING)
		finding_report(FINDING_STATE, "a reset is lost", "the state is what it was before");
	ksys_close(data);
	vfio_close(user);
}

Test(vf_races, a_reset_that_is_deferred_is_not_lost)
{
	vfio_world_expect_clean(&VF_WORLD(reset_and_look), 200);
}

/* X2 */
Test(vf_races, it_is_if_state_mutex_is_released_after_reset_lock)
{
	vfio_world_expect(&VF_WORLD(reset_and_look, "xe-vfio-deferral-unlocked"), 8000,
			  KIND(STATE));
}
