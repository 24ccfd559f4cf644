// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sort.c - heap sort
 *
 * No recursion and no memory of its own, and never worse than n log n.
 */
#include <linux/sort.h>

#include <linux/export.h>
#include <linux/minmax.h>

struct sorting {
	char		*base;
	size_t		size;
	cmp_r_func_t	cmp;
	swap_r_func_t	swap_func;
	const void	*priv;
};

static void *element(const struct sorting *s, size_t index)
{
	return s->base + index * s->size;
}

static void exchange(const struct sorting *s, size_t a, size_t b)
{
	char *x = element(s, a), *y = element(s, b);

	if (s->swap_func) {
		s->swap_func(x, y, s->size, s->priv);
		return;
	}
	for (size_t i = 0; i < s->size; i++)
		swap(x[i], y[i]);
}

/* The element at @root goes down to where no child is greater. */
static void sift_down(const struct sorting *s, size_t root, size_t num)
{
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= num)
			return;
		if (child + 1 < num &&
		    s->cmp(element(s, child), element(s, child + 1), s->priv) < 0)
			child++;
		if (s->cmp(element(s, root), element(s, child), s->priv) >= 0)
			return;
		exchange(s, root, child);
		root = child;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_r_func_t swap_func,
	    const void *priv)
{
	struct sorting s = {
		.base = base, .size = size, .cmp = cmp_func, .swap_func = swap_func, .priv = priv,
	};

	for (size_t root = num / 2; root-- > 0;)
		sift_down(&s, root, num);
	while (num > 1) {
		exchange(&s, 0, --num);
		sift_down(&s, 0, num);
	}
}
EXPORT_SYMBOL(sort_r);

/* What sort() was given, as the private data of sort_r(). */
struct plain_functions {
	cmp_func_t	cmp;
	swap_func_t	swap_func;
};

static int plain_cmp(const void *a, const void *b, const void *priv)
{
	return ((const struct plain_functions *)priv)->cmp(a, b);
}

static void plain_swap(void *a, void *b, int size, const void *priv)
{
	((const struct plain_functions *)priv)->swap_func(a, b, size);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func)
{
	const struct plain_functions plain = { .cmp = cmp_func, .swap_func = swap_func };

	sort_r(base, num, size, plain_cmp, swap_func ? plain_swap : NULL, &plain);
}
EXPORT_SYMBOL(sort);
