// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crash.c - a signal in a task ends the run, not the program
 *
 * The handler runs on its own stack, since the reason may be that the task's is used
 * up. It notes where the task was and leaves to the host for good: the task stays
 * where it stopped, to be looked at.
 */

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "exec/backtrace.h"
#include "exec/internal.h"

#define ALTSTACK_SIZE	(512u << 10)

/* How far beyond the end of its stack a frame may reach and be known for what it is. */
#define OVERFLOW_REACH	(64u << 10)

static struct crash_frame crash;
static unsigned long stack_pointer;
static bool seen;

bool crash_seen(void)
{
	return seen;
}

const struct crash_frame *crash_frame(const struct ex_task *task)
{
	return task && crash.task == task ? &crash : NULL;
}

#if defined(__x86_64__)
static void where(const ucontext_t *context)
{
	crash.ip = (unsigned long)context->uc_mcontext.gregs[REG_RIP];
	crash.frame = (void *)context->uc_mcontext.gregs[REG_RBP];
	stack_pointer = (unsigned long)context->uc_mcontext.gregs[REG_RSP];
	run.result->fault.write = context->uc_mcontext.gregs[REG_ERR] & 2;
}
#elif defined(__aarch64__)
static void where(const ucontext_t *context)
{
	crash.ip = context->uc_mcontext.pc;
	crash.frame = (void *)context->uc_mcontext.regs[29];
	stack_pointer = context->uc_mcontext.sp;
}
#else
static void where(const ucontext_t *context)
{
	(void)context;
}
#endif

/* With threads the stack is the C library's, and so is its guard. */
static bool is_overflow(const struct task *task, int signal, unsigned long address)
{
	if (task->stack)
		return stack_guards(task->stack, address);
	return signal == SIGSEGV && address + OVERFLOW_REACH > stack_pointer &&
	       address < stack_pointer + OVERFLOW_REACH;
}

static void handler(int signal, siginfo_t *info, void *context)
{
	struct task *task = self();
	enum ex_outcome outcome = EX_CRASH;

	if (!task || crash.task || !run.result) {
		struct sigaction standard = { .sa_handler = SIG_DFL };

		sigaction(signal, &standard, NULL);
		raise(signal);
		return;
	}
	where(context);
	seen = true;
	crash.task = &task->pub;
	run.result->fault.signal = signal;
	run.result->fault.address = (unsigned long)info->si_addr;
	run.result->fault.ip = crash.ip;
	run.result->fault.wild = signal == SIGSEGV && info->si_code == SI_KERNEL;
	run.result->culprit = &task->pub;
	/* ThreadSanitizer's handler, around this one, blocks all of them until it returns. */
	pthread_sigmask(SIG_SETMASK, &((const ucontext_t *)context)->uc_sigmask, NULL);
	if (is_overflow(task, signal, (unsigned long)info->si_addr))
		outcome = EX_OVERFLOW;
	if (ex_parallel)
		threads_end(outcome);
	fibers_end(outcome);
}

void crash_begin(void)
{
	crash.task = NULL;
}

/* Each OS thread that runs tasks needs a stack for the handler of its own. */
void crash_thread_init(void)
{
	stack_t stack = { .ss_size = ALTSTACK_SIZE };

	stack.ss_sp = mmap(NULL, ALTSTACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (stack.ss_sp == MAP_FAILED)
		abort();
	sigaltstack(&stack, NULL);
}

void crash_handlers(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	struct sigaction action = { .sa_sigaction = handler,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };

	crash_thread_init();
	for (unsigned int i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}
