/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, which linux/atomic.h includes once for each width */

/*
 * One family of operations, of the name __ATOMIC_NAME on an __ATOMIC_STRUCT that holds an
 * __ATOMIC_TYPE. Arithmetic wraps: it is done in unsigned.
 */
#ifdef __ATOMIC_NAME

#define __AOP(op)		__PASTE(__PASTE(__ATOMIC_NAME, _), op)
#define __AFN			static __always_inline

__AFN __ATOMIC_TYPE __AOP(read)(const __ATOMIC_STRUCT *v)
{
	atomic_point(v, 0);
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
}

__AFN __ATOMIC_TYPE __AOP(read_acquire)(const __ATOMIC_STRUCT *v)
{
	atomic_point(v, 0);
	return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);
}

__AFN void __AOP(set)(__ATOMIC_STRUCT *v, __ATOMIC_TYPE i)
{
	atomic_point(v, 1);
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);
}

__AFN void __AOP(set_release)(__ATOMIC_STRUCT *v, __ATOMIC_TYPE i)
{
	atomic_point(v, 1);
	__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);
}

/* add: the form without a value; fetch_add: the value before; add_return: the one after. */
#define __AOP_VOID(op, builtin)							\
__AFN void __AOP(op)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)			\
{										\
	atomic_point(v, 1);							\
	builtin(&v->counter, i, __ATOMIC_RELAXED);				\
}
#define __AOP_VALUE(op, builtin, order)						\
__AFN __ATOMIC_TYPE __AOP(op)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)		\
{										\
	atomic_point(v, 1);							\
	return builtin(&v->counter, i, order);					\
}
#define __AOP_ORDERS(op, builtin)						\
	__AOP_VALUE(op, builtin, __ATOMIC_SEQ_CST)				\
	__AOP_VALUE(op##_acquire, builtin, __ATOMIC_ACQUIRE)			\
	__AOP_VALUE(op##_release, builtin, __ATOMIC_RELEASE)			\
	__AOP_VALUE(op##_relaxed, builtin, __ATOMIC_RELAXED)

__AFN void __AOP(add)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)
{
	atomic_point(v, 1);
	atomic_counted(v, __atomic_fetch_add(&v->counter, i, __ATOMIC_RELAXED), i);
}

__AFN void __AOP(sub)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)
{
	atomic_point(v, 1);
	atomic_counted(v, __atomic_fetch_sub(&v->counter, i, __ATOMIC_RELAXED), -i);
}

__AOP_VOID(and, __atomic_fetch_and)
__AOP_VOID(or, __atomic_fetch_or)
__AOP_VOID(xor, __atomic_fetch_xor)
__AOP_ORDERS(fetch_add, __atomic_fetch_add)
__AOP_ORDERS(fetch_sub, __atomic_fetch_sub)
__AOP_ORDERS(fetch_and, __atomic_fetch_and)
__AOP_ORDERS(fetch_or, __atomic_fetch_or)
__AOP_ORDERS(fetch_xor, __atomic_fetch_xor)
__AOP_ORDERS(add_return, __atomic_add_fetch)
__AOP_ORDERS(sub_return, __atomic_sub_fetch)

__AFN void __AOP(andnot)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)
{
	__AOP(and)(~i, v);
}

#define __AOP_DERIVED(order)							\
__AFN __ATOMIC_TYPE __AOP(fetch_andnot##order)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)	\
{										\
	return __AOP(fetch_and##order)(~i, v);					\
}										\
__AFN __ATOMIC_TYPE __AOP(fetch_inc##order)(__ATOMIC_STRUCT *v)			\
{										\
	return __AOP(fetch_add##order)(1, v);					\
}										\
__AFN __ATOMIC_TYPE __AOP(fetch_dec##order)(__ATOMIC_STRUCT *v)			\
{										\
	return __AOP(fetch_sub##order)(1, v);					\
}										\
__AFN __ATOMIC_TYPE __AOP(inc_return##order)(__ATOMIC_STRUCT *v)		\
{										\
	return __AOP(add_return##order)(1, v);					\
}										\
__AFN __ATOMIC_TYPE __AOP(dec_return##order)(__ATOMIC_STRUCT *v)		\
{										\
	return __AOP(sub_return##order)(1, v);					\
}										\
__AFN bool __AOP(add_negative##order)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)	\
{										\
	return __AOP(add_return##order)(i, v) < 0;				\
}										\
__AFN __ATOMIC_TYPE __AOP(xchg##order)(__ATOMIC_STRUCT *v, __ATOMIC_TYPE new)	\
{										\
	return xchg##order(&v->counter, new);					\
}										\
__AFN __ATOMIC_TYPE __AOP(cmpxchg##order)(__ATOMIC_STRUCT *v, __ATOMIC_TYPE old,	\
					  __ATOMIC_TYPE new)			\
{										\
	return cmpxchg##order(&v->counter, old, new);				\
}										\
__AFN bool __AOP(try_cmpxchg##order)(__ATOMIC_STRUCT *v, __ATOMIC_TYPE *old,	\
				     __ATOMIC_TYPE new)				\
{										\
	typeof(v->counter) seen = *old;					\
										\
	atomic_point(v, 1);							\
	if (__atomic_compare_exchange_n(&v->counter, &seen, new, false,		\
					__ATOMIC_CMPXCHG##order, __ATOMIC_RELAXED))	\
		return true;							\
	*old = seen;								\
	return false;								\
}

#define __ATOMIC_CMPXCHG		__ATOMIC_SEQ_CST
#define __ATOMIC_CMPXCHG_acquire	__ATOMIC_ACQUIRE
#define __ATOMIC_CMPXCHG_release	__ATOMIC_RELEASE
#define __ATOMIC_CMPXCHG_relaxed	__ATOMIC_RELAXED
__AOP_DERIVED()
__AOP_DERIVED(_acquire)
__AOP_DERIVED(_release)
__AOP_DERIVED(_relaxed)

__AFN void __AOP(inc)(__ATOMIC_STRUCT *v)
{
	__AOP(add)(1, v);
}

__AFN void __AOP(dec)(__ATOMIC_STRUCT *v)
{
	__AOP(sub)(1, v);
}

__AFN bool __AOP(sub_and_test)(__ATOMIC_TYPE i, __ATOMIC_STRUCT *v)
{
	__ATOMIC_TYPE left = __AOP(sub_return)(i, v);

	atomic_counted(v, left + i, -i);
	return !left;
}

__AFN bool __AOP(dec_and_test)(__ATOMIC_STRUCT *v)
{
	return __AOP(sub_and_test)(1, v);
}

__AFN bool __AOP(inc_and_test)(__ATOMIC_STRUCT *v)
{
	return __AOP(inc_return)(v) == 0;
}

/* Adds, unless the value is @u. The value before. */
__AFN __ATOMIC_TYPE __AOP(fetch_add_unless)(__ATOMIC_STRUCT *v, __ATOMIC_TYPE a,
					    __ATOMIC_TYPE u)
{
	typeof(v->counter) seen;

	atomic_point(v, 1);
	seen = __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
	do {
		if (seen == u)
			break;
	} while (!__atomic_compare_exchange_n(&v->counter, &seen,
					      (typeof(seen))((unsigned long)seen + a), false,
					      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	if (!u)
		atomic_counted(v, seen, a);
	return seen;
}

__AFN bool __AOP(add_unless)(__ATOMIC_STRUCT *v, __ATOMIC_TYPE a, __ATOMIC_TYPE u)
{
	return __AOP(fetch_add_unless)(v, a, u) != u;
}

__AFN bool __AOP(inc_not_zero)(__ATOMIC_STRUCT *v)
{
	return __AOP(add_unless)(v, 1, 0);
}

__AFN bool __AOP(inc_unless_negative)(__ATOMIC_STRUCT *v)
{
	__ATOMIC_TYPE seen = __AOP(read)(v);

	do {
		if (seen < 0)
			return false;
	} while (!__AOP(try_cmpxchg)(v, &seen, seen + 1));
	return true;
}

__AFN bool __AOP(dec_unless_positive)(__ATOMIC_STRUCT *v)
{
	__ATOMIC_TYPE seen = __AOP(read)(v);

	do {
		if (seen > 0)
			return false;
	} while (!__AOP(try_cmpxchg)(v, &seen, seen - 1));
	return true;
}

/* Takes one off if the result is not negative. What the value became, or would have become. */
__AFN __ATOMIC_TYPE __AOP(dec_if_positive)(__ATOMIC_STRUCT *v)
{
	__ATOMIC_TYPE seen = __AOP(read)(v);

	do {
		if (seen <= 0)
			break;
	} while (!__AOP(try_cmpxchg)(v, &seen, seen - 1));
	return seen - 1;
}

#undef __ATOMIC_CMPXCHG
#undef __ATOMIC_CMPXCHG_acquire
#undef __ATOMIC_CMPXCHG_release
#undef __ATOMIC_CMPXCHG_relaxed
#undef __AOP
#undef __AFN
#undef __AOP_VOID
#undef __AOP_VALUE
#undef __AOP_ORDERS
#undef __AOP_DERIVED
#undef __ATOMIC_NAME
#undef __ATOMIC_TYPE
#undef __ATOMIC_STRUCT

#endif
