/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * statics.h - the static variables of drivers that are not ours, as a module's loading finds them
 *
 * In Linux a module that is loaded again has its variables as its file has them. Here it stays
 * linked in, and what one world has left in them would be there in the next: harmless for our own
 * code, whose teardown is tested for it, and not for a driver that somebody brings, nor after a
 * run that ended badly. The build puts an anchor into each file that is to be looked after; which
 * variables are that file's own is read from the program's symbol table. Variables that other
 * files can name are not in it under the file's name, and are left alone.
 */
#ifndef EXEC_STATICS_H
#define EXEC_STATICS_H

/* In a file of such a driver, once; the build includes exec/statics_anchor.h before all else. */
#define EX_STATICS_ANCHOR()							\
	static const void *const ex_statics_anchor				\
		__attribute__((used, retain, section("ksim_statics"))) = &ex_statics_anchor

/* As they were before the first world: to be called before each, while nobody uses them. */
void ex_statics_restore(void);

#endif
