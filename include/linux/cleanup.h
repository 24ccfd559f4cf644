/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_CLEANUP_H
#define _KSIM_LINUX_CLEANUP_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>

/*
 * What a scope owns, it gives back when it is left.
 *
 * DEFINE_FREE(name, type, free) makes __free(name) a mark for a variable: at the end of its scope
 * @free runs, in which the variable is called _T. no_free_ptr(p) and return_ptr(p) take the
 * pointer out first.
 */
#define DEFINE_FREE(_name, _type, _free)					\
	static inline void __free_##_name(void *p)				\
	{									\
		_type _T = *(_type *)p;						\
		_free;								\
	}
#define __free(_name)	__cleanup(__free_##_name)

#define __get_and_null(p, nullvalue)						\
	({									\
		__auto_type __cl_ptr = &(p);					\
		__auto_type __cl_val = *__cl_ptr;				\
		*__cl_ptr = nullvalue;						\
		__cl_val;							\
	})

static inline __must_check const volatile void *__must_check_fn(const volatile void *val)
{
	return val;
}

#define no_free_ptr(p)	\
	((typeof(p))__must_check_fn((__force const volatile void *)__get_and_null(p, NULL)))
#define return_ptr(p)	return no_free_ptr(p)
/* As no_free_ptr(), where the value has gone elsewhere already. */
#define retain_and_null_ptr(p)	((void)__get_and_null(p, NULL))

/*
 * DEFINE_CLASS(name, type, exit, init, args...) is the general form: CLASS(name, var)(args) is a
 * variable of @type that @init made and @exit will undo.
 */
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)			\
	typedef _type class_##_name##_t;					\
	static inline void class_##_name##_destructor(_type *p)			\
	{									\
		_type _T = *p;							\
		_exit;								\
	}									\
	static inline _type class_##_name##_constructor(_init_args)		\
	{									\
		_type t = _init;						\
		return t;							\
	}
#define EXTEND_CLASS(_name, ext, _init, _init_args...)				\
	typedef class_##_name##_t class_##_name##ext##_t;			\
	static inline void class_##_name##ext##_destructor(class_##_name##_t *p)	\
	{									\
		class_##_name##_destructor(p);					\
	}									\
	static inline class_##_name##_t class_##_name##ext##_constructor(_init_args)	\
	{									\
		class_##_name##_t t = _init;					\
		return t;							\
	}
#define CLASS(_name, var)							\
	class_##_name##_t var __cleanup(class_##_name##_destructor) =		\
		class_##_name##_constructor

/*
 * A guard is a class whose value is the lock. DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T),
 * mutex_unlock(_T)) gives guard(mutex)(&m) for the rest of the scope, scoped_guard(mutex, &m) for
 * the statement that follows. The _COND forms may fail to lock: then scoped_guard() skips its
 * statement and scoped_cond_guard() runs its second argument.
 */
#define DEFINE_GUARD(_name, _type, _lock, _unlock)				\
	DEFINE_CLASS(_name, _type, if (_T) { _unlock; }, ({ _lock; _T; }), _type _T)	\
	__DEFINE_GUARD_LOCK_PTR(_name, *_T)
#define __DEFINE_GUARD_LOCK_PTR(_name, _exp)					\
	static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T)	\
	{									\
		return (void *)(__force unsigned long)(_exp);			\
	}
#define DEFINE_GUARD_COND(_name, _ext, _condlock)				\
	EXTEND_CLASS(_name, _ext,						\
		     ({ void *_t = _T; if (_T && !(_condlock)) _t = NULL; _t; }),	\
		     class_##_name##_t _T)					\
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T)	\
	{									\
		return class_##_name##_lock_ptr(_T);				\
	}

#define __guard_ptr(_name)	class_##_name##_lock_ptr
#define guard(_name)		CLASS(_name, __UNIQUE_ID(guard))
#define __scoped_guard(_name, _done, args...)					\
	for (CLASS(_name, scope)(args), *_done = NULL;				\
	     __guard_ptr(_name)(&scope) && !_done; _done = (void *)1)
#define scoped_guard(_name, args...)	__scoped_guard(_name, __scope_done, args)
#define scoped_cond_guard(_name, _fail, args...)				\
	for (CLASS(_name, scope)(args), *__scope_done = NULL; !__scope_done;	\
	     __scope_done = (void *)1)						\
		if (!__guard_ptr(_name)(&scope))				\
			_fail;							\
		else

/*
 * A lock guard keeps its lock in a struct, beside what more it must remember (irq flags, an SRCU
 * index). _1 is for locks that one points at, _0 for those that have no object (RCU).
 */
#define __DEFINE_UNLOCK_GUARD(_name, _type, _unlock, ...)			\
	typedef struct {							\
		_type *lock;							\
		__VA_ARGS__;							\
	} class_##_name##_t;							\
	static inline void class_##_name##_destructor(class_##_name##_t *_T)	\
	{									\
		if (_T->lock) {							\
			_unlock;						\
		}								\
	}									\
	__DEFINE_GUARD_LOCK_PTR(_name, _T->lock)
#define __DEFINE_LOCK_GUARD_1(_name, _type, _lock)				\
	static inline class_##_name##_t class_##_name##_constructor(_type *l)	\
	{									\
		class_##_name##_t _t = { .lock = l }, *_T = &_t;		\
		_lock;								\
		return _t;							\
	}
#define __DEFINE_LOCK_GUARD_0(_name, _lock)					\
	static inline class_##_name##_t class_##_name##_constructor(void)	\
	{									\
		class_##_name##_t _t = { .lock = (void *)1 },			\
				  *_T __maybe_unused = &_t;			\
		_lock;								\
		return _t;							\
	}
#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)			\
	__DEFINE_UNLOCK_GUARD(_name, _type, _unlock, __VA_ARGS__)		\
	__DEFINE_LOCK_GUARD_1(_name, _type, _lock)
#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)				\
	__DEFINE_UNLOCK_GUARD(_name, void, _unlock, __VA_ARGS__)		\
	__DEFINE_LOCK_GUARD_0(_name, _lock)
#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)			\
	EXTEND_CLASS(_name, _ext,						\
		     ({ class_##_name##_t _t = { .lock = l }, *_T = &_t;	\
			if (_T->lock && !(_condlock)) _T->lock = NULL;		\
			_t; }),							\
		     typeof_member(class_##_name##_t, lock) l)			\
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T)	\
	{									\
		return class_##_name##_lock_ptr(_T);				\
	}

#endif
