// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * docs.c - what the documentation says is true: examples parse, lists are fresh
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/catalog.h"
#include "scenario/language.h"

/* Tests run at the top of the source tree. */
static char *read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t size = 1 << 20, length;
	char *text = malloc(size);

	cr_assert(file && text, "%s cannot be read", path);
	length = fread(text, 1, size - 1, file);
	text[length] = '\0';
	fclose(file);
	return text;
}

Test(docs, the_page_of_operations_is_what_the_table_says)
{
	char *page = read_file("docs/operations.md");
	struct scn_text made;

	scn_text_init(&made);
	scn_catalog_page(&made);
	cr_expect(!strcmp(page, made.data),
		  "docs/operations.md is stale: ksim list docs > docs/operations.md");
	scn_text_free(&made);
	free(page);
}

Test(docs, every_example_of_the_language_parses)
{
	static struct scn_program program;
	char *page = read_file("docs/scenario.md"), *at = page, *end;
	unsigned int examples = 0;
	struct scn_error error;

	while ((at = strstr(at, "\n```ksim\n"))) {
		at += strlen("\n```ksim\n");
		end = strstr(at, "\n```\n");
		cr_assert(end);
		cr_expect(scn_parse(&program, at, end + 1 - at, &error),
			  "line %u of this example: %s\n%.*s", error.line, error.message,
			  (int)(end - at), at);
		scn_program_release(&program);
		examples++;
		at = end;
	}
	cr_expect_gt(examples, 10);
	free(page);
}

Test(docs, every_list_names_what_the_parser_knows)
{
	struct scn_text text;

	scn_text_init(&text);
	scn_catalog_ops(&text);
	cr_expect(strstr(text.data, "VFIO_DEVICE_SET_IRQS"));
	scn_text_clear(&text);
	scn_catalog_kinds(&text);
	cr_expect(strstr(text.data, "ORDER"));
	scn_text_clear(&text);
	scn_catalog_dictionary(&text);
	cr_expect(strstr(text.data, "\"stop-copy\"\n"));
	scn_text_free(&text);
}
