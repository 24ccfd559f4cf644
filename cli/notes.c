// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notes.c - waits for user space that held others up: listed apart, since none is a finding
 *
 * The same place shows up in many scenarios: it is listed once, by the longest queue.
 */
#include "notes.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

struct place {
	char		*title;
	char		*report;
	uint64_t	queued;
	const char	*path;		/* where the queue was that long */
	const char	*variants;
	unsigned int	campaigns;
};

static struct place *list;
static unsigned int count;

static struct place *place_of(const char *title)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!strcmp(list[i].title, title))
			return &list[i];
	}
	list = realloc(list, (count + 1) * sizeof(*list));
	if (!list)
		cli_die("out of memory");
	list[count] = (struct place){ .title = cli_strdup(title) };
	return &list[count++];
}

void notes_add(const struct campaign *campaign)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_notes; i++) {
		const struct note *note = &campaign->notes[i];
		struct place *place = place_of(note->title);

		json_add_note(campaign, note);
		place->campaigns++;
		if (place->report && place->queued >= note->queued)
			continue;
		free(place->report);
		place->report = cli_strdup(note->report);
		place->queued = note->queued;
		place->path = campaign->path;
		place->variants = campaign->variants;
	}
}

unsigned int notes_count(void)
{
	return count;
}

void notes_print(bool reports)
{
	unsigned int i;

	for (i = 0; reports && i < count; i++)
		printf("%s\n", list[i].report);
	if (count)
		printf("Waits for user space under a lock (these are no findings):\n");
	for (i = 0; i < count; i++)
		printf("  %-52s in %u scenario%s; at most %llu queued up behind it\n",
		       list[i].title, list[i].campaigns, list[i].campaigns == 1 ? "" : "s",
		       (unsigned long long)list[i].queued);
}

bool notes_write(const char *folder)
{
	char *path = cli_format("%s/notes.txt", folder);
	struct scn_text text;
	unsigned int i;
	bool good;

	scn_text_init(&text);
	scn_text_add(&text, "Waits for user space under a lock, each with the longest queue that "
		     "it had.\n");
	for (i = 0; i < count; i++)
		scn_text_add(&text, "\n%sin %s%s%s\n", list[i].report, list[i].path,
			     *list[i].variants ? " under " : "", list[i].variants);
	good = cli_write_file(path, text.data, text.length);
	scn_text_free(&text);
	free(path);
	return good;
}
