/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * codec.h - the byte form of a program, shared by its writer and its reader
 *
 *	program = flags preset world block-count block* [meta] [names]
 *	world   = count stmt*
 *	block   = kind process count stmt*
 *	stmt    = op [result] want [optional-count] arg* [count stmt*]
 *
 * Every number is a varint (seven bits a byte, lowest first) and is taken modulo
 * what is possible at its place, so that any byte string is some program; a string
 * that ends early goes on as zeroes. An op counts only the operations that may stand
 * in its block. A variable is its rank among those of its process and type; one that
 * has no value there is replaced by one that has.
 */
#ifndef SCENARIO_CODEC_H
#define SCENARIO_CODEC_H

#include "scenario/ops.h"

#define SCN_HAS_META	1u
#define SCN_HAS_NAMES	2u
#define SCN_UNCHECKED	4u

/* Bytes below mean SCN_WANT_DEFAULT, so that random ones mostly do. */
#define SCN_WANT_BYTE	0xf0u

/* One descriptor argument in eight is a number, the others are names. */
#define SCN_LITERAL_EVERY	8u

/* Strings that mutation should hit upon: NULL past the last. */
const char *const *scn_dictionary(uint8_t type);

/* The n-th operation that may stand in a block of @kind, and the inverse. */
unsigned int scn_ops_in(enum scn_block_kind kind);
unsigned int scn_op_in(enum scn_block_kind kind, unsigned int index);
unsigned int scn_op_index(enum scn_block_kind kind, unsigned int op);

/* Known errno values by number from 0: 0 past the last. */
int scn_errno_at(unsigned int index);

unsigned int scn_optional_params(const struct scn_op *op);

#endif
