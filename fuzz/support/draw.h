/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * draw.h - between the files that draw statements: draw.c, descriptors.c and follow.c
 *
 * A statement is drawn for a block, since that says which names have a value in it. What it
 * needs may put statements into the setup blocks; blocks keep their numbers.
 */
#ifndef FUZZ_DRAW_H
#define FUZZ_DRAW_H

#include "support/fuzz.h"

#define FUZZ_DEPTH_MAX	5u	/* of descriptors that need descriptors */

static inline unsigned int fuzz_block_end(const struct scn_program *program, unsigned int block)
{
	return program->blocks[block].first + program->blocks[block].count;
}

/* @path: what an open is to open, if not NULL. */
bool fuzz_make_at(struct scn_program *program, unsigned int block, unsigned int op,
		  const char *path, unsigned int depth, struct ex_rng *rng,
		  struct scn_stmt *stmt);
/* Is such a statement being made, somewhere further up? */
bool fuzz_is_making(unsigned int op);
/* ... or something else than it, which has no use for the device? */
bool fuzz_is_device_good(const struct scn_program *program, int device, struct ex_rng *rng);

/* Has what is being made ever come to something with a descriptor of this kind? */
bool fuzz_is_kind_good(char kind, struct ex_rng *rng);

/* A descriptor of @kind that @block can use, or any number. */
void fuzz_draw_fd(struct scn_program *program, unsigned int block, char kind,
		  unsigned int depth, struct ex_rng *rng, struct scn_arg *arg);
/* Memory's name, or -1. */
int fuzz_draw_memory(struct scn_program *program, unsigned int block, unsigned int depth,
		     struct ex_rng *rng);

/* What mostly comes behind @stmt, into @block from its statement @at on. */
void fuzz_follow(struct scn_program *program, unsigned int block, unsigned int at,
		 const struct scn_stmt *stmt, unsigned int depth, struct ex_rng *rng);

#endif
