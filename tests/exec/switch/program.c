// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * program.c - the context switch by itself, for every machine it is written for
 *
 * What would go wrong: a register that a call preserves and a switch does not, a stack that
 * is not aligned, a frame chain without an end. Stands alone, so that a cross compiler and an
 * emulator suffice; run.sh builds and runs it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "exec/switch.h"

#define CONTEXTS	5u
#define ROUNDS		20000u
#define STACK_SIZE	(64u << 10)

static void *saved[CONTEXTS], *host;
static unsigned int current, ended;

static void expect(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "switch: %s\n", what);
	exit(1);
}

static void go_on_in(unsigned int next)
{
	unsigned int me = current;

	current = next;
	ex_switch(&saved[me], saved[next]);
}

/* More values than there are registers that a call preserves, whole and fractional. */
static void __attribute__((noinline)) keep_values(unsigned int id, unsigned int rounds)
{
	uint64_t a = id + 1, b = a * 3, c = a * 5, d = a * 7, e = a * 11, f = a * 13, g = a * 17;
	uint64_t h = a * 19, i = a * 23, j = a * 29, k = a * 31, l = a * 37;
	double p = (double)id + 0.5, q = p * 2, r = p * 4, s = p * 8, t = p * 16, u = p * 32;
	double v = p * 64, w = p * 128, x = p * 256, y = p * 512;

	for (unsigned int n = 0; n < rounds; n++) {
		go_on_in((id + 1) % CONTEXTS);
		__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
		__asm__ volatile("" : "+r"(g), "+r"(h), "+r"(i), "+r"(j), "+r"(k), "+r"(l));
		expect(current == id, "came back in another context");
		expect(a == id + 1 && b == a * 3 && c == a * 5 && d == a * 7 && e == a * 11 &&
		       f == a * 13 && g == a * 17 && h == a * 19 && i == a * 23 &&
		       j == a * 29 && k == a * 31 && l == a * 37, "a whole number changed");
		expect(p == (double)id + 0.5 && q == p * 2 && r == p * 4 && s == p * 8 &&
		       t == p * 16 && u == p * 32 && v == p * 64 && w == p * 128 &&
		       x == p * 256 && y == p * 512, "a fraction changed");
	}
}

static void check_alignment(void)
{
	struct { _Alignas(16) char bytes[16]; } aligned;

	__asm__ volatile("" : : "r"(&aligned) : "memory");
	expect(!((uintptr_t)&aligned % 16), "the stack is not aligned");
}

static void entry(void)
{
	unsigned int me = current;

	check_alignment();
	keep_values(me, ROUNDS);
	ended++;	/* in turn, as they began: nobody comes back to one that has ended */
	if (me + 1 < CONTEXTS)
		go_on_in(me + 1);
	ex_switch(&saved[me], host);
}

/* The chain of a context in its stack ends by itself. */
static void walk(void *context, const char *bottom)
{
	unsigned long ip;
	void **frame;
	unsigned int depth = 0;

	ex_switch_frame(context, &frame, &ip);
	for (; frame && depth < 100; depth++) {
		expect((char *)frame >= bottom && (char *)frame < bottom + STACK_SIZE,
		       "a frame lies outside its stack");
		frame = frame[0];
	}
	expect(depth < 100, "the frame chain has no end");
}

int main(void)
{
	static _Alignas(16) char stacks[CONTEXTS][STACK_SIZE];

	for (unsigned int i = 0; i < CONTEXTS; i++)
		saved[i] = ex_switch_prepare(stacks[i], STACK_SIZE, entry);
	for (unsigned int i = 0; i < CONTEXTS; i++)
		walk(saved[i], stacks[i]);
	ex_switch(&host, saved[0]);
	for (unsigned int i = 0; i < CONTEXTS; i++)
		walk(saved[i], stacks[i]);
	expect(ended == CONTEXTS, "not all contexts came to their end");
	printf("%u contexts, %u switches each: fine\n", CONTEXTS, ROUNDS);
	return 0;
}
