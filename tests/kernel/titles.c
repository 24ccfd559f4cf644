// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * titles.c - reports in the words by which syzkaller's parser knows the kernel's
 *
 * For each kind of finding: a line of the text that such a parser looks for, and the title
 * that it makes of it. What would go wrong: a report that no tool and no kernel developer
 * recognises. A reference count is known by its title; its text names our file, not lib/.
 */
#include <criterion/criterion.h>
#include <regex.h>

#include <linux/irqflags.h>
#include <linux/hardirq.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/processor.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"
#include "support/freed.h"
#include "support/races.h"

#define FUNCTION	"[a-z_0-9]+"

static struct mutex one, two;
static spinlock_t spin;
static struct kref kref;
static int plain;
static volatile int zero;

static void init_locks(void)
{
	mutex_init(&one);
	mutex_init(&two);
	spin_lock_init(&spin);
}

static void wrong_order(void)
{
	mutex_lock(&one);
	mutex_lock(&two);
	mutex_unlock(&two);
	mutex_unlock(&one);
	mutex_lock(&two);
	mutex_lock(&one);
}

static void recursion(void)
{
	mutex_lock(&one);
	mutex_lock(&one);
}

static void inconsistent(void)
{
	spin_lock(&spin);
	spin_unlock(&spin);
	irq_enter();
	spin_lock(&spin);
	spin_unlock(&spin);
	irq_exit();
}

static void use_after_free(void)
{
	struct mutex *own = kmalloc(sizeof(*own), GFP_KERNEL);

	mutex_init(own);
	kfree(own);
	mutex_lock(own);
}

static void double_free(void)
{
	void *own = kmalloc(16, GFP_KERNEL);

	kfree(own);
	kfree(own);
}

static void null_pointer(void)
{
	*(volatile int *)16 = 1;
}

static void no_page(void)
{
	*(volatile int *)0x412345678000 = 1;	/* nor in a sanitizer's shadow */
}

static void wild_pointer(void)
{
	*(volatile int *)0xdead000000000100 = 1;
}

static void divide(void)
{
	zero = 1000 / zero;
}

static void nothing(struct kref *unused)
{
}

static void underflow(void)
{
	kref_init(&kref);
	kref_put(&kref, nothing);
	kref_put(&kref, nothing);
}

static void counts(void *unused)
{
	plain++;
}

static void race(void)
{
	struct task_struct *task = task_spawn("one", counts, NULL, 0, false);
	struct task_struct *other = task_spawn("two", counts, NULL, 0, false);

	task_join(task);
	task_join(other);
}

static void warn(void)
{
	WARN_ON(!zero);
}

static void bug(void)
{
	BUG_ON(!zero);
}

static void panics(void)
{
	panic("no way on");
}

static void corrupted_list(void)
{
	struct list_head entry;
	LIST_HEAD(list);

	list_add(&entry, &list);
	list_del(&entry);
	list_del(&entry);
}

static void leak(void)
{
	kmalloc(16, GFP_KERNEL);
	rest_check_all();
}

static void sleeps(void)
{
	spin_lock(&spin);
	mutex_lock(&one);
}

static void unlock(void)
{
	mutex_unlock(&one);
}

static void never_made(void)
{
	memset(&one, 0, sizeof(one));
	mutex_lock(&one);
}

static void freed_held(void)
{
	struct mutex *own = kmalloc(sizeof(*own), GFP_KERNEL);

	mutex_init(own);
	mutex_lock(own);
	kfree(own);
}

static void returns_locked(void)
{
	mutex_lock(&one);
	lockdep_sys_exit();
}

static void reads_outside(void)
{
	static int *pointer;

	(void)rcu_dereference(pointer);
}

static void spins(void)
{
	while (!zero)
		cpu_relax();
}

static const struct {
	void			(*use)(void);
	enum finding_kind	kind;
	const char		*line, *title;
	bool			sanitized;	/* a sanitizer sees it first */
} reports[] = {
	{ wrong_order, FINDING_ORDER, "WARNING: possible circular locking dependency detected",
	  "possible deadlock in " FUNCTION },
	{ recursion, FINDING_ORDER, "WARNING: possible recursive locking detected",
	  "possible deadlock in " FUNCTION },
	{ inconsistent, FINDING_ORDER, "WARNING: inconsistent lock state",
	  "inconsistent lock state in " FUNCTION },
	{ recursion, FINDING_WAIT, "INFO: task .* blocked for more than [0-9]+ seconds",
	  "INFO: task hung in " FUNCTION },
	{ use_after_free, FINDING_UAF, "BUG: KASAN: use-after-free in " FUNCTION,
	  "KASAN: use-after-free in " FUNCTION, true },
	{ double_free, FINDING_UAF, "BUG: KASAN: double-free in " FUNCTION,
	  "KASAN: double-free in " FUNCTION, true },
	{ null_pointer, FINDING_UAF, "BUG: kernel NULL pointer dereference",
	  "BUG: unable to handle kernel NULL pointer dereference in " FUNCTION, true },
	{ no_page, FINDING_UAF, "BUG: unable to handle page fault for address",
	  "BUG: unable to handle kernel paging request in " FUNCTION, true },
	{ wild_pointer, FINDING_UAF, "general protection fault.*:",
	  "general protection fault in " FUNCTION, true },
	{ divide, FINDING_UAF, "divide error: ", "divide error in " FUNCTION, true },
	{ corrupted_list, FINDING_UAF, "kernel BUG at lib/list_debug.c",
	  "BUG: corrupted list in " FUNCTION },
	{ underflow, FINDING_REF, "refcount_t: underflow; use-after-free.",
	  "WARNING: refcount bug in " FUNCTION },
	{ race, FINDING_RACE, "BUG: KCSAN: data-race in " FUNCTION " / " FUNCTION,
	  "KCSAN: data-race in " FUNCTION " / " FUNCTION },
	{ warn, FINDING_STATE, "WARNING: .* at .*\\.c:[0-9]+", "WARNING in " FUNCTION },
	{ bug, FINDING_STATE, "kernel BUG at .*\\.c:[0-9]+!", "kernel BUG in " FUNCTION },
	{ panics, FINDING_STATE, "Kernel panic - not syncing: no way on",
	  "kernel panic: no way on" },
	{ leak, FINDING_LEAK, "BUG: memory leak", "memory leak in " FUNCTION },
	{ sleeps, FINDING_ATOMIC, "BUG: sleeping function called from invalid context at .*",
	  "BUG: sleeping function called from invalid context in " FUNCTION },
	{ unlock, FINDING_LOCKUSE, "WARNING: bad unlock balance detected!",
	  "WARNING: bad unlock balance in " FUNCTION },
	{ never_made, FINDING_LOCKUSE, "INFO: trying to register non-static key",
	  "INFO: trying to register non-static key in " FUNCTION },
	{ freed_held, FINDING_LOCKUSE, "WARNING: held lock freed!",
	  "WARNING: held lock freed in " FUNCTION },
	{ returns_locked, FINDING_LOCKUSE, "leaving the kernel with locks still held",
	  "WARNING: lock held when returning to user space in " FUNCTION },
	{ reads_outside, FINDING_LOCKUSE, "WARNING: suspicious RCU usage",
	  "WARNING: suspicious RCU usage in " FUNCTION },
	{ spins, FINDING_LIVE, "BUG: soft lockup", "BUG: soft lockup in " FUNCTION },
};

static bool matches(const char *text, const char *pattern, bool whole)
{
	char anchored[300];
	regex_t regex;
	bool found;

	strscpy(anchored, whole ? "^(" : "(", sizeof(anchored));
	strlcat(anchored, pattern, sizeof(anchored));
	strlcat(anchored, whole ? ")$" : ")", sizeof(anchored));
	cr_assert_eq(regcomp(&regex, anchored, REG_EXTENDED | REG_NEWLINE | REG_NOSUB), 0);
	found = !regexec(&regex, text, 0, NULL, 0);
	regfree(&regex);
	return found;
}

static void whole_use(void *arg)
{
	void (*const *use)(void) = arg;

	init_locks();
	(*use)();
}

static const struct finding *finding_of(enum finding_kind kind)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (finding_at(i)->kind == kind)
			return finding_at(i);
	return NULL;
}

Test(titles, are_those_that_a_parser_makes_of_the_text)
{
	bool seen[FINDING_KIND_COUNT] = { false };

	races_expect();
	for (unsigned int i = 0; i < ARRAY_SIZE(reports); i++) {
		struct ex_config config = { .steps_max = 10000 };
		const struct finding *finding;
		struct ex_result result;

		seen[reports[i].kind] = true;
		if (reports[i].kind == FINDING_RACE && !race_detector_present())
			continue;
		freed_uses_expect(reports[i].sanitized);
		findings_clear();
		ex_run(&config, whole_use, (void *)&reports[i].use, &result);
		finding = finding_of(reports[i].kind);
		cr_assert(finding, "%u: no %s", i, finding_kind_name(reports[i].kind));
		cr_expect(matches(finding->text, reports[i].line, false), "%u: no \"%s\" in\n%s", i,
			  reports[i].line, finding->text);
		cr_expect(matches(finding->title, reports[i].title, true), "%u: \"%s\", not \"%s\"",
			  i, finding->title, reports[i].title);
	}
	for (unsigned int kind = 0; kind < FINDING_KIND_COUNT; kind++)
		cr_expect(seen[kind], "no report of kind %s", finding_kind_name(kind));
}
