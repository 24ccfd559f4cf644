// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * statics.c - putting the static variables of foreign drivers back to where they began
 *
 *  S1  They are found and saved once, before main(), so that forked children share the copy.
 *  S2  A symbol belongs to the file whose STT_FILE symbol it follows, up to the next one. A file
 *      is looked after if its anchor is among them. Of its symbols, those in .data and .bss are
 *      variables; what instrumentation and our own tables keep has sections of its own.
 *  S3  A sanitizer's runtime may name no files, and follow; its names are those of C++, which no
 *      driver's are. Whoever puts it back to where it began breaks it.
 *
 * Copied by hand: memcpy() is intercepted, and AddressSanitizer counts what lies between variables
 * to their size.
 */
#include "exec/statics.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exec/heap.h"

extern const void *const __start_ksim_statics[] __attribute__((weak));
extern const void *const __stop_ksim_statics[] __attribute__((weak));

struct variable {
	volatile unsigned char	*where;
	size_t			size;
	unsigned char		*saved;
};

static struct variable *variables;
static size_t nr_variables;

/* The program's file, as far as it is needed. */
struct image {
	const unsigned char	*base;
	size_t			size;
	const Elf64_Shdr	*sections;
	const char		*section_names;
	const Elf64_Sym		*symbols;
	size_t			nr_symbols;
	const char		*symbol_names;
	unsigned long		bias;
};

static void copy(volatile unsigned char *to, const volatile unsigned char *from, size_t size)
{
	if (!(((uintptr_t)to | (uintptr_t)from) & 7))
		for (; size >= 8; size -= 8, to += 8, from += 8)
			*(volatile uint64_t *)to = *(const volatile uint64_t *)from;
	while (size--)
		*to++ = *from++;
}

static int note_bias(struct dl_phdr_info *info, size_t size, void *image)
{
	(void)size;
	((struct image *)image)->bias = info->dlpi_addr;
	return 1;	/* the program itself comes first */
}

static bool image_open(struct image *image)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	const Elf64_Ehdr *header;
	struct stat stat;
	void *base;

	if (fd < 0)
		return false;
	if (fstat(fd, &stat)) {
		close(fd);
		return false;
	}
	base = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (base == MAP_FAILED)
		return false;
	header = base;
	image->base = base;
	image->size = (size_t)stat.st_size;
	image->sections = (const void *)(image->base + header->e_shoff);
	image->section_names = (const char *)image->base +
			       image->sections[header->e_shstrndx].sh_offset;
	for (unsigned int i = 0; i < header->e_shnum; i++)
		if (image->sections[i].sh_type == SHT_SYMTAB) {
			image->symbols = (const void *)(image->base +
							image->sections[i].sh_offset);
			image->nr_symbols = image->sections[i].sh_size / sizeof(Elf64_Sym);
			image->symbol_names = (const char *)image->base +
				image->sections[image->sections[i].sh_link].sh_offset;
		}
	dl_iterate_phdr(note_bias, image);
	return true;
}

static bool is_anchor(const struct image *image, const Elf64_Sym *symbol)
{
	const void *address = (const void *)(image->bias + symbol->st_value);

	for (const void *const *anchor = __start_ksim_statics; anchor < __stop_ksim_statics;
	     anchor++)
		if (*anchor == address)
			return true;
	return false;
}

static bool is_variable(const struct image *image, const Elf64_Sym *symbol)
{
	const char *section;

	if (ELF64_ST_TYPE(symbol->st_info) != STT_OBJECT || !symbol->st_size ||
	    symbol->st_shndx >= SHN_LORESERVE)
		return false;
	section = image->section_names + image->sections[symbol->st_shndx].sh_name;
	return !strcmp(section, ".data") || !strcmp(section, ".bss");
}

static void save(const struct image *image, const Elf64_Sym *symbol)
{
	struct variable *variable = &variables[nr_variables++];

	variable->where = (volatile unsigned char *)(image->bias + symbol->st_value);
	variable->size = symbol->st_size;
	variable->saved = ex_host_alloc(variable->size);
	copy(variable->saved, variable->where, variable->size);
}

/* One file's symbols. */
static void save_file(const struct image *image, const Elf64_Sym *from, const Elf64_Sym *to)
{
	bool anchored = false;

	for (const Elf64_Sym *symbol = from; symbol < to && !anchored; symbol++)
		anchored = is_anchor(image, symbol);
	for (const Elf64_Sym *symbol = from; symbol < to && anchored; symbol++)
		if (is_variable(image, symbol))
			save(image, symbol);
}

static bool is_cplusplus(const struct image *image, const Elf64_Sym *symbol)
{
	return !strncmp(image->symbol_names + symbol->st_name, "_Z", 2);
}

/* Local symbols come first, file by file. */
static void save_all(const struct image *image)
{
	const Elf64_Sym *end = image->symbols + image->nr_symbols, *from = NULL, *symbol;

	variables = ex_host_alloc(image->nr_symbols * sizeof(*variables));
	for (symbol = image->symbols; symbol < end; symbol++) {
		if (ELF64_ST_BIND(symbol->st_info) != STB_LOCAL)
			break;
		if (ELF64_ST_TYPE(symbol->st_info) != STT_FILE && !is_cplusplus(image, symbol))
			continue;
		if (from)
			save_file(image, from, symbol);
		from = ELF64_ST_TYPE(symbol->st_info) == STT_FILE ? symbol + 1 : NULL;
	}
	if (from)
		save_file(image, from, symbol);
}

static void __attribute__((constructor)) statics_save(void)
{
	struct image image = { 0 };

	if (&__start_ksim_statics[0] == &__stop_ksim_statics[0] || !image_open(&image))
		return;
	if (image.nr_symbols)
		save_all(&image);
	munmap((void *)image.base, image.size);
}

void ex_statics_restore(void)
{
	for (size_t i = 0; i < nr_variables; i++)
		copy(variables[i].where, variables[i].saved, variables[i].size);
}
