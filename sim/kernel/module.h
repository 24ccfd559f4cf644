/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * module.h - loading and unloading modules by name
 */
#ifndef KERNEL_MODULE_H
#define KERNEL_MODULE_H

/*
 * Run the module's init. 0 if it is loaded already; -ENOENT, what init returned, or -ERESTARTSYS
 * for a signal while somebody else loads or unloads it.
 */
int module_load(const char *name);

/* The same with options, "name=value ..."; one that is loaded keeps those that it has. */
int module_load_with(const char *name, const char *options);

/*
 * Run its exit. -ENOENT if not loaded, -EWOULDBLOCK while it is used, -EBUSY if it has
 * no exit.
 */
int module_unload(const char *name);

/* Unload whatever is not used, until no more can go. */
void module_unload_all(void);

/* Names of all modules of the program, in link order; NULL past the last. */
const char *module_name_at(unsigned int index);

/* Initcalls of everything built in, and their opposite. Around a world. */
int boot_initcalls(void);
void shutdown_exitcalls(void);

#endif
