# SPDX-License-Identifier: GPL-2.0-or-later
# Checkers of sources, and what takes longer: tests of the release preset only.
if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang" OR KSIM_SANITIZE OR KSIM_FUZZ OR KSIM_COV OR KSIM_BENCH)
	return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(tools ${CMAKE_SOURCE_DIR}/tools)

add_test(NAME includes COMMAND ${Python3_EXECUTABLE} ${tools}/check.py includes)
add_test(NAME tidy COMMAND ${Python3_EXECUTABLE} ${tools}/check.py tidy)
add_test(NAME promises COMMAND ${Python3_EXECUTABLE} ${tools}/check.py promises)
set_tests_properties(promises PROPERTIES LABELS slow)
add_test(NAME replays COMMAND ${Python3_EXECUTABLE} ${tools}/replays.py 12 --seed 7 --shrink 3
	--patience 20 --build ${CMAKE_BINARY_DIR})
set_tests_properties(replays PROPERTIES LABELS slow)
# What each scenario says is found under which variant. The main job, `./dev run`, is the same.
add_test(NAME scenarios COMMAND ksim hunt --quiet --jobs 2
	--out ${CMAKE_BINARY_DIR}/results/hunt scenarios
	WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(scenarios PROPERTIES LABELS slow PROCESSORS 2 TIMEOUT 600
	ENVIRONMENT "${KSIM_TEST_ENV}")
add_test(NAME tools COMMAND ${Python3_EXECUTABLE} ${tools}/tests/run.py
	${CMAKE_BINARY_DIR}/results/tools.xml)

# Headers stand alone: each is compiled as the only include of a file.
function(ksim_headers_alone target)
	cmake_parse_arguments(arg "" "BASE" "INCLUDE;HEADERS" ${ARGN})
	set(sources "")
	foreach(header IN LISTS arg_HEADERS)
		# Parts of another header say so themselves, as in the kernel.
		file(STRINGS ${header} refusal REGEX "#[ \t]*error .*include" LIMIT_COUNT 1)
		if(refusal)
			continue()
		endif()
		cmake_path(RELATIVE_PATH header BASE_DIRECTORY ${arg_BASE} OUTPUT_VARIABLE name)
		string(MAKE_C_IDENTIFIER ${name} stem)
		set(source ${CMAKE_BINARY_DIR}/headers/${target}/${stem}.c)
		file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@name@\"\n" @ONLY)
		list(APPEND sources ${source})
	endforeach()
	if(sources)
		add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
		target_include_directories(${target} PRIVATE ${arg_INCLUDE})
		target_compile_options(${target} PRIVATE -g0 -Wno-unused)
		set(KSIM_HEADERS_ALONE ${KSIM_HEADERS_ALONE} ${target} PARENT_SCOPE)
	endif()
endfunction()

set(KSIM_HEADERS_ALONE "")
set(include ${CMAKE_SOURCE_DIR}/include)
set(sim ${CMAKE_SOURCE_DIR}/sim)
file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${include}/*.h)
ksim_headers_alone(headers_named BASE ${include} INCLUDE ${sim} ${include} ${include}/uapi
	HEADERS ${headers})
file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${sim}/*.h)
set(exec_headers ${headers})
list(FILTER headers EXCLUDE REGEX "^${sim}/exec/")
list(FILTER exec_headers INCLUDE REGEX "^${sim}/exec/")
ksim_headers_alone(headers_sim BASE ${sim} INCLUDE ${sim} ${include} ${include}/uapi
	HEADERS ${headers})
ksim_headers_alone(headers_exec BASE ${sim} INCLUDE ${sim} HEADERS ${exec_headers})

if(KSIM_HEADERS_ALONE)
	add_test(NAME headers_alone COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR}
		--target ${KSIM_HEADERS_ALONE} -- -k 0)
	set_tests_properties(headers_alone PROPERTIES PROCESSORS 2 LABELS quick)
endif()
