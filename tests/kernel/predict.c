// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * predict.c - a benign run predicts the deadlocks of seeds 000, 002 and 003, a steered one
 * confirms them, and the fixed models stay silent. What would go wrong: deadlocks are
 * found only by luck, or the tool cries wolf. KSIM_SCHEDULES=1000000 runs that many of each
 * fixed model.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/waits_predict.h"

static bool fixed;

/* Seed 003: remove waits for the user under device_lock, the user resets under it. */
static struct mutex device_lock;
static struct completion user_gone;

static noinline void reset_function(void)
{
	if (fixed) {
		if (!mutex_trylock(&device_lock))
			return;
	} else {
		mutex_lock(&device_lock);
	}
	mutex_unlock(&device_lock);
}

static void user(void *arg)
{
	reset_function();
	complete(&user_gone);
}

static noinline void vfio_remove(void)
{
	mutex_lock(&device_lock);
	wait_for_completion(&user_gone);
	mutex_unlock(&device_lock);
}

static void unbind(void *arg)
{
	vfio_remove();
}

static void seed_003(void *arg)
{
	mutex_init(&device_lock);
	init_completion(&user_gone);
	task_spawn("user", user, NULL, 0, false);
	task_spawn("unbind", unbind, NULL, 0, false);
}

/* Seed 000: the last put under the lock that the release takes. */
static struct mutex group_lock;
static struct kref kvm;

static void kvm_destroy_vm(struct kref *kref)
{
	if (fixed)
		return;
	mutex_lock(&group_lock);
	mutex_unlock(&group_lock);
}

static noinline void kvm_put_kvm(void)
{
	kref_put(&kvm, kvm_destroy_vm);
}

static void close_device(void *arg)
{
	mutex_lock(&group_lock);
	kvm_put_kvm();
	mutex_unlock(&group_lock);
}

static void close_vm(void *arg)
{
	kvm_put_kvm();
}

static void seed_000(void *arg)
{
	mutex_init(&group_lock);
	kref_init(&kvm);
	kref_get(&kvm);
	task_spawn("device", close_device, NULL, 0, false);
	task_spawn("vm", close_vm, NULL, 0, false);
}

/* Seed 002: a put inside the callback of the chain that the release leaves. */
static BLOCKING_NOTIFIER_HEAD(chain);
static struct kref group;

static int group_event(struct notifier_block *nb, unsigned long action, void *data);
static struct notifier_block group_nb = { .notifier_call = group_event };

static void group_release(struct kref *kref)
{
	blocking_notifier_chain_unregister(&chain, &group_nb);
}

static noinline void group_put(void)
{
	kref_put(&group, group_release);
}

static int group_event(struct notifier_block *nb, unsigned long action, void *data)
{
	if (!fixed && kref_get_unless_zero(&group))
		group_put();
	return NOTIFY_OK;
}

static void bind(void *arg)
{
	blocking_notifier_call_chain(&chain, 1, NULL);
}

static void last_close(void *arg)
{
	group_put();
}

static void seed_002(void *arg)
{
	kref_init(&group);
	blocking_notifier_chain_register(&chain, &group_nb);
	task_spawn("bind", bind, NULL, 0, false);
	task_spawn("close", last_close, NULL, 0, false);
}

static unsigned int predict(void (*root)(void *))
{
	struct ex_config config = { 0 };
	struct ex_result result;
	unsigned int count = 0;

	predict_begin();
	ex_run(&config, root, NULL, &result);
	predict_end();
	cr_assert_eq(result.outcome, EX_DONE, "the run to predict from is benign");
	while (prediction_at(count))
		count++;
	return count;
}

/* Steer into each prediction until something is found. */
static bool confirm(void (*root)(void *))
{
	for (unsigned int i = 0; prediction_at(i); i++) {
		struct ex_config config = {
			.policy = ex_policy_steer(prediction_pause, (void *)prediction_at(i)) };
		struct ex_result result;

		for (config.seed = 0; config.seed < 200; config.seed++) {
			ex_run(&config, root, NULL, &result);
			if (findings_count())
				return true;
		}
	}
	return false;
}

static void check_buggy(void (*root)(void *), const char *function)
{
	unsigned int predicted;

	fixed = false;
	predicted = predict(root);
	cr_assert_eq(findings_count(), 0, "nothing has happened yet: %s", finding_at(0)->title);
	cr_assert_gt(predicted, 0, "%s: nothing predicted", function);
	cr_assert(confirm(root), "%s: not confirmed", function);
}

static void check_fixed(void (*root)(void *))
{
	const char *wish = getenv("KSIM_SCHEDULES"), *error;
	struct ex_config config = { .policy = ex_policy_make("portfolio", &error) };
	unsigned int schedules = wish ? (unsigned int)atoi(wish) : 2000;
	struct ex_result result;

	fixed = true;
	cr_assert_eq(predict(root), 0, "predicted: %s", prediction_at(0)->text);
	for (config.seed = 0; config.seed < schedules; config.seed++) {
		ex_run(&config, root, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE);
	}
	cr_assert_eq(findings_count(), 0);
}

Test(predict, seed_003_is_predicted_and_confirmed)
{
	check_buggy(seed_003, "vfio_remove");
}

Test(predict, seed_003_with_trylock_is_silent)
{
	check_fixed(seed_003);
}

Test(predict, seed_000_is_predicted_and_confirmed)
{
	check_buggy(seed_000, "close_device");
}

Test(predict, seed_000_without_call_back_is_silent)
{
	check_fixed(seed_000);
}

Test(predict, seed_002_is_predicted_and_confirmed)
{
	check_buggy(seed_002, "group_event");
}

Test(predict, seed_002_without_reference_is_silent)
{
	check_fixed(seed_002);
}
