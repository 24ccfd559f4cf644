// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * predictions.c - what benign runs predicted and no run has shown, listed apart
 *
 * The same cycle is predicted in many scenarios: it is listed once, with the number of
 * them and the best reason that one of them gives.
 */
#include "predictions.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

struct unconfirmed {
	char		*title;
	char		*text;
	const char	*path;		/* of the first campaign */
	const char	*variants;
	unsigned int	campaigns;
	unsigned int	refuted;	/* of them: searches that saw everything there is */
	uint64_t	runs;		/* steered in all of them */
};

static struct unconfirmed *list;
static unsigned int count;

static bool is_refuted(const struct campaign *campaign)
{
	return campaign->refuted ||
	       (campaign->search.exhausted && !strchr(campaign->policy, ':'));
}

static struct unconfirmed *find(const struct prediction *prediction)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!strcmp(list[i].title, prediction->title))
			return &list[i];
	}
	return NULL;
}

static void add(const struct campaign *campaign, const struct prediction *prediction)
{
	struct unconfirmed *known = find(prediction);

	if (!known) {
		list = realloc(list, (count + 1) * sizeof(*list));
		if (!list)
			cli_die("out of memory");
		known = &list[count++];
		*known = (struct unconfirmed){
			.title = cli_strdup(prediction->title),
			.text = cli_strdup(prediction->text),
			.path = campaign->path, .variants = campaign->variants,
		};
	}
	known->campaigns++;
	known->refuted += is_refuted(campaign);
	known->runs += prediction->runs;
}

void predictions_add(const struct campaign *campaign)
{
	unsigned int i;

	for (i = 0; i < campaign->nr_predictions; i++) {
		const struct prediction *prediction = &campaign->predictions[i];

		json_add_prediction(campaign, prediction, prediction->finding ? "confirmed" :
				    is_refuted(campaign) ? "refuted exhaustively" :
				    "budget spent");
		if (!prediction->finding)
			add(campaign, prediction);
	}
}

unsigned int predictions_unconfirmed(void)
{
	return count;
}

static char *reason(const struct unconfirmed *prediction)
{
	if (prediction->refuted == prediction->campaigns)
		return cli_strdup("refuted exhaustively");
	if (prediction->refuted)
		return cli_format("refuted exhaustively in %u of %u scenarios, elsewhere the "
				  "budget is spent", prediction->refuted, prediction->campaigns);
	return cli_format("budget spent: %llu steered runs", (unsigned long long)prediction->runs);
}

void predictions_print(void)
{
	unsigned int i;

	if (!count)
		return;
	printf("Predicted from runs that ended well, and not confirmed (these are no findings):\n");
	for (i = 0; i < count; i++) {
		char *why = reason(&list[i]);

		printf("  %-52s in %u scenario%s; %s\n", list[i].title, list[i].campaigns,
		       list[i].campaigns == 1 ? "" : "s", why);
		free(why);
	}
}

bool predictions_write(const char *folder)
{
	char *path = cli_format("%s/predictions.txt", folder);
	struct scn_text text;
	unsigned int i;
	bool good;

	scn_text_init(&text);
	scn_text_add(&text, "Predicted from runs that ended well, and not confirmed.\n");
	for (i = 0; i < count; i++) {
		char *why = reason(&list[i]);

		scn_text_add(&text, "\n%s\nfirst in %s%s%s, in %u scenarios in all; %s\n",
			     list[i].text, list[i].path, *list[i].variants ? " under " : "",
			     list[i].variants, list[i].campaigns, why);
		free(why);
	}
	good = cli_write_file(path, text.data, text.length);
	scn_text_free(&text);
	free(path);
	return good;
}
