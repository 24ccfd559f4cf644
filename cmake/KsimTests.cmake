# SPDX-License-Identifier: GPL-2.0-or-later
# tests/DIR/*.c are one Criterion program, test_DIR; files named *_slow.c go to
# test_DIR_slow, labelled slow. tests/support/ is linked into each of them.
pkg_check_modules(CRITERION IMPORTED_TARGET criterion)
if(NOT CRITERION_FOUND)
	message(STATUS "Criterion not found: tests are left out")
	return()
endif()

# atexit_sleep_ms: TSan otherwise waits a second for parked threads in each test.
# die_after_fork: Criterion runs a thread in each test, and tests fork.
# halt_on_error: off, since tests/support/races.c ends tests that race unannounced.
set(KSIM_TEST_ENV
	"TSAN_OPTIONS=atexit_sleep_ms=0:halt_on_error=0:die_after_fork=0:history_size=4"
	"ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0:abort_on_error=1"
	"UBSAN_OPTIONS=print_stacktrace=1:abort_on_error=1"
	"LLVM_PROFILE_FILE=${CMAKE_BINARY_DIR}/profile/%4m.profraw")

# Stacks in reports have names. Debian's path to the symbolizer is on nobody's PATH.
if(KSIM_SANITIZE)
	execute_process(COMMAND ${CMAKE_C_COMPILER} -print-prog-name=llvm-symbolizer
		OUTPUT_VARIABLE symbolizer OUTPUT_STRIP_TRAILING_WHITESPACE)
	list(TRANSFORM KSIM_TEST_ENV APPEND ":external_symbolizer_path=${symbolizer}"
		REGEX "SAN_OPTIONS")
endif()

set(KSIM_TEST_RESULTS ${CMAKE_BINARY_DIR}/results)
file(MAKE_DIRECTORY ${KSIM_TEST_RESULTS})
file(GLOB KSIM_TEST_SUPPORT CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/*.c)
# It is called while a report is being made: code that ThreadSanitizer follows may stop there
# for good, in wait of the report's end.
if(KSIM_SANITIZE STREQUAL "thread")
	set_source_files_properties(${CMAKE_SOURCE_DIR}/tests/support/races.c
		PROPERTIES COMPILE_OPTIONS -fno-sanitize=thread)
endif()

function(ksim_test_program name floor label)
	add_executable(${name} ${ARGN} ${KSIM_TEST_SUPPORT})
	ksim_link(${name} ${floor})
	target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
	target_link_libraries(${name} PRIVATE PkgConfig::CRITERION m)
	add_test(NAME ${name}
		COMMAND ${name} -j2 --xml=${KSIM_TEST_RESULTS}/${name}.xml
		WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
	set_tests_properties(${name} PROPERTIES
		ENVIRONMENT "${KSIM_TEST_ENV}" PROCESSORS 2 LABELS ${label} TIMEOUT 600)
endfunction()

# The context switch by itself, as each machine has it.
foreach(which native portable aarch64 aarch64-portable)
	add_test(NAME switch_${which} COMMAND ${CMAKE_SOURCE_DIR}/tests/exec/switch/run.sh
		${which} ${CMAKE_C_COMPILER} ${CMAKE_BINARY_DIR}/switch)
	set_tests_properties(switch_${which} PROPERTIES
		LABELS quick SKIP_RETURN_CODE 77 TIMEOUT 120)
endforeach()

# The golden client is a program of the machine's user: what it does to its own memory
# is not the kernel's race.
if(KSIM_SANITIZE STREQUAL "thread")
	set_source_files_properties(${CMAKE_SOURCE_DIR}/tests/golden/vop_ksim.c
		PROPERTIES COMPILE_OPTIONS -fno-sanitize=thread)
endif()

file(GLOB test_dirs CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/tests/*)
if(KSIM_HOST)
	# What files of another tree can change.
	list(TRANSFORM KSIM_HOST_TEST_DIRS PREPEND ${CMAKE_SOURCE_DIR}/tests/
		OUTPUT_VARIABLE test_dirs)
endif()
foreach(dir IN LISTS test_dirs)
	cmake_path(GET dir FILENAME name)
	if(NOT IS_DIRECTORY ${dir} OR name STREQUAL "support")
		continue()
	endif()
	# A floor's tests see that floor; tests of no one floor (classics, cli) see all.
	set(floor scenario)
	if(TARGET ksim_${name})
		set(floor ${name})
	endif()
	file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.c)
	set(slow ${sources})
	list(FILTER slow INCLUDE REGEX "_slow\\.c$")
	list(FILTER sources EXCLUDE REGEX "_slow\\.c$")
	set(label quick)
	if(name STREQUAL "classics")	# trials by the hundred
		set(label slow)
	endif()
	if(sources)
		ksim_test_program(test_${name} ${floor} ${label} ${sources})
	endif()
	if(slow)
		ksim_test_program(test_${name}_slow ${floor} slow ${slow})
	endif()
endforeach()
