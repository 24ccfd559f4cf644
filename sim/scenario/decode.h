/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decode.h - what the files of the byte form's reader share
 */
#ifndef SCENARIO_DECODE_H
#define SCENARIO_DECODE_H

#include "scenario/codec.h"
#include "scenario/kinds.h"
#include "scenario/language.h"

struct scn_decoder {
	struct scn_program	*program;
	const uint8_t		*at;
	const uint8_t		*end;
	struct scn_block	*block;		/* being read */
	unsigned int		depth;
	unsigned int		first_device;	/* behind those of the preset */
	uint16_t		rank[SCN_VARS_MAX];
};

uint64_t scn_get(struct scn_decoder *from);
scn_str scn_get_string(struct scn_decoder *from, uint8_t type);

/* Strings that text holds without quotes; "" if the bytes give none such. */
scn_str scn_get_word(struct scn_decoder *from);
scn_str scn_get_names(struct scn_decoder *from);

/* The next @length bytes as a schedule: characters that a schedule can hold. */
char *scn_get_schedule(struct scn_decoder *from, size_t length);

/* Give every name a text, from the bytes if @given, and every use a value. */
void scn_decode_names(struct scn_decoder *from, bool given);

/* Number and name anew what an edit left without a name. */
void scn_name_all(struct scn_program *program);

#endif
