// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbol.c - code addresses as names, by elfutils' libdw
 *
 * An address is looked up once: libdw walks a compilation unit's functions each time, and
 * reports name the same few hundred places again and again.
 *
 * The file is where the function is written, not the header that an inlined helper of
 * it came from; the line is where in that file the helper was called.
 *
 * Locking: tables_lock covers libdw's tables, which it fills as they are asked, and known. Nobody
 * else runs between lock and unlock in the fibers engine; tasks that report one after
 * the other are ordered by it, as ThreadSanitizer wants to see.
 */
#include "exec/symbol.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t tables_lock = PTHREAD_MUTEX_INITIALIZER;
static Dwfl *dwfl;

/* What was looked up so far: open addressing, at most half full. */
static struct known {
	unsigned long		ip;
	struct ex_symbol	symbol;
} *known;
static size_t known_count, known_size;

static void open_tables(void)
{
	static char *no_debug_path;
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_linux_proc_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.debuginfo_path = &no_debug_path,
	};

	dwfl = dwfl_begin(&callbacks);
	if (!dwfl)
		return;
	dwfl_report_begin(dwfl);
	dwfl_linux_proc_report(dwfl, getpid());
	dwfl_report_end(dwfl, NULL, NULL);
}

static void line_of_address(Dwfl_Module *module, unsigned long ip, struct ex_symbol *symbol)
{
	Dwfl_Line *line = dwfl_module_getsrc(module, ip);

	if (line)
		symbol->file = dwfl_lineinfo(line, NULL, &symbol->line, NULL, NULL, NULL);
}

/* The child of @die that has code at @pc, if its tag is one of the two; else NULL. */
static Dwarf_Die *child_at(Dwarf_Die *die, Dwarf_Addr pc, int tag, int other_tag, Dwarf_Die *child)
{
	if (dwarf_child(die, child))
		return NULL;
	do {
		if ((dwarf_tag(child) == tag || dwarf_tag(child) == other_tag) &&
		    dwarf_haspc(child, pc) > 0)
			return child;
	} while (!dwarf_siblingof(child, child));
	return NULL;
}

/* Of the function itself, where the debug information knows it. */
static void place_in_function(Dwfl_Module *module, unsigned long ip, struct ex_symbol *symbol)
{
	Dwarf_Die function, inner, outer;
	Dwarf_Attribute attribute;
	Dwarf_Addr bias;
	Dwarf_Die *unit = dwfl_module_addrdie(module, ip, &bias);
	Dwarf_Word line;

	if (!unit || !child_at(unit, ip - bias, DW_TAG_subprogram, 0, &function))
		return;
	if (dwarf_decl_file(&function))
		symbol->file = dwarf_decl_file(&function);
	for (outer = function; child_at(&outer, ip - bias, DW_TAG_inlined_subroutine,
					DW_TAG_lexical_block, &inner); outer = inner) {
		if (dwarf_tag(&inner) == DW_TAG_lexical_block)
			continue;
		if (!dwarf_formudata(dwarf_attr(&inner, DW_AT_call_line, &attribute), &line))
			symbol->line = (int)line;
		return;
	}
}

static void look_up(unsigned long ip, struct ex_symbol *symbol)
{
	Dwfl_Module *module;
	const char *name;
	GElf_Off offset;
	GElf_Sym sym;

	if (!dwfl)
		open_tables();
	module = dwfl ? dwfl_addrmodule(dwfl, ip) : NULL;
	if (!module)
		return;
	name = dwfl_module_addrinfo(module, ip, &offset, &sym, NULL, NULL, NULL);
	if (name) {
		symbol->function = name;
		symbol->offset = offset;
		symbol->size = sym.st_size;
	}
	line_of_address(module, ip, symbol);
	place_in_function(module, ip, symbol);
}

/* Its place, or the free one where it belongs. */
static struct known *place_of(struct known *table, size_t size, unsigned long ip)
{
	size_t slot = (ip * 0x9e3779b97f4a7c15ul >> 32) & (size - 1);

	while (table[slot].ip && table[slot].ip != ip)
		slot = (slot + 1) & (size - 1);
	return &table[slot];
}

/* False: no memory, and nothing is lost but time. */
static bool make_room(void)
{
	size_t size = known_size ? known_size * 2 : 1024;
	struct known *table;

	if (known_count * 2 < known_size)
		return true;
	table = calloc(size, sizeof(*table));
	if (!table)
		return false;
	for (size_t i = 0; i < known_size; i++) {
		if (known[i].ip)
			*place_of(table, size, known[i].ip) = known[i];
	}
	free(known);
	known = table;
	known_size = size;
	return true;
}

void ex_symbol(unsigned long ip, struct ex_symbol *symbol)
{
	struct known *place;

	*symbol = (struct ex_symbol){ .function = "?" };
	pthread_mutex_lock(&tables_lock);
	if (!make_room()) {
		look_up(ip, symbol);
	} else {
		place = place_of(known, known_size, ip);
		if (!place->ip && ip) {
			*place = (struct known){ ip, *symbol };
			look_up(ip, &place->symbol);
			known_count++;
		}
		if (ip)
			*symbol = place->symbol;
	}
	pthread_mutex_unlock(&tables_lock);
}
