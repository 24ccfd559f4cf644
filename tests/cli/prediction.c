// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prediction.c - seeds 000, 002 and 003 in the whole stack are predicted from one benign
 * run, and a steered run confirms them. What would go wrong: they are found by luck only,
 * or a prediction that nothing shows is called a finding.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static struct output out;

/* --runs 0 explores nothing: what is found was steered into. */
static void expect_confirmed(const char *scenario, const char *variant, const char *title)
{
	ksim(&out, "run scenarios/seeds/%s --variant %s --runs 0 -q --out %s --json -", scenario,
	     variant, scratch());
	cr_expect_eq(out.status, 1, "%s: status %d\n%s", scenario, out.status, out.text);
	cr_expect(strstr(out.text, "\"verdict\":\"confirmed\""), "%s: %s", scenario, out.text);
	cr_expect(strstr(out.text, title), "%s: %s", scenario, out.text);
}

Test(prediction, seed_000_is_predicted_from_one_benign_run_and_confirmed)
{
	expect_confirmed("000-last-put-by-close.ksim", "kvm-vfio-destroy+vfio-set-kvm-group-lock",
			 "INFO: task hung in vfio_group_set_kvm");
}

Test(prediction, seed_002_is_predicted_from_one_benign_run_and_confirmed)
{
	expect_confirmed("002-last-put-in-callback.ksim", "vfio-group-notifier-put",
			 "INFO: task hung in iommu_group_unregister_notifier");
}

Test(prediction, seed_003_is_predicted_from_one_benign_run_and_confirmed)
{
	expect_confirmed("003-reset-against-unbind.ksim", "vfio-pci-blocking-reset",
			 "INFO: task hung in pci_dev_lock");
	expect_confirmed("003-edu.ksim", "pci-reset-blocking", "INFO: task hung in pci_dev_lock");
}

Test(prediction, what_no_run_shows_is_listed_apart_and_is_no_finding)
{
	ksim(&out, "run scenarios/seeds/003-edu.ksim --runs 0 --out %s", scratch());
	cr_expect_eq(out.status, 0, "status %d\n%s", out.status, out.text);
	cr_expect(strstr(out.text, "0 findings"), "%s", out.text);
	cr_expect(strstr(out.text, "these are no findings"), "%s", out.text);
	cr_expect(strstr(out.text, "budget spent: "), "%s", out.text);

	ksim(&out, "run scenarios/seeds/003-edu.ksim --policy exhaustive --out %s", scratch());
	cr_expect_eq(out.status, 0, "status %d\n%s", out.status, out.text);
	cr_expect(strstr(out.text, "refuted exhaustively"), "%s", out.text);
}

Test(prediction, without_predictions_nothing_is_listed)
{
	ksim(&out, "run scenarios/seeds/003-edu.ksim --runs 0 --no-predict --out %s", scratch());
	cr_expect_eq(out.status, 0);
	cr_expect_not(strstr(out.text, "no findings"), "%s", out.text);
}
