// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * notes.c - what a run showed that is worth knowing and no finding
 *
 * Most runs of a campaign show the same: titles and reports are made for what is new only.
 */
#include "scenario/notes.h"

#include <linux/string.h>

#include "exec/host.h"
#include "kernel/finding.h"
#include "kernel/waits_user.h"

/* The note of this place; a new one if there is none. NULL: no room. */
static struct scn_note *note_of(struct scn_notes *notes, unsigned long place)
{
	unsigned int i;

	for (i = 0; i < notes->count; i++) {
		if (notes->notes[i].place == place)
			return &notes->notes[i];
	}
	if (notes->count == SCN_NOTES_MAX)
		return NULL;
	notes->notes[notes->count] = (struct scn_note){ .place = place };
	return &notes->notes[notes->count++];
}

static void note_release(struct scn_note *note)
{
	ex_host_free(note->title);
	ex_host_free(note->report);
}

static void note_fill(struct scn_note *note, const struct user_wait *wait)
{
	struct text text = { 0 };

	note_release(note);
	note->fresh = true;
	note->queued = user_wait_queued(wait);
	note->title = ex_host_alloc(FINDING_TITLE_MAX);
	user_wait_title(wait, note->title);
	user_wait_report(wait, &text);
	note->report = text.start;
}

void scn_notes_collect(struct scn_notes *notes)
{
	const struct user_wait *wait;
	struct scn_note *note;
	unsigned int i;

	for (i = 0; i < notes->count; i++)
		notes->notes[i].fresh = false;
	for (i = 0; (wait = user_wait_at(i)); i++) {
		note = note_of(notes, user_wait_place(wait));
		if (note && (!note->title || note->queued < user_wait_queued(wait)))
			note_fill(note, wait);
	}
}

void scn_notes_release(struct scn_notes *notes)
{
	unsigned int i;

	for (i = 0; i < notes->count; i++)
		note_release(&notes->notes[i]);
	notes->count = 0;
}
