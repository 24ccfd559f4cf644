/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jump.h - back to a function of the same task that has not returned, out of those it called */
#ifndef EXEC_JUMP_H
#define EXEC_JUMP_H

#include <setjmp.h>

struct ex_jump {
	jmp_buf	buf;
};

/* False; then true, at the same place, each time that somebody jumps back. */
#define ex_jump_here(jump)	(setjmp((jump)->buf) != 0)
#define ex_jump_back(jump)	longjmp((jump)->buf, 1)

#endif
