// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * selftest.c - the validator's matrix: each scenario over each kind of lock
 *
 * After the cases of the kernel's own locking self-test, in a small language of our own:
 * what must be reported and what must not. What would go wrong: a deadlock passes, or a
 * correct driver is accused.
 *
 *   LA UA   take, give back lock A of the case's kind (A, B, C, D; lower case: another
 *           lock of the same class)
 *   RA WA   take rwlock or rwsem A shared, exclusively; rA wA give it back
 *   [ ]     a hard interrupt begins, ends      ( )  a soft one
 *   - +     interrupts off, on                 < >  soft interrupts off, on
 *   IA      initialise lock A anew
 */
#include <criterion/criterion.h>

#include <linux/bottom_half.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"

enum kind { SPIN, WLOCK, RLOCK, MUTEX, WSEM, RSEM, KINDS };
static const char *const kind_names[KINDS] = { "spin", "wlock", "rlock", "mutex", "wsem", "rsem" };

#define LOCKS	8	/* A to D, a to d */

union any_lock {
	spinlock_t		spin;
	rwlock_t		rw;
	struct mutex		mutex;
	struct rw_semaphore	sem;
};

static union any_lock locks[LOCKS];
static struct lock_class_key keys[400][4];	/* classes of their own for each case */
static unsigned int nr_cases;

static void init_lock(enum kind kind, unsigned int which)
{
	union any_lock *lock = &locks[which];
	struct lock_class_key *key = &keys[nr_cases][which % 4];

	switch (kind) {
	case SPIN:
		spin_lock_init(&lock->spin);
		lockdep_set_class(&lock->spin, key);
		break;
	case WLOCK:
	case RLOCK:
		rwlock_init(&lock->rw);
		lockdep_set_class(&lock->rw, key);
		break;
	case MUTEX:
		mutex_init(&lock->mutex);
		lockdep_set_class(&lock->mutex, key);
		break;
	default:
		init_rwsem(&lock->sem);
		lockdep_set_class(&lock->sem, key);
	}
}

static void take(enum kind kind, union any_lock *lock)
{
	switch (kind) {
	case SPIN:
		spin_lock(&lock->spin);
		break;
	case WLOCK:
		write_lock(&lock->rw);
		break;
	case RLOCK:
		read_lock(&lock->rw);
		break;
	case MUTEX:
		mutex_lock(&lock->mutex);
		break;
	case WSEM:
		down_write(&lock->sem);
		break;
	default:
		down_read(&lock->sem);
	}
}

static void give(enum kind kind, union any_lock *lock)
{
	switch (kind) {
	case SPIN:
		spin_unlock(&lock->spin);
		break;
	case WLOCK:
		write_unlock(&lock->rw);
		break;
	case RLOCK:
		read_unlock(&lock->rw);
		break;
	case MUTEX:
		mutex_unlock(&lock->mutex);
		break;
	case WSEM:
		up_write(&lock->sem);
		break;
	default:
		up_read(&lock->sem);
	}
}

static enum kind shared(enum kind kind)
{
	return kind == WLOCK || kind == RLOCK ? RLOCK : RSEM;
}

static enum kind exclusive(enum kind kind)
{
	return kind == WLOCK || kind == RLOCK ? WLOCK : WSEM;
}

static unsigned int lock_number(char letter)
{
	return letter >= 'a' ? 4 + (unsigned int)(letter - 'a') : (unsigned int)(letter - 'A');
}

static void change_context(char what)
{
	switch (what) {
	case '[':
		irq_enter();
		break;
	case ']':
		irq_exit();
		break;
	case '(':
		softirq_enter();
		break;
	case ')':
		softirq_exit();
		break;
	case '-':
		local_irq_disable();
		break;
	case '+':
		local_irq_enable();
		break;
	case '<':
		local_bh_disable();
		break;
	case '>':
		local_bh_enable();
		break;
	default:
		cr_assert_fail("no such step: %c", what);
	}
}

static void perform(enum kind kind, const char *steps)
{
	for (; *steps; steps++) {
		unsigned int which;

		if (*steps == ' ')
			continue;
		if (!strchr("LURWrwI", *steps)) {
			change_context(*steps);
			continue;
		}
		which = lock_number(steps[1]);
		if (*steps == 'L')
			take(kind, &locks[which]);
		else if (*steps == 'U')
			give(kind, &locks[which]);
		else if (*steps == 'R')
			take(shared(kind), &locks[which]);
		else if (*steps == 'W')
			take(exclusive(kind), &locks[which]);
		else if (*steps == 'r')
			give(shared(kind), &locks[which]);
		else if (*steps == 'w')
			give(exclusive(kind), &locks[which]);
		else
			init_lock(kind, which);
		steps++;
	}
}

struct attempt {
	enum kind	kind;
	const char	*parts[3];	/* performed one after the other */
};

static void attempt_root(void *arg)
{
	const struct attempt *attempt = arg;

	for (unsigned int i = 0; i < LOCKS; i++)
		init_lock(attempt->kind, i);
	for (unsigned int i = 0; i < 3; i++)
		if (attempt->parts[i])
			perform(attempt->kind, attempt->parts[i]);
}

static void check(const char *name, struct attempt *attempt, bool report)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	findings_clear();
	ex_run(&config, attempt_root, attempt, &result);
	nr_cases++;
	cr_assert_eq(result.outcome, EX_DONE, "%s over %s: %s", name, kind_names[attempt->kind],
		     ex_outcome_name(result.outcome));
	cr_assert_eq(findings_count() != 0, report, "%s over %s (%s | %s | %s): %s", name,
		     kind_names[attempt->kind], attempt->parts[0], attempt->parts[1],
		     attempt->parts[2], findings_count() ? finding_at(0)->text : "silent");
}

/* One sequence over all kinds; @rlock: is it reported for a read lock, which may recurse? */
static void over_all_kinds(const char *name, const char *steps, bool rlock)
{
	for (unsigned int kind = 0; kind < KINDS; kind++) {
		struct attempt attempt = { .kind = (enum kind)kind, .parts = { steps } };

		check(name, &attempt, kind == RLOCK ? rlock : true);
	}
}

Test(selftest, orders_of_one_to_four_classes)
{
	over_all_kinds("AA", "LA La Ua UA", false);
	over_all_kinds("ABBA", "LA LB UB UA  LB LA UA UB", false);
	over_all_kinds("ABBCCA", "LA LB UB UA  LB LC UC UB  LC LA UA UC", false);
	over_all_kinds("ABCABC", "LA LB UB UA  LC LA UA UC  LB LC UC UB", false);
	over_all_kinds("ABBCCDDA", "LA LB UB UA  LB LC UC UB  LC LD UD UC  LD LA UA UD", false);
	over_all_kinds("ABCDBDDA", "LA LB UB UA  LC LD UD UC  LB LD UD UB  LD LA UA UD", false);
	over_all_kinds("ABCDBCDA", "LA LB UB UA  LC LD UD UC  LB LC UC UB  LD LA UA UD", false);
	cr_assert_eq(nr_cases, 42);
}

Test(selftest, orders_that_are_right_are_silent)
{
	static const char *const right[] = {
		"LA LB UB UA  LA LB UB UA", "LA LB UA UB  LA LC UC UA  LB LC UC UB",
		"LA LB LC LD UD UC UB UA  LA LD UD UA", "LA UA LB UB LA UA",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(right); i++)
		for (unsigned int kind = 0; kind < KINDS; kind++) {
			struct attempt attempt = { .kind = (enum kind)kind, .parts = { right[i] } };

			check("right", &attempt, false);
		}
	cr_assert_eq(nr_cases, 24);
}

Test(selftest, misuse_is_reported_for_every_kind)
{
	over_all_kinds("double unlock", "LA UA UA", true);
	over_all_kinds("initialise held", "LA IA", true);
	cr_assert_eq(nr_cases, 12);
}

/* Three parts in all six orders. */
static void permute(const char *name, enum kind kind, const char *one, const char *two,
		    const char *three, bool report)
{
	static const unsigned char orders[6][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	const char *parts[3] = { one, two, three };

	for (unsigned int i = 0; i < 6; i++) {
		struct attempt attempt = { .kind = kind };

		for (unsigned int k = 0; k < 3; k++)
			attempt.parts[k] = parts[orders[i][k]];
		check(name, &attempt, report);
	}
}

Test(selftest, shared_and_recursive_holds)
{
	/* A recursive reader passes a waiting writer; a reader of a semaphore does not. */
	permute("W1R2 W2R3 W3R1", RLOCK, "WA RB rB wA", "WB RC rC wB", "WC RA rA wC", true);
	permute("W1W2 R2R3 W3R1", RLOCK, "WA WB wB wA", "RB RC rC rB", "WC RA rA wC", true);
	permute("W1W2 R2R3 R3W1", RLOCK, "WA WB wB wA", "RB RC rC rB", "RC WA wA rC", false);
	permute("W1R2 R2R3 W3W1", RLOCK, "WA RB rB wA", "RB RC rC rB", "WC WA wA wC", false);
	permute("W1R2 W2R3 W3R1", RSEM, "WA RB rB wA", "WB RC rC wB", "WC RA rA wC", true);
	permute("W1W2 R2R3 W3R1", RSEM, "WA WB wB wA", "RB RC rC rB", "WC RA rA wC", true);
	permute("W1W2 R2R3 R3W1", RSEM, "WA WB wB wA", "RB RC rC rB", "RC WA wA rC", true);
	permute("W1R2 R2R3 W3W1", RSEM, "WA RB rB wA", "RB RC rC rB", "WC WA wA wC", true);
	cr_assert_eq(nr_cases, 48);
}

static void one_part(const char *name, enum kind kind, const char *steps, bool report)
{
	struct attempt attempt = { .kind = kind, .parts = { steps } };

	check(name, &attempt, report);
}

Test(selftest, recursion_of_readers_and_writers)
{
	one_part("read, read", RLOCK, "RA Ra ra rA", false);
	one_part("read, write", RLOCK, "RA Wa wa rA", true);
	one_part("write, read", RLOCK, "WA Ra ra wA", true);
	one_part("write, write", RLOCK, "WA Wa wa wA", true);
	one_part("read, read", RSEM, "RA Ra ra rA", true);
	one_part("read, write", RSEM, "RA Wa wa rA", true);
	one_part("write, read", RSEM, "WA Ra ra wA", true);
	one_part("write, write", RSEM, "WA Wa wa wA", true);
}

/* @on, @off: the letters of hard or of soft interrupts. */
static void interrupts(enum kind kind, bool soft)
{
	bool report = kind != RLOCK;
	const char *in = soft ? "(LA UA)" : "[LA UA]";
	const char *nested = soft ? "< LA LB UB UA >" : "- LA LB UB UA +";
	const char *wide = soft ? "< LA > UA" : "- LA + UA";
	struct attempt attempt = { .kind = kind };

	attempt.parts[0] = in, attempt.parts[1] = "LA UA";
	check("safe, then open", &attempt, report);
	attempt.parts[0] = "LA UA", attempt.parts[1] = in;
	check("open, then safe", &attempt, report);
	attempt.parts[0] = in, attempt.parts[1] = wide;
	check("enabled while held", &attempt, report);
	attempt.parts[0] = in, attempt.parts[1] = nested;
	check("always off", &attempt, false);
	permute("safe A, open B", kind, nested, "LB UB", in, report);
}

Test(selftest, interrupts_and_locks)
{
	static const enum kind kinds[] = { SPIN, WLOCK, RLOCK };

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		interrupts(kinds[i], false);
		interrupts(kinds[i], true);
	}
	permute("reader in interrupt, writer open", RLOCK, "[RA rA]", "WA wA", "", true);
	permute("readers only", RLOCK, "[RA rA]", "RA rA", "- WB wB +", false);
	cr_assert_eq(nr_cases, 72);
}

enum context { IN_RAW, IN_SPIN, IN_MUTEX, IN_HARDIRQ, IN_SOFTIRQ, IN_RCU, CONTEXTS };

struct wait_case {
	enum context	context;
	unsigned int	inner;		/* 0 raw, 1 spin, 2 mutex, 3 rwsem */
};

static DEFINE_RAW_SPINLOCK(outer_raw);
static DEFINE_SPINLOCK(outer_spin);
static DEFINE_MUTEX(outer_mutex);
static DEFINE_RAW_SPINLOCK(inner_raw);
static DEFINE_SPINLOCK(inner_spin);
static DEFINE_MUTEX(inner_mutex);
static DECLARE_RWSEM(inner_sem);

static void take_inner(unsigned int inner)
{
	unsigned long flags;

	if (inner == 0) {
		raw_spin_lock_irqsave(&inner_raw, flags);
		raw_spin_unlock_irqrestore(&inner_raw, flags);
	} else if (inner == 1) {
		spin_lock_irqsave(&inner_spin, flags);
		spin_unlock_irqrestore(&inner_spin, flags);
	} else if (inner == 2) {
		mutex_lock(&inner_mutex);
		mutex_unlock(&inner_mutex);
	} else {
		down_read(&inner_sem);
		up_read(&inner_sem);
	}
}

static void wait_root(void *arg)
{
	const struct wait_case *c = arg;

	switch (c->context) {
	case IN_RAW:
		raw_spin_lock(&outer_raw);
		take_inner(c->inner);
		raw_spin_unlock(&outer_raw);
		break;
	case IN_SPIN:
		spin_lock(&outer_spin);
		take_inner(c->inner);
		spin_unlock(&outer_spin);
		break;
	case IN_MUTEX:
		mutex_lock(&outer_mutex);
		take_inner(c->inner);
		mutex_unlock(&outer_mutex);
		break;
	case IN_HARDIRQ:
		irq_enter();
		take_inner(c->inner);
		irq_exit();
		break;
	case IN_SOFTIRQ:
		softirq_enter();
		take_inner(c->inner);
		softirq_exit();
		break;
	default:
		rcu_read_lock();
		take_inner(c->inner);
		rcu_read_unlock();
	}
}

Test(selftest, what_may_wait_where)
{
	static const bool reported[CONTEXTS][4] = {
		[IN_RAW] = { false, true, true, true },
		[IN_SPIN] = { false, false, true, true },
		[IN_MUTEX] = { false, false, false, false },
		[IN_HARDIRQ] = { false, false, true, true },
		[IN_SOFTIRQ] = { false, false, true, true },
		[IN_RCU] = { false, false, true, true },
	};

	for (unsigned int context = 0; context < CONTEXTS; context++)
		for (unsigned int inner = 0; inner < 4; inner++) {
			struct wait_case c = { (enum context)context, inner };
			struct ex_config config = { 0 };
			struct ex_result result;

			findings_clear();
			ex_run(&config, wait_root, &c, &result);
			cr_assert_eq(findings_count() != 0, reported[context][inner],
				     "context %u, lock %u: %s", context, inner,
				     findings_count() ? finding_at(0)->text : "silent");
		}
}
