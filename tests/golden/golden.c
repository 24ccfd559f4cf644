// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * golden.c - the same client on Linux and here: every line it prints must be equal
 *
 * The client (client/vop.c) is an ordinary program. It runs here as a process of the
 * simulated machine, whose system calls sys_ksim.c makes; cmp.py compares what it
 * prints with a transcript of Linux 6.12, sequence by sequence. Where files of a Linux
 * tree before 6.2 are hosted, with one of Linux 6.1.
 *
 * To look at one: KSIM_GOLDEN_OUT names a file for our transcript, KSIM_GOLDEN_ONLY a
 * pattern of sequences to run, KSIM_GOLDEN_SCRIPT a script to run instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "kernel/variant.h"
#include "pci/hw.h"

#include "support/hosted.h"

#include "client/sys.h"
#include "golden.h"

#define DEVICES		"/sys/bus/pci/devices"
#define AUTOPROBE	"/sys/bus/pci/drivers_autoprobe"
#define STEPS_MAX	4000000000ull
#define SCRIPTS		"tests/golden/scripts/"
#define EXPECTED	"tests/golden/expected/"

struct golden_run {
	char			**argv;
	int			argc;
	struct ex_result	result;
};

static const char *const modules[] = {
	"irqbypass", "vfio", "vfio_iommu_type1", "vfio_pci_core", "vfio_pci", "kvm", NULL,
};

static long read_file(const char *path, char *buf, size_t size)
{
	int fd = sys_open(path, 0);
	long len = fd < 0 ? -1 : sys_read(fd, buf, size - 1);

	if (fd >= 0)
		sys_close(fd);
	buf[len > 0 ? len : 0] = 0;
	buf[strcspn(buf, "\n")] = 0;
	return len;
}

static void write_file(const char *path, const char *text)
{
	int fd = sys_open(path, 1);

	if (fd < 0)
		return;
	sys_write(fd, text, strlen(text));
	sys_close(fd);
}

/*
 * What the machine's start-up script did with one device: note the reset methods that
 * the kernel chose at boot, when its siblings did not exist yet, and choose them again.
 */
static void settle(const char *name, FILE *methods, bool *first)
{
	char path[256], text[128];

	snprintf(path, sizeof(path), DEVICES "/%s/reset_method", name);
	if (read_file(path, text, sizeof(text)) > 0 && *text) {
		fprintf(methods, "%s%s=%s", *first ? "" : ";", name + 5, text);
		*first = false;
	}
	write_file(path, "default");
}

static char *settle_machine(void)
{
	char names[8192], *name, *rest, *methods;
	size_t size;
	FILE *out = open_memstream(&methods, &size);
	bool first = true;

	if (sys_listdir(DEVICES, names, sizeof(names)) > 0)
		for (name = strtok_r(names, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
			settle(name, out, &first);
	fclose(out);
	return methods;
}

static int client_main(void *arg)
{
	struct golden_run *run = arg;
	char *methods = settle_machine();
	int ret;

	for (int i = 0; i < 3; i++)	/* descriptors begin behind the standard ones */
		sys_open("/dev/null", 2);
	write_file(AUTOPROBE, "0");
	cr_assert_eq(golden_drivers_register(), 0);
	write_file(AUTOPROBE, "1");

	golden_run_file = methods;
	ret = vop_main(run->argc, run->argv);
	fflush(stdout);
	golden_run_file = "";
	free(methods);
	return ret;
}

static void golden_root(void *arg)
{
	struct process *client;

	pci_hw_machine_q35();
	cr_assert_eq(boot_initcalls(), 0);
	for (int i = 0; modules[i]; i++)
		module_load(modules[i]);
	cr_assert_eq(golden_boot(), 0);
	client = process_create("vop", PROCESS_HOST_CLIENT);
	process_thread(client, "vop", client_main, arg);
	process_wait(client);
	process_put(client);
	golden_drivers_unregister();
	for (int i = 5; i >= 0; i--)
		module_unload(modules[i]);
	shutdown_exitcalls();
	kernel_shutdown();
	pci_hw_free();
}

/* The kernel was built so; a hosted tree is as it is. */
static void configure(const char *name)
{
	const struct ksim_variant *variant = variant_find(name);

	if (variant)
		*variant->on = true;
}

/* Our transcript of @scripts in the file @out. */
static void run_client(char **argv, int argc, const char *out)
{
	struct ex_config config = { .engine = EX_FIBERS, .steps_max = STEPS_MAX };
	struct golden_run run = { .argv = argv, .argc = argc };
	int console = dup(STDOUT_FILENO);

	variants_clear();
	configure("vfio-no-cdev");
	configure("no-iommufd");
	fflush(stdout);
	cr_assert_not_null(freopen(out, "w", stdout));
	ex_run(&config, golden_root, &run, &run.result);
	fflush(stdout);
	dup2(console, STDOUT_FILENO);
	close(console);
	for (unsigned int i = 0; i < findings_count(); i++)
		fprintf(stderr, "%s\n", finding_at(i)->text);
	cr_assert_eq(run.result.outcome, EX_DONE, "%s", ex_outcome_name(run.result.outcome));
}

/* cmp.py's verdict. What depends on device models is left out; what is known to differ, listed. */
static int compare(const char *expected, const char *out)
{
	const char *version = hosted_before(6002) ? "6.1" : "6.12";
	char command[1024];

	snprintf(command, sizeof(command),
		 "python3 tests/golden/cmp.py " EXPECTED "%s-%s.txt %s "
		 "-k tests/golden/differences-%s%s.txt "
		 "-x 'machine.*' -x 'config.*' -x 'barrw.*' -x 'rom.*' >&2",
		 expected, version, out, variant_host_version() ? "hosted-" : "", version);
	return system(command);
}

/* One for each test: they may run at the same time. */
static const char *out_file(const char *expected)
{
	static char path[128];
	const char *out = getenv("KSIM_GOLDEN_OUT");

	if (out)
		return out;
	snprintf(path, sizeof(path), "/tmp/ksim-%d-%s.txt", (int)getpid(), expected);
	return path;
}

/* Run @scripts (NULL-terminated) after the machine's, and compare with @expected. */
static void expect_equal(const char *const *scripts, const char *expected)
{
	char *argv[24] = { "vop", SCRIPTS "00-machine.vs" };
	char *only = getenv("KSIM_GOLDEN_ONLY"), *own = getenv("KSIM_GOLDEN_SCRIPT");
	const char *out = out_file(expected);
	int argc = 2;

	if (own)
		argv[argc++] = own;
	while (!own && *scripts)
		argv[argc++] = (char *)*scripts++;
	if (only) {
		argv[argc++] = "-s";
		argv[argc++] = only;
	}
	run_client(argv, argc, out);
	if (!own && !only)
		cr_assert_eq(compare(expected, out), 0);
	if (!getenv("KSIM_GOLDEN_OUT"))
		unlink(out);
}

Test(golden, the_named_sequences_run_as_on_linux)
{
	static const char *const scripts[] = {
		SCRIPTS "10-container.vs", SCRIPTS "20-group.vs", SCRIPTS "25-bridge.vs",
		SCRIPTS "30-perdevice.vs", SCRIPTS "40-irq.vs", SCRIPTS "50-dma.vs",
		SCRIPTS "60-reset.vs", SCRIPTS "70-driver.vs", SCRIPTS "80-kvm.vs",
		SCRIPTS "95-extra.vs", SCRIPTS "99-remove.vs", NULL,
	};

	expect_equal(scripts, "golden");
}

Test(golden, the_random_sequences_run_as_on_linux)
{
	static const char *const scripts[] = { SCRIPTS "90-random.vs", NULL };

	expect_equal(scripts, "golden-random");
}

/* What the recorded ones leave out; see the script. */
Test(golden, sequences_of_our_own_run_as_linux_would_run_them)
{
	static const char *const scripts[] = { SCRIPTS "own.vs", NULL };

	if (hosted_before(6012))
		cr_skip_test("read off 6.12");
	expect_equal(scripts, "own");
}
