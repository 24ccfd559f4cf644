// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbol.c - code addresses as names, by elfutils' libdw
 */
#include "exec/symbol.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <unistd.h>

static Dwfl *dwfl;

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

void ex_symbol(unsigned long ip, struct ex_symbol *symbol)
{
	Dwfl_Module *module;
	Dwfl_Line *line;
	GElf_Off offset;
	GElf_Sym sym;
	const char *name;

	*symbol = (struct ex_symbol){ .function = "?" };
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
	line = dwfl_module_getsrc(module, ip);
	if (line)
		symbol->file = dwfl_lineinfo(line, NULL, &symbol->line, NULL, NULL, NULL);
}
