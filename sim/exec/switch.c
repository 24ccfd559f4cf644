// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * switch.c - the context switch
 *
 * The assembly pushes what the ABI says a call preserves, swaps stack pointers and
 * pops the other's. A fresh context is a stack that looks as if it had been saved
 * just before calling its entry function; its frame chain ends in zero, so that
 * unwinders stop there. EX_PORTABLE_SWITCH builds what other machines get on this one.
 */
#include "exec/switch.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && !defined(EX_PORTABLE_SWITCH)

__asm__(
"	.text\n"
"	.globl ex_switch\n"
"	.type ex_switch, @function\n"
"ex_switch:\n"
"	.cfi_startproc\n"
"	pushq %rbp\n"
"	pushq %rbx\n"
"	pushq %r12\n"
"	pushq %r13\n"
"	pushq %r14\n"
"	pushq %r15\n"
"	movq %rsp, (%rdi)\n"
"	movq %rsi, %rsp\n"
"	popq %r15\n"
"	popq %r14\n"
"	popq %r13\n"
"	popq %r12\n"
"	popq %rbx\n"
"	popq %rbp\n"
"	ret\n"
"	.cfi_endproc\n"
"	.size ex_switch, .-ex_switch\n"
"	.globl ex_switch_boot\n"
"	.hidden ex_switch_boot\n"
"	.type ex_switch_boot, @function\n"
"ex_switch_boot:\n"
"	.cfi_startproc\n"
"	.cfi_undefined rip\n"
"	xorl %ebp, %ebp\n"
"	callq *%rbx\n"
"	ud2\n"
"	.cfi_endproc\n"
"	.size ex_switch_boot, .-ex_switch_boot\n"
);

void ex_switch_boot(void);

enum { SAVED_R15, SAVED_R14, SAVED_R13, SAVED_R12, SAVED_RBX, SAVED_RBP, SAVED_RIP, SAVED_WORDS };

void *ex_switch_prepare(void *bottom, size_t size, void (*entry)(void))
{
	uintptr_t top = ((uintptr_t)bottom + size) & ~(uintptr_t)15;
	/* The entry function is called with the stack aligned: two words stay above. */
	uintptr_t *context = (uintptr_t *)top - SAVED_WORDS - 2;

	memset(context, 0, (SAVED_WORDS + 2) * sizeof(*context));
	context[SAVED_RBX] = (uintptr_t)entry;
	context[SAVED_RIP] = (uintptr_t)ex_switch_boot;
	return context;
}

void ex_switch_frame(void *context, void ***frame, unsigned long *ip)
{
	uintptr_t *saved = context;

	*frame = (void **)saved[SAVED_RBP];
	*ip = saved[SAVED_RIP];
}

#elif defined(__aarch64__) && !defined(EX_PORTABLE_SWITCH)

__asm__(
"	.text\n"
"	.globl ex_switch\n"
"	.type ex_switch, %function\n"
"ex_switch:\n"
"	sub sp, sp, #160\n"
"	stp x19, x20, [sp, #0]\n"
"	stp x21, x22, [sp, #16]\n"
"	stp x23, x24, [sp, #32]\n"
"	stp x25, x26, [sp, #48]\n"
"	stp x27, x28, [sp, #64]\n"
"	stp x29, x30, [sp, #80]\n"
"	stp d8, d9, [sp, #96]\n"
"	stp d10, d11, [sp, #112]\n"
"	stp d12, d13, [sp, #128]\n"
"	stp d14, d15, [sp, #144]\n"
"	mov x9, sp\n"
"	str x9, [x0]\n"
"	mov sp, x1\n"
"	ldp x19, x20, [sp, #0]\n"
"	ldp x21, x22, [sp, #16]\n"
"	ldp x23, x24, [sp, #32]\n"
"	ldp x25, x26, [sp, #48]\n"
"	ldp x27, x28, [sp, #64]\n"
"	ldp x29, x30, [sp, #80]\n"
"	ldp d8, d9, [sp, #96]\n"
"	ldp d10, d11, [sp, #112]\n"
"	ldp d12, d13, [sp, #128]\n"
"	ldp d14, d15, [sp, #144]\n"
"	add sp, sp, #160\n"
"	ret\n"
"	.size ex_switch, .-ex_switch\n"
"	.globl ex_switch_boot\n"
"	.hidden ex_switch_boot\n"
"	.type ex_switch_boot, %function\n"
"ex_switch_boot:\n"
"	mov x29, xzr\n"
"	mov x30, xzr\n"
"	blr x19\n"
"	brk #1\n"
"	.size ex_switch_boot, .-ex_switch_boot\n"
);

void ex_switch_boot(void);

enum { SAVED_X19 = 0, SAVED_X29 = 10, SAVED_X30 = 11, SAVED_WORDS = 20 };

void *ex_switch_prepare(void *bottom, size_t size, void (*entry)(void))
{
	uintptr_t top = ((uintptr_t)bottom + size) & ~(uintptr_t)15;
	uintptr_t *context = (uintptr_t *)top - SAVED_WORDS;

	memset(context, 0, SAVED_WORDS * sizeof(*context));
	context[SAVED_X19] = (uintptr_t)entry;
	context[SAVED_X30] = (uintptr_t)ex_switch_boot;
	return context;
}

void ex_switch_frame(void *context, void ***frame, unsigned long *ip)
{
	uintptr_t *saved = context;

	*frame = (void **)saved[SAVED_X29];
	*ip = saved[SAVED_X30];
}

#else

#include <stdlib.h>
#include <ucontext.h>

/* A context handle is the address of a ucontext_t on the stack that it describes. */
void ex_switch(void **save, void *to)
{
	ucontext_t here;

	*save = &here;
	swapcontext(&here, to);
}

void *ex_switch_prepare(void *bottom, size_t size, void (*entry)(void))
{
	ucontext_t *context = bottom;
	size_t head = (sizeof(*context) + 63) & ~(size_t)63;

	getcontext(context);
	context->uc_stack.ss_sp = (char *)bottom + head;
	context->uc_stack.ss_size = size - head;
	context->uc_link = NULL;
	makecontext(context, entry, 0);
	return context;
}

void ex_switch_frame(void *context, void ***frame, unsigned long *ip)
{
	*frame = NULL;
	*ip = 0;
	(void)context;
}

#endif
