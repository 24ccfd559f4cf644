/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symbol.h - code addresses as names, from the program's own symbol and debug tables
 */
#ifndef EXEC_SYMBOL_H
#define EXEC_SYMBOL_H

#include <stddef.h>

struct ex_symbol {
	const char	*function;	/* "?" if unknown; lives as long as the process */
	const char	*file;		/* as the compiler saw it; NULL if unknown */
	int		line;
	unsigned long	offset;		/* of the address in the function */
	unsigned long	size;		/* of the function */
};

/*
 * Of the function that contains @ip; inlined functions count as the function they
 * were inlined into. The first call reads the tables (some 20 ms), later ones are
 * look-ups. Not from a signal handler of the host; single thread at a time.
 */
void ex_symbol(unsigned long ip, struct ex_symbol *symbol);

#endif
