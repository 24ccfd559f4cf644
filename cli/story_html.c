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
	":root{--ink:#1f2328;--dim:#6a737d;--line:#d8dee4;--card:#fff;--page:#f4f5f7;"
	"--call:#e7f0fd;--lock:#fdf3dc;--end:#fde4e1;--red:#b3261e;--blue:#1f5fbf;"
	"--box:#dbe8fa;--pill:#faeccd}"
	"@media(prefers-color-scheme:dark){:root{--ink:#dfe3e8;--dim:#8b949e;--line:#353b43;"
	"--card:#20252b;--page:#15191d;--call:#1d3350;--lock:#43381d;--end:#53231f;"
	"--red:#ff7b72;--blue:#79b0ff;--box:#2b4263;--pill:#4d4326}}"
	"*{box-sizing:border-box}"
	"body{font:15px/1.5 system-ui,sans-serif;margin:0;color:var(--ink);background:var(--page)}"
	"header{background:var(--card);border-bottom:3px solid var(--red);padding:1.2em 0}"
	"header>div,main{max-width:1180px;margin:0 auto;padding:0 1.5em}"
	"h1{font-size:1.45em;margin:.1em 0}"
	"h2{font-size:1.05em;margin:0 0 .8em;letter-spacing:.01em}"
	"header p{margin:.3em 0;color:var(--dim)}"
	"section{background:var(--card);border:1px solid var(--line);border-radius:8px;"
	"padding:1.1em 1.3em;margin:1.2em 0}"
	".pair{display:flex;flex-wrap:wrap;gap:0 1.2em}.pair>section{flex:1 1 480px;min-width:0}"
	"pre,td,th,code{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}"
	"pre{margin:0;overflow:auto;white-space:pre-wrap}"
	"ul{margin:0;padding-left:1.2em}li{margin:.25em 0}"
	"table{border-collapse:separate;border-spacing:0 1px;width:100%;table-layout:fixed}"
	"th{text-align:left;position:sticky;top:0;background:var(--card);"
	"border-bottom:2px solid var(--line);padding:4px 10px}"
	"td{padding:2px 10px;vertical-align:top;overflow-wrap:anywhere}"
	"td:first-child,th:first-child{color:var(--dim);text-align:right;width:5.5em}"
	"td.op{background:var(--call);border-left:3px solid var(--blue)}"
	"td.result{color:var(--dim)}"
	"td.lock{background:var(--lock);padding-left:26px}"
	"td.unlock{color:var(--dim);padding-left:26px}"
	"td.stop{color:var(--red);font-style:italic;padding-left:26px}"
	"td.end{background:var(--end);border-left:3px solid var(--red);font-weight:600}"
	".kind{background:var(--red);color:#fff;border-radius:4px;padding:2px 9px;font-size:.72em;"
	"vertical-align:.12em;margin-right:.4em}"
	"svg{width:100%;height:auto}svg text{fill:var(--ink)}"
	"svg .box{fill:var(--box);stroke:var(--blue)}svg .pill{fill:var(--pill);stroke:#b9962f}"
	"svg .hold{stroke:var(--dim)}svg .wait{stroke:var(--red)}svg .under{stroke:var(--blue)}"
	"svg text.hold{fill:var(--dim);stroke:none}svg text.wait{fill:var(--red);stroke:none}"
	"svg text.under{fill:var(--blue);stroke:none}"
	"details>summary{cursor:pointer;font-weight:600}details pre{margin-top:.8em}";

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
	if (event->what == SCN_STORY_ENDS)
		return "result";
	if (event->what != SCN_STORY_DOES)
		return "op";
	return event->op == EX_UNLOCK || event->op == EX_RDUNLOCK ? "unlock" : "lock";
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

	scn_text_add(out, "<section><h2>The interleaving</h2>\n<table id=\"timeline\"><tr>"
		     "<th>step</th>");
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
	scn_text_add(out, "</tr></table></section>\n");
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
	const char	*kind;		/* class of the style sheet */
};

struct edges {
	struct edge	list[128];
	unsigned int	count;
};

static void add_edge(struct edges *edges, unsigned int from, unsigned int to, const char *label,
		     const char *kind)
{
	unsigned int i;

	for (i = 0; i < edges->count; i++) {
		if (edges->list[i].from == from && edges->list[i].to == to)
			return;
	}
	if (edges->count < 128)
		edges->list[edges->count++] = (struct edge){ from, to, label, kind };
}

static void place(const struct graph *graph, unsigned int node, double *x, double *y)
{
	double angle = 6.28318530718 * node / graph->count - 1.57079632679;

	*x = GRAPH_WIDTH / 2 + cos(angle) * (GRAPH_WIDTH / 2 - 170);
	*y = graph->radius + 30 + sin(angle) * graph->radius;
}

static double node_width(const struct graph *graph, unsigned int node)
{
	return 7.3 * (double)strlen(graph->names[node]) + 16;
}

/* How far from its middle a line in direction @dx, @dy leaves the node, and a little more. */
static double way_out(const struct graph *graph, unsigned int node, double dx, double dy)
{
	double across = node_width(graph, node) / 2 / (fabs(dx) + 1e-9);
	double down = 13 / (fabs(dy) + 1e-9);

	return (across < down ? across : down) + 4;
}

static void draw_edge(const struct graph *graph, const struct edge *edge)
{
	double x1, y1, x2, y2, length, dx, dy, first, last;

	place(graph, edge->from, &x1, &y1);
	place(graph, edge->to, &x2, &y2);
	length = sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)) + 1e-9;
	dx = (x2 - x1) / length;
	dy = (y2 - y1) / length;
	first = way_out(graph, edge->from, dx, dy);
	last = length - way_out(graph, edge->to, dx, dy);
	scn_text_add(graph->out, "<path d=\"M%.0f %.0f Q%.0f %.0f %.0f %.0f\" fill=\"none\" "
		     "class=\"%s\" stroke-width=\"1.8\" marker-end=\"url(#arrow)\"/>"
		     "<text x=\"%.0f\" y=\"%.0f\" font-size=\"11\" class=\"%s\">%s</text>\n",
		     x1 + dx * first, y1 + dy * first, (x1 + x2) / 2 - dy * 14,
		     (y1 + y2) / 2 + dx * 14, x1 + dx * last, y1 + dy * last, edge->kind,
		     (x1 + x2) / 2 - dy * 16, (y1 + y2) / 2 + dx * 16, edge->kind, edge->label);
}

static void draw_graph(struct graph *graph, const struct edges *edges)
{
	unsigned int i;
	double x, y;

	graph->radius = 60 + 14.0 * graph->count;
	scn_text_add(graph->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		     "viewBox=\"0 0 %.0f %.0f\" "
		     "font-family=\"monospace\"><defs><marker id=\"arrow\" "
		     "viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
		     "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" "
		     "fill=\"#888\"/></marker></defs>\n",
		     GRAPH_WIDTH, graph->radius * 2 + 60);
	for (i = 0; i < edges->count; i++)
		draw_edge(graph, &edges->list[i]);
	for (i = 0; i < graph->count; i++) {
		double width = node_width(graph, i);

		place(graph, i, &x, &y);
		scn_text_add(graph->out, "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" "
			     "height=\"26\" rx=\"%d\" class=\"%s\"/>"
			     "<text x=\"%.0f\" y=\"%.0f\" font-size=\"12\" "
			     "text-anchor=\"middle\">", x - width / 2, y - 13, width,
			     graph->boxes[i] ? 4 : 13, graph->boxes[i] ? "box" : "pill",
			     x, y + 4);
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
				 "held by", "hold");
		if (task->waits_for)
			add_edge(&edges, self, graph_node(&graph, task->waits_for, false),
				 "waits for", "wait");
		if (task->waits_for && task->waits_who >= 0)
			add_edge(&edges, graph_node(&graph, task->waits_for, false),
				 graph_node(&graph, story->tasks[task->waits_who].name, true),
				 "up to", "wait");
	}
	if (!graph.count)
		return;
	scn_text_add(out, "<section><h2>Who waits for whom at the end</h2>\n");
	draw_graph(&graph, &edges);
	scn_text_add(out, "</section>\n");
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
			if (event->op == EX_UNLOCK || event->op == EX_RDUNLOCK) {
				count -= !!count;
				continue;
			}
			if (count && event->op != EX_TRYLOCK && held[count - 1] != event->text)
				add_edge(&edges, graph_node(&graph, held[count - 1], false),
					 graph_node(&graph, event->text, false),
					 story->tasks[event->task].name, "under");
			if (count < 64)
				held[count++] = event->text;
		}
	}
	if (!edges.count)
		return;
	scn_text_add(out, "<section><h2>Locks: which is taken under which</h2>\n");
	draw_graph(&graph, &edges);
	scn_text_add(out, "</section>\n");
}

static void add_pre(struct scn_text *out, const char *heading, const char *text)
{
	scn_text_add(out, "<section><h2>%s</h2>\n<pre>", heading);
	add_escaped(out, text);
	scn_text_add(out, "</pre></section>\n");
}

/* A list item a line. */
static void add_reasons(struct scn_text *out, const struct scn_story *story)
{
	struct scn_text reasons, line;
	const char *at;

	scn_text_init(&reasons);
	scn_text_init(&line);
	story_reasons(story, &reasons);
	if (reasons.length)
		scn_text_add(out, "<section><h2>Why it cannot go on</h2>\n<ul>");
	for (at = reasons.data; reasons.length && *at; at += strcspn(at, "\n") + 1) {
		scn_text_clear(&line);
		scn_text_add(&line, "%.*s", (int)strcspn(at, "\n"), at);
		scn_text_add(out, "<li>");
		add_escaped(out, line.data);
		scn_text_add(out, "</li>\n");
	}
	if (reasons.length)
		scn_text_add(out, "</ul></section>\n");
	scn_text_free(&reasons);
	scn_text_free(&line);
}

static void add_head(struct scn_text *out, const struct recording *recording,
		     const struct scn_story *story)
{
	const char *variants = scn_text_of(recording->program,
					   recording->program->failure.variants);

	scn_text_add(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		     "<meta name=\"viewport\" content=\"width=device-width\"><title>ksim: ");
	add_escaped(out, recording->title);
	scn_text_add(out, "</title><style>%s</style></head><body>\n<header><div>"
		     "<h1><span class=\"kind\">%s</span> ", style,
		     scn_kind_names[recording->kind]);
	add_escaped(out, recording->title);
	scn_text_add(out, "</h1>\n<p>");
	add_escaped(out, scn_text_of(recording->program, recording->program->title));
	scn_text_add(out, "</p><p>%s%s &middot; operations: %u &middot; preemptions: %u &middot; "
		     "step %llu</p><p>Replay: <code>ksim replay ", *variants ? "under " :
		     "present-day behaviour", variants, scn_count_operations(recording->program),
		     ex_schedule_preemptions(&recording->schedule),
		     (unsigned long long)story->result.steps);
	add_escaped(out, recording->path);
	scn_text_add(out, "</code></p></div></header>\n<main>\n");
}

void story_html(const struct recording *recording, const struct scn_story *story,
		struct scn_text *out)
{
	struct scn_text program;
	struct cast cast;
	unsigned int i;

	story_cast(story, &cast);
	add_head(out, recording, story);
	add_reasons(out, story);
	add_timeline(out, story, &cast);
	scn_text_add(out, "<div class=\"pair\">\n");
	add_wait_graph(out, story, &cast);
	add_lock_graph(out, story, &cast);
	scn_text_add(out, "</div>\n");
	for (i = 0; i < story->result.nr_findings; i++)
		add_pre(out, "The report", story->result.findings[i].report);
	scn_text_init(&program);
	scn_print(recording->program, &program);
	add_pre(out, "The program", program.data);
	scn_text_add(out, "</main></body></html>\n");
	scn_text_free(&program);
}
