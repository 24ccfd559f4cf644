// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tsan.c - races of hosted files that Linux means to have, or had and has mended since
 *
 * vfio-pci writes its driver's ->pm each time it registers a device, always the same pointer,
 * while runtime PM of another device reads it. Before 6.2 (where vfio-pci is ours: let_sleep())
 * the core reads it itself.
 *
 * Before 6.2 the last close of a container looks at its IOMMU driver, to tell it, without the lock
 * under which the last device's unbinding takes that away: any scenario with both shows it.
 *
 * tools/race_known.txt has a line for each; ./dev race asks for them (KSIM_UNSUPPRESSED), so that
 * one that is no more is noticed.
 */
#include <linux/vfio.h>

char *getenv(const char *name);	/* <stdlib.h> and <linux/types.h> do not go together */

const char *__tsan_default_suppressions(void);

/* It is asked for before ThreadSanitizer can follow anything. */
#if __has_attribute(disable_sanitizer_instrumentation)
__attribute__((disable_sanitizer_instrumentation))
#endif
const char *__tsan_default_suppressions(void)
{
	if (getenv("KSIM_UNSUPPRESSED"))
		return "";
	return KSIM_HOST_VERSION < 6002 ? "race_top:vfio_fops_release\nrace_top:let_sleep\n"
					: "race_top:vfio_pci_core_register_device\n";
}
