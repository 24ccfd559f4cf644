// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sanitizer_options.c - the sanitizers' defaults for programs that link this floor
 *
 * A run's races do not depend on those of the run before: equal ones are reported again.
 * Signals belong to crash.c. lockdep replaces ThreadSanitizer's checks of locks.
 * Floor 0's own allocations outlive runs on purpose, so that leak detection, which
 * cannot look into parked fibers either, is left to the accounting in heap.c. The
 * environment overrides all of it. A fuzzer counts executions: the stack of an allocation
 * is told when its failure file is replayed.
 */
const char *__tsan_default_options(void);
const char *__asan_default_options(void);

const char *__tsan_default_options(void)
{
	return "detect_deadlocks=0:report_mutex_bugs=0:atexit_sleep_ms=0:"
	       "report_signal_unsafe=0:history_size=4:"
	       "suppress_equal_stacks=0:suppress_equal_addresses=0:handle_segv=0:handle_sigbus=0:"
	       "handle_sigfpe=0:handle_sigill=0:handle_abort=0";
}

#ifdef KSIM_FUZZ
#define MORE_FOR_FUZZERS ":malloc_context_size=0"
#else
#define MORE_FOR_FUZZERS ""
#endif

const char *__asan_default_options(void)
{
	return "detect_leaks=0:detect_stack_use_after_return=0:quarantine_size_mb=16:"
	       "malloc_context_size=16:allow_user_segv_handler=1:handle_segv=1:handle_sigbus=1"
	       MORE_FOR_FUZZERS;
}
