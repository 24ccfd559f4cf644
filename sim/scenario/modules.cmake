# SPDX-License-Identifier: GPL-2.0-or-later
# Policies are the scheduler's, though they live up here: every task calls them at its
# points, one at a time, which ThreadSanitizer is not told.
if(KSIM_SANITIZE STREQUAL "thread")
	set_source_files_properties(
		${CMAKE_SOURCE_DIR}/sim/scenario/focus.c
		${CMAKE_SOURCE_DIR}/sim/scenario/plan.c
		PROPERTIES COMPILE_OPTIONS -fno-sanitize=thread)
endif()
