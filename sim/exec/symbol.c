// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbol.c - code addresses as names, by elfutils' libdw
 *
 * What a compiler inlined is a frame like any other: two builds of the same sources inline
 * different functions, and a report must read the same on both. For the same reason the
 * name is the one in the source, without what a compiler appends to its own pieces and
 * copies of a function (".part.0", ".cold").
 *
 * An address is looked up once: libdw walks a compilation unit's functions each time, and
 * reports name the same few hundred places again and again.
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
	unsigned int		count;
	struct ex_symbol	*frames;
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

/* What the ELF symbol table knows: of the function that stands there, not of inlined ones. */
static void place_in_code(Dwfl_Module *module, unsigned long ip, struct ex_symbol *symbol)
{
	GElf_Off offset;
	GElf_Sym sym;
	const char *name = dwfl_module_addrinfo(module, ip, &offset, &sym, NULL, NULL, NULL);

	if (!name)
		return;
	symbol->function = name;
	symbol->offset = offset;
	symbol->size = sym.st_size;
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

static void name_function(Dwarf_Die *function, struct ex_symbol *symbol)
{
	const char *name = dwarf_diename(function), *file = dwarf_decl_file(function);

	if (name)
		symbol->function = name;
	if (file)
		symbol->file = file;
}

/* Where the inlined function @call stands in the text of the one around it. */
static int line_of_call(Dwarf_Die *call)
{
	Dwarf_Attribute attribute;
	Dwarf_Word line;

	return dwarf_formudata(dwarf_attr(call, DW_AT_call_line, &attribute), &line) ? 0 :
									       (int)line;
}

/*
 * The function at @ip, then what is inlined into it there, from the outside in. The line
 * of each but the innermost is that of the call.
 */
static unsigned int frames_outside_in(Dwfl_Module *module, unsigned long ip,
				      struct ex_symbol frames[EX_SYMBOL_FRAMES_MAX])
{
	Dwfl_Line *line = dwfl_module_getsrc(module, ip);
	unsigned int last = 0;
	Dwarf_Addr bias;
	Dwarf_Die *unit = dwfl_module_addrdie(module, ip, &bias);
	Dwarf_Die inner, outer;

	place_in_code(module, ip, &frames[0]);
	if (unit && child_at(unit, ip - bias, DW_TAG_subprogram, 0, &outer)) {
		name_function(&outer, &frames[0]);
		for (; last + 1 < EX_SYMBOL_FRAMES_MAX &&
		       child_at(&outer, ip - bias, DW_TAG_inlined_subroutine,
				DW_TAG_lexical_block, &inner); outer = inner) {
			if (dwarf_tag(&inner) == DW_TAG_lexical_block)
				continue;
			frames[last].line = line_of_call(&inner);
			name_function(&inner, &frames[++last]);
			frames[last].inlined = true;
		}
	}
	if (line)
		dwfl_lineinfo(line, NULL, &frames[last].line, NULL, NULL, NULL);
	if (line && !frames[last].file)
		frames[last].file = dwfl_lineinfo(line, NULL, NULL, NULL, NULL, NULL);
	return last + 1;
}

/* False: no memory to keep it in. */
static bool look_up(unsigned long ip, struct known *place)
{
	struct ex_symbol frames[EX_SYMBOL_FRAMES_MAX] = { 0 };
	Dwfl_Module *module;
	unsigned int count = 1;

	for (unsigned int i = 0; i < EX_SYMBOL_FRAMES_MAX; i++)
		frames[i].function = "?";
	if (!dwfl)
		open_tables();
	module = dwfl ? dwfl_addrmodule(dwfl, ip) : NULL;
	if (module)
		count = frames_outside_in(module, ip, frames);
	place->frames = malloc(count * sizeof(*frames));
	if (!place->frames)
		return false;
	for (unsigned int i = 0; i < count; i++)
		place->frames[i] = frames[count - 1 - i];
	place->count = count;
	place->ip = ip;
	return true;
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

/* The entry of @ip, looked up if it is not there; NULL if there is no memory for it. */
static const struct known *known_at(unsigned long ip)
{
	struct known *place;

	if (!make_room())
		return NULL;
	place = place_of(known, known_size, ip);
	if (!place->ip) {
		if (!look_up(ip, place))
			return NULL;
		known_count++;
	}
	return place;
}

unsigned int ex_symbols(unsigned long ip, const struct ex_symbol **frames)
{
	static const struct ex_symbol unknown = { .function = "?" };
	const struct known *place;
	unsigned int count = 1;

	*frames = &unknown;
	if (!ip)
		return count;
	pthread_mutex_lock(&tables_lock);
	place = known_at(ip);
	if (place) {
		*frames = place->frames;
		count = place->count;
	}
	pthread_mutex_unlock(&tables_lock);
	return count;
}

void ex_symbol(unsigned long ip, struct ex_symbol *symbol)
{
	const struct ex_symbol *frames;
	unsigned int count = ex_symbols(ip, &frames);

	*symbol = frames[count - 1];
}
