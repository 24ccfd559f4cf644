/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test.h - KUnit's names for tests that hosted/ktest/kunit.c runs
 *
 * An expectation that does not hold fails its test, which goes on; an assertion ends it.
 */
#ifndef HOSTED_KUNIT_TEST_H
#define HOSTED_KUNIT_TEST_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

struct kunit {
	void		*priv;
	const char	*name;
	/* the test's task only */
	unsigned int	failures;
	char		first[256];	/* what failed first, for the report */
	bool		skipped;
	void		*out[5];	/* where __builtin_longjmp() ends the test */
};

struct kunit_case {
	void		(*run_case)(struct kunit *test);
	const char	*name;
};

struct kunit_suite {
	const char		name[256];
	int			(*suite_init)(struct kunit_suite *suite);
	void			(*suite_exit)(struct kunit_suite *suite);
	int			(*init)(struct kunit *test);
	void			(*exit)(struct kunit *test);
	struct kunit_case	*test_cases;	/* up to one without ->run_case */
};

#define KUNIT_CASE(fn)		{ .run_case = fn, .name = #fn }
#define KUNIT_CASE_SLOW(fn)	KUNIT_CASE(fn)

/* Suites are gathered by the linker. */
#define kunit_test_suites(...)							\
	static struct kunit_suite *__PASTE(__kunit_suites_, __LINE__)[] __used	\
		__section("ksim_kunit_suites") = { __VA_ARGS__ }
#define kunit_test_suite(suite)	kunit_test_suites(&suite)

void kunit_fail(struct kunit *test, bool stop, const char *file, int line, const char *what,
		const char *fmt, ...) __printf(6, 7);

#define kunit_skip(test, fmt, ...)						\
	do {									\
		(test)->skipped = true;						\
		__builtin_longjmp((test)->out, 1);				\
	} while (0)
#define kunit_info(test, fmt, ...)	pr_info(fmt, ##__VA_ARGS__)
#define kunit_warn(test, fmt, ...)	pr_warn(fmt, ##__VA_ARGS__)
#define kunit_err(test, fmt, ...)	pr_err(fmt, ##__VA_ARGS__)

#define __kunit_check(test, stop, condition, what, fmt, ...)			\
	do {									\
		if (!(condition))						\
			kunit_fail(test, stop, __FILE__, __LINE__, what,	\
				   fmt "%s", ##__VA_ARGS__, "");		\
	} while (0)
#define __kunit_binary(test, stop, left, op, right, fmt, ...)			\
	do {									\
		const typeof(left) __left = (left);				\
		const typeof(right) __right = (right);				\
										\
		__kunit_check(test, stop, __left op __right,			\
			      #left " " #op " " #right, fmt, ##__VA_ARGS__);	\
	} while (0)

#define KUNIT_FAIL(test, fmt, ...)						\
	kunit_fail(test, false, __FILE__, __LINE__, "reached", fmt "%s", ##__VA_ARGS__, "")
#define KUNIT_SUCCEED(test)		do { (void)(test); } while (0)

#define KUNIT_EXPECT_TRUE_MSG(t, c, ...)	__kunit_check(t, false, c, #c, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(t, c, ...)	__kunit_check(t, false, !(c), "!" #c, __VA_ARGS__)
#define KUNIT_EXPECT_EQ_MSG(t, l, r, ...)	__kunit_binary(t, false, l, ==, r, __VA_ARGS__)
#define KUNIT_EXPECT_NE_MSG(t, l, r, ...)	__kunit_binary(t, false, l, !=, r, __VA_ARGS__)
#define KUNIT_EXPECT_TRUE(t, c)			KUNIT_EXPECT_TRUE_MSG(t, c, "")
#define KUNIT_EXPECT_FALSE(t, c)		KUNIT_EXPECT_FALSE_MSG(t, c, "")
#define KUNIT_EXPECT_EQ(t, l, r)		KUNIT_EXPECT_EQ_MSG(t, l, r, "")
#define KUNIT_EXPECT_NE(t, l, r)		KUNIT_EXPECT_NE_MSG(t, l, r, "")
#define KUNIT_EXPECT_LT(t, l, r)		__kunit_binary(t, false, l, <, r, "")
#define KUNIT_EXPECT_LE(t, l, r)		__kunit_binary(t, false, l, <=, r, "")
#define KUNIT_EXPECT_GT(t, l, r)		__kunit_binary(t, false, l, >, r, "")
#define KUNIT_EXPECT_GE(t, l, r)		__kunit_binary(t, false, l, >=, r, "")
#define KUNIT_EXPECT_PTR_EQ(t, l, r)		KUNIT_EXPECT_EQ(t, l, r)
#define KUNIT_EXPECT_PTR_NE(t, l, r)		KUNIT_EXPECT_NE(t, l, r)
#define KUNIT_EXPECT_NULL(t, p)			KUNIT_EXPECT_TRUE(t, !(p))
#define KUNIT_EXPECT_NOT_NULL(t, p)		KUNIT_EXPECT_TRUE(t, !!(p))
#define KUNIT_EXPECT_STREQ(t, l, r)		KUNIT_EXPECT_TRUE(t, !strcmp(l, r))
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(t, p)	KUNIT_EXPECT_FALSE(t, IS_ERR_OR_NULL(p))

#define KUNIT_ASSERT_TRUE_MSG(t, c, ...)	__kunit_check(t, true, c, #c, __VA_ARGS__)
#define KUNIT_ASSERT_FALSE_MSG(t, c, ...)	__kunit_check(t, true, !(c), "!" #c, __VA_ARGS__)
#define KUNIT_ASSERT_EQ_MSG(t, l, r, ...)	__kunit_binary(t, true, l, ==, r, __VA_ARGS__)
#define KUNIT_ASSERT_NE_MSG(t, l, r, ...)	__kunit_binary(t, true, l, !=, r, __VA_ARGS__)
#define KUNIT_ASSERT_LT_MSG(t, l, r, ...)	__kunit_binary(t, true, l, <, r, __VA_ARGS__)
#define KUNIT_ASSERT_LE_MSG(t, l, r, ...)	__kunit_binary(t, true, l, <=, r, __VA_ARGS__)
#define KUNIT_ASSERT_GT_MSG(t, l, r, ...)	__kunit_binary(t, true, l, >, r, __VA_ARGS__)
#define KUNIT_ASSERT_GE_MSG(t, l, r, ...)	__kunit_binary(t, true, l, >=, r, __VA_ARGS__)
#define KUNIT_ASSERT_TRUE(t, c)			KUNIT_ASSERT_TRUE_MSG(t, c, "")
#define KUNIT_ASSERT_FALSE(t, c)		KUNIT_ASSERT_FALSE_MSG(t, c, "")
#define KUNIT_ASSERT_EQ(t, l, r)		KUNIT_ASSERT_EQ_MSG(t, l, r, "")
#define KUNIT_ASSERT_NE(t, l, r)		KUNIT_ASSERT_NE_MSG(t, l, r, "")
#define KUNIT_ASSERT_PTR_EQ(t, l, r)		KUNIT_ASSERT_EQ(t, l, r)
#define KUNIT_ASSERT_PTR_NE(t, l, r)		KUNIT_ASSERT_NE(t, l, r)
#define KUNIT_ASSERT_NULL(t, p)			KUNIT_ASSERT_TRUE(t, !(p))
#define KUNIT_ASSERT_NOT_NULL(t, p)		KUNIT_ASSERT_TRUE(t, !!(p))
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(t, p)	KUNIT_ASSERT_FALSE(t, IS_ERR_OR_NULL(p))

#endif
