# SPDX-License-Identifier: GPL-2.0-or-later
# Each fuzz/targets/NAME.c is one target, fuzz_NAME. fuzz/support/ is linked into each,
# and the engine: libFuzzer in the fuzz preset, whatever LIB_FUZZING_ENGINE names if it
# is set, else standalone.c, which runs files and makes random programs.
file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/targets/*.c)
file(GLOB fuzz_support CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/support/*.c)
file(GLOB fuzz_canary CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/canary/*.c)

if(DEFINED ENV{LIB_FUZZING_ENGINE})
	set(KSIM_FUZZ_ENGINE $ENV{LIB_FUZZING_ENGINE} CACHE STRING "what has main()")
elseif(KSIM_FUZZ)
	set(KSIM_FUZZ_ENGINE -fsanitize=fuzzer CACHE STRING "what has main()")
endif()

# Programs of the host, uninstrumented: what mutates is not what is to be covered.
add_library(ksim_fuzz STATIC ${fuzz_support})
target_include_directories(ksim_fuzz PRIVATE ${CMAKE_SOURCE_DIR}/fuzz
	${CMAKE_SOURCE_DIR}/sim ${CMAKE_BINARY_DIR}/generated)
add_dependencies(ksim_fuzz ksim_source_id)

function(ksim_fuzz_target name)
	add_executable(fuzz_${name} ${ARGN})
	ksim_link(fuzz_${name} scenario)
	target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/fuzz)
	target_link_libraries(fuzz_${name} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,ksim_fuzz>")
	if(KSIM_FUZZ_ENGINE)
		target_link_libraries(fuzz_${name} PRIVATE ${KSIM_FUZZ_ENGINE})
	else()
		target_sources(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/fuzz/standalone.c)
		add_test(NAME fuzz_${name}
			COMMAND ${CMAKE_SOURCE_DIR}/fuzz/smoke.sh $<TARGET_FILE:fuzz_${name}> 200)
		set_tests_properties(fuzz_${name} PROPERTIES
			ENVIRONMENT "${KSIM_TEST_ENV}" LABELS quick TIMEOUT 120)
	endif()
endfunction()

foreach(source IN LISTS fuzz_targets)
	cmake_path(GET source STEM name)
	ksim_fuzz_target(${name} ${source})
endforeach()
ksim_fuzz_target(canary ${fuzz_canary})

# ThreadSanitizer alone sees races; it does not see what has been freed twice.
set(canary_kinds ORDER WAIT UAF REF STATE LEAK ATOMIC LOCKUSE LIVE)
if(KSIM_SANITIZE STREQUAL "thread")
	set(canary_kinds RACE)
endif()
if(NOT KSIM_FUZZ_ENGINE)
	add_test(NAME fuzz_canaries COMMAND ${CMAKE_SOURCE_DIR}/fuzz/canary/check.sh
		$<TARGET_FILE:fuzz_canary> 16000 ${canary_kinds})
	set_tests_properties(fuzz_canaries PROPERTIES
		ENVIRONMENT "${KSIM_TEST_ENV}" LABELS quick TIMEOUT 300)
endif()

# What is said to be out of reach is still there.
add_test(NAME fuzz_unreachable COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/unreachable.py --names)
set_tests_properties(fuzz_unreachable PROPERTIES LABELS quick TIMEOUT 60)

add_executable(fuzz_corpus ${CMAKE_SOURCE_DIR}/fuzz/corpus.c)
ksim_link(fuzz_corpus scenario)
set_target_properties(fuzz_corpus PROPERTIES INCLUDE_DIRECTORIES ${CMAKE_SOURCE_DIR}/sim)

# What the targets share is tested as any floor is; the canaries are there, too.
if(TARGET test_fuzz)
	target_sources(test_fuzz PRIVATE ${CMAKE_SOURCE_DIR}/fuzz/canary/canary.c)
	target_include_directories(test_fuzz PRIVATE ${CMAKE_SOURCE_DIR}/fuzz)
	target_link_libraries(test_fuzz PRIVATE ksim_fuzz)
endif()
