/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_INIT_H
#define _KSIM_LINUX_INIT_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

/* There is no init memory to free: the marks only document. */
#define __init
#define __initdata
#define __initconst
#define __initdata_memblock
#define __exit
#define __exitdata
#define __exit_p(x)		x
#define __exit_call		__used
#define __ref
#define __refdata
#define __refconst
#define __devinit
#define __devexit
#define __meminit
#define __meminitdata
#define __ro_after_init

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

/*
 * Initcalls are listed in a section of their own and run by do_initcalls(), lowest level first,
 * within a level in the order of the link.
 */
struct initcall {
	initcall_t	fn;
	const char	*name;
	unsigned int	level;
};

struct exitcall {
	exitcall_t	fn;
	const char	*name;
	unsigned int	level;
};

/* A module has one, which runs when it is loaded, whatever its level would be if built in. */
#ifdef KBUILD_MODNAME_ID
#define __define_initcall(fn, id)	module_init(fn)
#else
#define __define_initcall(fn, id)						\
	static const struct initcall __PASTE(__initcall_, fn)			\
		__used __section("ksim_initcalls")				\
		__aligned(__alignof__(struct initcall)) = { fn, #fn, id };
#endif

#define early_initcall(fn)	__define_initcall(fn, 0)
#define pure_initcall(fn)	__define_initcall(fn, 10)
#define core_initcall(fn)	__define_initcall(fn, 20)
#define core_initcall_sync(fn)	__define_initcall(fn, 25)
#define postcore_initcall(fn)	__define_initcall(fn, 30)
#define postcore_initcall_sync(fn)	__define_initcall(fn, 35)
#define arch_initcall(fn)	__define_initcall(fn, 40)
#define arch_initcall_sync(fn)	__define_initcall(fn, 45)
#define subsys_initcall(fn)	__define_initcall(fn, 50)
#define subsys_initcall_sync(fn)	__define_initcall(fn, 55)
#define fs_initcall(fn)		__define_initcall(fn, 60)
#define fs_initcall_sync(fn)	__define_initcall(fn, 64)
#define rootfs_initcall(fn)	__define_initcall(fn, 65)
#define device_initcall(fn)	__define_initcall(fn, 70)
#define device_initcall_sync(fn)	__define_initcall(fn, 75)
#define late_initcall(fn)	__define_initcall(fn, 80)
#define late_initcall_sync(fn)	__define_initcall(fn, 85)
#define __initcall(fn)		device_initcall(fn)
/* Run in reverse when the world goes, each only if its file's initcalls ran. */
#define __exitcall(fn)								\
	static const struct exitcall __PASTE(__exitcall_, fn)			\
		__used __section("ksim_exitcalls")				\
		__aligned(__alignof__(struct exitcall)) = { fn, #fn, 50 }
/* The same at the level of the initcall that it undoes: subsystems go after drivers. */
#define __exitcall_level(fn, id)						\
	static const struct exitcall __PASTE(__exitcall_, fn)			\
		__used __section("ksim_exitcalls")				\
		__aligned(__alignof__(struct exitcall)) = { fn, #fn, id };

/* Runs every initcall; stops at the first that fails and returns its error. */
int do_initcalls(void);
void do_exitcalls(void);

/* Kernel command line: there is none. */
#define __setup(str, fn)	static int (*__PASTE(__setup_, fn))(char *) __maybe_unused = fn
#define early_param(str, fn)	static int (*__PASTE(__early_, fn))(char *) __maybe_unused = fn

#endif
