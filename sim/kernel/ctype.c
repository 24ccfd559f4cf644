// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ctype.c - what kind of character each byte is, in Latin-1
 */
#include <linux/ctype.h>

const unsigned char _ctype[256] = {
	[0x00 ... 0x08] = _C,
	[0x09 ... 0x0d] = _C | _S,
	[0x0e ... 0x1f] = _C,
	[0x20] = _S | _SP,
	[0x21 ... 0x2f] = _P,
	['0' ... '9'] = _D,
	[0x3a ... 0x40] = _P,
	['A' ... 'F'] = _U | _X,
	['G' ... 'Z'] = _U,
	[0x5b ... 0x60] = _P,
	['a' ... 'f'] = _L | _X,
	['g' ... 'z'] = _L,
	[0x7b ... 0x7e] = _P,
	[0x7f] = _C,
	[0xa0] = _S | _SP,
	[0xa1 ... 0xbf] = _P,
	[0xc0 ... 0xd6] = _U,
	[0xd7] = _P,
	[0xd8 ... 0xde] = _U,
	[0xdf ... 0xf6] = _L,
	[0xf7] = _P,
	[0xf8 ... 0xff] = _L,
};
