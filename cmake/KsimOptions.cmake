# SPDX-License-Identifier: GPL-2.0-or-later
# What a preset can switch, and the flags that every file gets.
set(KSIM_SANITIZE "" CACHE STRING "empty, address (with undefined) or thread")
option(KSIM_FUZZ "Instrument for coverage-guided fuzzing, link libFuzzer" OFF)
option(KSIM_COV "Measure source coverage" OFF)
option(KSIM_BENCH "Compile hooks and checkers out, to measure the bare primitives" OFF)

find_program(KSIM_CCACHE ccache)
if(KSIM_CCACHE)
	# Paths are hashed relative to the top: checkouts of the same source share objects.
	set(launcher env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${KSIM_CCACHE})
	set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
	set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

set(CMAKE_C_FLAGS_RELEASE "-O2 -g")
set(CMAKE_C_FLAGS_DEBUG "-Og -g3")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g3")

cmake_path(RELATIVE_PATH CMAKE_SOURCE_DIR BASE_DIRECTORY ${CMAKE_BINARY_DIR}
	OUTPUT_VARIABLE top_from_build)
add_compile_definitions(_GNU_SOURCE)
add_compile_options(
	-Wall -Wextra -Werror -Wvla
	# Kernel code compares int with size_t, ignores arguments of callbacks, fills
	# structs in part, and overrides ranges of an initialiser: all on purpose.
	-Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
	$<$<COMPILE_LANGUAGE:C>:-Wno-pointer-sign>
	$<$<COMPILE_LANGUAGE:C>:-Wno-override-init>
	$<$<COMPILE_LANG_AND_ID:C,Clang>:-Wno-initializer-overrides>
	# An ioctl with a tail: the head with its flexible array, then room for the tail.
	$<$<COMPILE_LANG_AND_ID:C,Clang>:-Wno-gnu-variable-sized-type-not-at-end>
	# GCC 12 sees these where clang and a reader see none; Linux turns the first off too.
	$<$<COMPILE_LANG_AND_ID:C,GNU>:-Wno-maybe-uninitialized>
	$<$<COMPILE_LANG_AND_ID:C,GNU>:-Wno-string-compare>
	# Reports and transcripts are cut on purpose where a field ends.
	$<$<COMPILE_LANG_AND_ID:C,GNU>:-Wno-format-truncation>
	# The kernel's macros ask of any type whether it is below zero.
	$<$<COMPILE_LANG_AND_ID:C,GNU>:-Wno-type-limits>
	# Functions that are alike stay apart: reports name the one that was called.
	$<$<COMPILE_LANG_AND_ID:C,GNU>:-fno-ipa-icf>
	# Nor does a piece of a function become one: stacks are as the source has them.
	$<$<COMPILE_LANG_AND_ID:C,GNU>:-fno-partial-inlining>
	# GCC: low addresses are objects too (tests touch them, hardware models may).
	$<$<COMPILE_LANG_AND_ID:C,GNU>:--param=min-pagesize=0>
	# The kernel's C: char is unsigned, integers wrap, pointers are not typed memory,
	# and a check for NULL after a dereference stays.
	-funsigned-char -fno-strict-overflow -fno-strict-aliasing
	-fno-delete-null-pointer-checks
	-fno-omit-frame-pointer -fno-optimize-sibling-calls
	# libdw finds a line only through this table, which gcc writes unasked; and neither
	# it nor valgrind understands what clang numbers from 0 in version 5.
	$<$<COMPILE_LANG_AND_ID:C,Clang>:-gdwarf-aranges>
	$<$<COMPILE_LANG_AND_ID:C,Clang>:-gdwarf-4>
	# Sources are named relative to the top, so that traces and reports of two
	# checkouts are the same text. ccache passes them relative to the build folder.
	-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
	-ffile-prefix-map=${top_from_build}/=
	-ffile-prefix-map=${CMAKE_BINARY_DIR}=.)

# Thirty programs with everything in them: most of a small change's time is linking.
add_link_options($<$<LINK_LANG_AND_ID:C,Clang>:-fuse-ld=lld-19>
	$<$<LINK_LANG_AND_ID:CXX,Clang>:-fuse-ld=lld-19>)

# Options for the files that sanitizers and fuzzers shall see: all but those of
# KSIM_UNSEEN_FLOORS.
set(KSIM_SEEN_OPTIONS "")
if(KSIM_SANITIZE STREQUAL "address")
	add_compile_definitions(KSIM_ASAN=1)
	add_compile_options(-fsanitize=address,undefined)
	# Kernel idiom: 1 << 31, and container_of() of what may be NULL or an ERR_PTR.
	# Function pointers: libc's loff_t and the kernel's are two types of one size.
	add_compile_options(-fno-sanitize=shift-base,pointer-overflow)
	# What NULL points at, the fault says, in the same words as in all builds.
	add_compile_options(-fno-sanitize=null)
	add_compile_options($<$<COMPILE_LANG_AND_ID:C,Clang>:-fno-sanitize=function>)
	add_link_options(-fsanitize=address,undefined)
elseif(KSIM_SANITIZE STREQUAL "thread")
	add_compile_definitions(KSIM_TSAN=1)
	list(APPEND KSIM_SEEN_OPTIONS -fsanitize=thread)
	add_link_options(-fsanitize=thread)
elseif(KSIM_SANITIZE)
	message(FATAL_ERROR "KSIM_SANITIZE is '${KSIM_SANITIZE}': want address or thread")
endif()
if(KSIM_FUZZ)
	add_compile_definitions(KSIM_FUZZ=1)
	# Compared values are of no use to a mutator that edits programs: edges are.
	list(APPEND KSIM_SEEN_OPTIONS -fsanitize=fuzzer-no-link
		-fno-sanitize-coverage=trace-cmp)
	add_link_options(-fsanitize=fuzzer-no-link)
endif()
if(KSIM_COV)
	add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
	add_link_options(-fprofile-instr-generate)
endif()
if(KSIM_BENCH)
	add_compile_definitions(KSIM_BENCH=1)
	add_compile_options($<$<COMPILE_LANG_AND_ID:C,Clang>:-flto=thin>)
endif()
