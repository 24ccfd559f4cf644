// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uuid.c - UUIDs as text
 */
#include <linux/uuid.h>

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>

const uuid_t uuid_null;
const guid_t guid_null;
EXPORT_SYMBOL(uuid_null);
EXPORT_SYMBOL(guid_null);

/* Where in the text, and where in each binary form, each byte is. */
static const u8 text_at[UUID_SIZE] = { 0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34 };
static const u8 uuid_at[UUID_SIZE] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
static const u8 guid_at[UUID_SIZE] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

bool uuid_is_valid(const char *uuid)
{
	for (unsigned int i = 0; i < UUID_STRING_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? uuid[i] != '-' : !isxdigit(uuid[i]))
			return false;
	}
	return true;
}
EXPORT_SYMBOL(uuid_is_valid);

static int parse(const char *uuid, u8 *bytes, const u8 *byte_at)
{
	if (!uuid_is_valid(uuid))
		return -EINVAL;
	for (unsigned int i = 0; i < UUID_SIZE; i++) {
		const char *digits = uuid + text_at[i];

		bytes[byte_at[i]] = hex_to_bin(digits[0]) << 4 | hex_to_bin(digits[1]);
	}
	return 0;
}

int uuid_parse(const char *uuid, uuid_t *u)
{
	return parse(uuid, u->b, uuid_at);
}
EXPORT_SYMBOL(uuid_parse);

int guid_parse(const char *uuid, guid_t *u)
{
	return parse(uuid, u->b, guid_at);
}
EXPORT_SYMBOL(guid_parse);
