# SPDX-License-Identifier: GPL-2.0-or-later
# What a preset can switch, and the flags that every file gets.
set(KSIM_SANITIZE "" CACHE STRING "empty, address (with undefined) or thread")
option(KSIM_FUZZ "Build the libFuzzer targets" OFF)
option(KSIM_COV "Measure source coverage" OFF)
option(KSIM_BENCH "Compile hooks and checkers out, to measure the bare primitives" OFF)

find_program(KSIM_CCACHE ccache)
if(KSIM_CCACHE)
	set(CMAKE_C_COMPILER_LAUNCHER ${KSIM_CCACHE})
	set(CMAKE_CXX_COMPILER_LAUNCHER ${KSIM_CCACHE})
endif()

set(CMAKE_C_FLAGS_RELEASE "-O2 -g")
set(CMAKE_C_FLAGS_DEBUG "-Og -g3")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g3")

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
	-Wall -Wextra -Werror -Wvla
	# Kernel code compares int with size_t, ignores arguments of callbacks, fills
	# structs in part, and overrides ranges of an initialiser: all on purpose.
	-Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
	$<$<COMPILE_LANGUAGE:C>:-Wno-pointer-sign>
	$<$<COMPILE_LANGUAGE:C>:-Wno-override-init>
	$<$<COMPILE_LANG_AND_ID:C,Clang>:-Wno-initializer-overrides>
	-fno-omit-frame-pointer -fno-strict-aliasing
	# Sources are named relative to the top, so that traces and reports of two
	# checkouts are the same text.
	-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)

# Flags that every file gets, and those that skip the floors below the race
# detector's eye (exec, kernel): see KSIM_UNSEEN_OPTIONS in KsimFloors.
set(KSIM_SEEN_OPTIONS "")
if(KSIM_SANITIZE STREQUAL "address")
	add_compile_definitions(KSIM_ASAN=1)
	add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined)
	# Kernel idiom: container_of() of a list head, pointer arithmetic from NULL.
	add_compile_options(-fno-sanitize=alignment,shift-base,pointer-overflow)
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
	list(APPEND KSIM_SEEN_OPTIONS -fsanitize=fuzzer-no-link)
	add_link_options(-fsanitize=fuzzer-no-link)
endif()
if(KSIM_COV)
	add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
	add_link_options(-fprofile-instr-generate)
endif()
if(KSIM_BENCH)
	add_compile_definitions(KSIM_BENCH=1)
endif()
