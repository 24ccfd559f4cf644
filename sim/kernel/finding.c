// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * finding.c - the list of findings, their titles and their texts
 *
 * Kept in host memory: a finding outlives the run that it is about. guard covers the
 * list in the threads engine; the text is made before it is taken.
 *
 * Locking: guard covers findings and its counters.
 */
#include "finding.h"

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "exec/exec.h"
#include "exec/host.h"
#include "exec/symbol.h"

static struct ex_guard guard = EX_GUARD_INIT;
static struct finding **findings;
static unsigned int nr_findings, findings_size;

void (*finding_added)(const struct finding *finding);

const char *finding_kind_name(enum finding_kind kind)
{
	static const char *const names[FINDING_KIND_COUNT] = {
		"ORDER", "WAIT", "UAF", "REF", "RACE", "STATE", "LEAK", "ATOMIC", "LOCKUSE", "LIVE",
	};

	return kind < FINDING_KIND_COUNT ? names[kind] : "?";
}

static void text_addv(struct text *text, const char *fmt, va_list args)
{
	va_list again;
	int need;

	va_copy(again, args);
	need = ex_host_vsnprintf(text->start ? text->start + text->used : NULL,
				 text->size - text->used, fmt, args);
	if (text->used + (size_t)need + 1 > text->size) {
		text->size = (text->used + (size_t)need + 1) * 2;
		text->start = ex_host_realloc(text->start, text->size);
		ex_host_vsnprintf(text->start + text->used, text->size - text->used, fmt, again);
	}
	va_end(again);
	text->used += (size_t)need;
}

void text_add(struct text *text, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	text_addv(text, fmt, args);
	va_end(args);
}

/*
 * How the simulator switches, notes what happens and calls the kernel is nobody's story; nor
 * what looks around when time jumps, on the stack of whoever went to sleep last.
 */
static bool is_engine(const struct ex_symbol *symbol)
{
	static const char *const places[] = {
		"sim/exec/", "sim/kernel/lockdep_", "sim/kernel/waits_predict.",
		"sim/kernel/waits_user.", "sim/kernel/bad_end.", "sim/kernel/finding.",
		"sim/kernel/hooks.h", "sim/scenario/",
	};

	for (unsigned int i = 0; symbol->file && i < ARRAY_SIZE(places); i++)
		if (strstr(symbol->file, places[i]))
			return true;
	return !strcmp(symbol->function, "ex_switch_boot");
}

static void add_function(struct text *text, const struct ex_symbol *symbol)
{
	text_add(text, "%s", symbol->function);
	if (!symbol->inlined)
		text_add(text, "+0x%lx/0x%lx", symbol->offset + 1, symbol->size);
}

/* As syzkaller writes it. */
static void add_frame(struct text *text, const char *prefix, const struct ex_symbol *symbol)
{
	text_add(text, "%s", prefix);
	add_function(text, symbol);
	if (symbol->file)
		text_add(text, " %s", symbol->file);
	if (symbol->file && symbol->line)	/* 0: code that several lines share */
		text_add(text, ":%d", symbol->line);
	text_add(text, "%s\n", symbol->inlined ? " [inline]" : "");
}

void text_add_stack(struct text *text, const char *prefix, const unsigned long *stack,
		    unsigned int depth)
{
	const struct ex_symbol *frames;

	for (unsigned int i = 0; i < depth; i++) {
		unsigned int count = ex_symbols(stack[i] - 1, &frames);

		for (unsigned int k = 0; k < count; k++)
			if (!is_engine(&frames[k]))
				add_frame(text, prefix, &frames[k]);
	}
}

unsigned int finding_frames(const unsigned long *stack, unsigned int depth,
			    const struct ex_symbol **to, unsigned int max)
{
	const struct ex_symbol *frames;
	unsigned int stored = 0;

	for (unsigned int i = 0; i < depth; i++) {
		unsigned int count = ex_symbols(stack[i] - 1, &frames);

		for (unsigned int k = 0; k < count && stored < max; k++)
			to[stored++] = &frames[k];
	}
	return stored;
}

void text_add_call_trace(struct text *text, const unsigned long *stack, unsigned int depth)
{
	text_add(text, "Call Trace:\n <TASK>\n");
	text_add_stack(text, " ", stack, depth);
	text_add(text, " </TASK>\n");
}

/* What has no file is the C library's, or a sanitizer's own. */
bool finding_is_primitive(const struct ex_symbol *symbol)
{
	return !symbol->file || strstr(symbol->file, "sim/kernel/") ||
	       strstr(symbol->file, "sim/exec/") || strstr(symbol->file, "include/linux/");
}

static const struct ex_symbol *innermost(const unsigned long *stack, unsigned int depth,
					 bool (*leave_out)(const struct ex_symbol *symbol))
{
	const struct ex_symbol *frames;

	for (unsigned int i = 0; i < depth; i++) {
		unsigned int count = ex_symbols(stack[i] - 1, &frames);

		for (unsigned int k = 0; k < count; k++)
			if (!leave_out(&frames[k]) && frames[k].function[0] != '?')
				return &frames[k];
	}
	return NULL;
}

bool finding_made_by_primitive(unsigned long ip)
{
	return !innermost(&ip, 1, finding_is_primitive);
}

/* clang takes a label's address, _THIS_IP_, for the beginning of its function: no call is there. */
static bool is_label(unsigned long ip)
{
	struct ex_symbol symbol;

	ex_symbol(ip, &symbol);
	return symbol.size && !symbol.offset;
}

void text_add_place(struct text *text, unsigned long ip)
{
	const struct ex_symbol *place, *frames;
	unsigned int count;

	ip += is_label(ip);
	place = innermost(&ip, 1, finding_is_primitive);
	count = ex_symbols(ip - 1, &frames);
	add_function(text, place ?: &frames[count - 1]);
}

const char *finding_blame(const unsigned long *stack, unsigned int depth)
{
	const struct ex_symbol *place = innermost(stack, depth, finding_is_primitive);

	if (!place)
		place = innermost(stack, depth, is_engine);
	return place ? place->function : "?";
}

/* The same title of the same kind is one finding, however often it happens. */
static bool known(enum finding_kind kind, const char *title)
{
	for (unsigned int i = 0; i < nr_findings; i++)
		if (findings[i]->kind == kind && !strcmp(findings[i]->title, title))
			return true;
	return false;
}

static void make_title(char *to, const char *title, const unsigned long *stack,
		       unsigned int depth)
{
	const char *mark = strstr(title, "%F");

	if (mark)
		ex_host_snprintf(to, FINDING_TITLE_MAX, "%.*s%s%s", (int)(mark - title), title,
				 finding_blame(stack, depth), mark + 2);
	else
		ex_host_snprintf(to, FINDING_TITLE_MAX, "%s", title);
}

struct finding *finding_add(enum finding_kind kind, const char *title, char *text,
			    const struct ex_task *task, const unsigned long *stack,
			    unsigned int depth)
{
	struct finding *finding = ex_host_alloc(sizeof(*finding));

	finding->kind = kind;
	finding->text = text;
	finding->depth = min(depth, FINDING_STACK_MAX);
	memcpy(finding->stack, stack, finding->depth * sizeof(*stack));
	make_title(finding->title, title, stack, depth);
	finding->step = ex_hot.steps;
	if (task) {
		finding->task_id = task->id;
		strscpy(finding->task, task->name, sizeof(finding->task));
	}
	ex_guard_lock(&guard);
	if (known(kind, finding->title)) {
		ex_guard_unlock(&guard);
		ex_host_free(finding->text);
		ex_host_free(finding);
		return NULL;
	}
	if (nr_findings == findings_size) {
		findings_size = findings_size ? findings_size * 2 : 16;
		findings = ex_host_realloc(findings, findings_size * sizeof(*findings));
	}
	findings[nr_findings++] = finding;
	ex_guard_unlock(&guard);
	ex_publish(finding);
	if (finding_added)
		finding_added(finding);
	return finding;
}

void finding_report(enum finding_kind kind, const char *title, const char *fmt, ...)
{
	unsigned long stack[FINDING_STACK_MAX];
	unsigned int depth = ex_backtrace(stack, FINDING_STACK_MAX);
	char headline[FINDING_TITLE_MAX];
	struct text text = { 0 };
	va_list args;

	make_title(headline, title, stack, depth);
	text_add(&text, "%s%s\n", str_has_prefix(headline, "KASAN:") ? "BUG: " : "", headline);
	if (fmt) {
		va_start(args, fmt);
		text_addv(&text, fmt, args);
		va_end(args);
		text_add(&text, "\n");
	}
	if (ex_self())
		text_add(&text, "CPU: 0 PID: %u Comm: %s\n", ex_self()->id, ex_self()->name);
	text_add_call_trace(&text, stack, depth);
	finding_add(kind, headline, text.start, ex_self(), stack, depth);
}

const struct finding *finding_at(unsigned int index)
{
	if (index >= nr_findings)
		return NULL;
	ex_observe(findings[index]);	/* whoever made it may have ended the run */
	return findings[index];
}

unsigned int findings_count(void)
{
	return nr_findings;
}

void findings_clear(void)
{
	for (unsigned int i = 0; i < nr_findings; i++) {
		ex_host_free(findings[i]->text);
		ex_host_free(findings[i]);
	}
	nr_findings = 0;
}
