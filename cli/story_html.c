// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story_html.c - the story as one page that needs nothing but a browser
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "scenario/kinds.h"

#define GRAPH_WIDTH	760.0
#define NODE_MAX	40u

static const char style[] =
	"body{font:14px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1200px;"
	"padding:0 1em;color:#222;background:#fff}"
	"h1{font-size:1.3em}h2{font-size:1.05em;margin-top:2em}"
	"pre,td,th,code{font:12.5px/1.4 ui-monospace,monospace}"
	"pre{background:#f5f5f2;padding:1em;overflow:auto}"
	"table{border-collapse:collapse;width:100%}"
	"th{text-align:left;position:sticky;top:0;background:#fff;border-bottom:2px solid #888}"
	"td{padding:1px 8px;vertical-align:top}"
	"td:first-child{color:#888;text-align:right;width:5em}"
	"td.op{background:#eaf1fb}td.lock{background:#fdf3e1}td.unlock{color:#777}"
	"td.end{background:#fbe3e3;font-weight:bold}"
	".kind{background:#b3261e;color:#fff;border-radius:3px;padding:1px 6px}"
	"@media(prefers-color-scheme:dark){body,th{background:#1b1b1b;color:#ddd}"
	"pre{background:#262626}td.op{background:#22324a}td.lock{background:#46391c}"
	"td.end{background:#552222}}";

static void add_escaped(struct scn_text *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			scn_text_add(out, "&lt;");
			break;
		case '>':
			scn_text_add(out, "&gt;");
			break;
		case '&':
			scn_text_add(out, "&amp;");
			break;
		case '"':
			scn_text_add(out, "&quot;");
			break;
		default:
			scn_text_add_bytes(out, text, 1);
		}
	}
}

static const char *cell_class(const struct scn_story_event *event)
{
	if (event->what == SCN_STORY_STOPS)
		return "stop";
	if (event->what != SCN_STORY_DOES)
		return "op";
	return event->op == EX_UNLOCK ? "unlock" : "lock";
}

static void add_row(struct scn_text *out, const struct cast *cast,
		    const struct scn_story_event *event, const char *words)
{
	int column = cast_column(cast, event->task);
	unsigned int i;

	if (column < 0)
		return;
	scn_text_add(out, "<tr><td>%llu</td>", (unsigned long long)event->step);
	for (i = 0; i < cast->count; i++) {
		if ((int)i != column) {
			scn_text_add(out, "<td></td>");
			continue;
		}
		scn_text_add(out, "<td class=\"%s\">", cell_class(event));
		add_escaped(out, words);
		scn_text_add(out, "</td>");
	}
	scn_text_add(out, "</tr>\n");
}

static void add_timeline(struct scn_text *out, const struct scn_story *story,
			 const struct cast *cast)
{
	unsigned int i;
	char *words;
	size_t j;

	scn_text_add(out, "<h2>The interleaving</h2>\n<table id=\"timeline\"><tr><th>step</th>");
	for (i = 0; i < cast->count; i++) {
		scn_text_add(out, "<th>");
		add_escaped(out, story->tasks[cast->ids[i]].name);
		scn_text_add(out, "/%u</th>", cast->ids[i]);
	}
	scn_text_add(out, "</tr>\n");
	for (j = 0; j < story->count; j++) {
		words = story_words(story, &story->events[j]);
		if (words)
			add_row(out, cast, &story->events[j], words);
		free(words);
	}
	scn_text_add(out, "<tr><td>end</td>");
	for (i = 0; i < cast->count; i++) {
		const struct scn_story_task *task = &story->tasks[cast->ids[i]];

		scn_text_add(out, task->waits_for ? "<td class=\"end\">waits for %s " : "<td>",
			     task->waits_how);
		add_escaped(out, task->waits_for ? task->waits_for : "");
		scn_text_add(out, "</td>");
	}
	scn_text_add(out, "</tr></table>\n");
}

/* A graph of few nodes on a circle, as SVG. */
struct graph {
	struct scn_text	*out;
	const char	*names[NODE_MAX];
	bool		boxes[NODE_MAX];
	unsigned int	count;
	struct scn_text	edges;
	double		radius;
};

static unsigned int graph_node(struct graph *graph, const char *name, bool box)
{
	unsigned int i;

	for (i = 0; i < graph->count; i++) {
		if (!strcmp(graph->names[i], name) && graph->boxes[i] == box)
			return i;
	}
	if (graph->count == NODE_MAX)
		return NODE_MAX - 1;
	graph->names[graph->count] = name;
	graph->boxes[graph->count] = box;
	return graph->count++;
}

struct edge {
	unsigned int	from;
	unsigned int	to;
	const char	*label;
	const char	*color;
};

struct edges {
	struct edge	list[128];
	unsigned int	count;
};

static void add_edge(struct edges *edges, unsigned int from, unsigned int to, const char *label,
		     const char *color)
{
	unsigned int i;

	for (i = 0; i < edges->count; i++) {
		if (edges->list[i].from == from && edges->list[i].to == to)
			return;
	}
	if (edges->count < 128)
		edges->list[edges->count++] = (struct edge){ from, to, label, color };
}

static void place(const struct graph *graph, unsigned int node, double *x, double *y)
{
	double angle = 6.28318530718 * node / graph->count - 1.57079632679;

	*x = GRAPH_WIDTH / 2 + cos(angle) * (GRAPH_WIDTH / 2 - 170);
	*y = graph->radius + 30 + sin(angle) * graph->radius;
}

static void draw_edge(const struct graph *graph, const struct edge *edge)
{
	double x1, y1, x2, y2, length, dx, dy;

	place(graph, edge->from, &x1, &y1);
	place(graph, edge->to, &x2, &y2);
	length = sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)) + 1e-9;
	dx = (x2 - x1) / length;
	dy = (y2 - y1) / length;
	scn_text_add(graph->out, "<path d=\"M%.0f %.0f Q%.0f %.0f %.0f %.0f\" fill=\"none\" "
		     "stroke=\"%s\" stroke-width=\"1.5\" marker-end=\"url(#arrow)\"/>"
		     "<text x=\"%.0f\" y=\"%.0f\" font-size=\"10\" fill=\"%s\">%s</text>\n",
		     x1 + dx * 24, y1 + dy * 18, (x1 + x2) / 2 - dy * 24, (y1 + y2) / 2 + dx * 24,
		     x2 - dx * 30, y2 - dy * 20, edge->color, (x1 + x2) / 2 - dy * 20,
		     (y1 + y2) / 2 + dx * 20, edge->color, edge->label);
}

static void draw_graph(struct graph *graph, const struct edges *edges)
{
	unsigned int i;
	double x, y;

	graph->radius = 60 + 14.0 * graph->count;
	scn_text_add(graph->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		     "viewBox=\"0 0 %.0f %.0f\" style=\"max-width:%.0fpx\" "
		     "font-family=\"monospace\"><defs><marker id=\"arrow\" "
		     "viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
		     "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" "
		     "fill=\"#888\"/></marker></defs>\n",
		     GRAPH_WIDTH, graph->radius * 2 + 60, GRAPH_WIDTH);
	for (i = 0; i < edges->count; i++)
		draw_edge(graph, &edges->list[i]);
	for (i = 0; i < graph->count; i++) {
		double width = 7.3 * (double)strlen(graph->names[i]) + 16;

		place(graph, i, &x, &y);
		scn_text_add(graph->out, "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" "
			     "height=\"24\" rx=\"%d\" fill=\"%s\" stroke=\"#666\"/>"
			     "<text x=\"%.0f\" y=\"%.0f\" font-size=\"12\" "
			     "text-anchor=\"middle\" fill=\"#222\">", x - width / 2,
			     y - 12, width, graph->boxes[i] ? 2 : 12,
			     graph->boxes[i] ? "#dbe8fa" : "#faeccd", x, y + 4);
		add_escaped(graph->out, graph->names[i]);
		scn_text_add(graph->out, "</text>\n");
	}
	scn_text_add(graph->out, "</svg>\n");
}

static void add_wait_graph(struct scn_text *out, const struct scn_story *story,
			   const struct cast *cast)
{
	struct graph graph = { .out = out };
	struct edges edges = { .count = 0 };
	unsigned int i, j, self;

	for (i = 0; i < cast->count; i++) {
		const struct scn_story_task *task = &story->tasks[cast->ids[i]];

		if (!task->waits_for && !task->nr_held)
			continue;
		self = graph_node(&graph, task->name, true);
		for (j = 0; j < task->nr_held; j++)
			add_edge(&edges, graph_node(&graph, task->held[j].lock, false), self,
				 "held by", "#777");
		if (task->waits_for)
			add_edge(&edges, self, graph_node(&graph, task->waits_for, false),
				 "waits for", "#b3261e");
		if (task->waits_for && task->waits_who >= 0)
			add_edge(&edges, graph_node(&graph, task->waits_for, false),
				 graph_node(&graph, story->tasks[task->waits_who].name, true),
				 "up to", "#b3261e");
	}
	if (!graph.count)
		return;
	scn_text_add(out, "<h2>Who waits for whom at the end</h2>\n");
	draw_graph(&graph, &edges);
}

/* Locks in the order in which some task took one under the other. */
static void add_lock_graph(struct scn_text *out, const struct scn_story *story,
			   const struct cast *cast)
{
	struct graph graph = { .out = out };
	struct edges edges = { .count = 0 };
	const char *held[64];
	unsigned int i, count;
	size_t j;

	for (i = 0; i < cast->count; i++) {
		for (j = 0, count = 0; j < story->count; j++) {
			const struct scn_story_event *event = &story->events[j];

			if (event->task != cast->ids[i] || event->what != SCN_STORY_DOES ||
			    !event->text || !scn_story_matters(story, event))
				continue;
			if (event->op == EX_UNLOCK) {
				count -= !!count;
				continue;
			}
			if (count && event->op != EX_TRYLOCK && held[count - 1] != event->text)
				add_edge(&edges, graph_node(&graph, held[count - 1], false),
					 graph_node(&graph, event->text, false),
					 story->tasks[event->task].name, "#1f5fbf");
			if (count < 64)
				held[count++] = event->text;
		}
	}
	if (!edges.count)
		return;
	scn_text_add(out, "<h2>Locks: which is taken under which</h2>\n");
	draw_graph(&graph, &edges);
}

static void add_pre(struct scn_text *out, const char *heading, const char *text)
{
	scn_text_add(out, "<h2>%s</h2>\n<pre>", heading);
	add_escaped(out, text);
	scn_text_add(out, "</pre>\n");
}

void story_html(const struct recording *recording, const struct scn_story *story,
		struct scn_text *out)
{
	struct scn_text part;
	struct cast cast;
	unsigned int i;

	story_cast(story, &cast);
	scn_text_init(&part);
	scn_text_add(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		     "<meta name=\"viewport\" content=\"width=device-width\"><title>ksim: ");
	add_escaped(out, recording->title);
	scn_text_add(out, "</title><style>%s</style></head><body>\n"
		     "<h1><span class=\"kind\">%s</span> ", style,
		     scn_kind_names[recording->kind]);
	add_escaped(out, recording->title);
	scn_text_add(out, "</h1>\n<p>Replay: <code>ksim replay ");
	add_escaped(out, recording->path);
	scn_text_add(out, "</code></p>\n");
	story_reasons(story, &part);
	if (part.length)
		add_pre(out, "Why it cannot go on", part.data);
	add_timeline(out, story, &cast);
	add_wait_graph(out, story, &cast);
	add_lock_graph(out, story, &cast);
	for (i = 0; i < story->result.nr_findings; i++)
		add_pre(out, "The report", story->result.findings[i].report);
	scn_text_clear(&part);
	scn_print(recording->program, &part);
	add_pre(out, "The program", part.data);
	scn_text_add(out, "</body></html>\n");
	scn_text_free(&part);
}
