# SPDX-License-Identifier: GPL-2.0-or-later
# The data structures of this floor order by their own atomics, and what their users leave
# unlocked is a race of their users: unlike the primitives, these are for sanitizers to see.
set_source_files_properties(
	${CMAKE_SOURCE_DIR}/sim/kernel/barrier.c
	${CMAKE_SOURCE_DIR}/sim/kernel/bitmap.c
	${CMAKE_SOURCE_DIR}/sim/kernel/find_bit.c
	${CMAKE_SOURCE_DIR}/sim/kernel/ida.c
	${CMAKE_SOURCE_DIR}/sim/kernel/idr.c
	${CMAKE_SOURCE_DIR}/sim/kernel/interval_tree.c
	${CMAKE_SOURCE_DIR}/sim/kernel/list_sort.c
	${CMAKE_SOURCE_DIR}/sim/kernel/llist.c
	${CMAKE_SOURCE_DIR}/sim/kernel/rbtree.c
	${CMAKE_SOURCE_DIR}/sim/kernel/refcount.c
	${CMAKE_SOURCE_DIR}/sim/kernel/sort.c
	${CMAKE_SOURCE_DIR}/sim/kernel/string.c
	${CMAKE_SOURCE_DIR}/sim/kernel/xarray.c
	${CMAKE_SOURCE_DIR}/sim/kernel/xarray_tree.c
	PROPERTIES COMPILE_OPTIONS "${KSIM_SEEN_OPTIONS}")

# The validator touches a lock's map and else only its own memory, on every lock and unlock.
# That the lock is alive has been asked before (hook_alive()).
if(KSIM_SANITIZE STREQUAL "address")
	set_source_files_properties(
		${CMAKE_SOURCE_DIR}/sim/kernel/lockdep_class.c
		${CMAKE_SOURCE_DIR}/sim/kernel/lockdep_graph.c
		${CMAKE_SOURCE_DIR}/sim/kernel/lockdep_held.c
		${CMAKE_SOURCE_DIR}/sim/kernel/lockdep_usage.c
		PROPERTIES COMPILE_OPTIONS -fno-sanitize=address,undefined)
endif()
