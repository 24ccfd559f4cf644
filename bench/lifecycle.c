// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lifecycle.c - whole episodes: a world is built, programs live in it, it is torn down
 *
 * Written as scenarios, so that what is measured is what a campaign runs. A run that finds
 * something ends the benchmark, since it would not be measured to its end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exec/heap.h"
#include "scenario/language.h"
#include "scenario/runner.h"

#include "bench.h"

#define NIC_HELD	"world nic\nsetup qemu { dev = attach nic }\n"

static void episodes(const char *text, const char *policy, uint64_t n)
{
	static struct scn_program program;
	struct scn_setting setting = { .seed = 1 };
	struct scn_result result;
	struct scn_error error;
	const char *why;

	if (!scn_parse(&program, text, strlen(text), &error)) {
		fprintf(stderr, "%u:%u: %s\n", error.line, error.column, error.message);
		exit(2);
	}
	ex_heap_terse(true);	/* as a fuzz target has it */
	setting.policy = policy ? ex_policy_make(policy, &why) : NULL;
	for (; n; n--, setting.seed++) {
		scn_run(&program, &setting, &result);
		if (result.dirty || result.nr_findings) {
			fprintf(stderr, "found: %s\n", result.nr_findings ?
				result.findings[0].title : ex_outcome_name(result.outcome));
			exit(2);
		}
		scn_result_release(&result);
	}
	ex_policy_free(setting.policy);
	scn_program_release(&program);
}

/* The bar of 50,000 a second: open, reset, remove and close, by two tasks. */
#define EPISODE(name, policy)								\
static void vfio_episode_##name(uint64_t n)						\
{											\
	episodes(NIC_HELD "task qemu-io in qemu { ioctl dev VFIO_DEVICE_RESET; close dev }\n" \
		 "task admin { unbind nic }\n", policy, n);				\
}

EPISODE(random, "random")
EPISODE(sequential, NULL)	/* one after the other: what the explorer adds is the difference */
EPISODE(pct, "pct:3")
EPISODE(pos, "pos")
EPISODE(surw, "surw")
EPISODE(pause, "pause")
EPISODE(portfolio, "portfolio")

static void open_close(uint64_t n)
{
	episodes(NIC_HELD "task qemu-io in qemu { close dev }\n", NULL, n);
}

static void unbind_bind(uint64_t n)
{
	episodes("world nic\nsetup admin { own nic }\n"
		 "task admin { unbind nic; bind nic vfio-pci }\n", NULL, n);
}

static void vm(uint64_t n)
{
	episodes("world nic\ntask qemu { kvm = open \"/dev/kvm\"; vm = ioctl kvm KVM_CREATE_VM;"
		 " close vm; close kvm }\n", NULL, n);
}

static void world_only(uint64_t n)
{
	episodes("world nic\n", NULL, n);
}

const struct bench bench_lifecycle[] = {
	{ "lifecycle/vfio_episode_random", vfio_episode_random },
	{ "lifecycle/vfio_episode_sequential", vfio_episode_sequential },
	{ "lifecycle/vfio_episode_pct", vfio_episode_pct },
	{ "lifecycle/vfio_episode_pos", vfio_episode_pos },
	{ "lifecycle/vfio_episode_surw", vfio_episode_surw },
	{ "lifecycle/vfio_episode_pause", vfio_episode_pause },
	{ "lifecycle/vfio_episode_portfolio", vfio_episode_portfolio },
	{ "lifecycle/vfio_open_close", open_close },
	{ "lifecycle/unbind_bind", unbind_bind },
	{ "lifecycle/vm_create_destroy", vm },
	{ "lifecycle/world_of_a_nic", world_only },
	{ NULL, NULL },
};
