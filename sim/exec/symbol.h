/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbol.h - code addresses as names, from the program's own symbol and debug tables
 */
#ifndef EXEC_SYMBOL_H
#define EXEC_SYMBOL_H

#include <stdbool.h>

#define EX_SYMBOL_FRAMES_MAX	16u	/* functions inlined into each other */

struct ex_symbol {
	const char	*function;	/* "?" if unknown; lives as long as the process */
	const char	*file;		/* where the function is written; NULL if unknown */
	int		line;		/* there, of the address or of the call that was inlined */
	bool		inlined;	/* into the next frame */
	unsigned long	offset;		/* of the address in the function; 0 if inlined */
	unsigned long	size;		/* of the function; 0 if inlined */
};

/*
 * The functions that the instruction at @ip belongs to, from the innermost of those that
 * were inlined there to the one that they were inlined into. Returns how many, at
 * least 1; they live as long as the process. Of a return address, ask for the byte
 * before: what follows the call may be another function's.
 *
 * The first call reads the tables (some 20 ms), later ones are look-ups. Not from
 * a signal handler of the host; single thread at a time.
 */
unsigned int ex_symbols(unsigned long ip, const struct ex_symbol **frames);

/* The last of them: the function that the code at @ip was compiled as. */
void ex_symbol(unsigned long ip, struct ex_symbol *symbol);

#endif
