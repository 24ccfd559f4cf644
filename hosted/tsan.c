// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tsan.c - races of hosted files that Linux means to have
 *
 * vfio-pci writes its driver's ->pm each time it registers a device, always the same pointer,
 * while runtime PM of another device reads it.
 *
 * tools/race_known.txt has a line for each; ./dev race asks for them (KSIM_UNSUPPRESSED), so that
 * one that is no more is noticed.
 */
#include <stdlib.h>

const char *__tsan_default_suppressions(void);

/* It is asked for before ThreadSanitizer can follow anything. */
#if __has_attribute(disable_sanitizer_instrumentation)
__attribute__((disable_sanitizer_instrumentation))
#endif
const char *__tsan_default_suppressions(void)
{
	return getenv("KSIM_UNSUPPRESSED") ? "" : "race_top:vfio_pci_core_register_device\n";
}
