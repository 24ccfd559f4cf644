# SPDX-License-Identifier: GPL-2.0-or-later
# Files of a real Linux tree in place of ours: -DKSIM_HOST=DIR, a tree that is only read.
# hosted/sets.cmake says which files, hosted/versions.cmake what differs between versions.
set(KSIM_HOST "" CACHE PATH "Linux tree whose files take the place of ours; empty: none")
set(KSIM_HOST_COMPARE "" CACHE FILEPATH "ksim_returns of a build that hosts nothing")
set(KSIM_HOST_NAME "linux" CACHE STRING "what that tree is called in reports and scenarios")

# What our own build is made of stays as it is: floors come through here unchanged.
set(KSIM_HOST_SETS "")
if(NOT KSIM_HOST)
	return()
endif()
if(NOT EXISTS ${KSIM_HOST}/Makefile OR NOT EXISTS ${KSIM_HOST}/kernel/notifier.c)
	message(FATAL_ERROR "KSIM_HOST: ${KSIM_HOST} is not a Linux tree")
endif()
file(STRINGS ${KSIM_HOST}/Makefile release REGEX "^(VERSION|PATCHLEVEL) = " LIMIT_COUNT 2)
string(REGEX REPLACE "[^0-9]*([0-9]+)" "\\1;" release "${release}")
list(GET release 0 version)
list(GET release 1 patchlevel)
math(EXPR KSIM_HOST_VERSION "${version} * 1000 + ${patchlevel}")
message(STATUS "Hosting files of Linux ${version}.${patchlevel} from ${KSIM_HOST}")

# ksim_hosted(NAME FLOOR floor [MODULE module] FILES ... REPLACES ... [KEEPS regex]
#	[SHIM ...])
# FILES, as far as the tree has them, take the place of REPLACES (patterns) in that floor,
# but for names that match KEEPS. SHIM: files of ours that go along.
macro(ksim_hosted name)
	if(NOT ${name} IN_LIST KSIM_HOST_OURS)
		list(APPEND KSIM_HOST_SETS ${name})
	endif()
	cmake_parse_arguments(KSIM_HOST_${name} "" "FLOOR;MODULE;KEEPS" "FILES;REPLACES;SHIM"
		${ARGN})
endmacro()
# ksim_hosted_test(MODULE FILES ...): one of the kernel's tests, in any of these places.
macro(ksim_hosted_test module)
	list(APPEND KSIM_HOST_TESTS ${module})
	cmake_parse_arguments(KSIM_HOST_${module} "" "" "FILES" ${ARGN})
endmacro()
include(${CMAKE_SOURCE_DIR}/hosted/sets.cmake)

# Headers that belong to hosted files come from their tree, too. Those that our own files
# include as well go through hosted/include/adapted/.
set(KSIM_HOST_HEADERS ${CMAKE_BINARY_DIR}/hosted)
foreach(header IN LISTS KSIM_HOST_FILE_HEADERS)
	if(EXISTS ${KSIM_HOST}/include/${header})
		file(CONFIGURE OUTPUT ${KSIM_HOST_HEADERS}/files/${header} @ONLY
			CONTENT "#include \"@KSIM_HOST@/include/@header@\"\n")
	endif()
endforeach()
foreach(header IN LISTS KSIM_HOST_OWN_HEADERS)
	file(CONFIGURE OUTPUT ${KSIM_HOST_HEADERS}/all/${header} @ONLY CONTENT
"#undef KSIM_HOST_VERSION
#define KSIM_HOST_VERSION @KSIM_HOST_VERSION@
#undef KSIM_HOST_HEADER
#define KSIM_HOST_HEADER \"@KSIM_HOST@/include/@header@\"
#include \"@CMAKE_SOURCE_DIR@/hosted/include/adapted/@header@\"
#undef KSIM_HOST_HEADER
")
endforeach()

file(CONFIGURE OUTPUT ${KSIM_HOST_HEADERS}/all/hosted/vfio_private.h @ONLY
	CONTENT "#include \"@KSIM_HOST@/drivers/vfio/vfio.h\"\n")

# A tree below the build's own folder is called by its path from there.
file(RELATIVE_PATH beside ${CMAKE_BINARY_DIR} ${KSIM_HOST})

# How every file of the tree is compiled. It does without what -Wextra finds.
set(KSIM_HOST_INCLUDE
	${CMAKE_SOURCE_DIR}/hosted/include
	${KSIM_HOST_HEADERS}/files ${KSIM_HOST_HEADERS}/all
	${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/include/uapi ${CMAKE_SOURCE_DIR}/sim)
set(KSIM_HOST_OPTIONS
	-Wno-extra -Wno-missing-prototypes -Wno-discarded-qualifiers
	$<$<COMPILE_LANG_AND_ID:C,Clang>:-Wno-unknown-warning-option>
	$<$<COMPILE_LANG_AND_ID:C,Clang>:-Wno-incompatible-pointer-types-discards-qualifiers>
	${KSIM_HOST_WARNINGS}
	-include hosted/prelude.h
	-ffile-prefix-map=${KSIM_HOST}/=${KSIM_HOST_NAME}/
	-ffile-prefix-map=${beside}/=${KSIM_HOST_NAME}/)

# Does @file define pr_fmt() before Linux' headers can, itself or by a header beside it?
function(ksim_host_own_pr_fmt file var)
	set(${var} FALSE PARENT_SCOPE)
	if(NOT EXISTS ${file})
		return()
	endif()
	cmake_path(GET file PARENT_PATH folder)
	file(STRINGS ${file} beside REGEX "^#include \"")
	list(TRANSFORM beside REPLACE "^#include \"([^\"]+)\".*" "${folder}/\\1")
	foreach(source IN LISTS beside ITEMS ${file})
		if(EXISTS ${source})
			file(STRINGS ${source} found REGEX "^#define pr_fmt" LIMIT_COUNT 1)
		endif()
		if(found)
			set(${var} TRUE PARENT_SCOPE)
		endif()
	endforeach()
endfunction()

function(ksim_host_properties module)
	set_source_files_properties(${ARGN} PROPERTIES
		INCLUDE_DIRECTORIES "${KSIM_HOST_INCLUDE}"
		COMPILE_OPTIONS "${KSIM_HOST_OPTIONS};${KSIM_SEEN_OPTIONS}"
		COMPILE_DEFINITIONS
		"__KERNEL__;KSIM_HOSTED_FILE;KSIM_HOST_VERSION=${KSIM_HOST_VERSION}")
	if(module)
		set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_DEFINITIONS
			"KBUILD_MODNAME_ID=${module};KBUILD_MODNAME=\"${module}\"")
	endif()
	foreach(file IN LISTS ARGN)
		ksim_host_own_pr_fmt(${file} own)
		if(own)
			set_property(SOURCE ${file} APPEND PROPERTY COMPILE_DEFINITIONS
				KSIM_HOSTED_PR_FMT)
		endif()
	endforeach()
endfunction()

# Our own files above the machine see the headers of what is hosted.
function(ksim_host_headers target)
	target_include_directories(${target} BEFORE PRIVATE ${KSIM_HOST_HEADERS}/all)
endfunction()

# Calls of hosted functions that files of ours stand before.
function(ksim_host_link target)
	foreach(symbol IN LISTS KSIM_HOST_WRAPS)
		target_link_options(${target} PRIVATE -Wl,--wrap=${symbol})
	endforeach()
endfunction()

# Variants in @ARGN, which @name replaces, are known by name only: a generated file says so.
function(ksim_host_absent name var)
	set(text "/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
		"#include \"kernel/variant.h\"\n")
	list(JOIN text "" text)
	set(own_text "${text}")
	foreach(file IN LISTS ARGN)
		file(STRINGS ${file} variants REGEX "^DEFINE_VARIANT\\(")
		foreach(variant IN LISTS variants)
			string(REGEX MATCH "\\(([a-z0-9_]+), *(\"[a-z0-9-]+\")" ignored
				"${variant}")
			string(APPEND text
				"DEFINE_VARIANT_ABSENT(${CMAKE_MATCH_1}, ${CMAKE_MATCH_2});\n")
		endforeach()
	endforeach()
	# Whatever a tree is called, scenarios know it by its version: one with a patch shows
	# what is known of the one without.
	if(name STREQUAL "notifier")
		list(JOIN KSIM_HOST_SETS " " sets)
		string(APPEND text
			"DEFINE_VARIANT(hosted_tree, \"linux-${version}.${patchlevel}\",\n\t"
			"\"${KSIM_HOST_NAME}\",\n\t"
			"\"files of this tree in place of ours: on in this build, always\");\n"
			"const unsigned int ksim_host_version = ${KSIM_HOST_VERSION};\n"
			"const char ksim_host_sets[] = \" ${sets} \";\n")
	endif()
	if(NOT text STREQUAL own_text)
		set(source ${CMAKE_BINARY_DIR}/hosted/variants/${name}.c)
		file(CONFIGURE OUTPUT ${source} CONTENT "${text}" @ONLY)
		set(${var} ${${var}} ${source} PARENT_SCOPE)
	endif()
endfunction()

# The sources of @floor, ours or the tree's, in the variable @var.
function(ksim_host_sources floor var)
	set(sources ${${var}})
	foreach(set IN LISTS KSIM_HOST_SETS)
		if(NOT KSIM_HOST_${set}_FLOOR STREQUAL floor)
			continue()
		endif()
		list(TRANSFORM KSIM_HOST_${set}_REPLACES PREPEND ${CMAKE_SOURCE_DIR}/
			OUTPUT_VARIABLE patterns)
		file(GLOB replaced ${patterns})
		if(KSIM_HOST_${set}_KEEPS)
			list(FILTER replaced EXCLUDE REGEX "${KSIM_HOST_${set}_KEEPS}")
		endif()
		list(REMOVE_ITEM sources ${replaced})
		ksim_host_absent(${set} sources ${replaced})
		list(TRANSFORM KSIM_HOST_${set}_SHIM PREPEND ${CMAKE_SOURCE_DIR}/
			OUTPUT_VARIABLE shim)
		list(APPEND sources ${shim})
		foreach(file IN LISTS KSIM_HOST_${set}_FILES)
			if(EXISTS ${KSIM_HOST}/${file})
				list(APPEND sources ${KSIM_HOST}/${file})
				set_property(GLOBAL APPEND PROPERTY KSIM_HOSTED_FILES ${file})
			endif()
		endforeach()
	endforeach()
	set(${var} ${sources} PARENT_SCOPE)
endfunction()

# How they are compiled: to be said after the floor's own modules.cmake, which says it of all.
function(ksim_host_compile floor)
	foreach(set IN LISTS KSIM_HOST_SETS)
		if(NOT KSIM_HOST_${set}_FLOOR STREQUAL floor)
			continue()
		endif()
		foreach(file IN LISTS KSIM_HOST_${set}_FILES)
			set(module ${KSIM_HOST_${set}_MODULE})
			if(file IN_LIST KSIM_HOST_BUILT_IN)
				set(module "")
			endif()
			ksim_host_properties("${module}" ${KSIM_HOST}/${file})
		endforeach()
	endforeach()
endfunction()

# ksim_ktest: the kernel's tests that the tree has, and what runs them.
function(ksim_host_tests)
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/hosted/ktest/*.c)
	foreach(module IN LISTS KSIM_HOST_TESTS)
		foreach(file IN LISTS KSIM_HOST_${module}_FILES)
			if(EXISTS ${KSIM_HOST}/${file})
				list(APPEND sources ${KSIM_HOST}/${file})
				ksim_host_properties(${module} ${KSIM_HOST}/${file})
			endif()
		endforeach()
	endforeach()
	add_executable(ksim_ktest ${sources})
	ksim_link(ksim_ktest core)
	target_include_directories(ksim_ktest PRIVATE
		${CMAKE_SOURCE_DIR}/hosted/include ${KSIM_HOST}/drivers/misc/lkdtm)
	add_test(NAME ktest COMMAND ksim_ktest
		${KSIM_HOST}/tools/testing/selftests/lkdtm/tests.txt
		${CMAKE_BINARY_DIR}/results/ktest.ktap)
	set_tests_properties(ktest PROPERTIES LABELS quick TIMEOUT 600)
	# What is about the difference between ours and the tree's.
	add_test(NAME hosted_scenarios COMMAND ksim hunt --quiet --jobs 2
		--out ${CMAKE_BINARY_DIR}/results/hunt scenarios/hosted
		WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
	set_tests_properties(hosted_scenarios PROPERTIES LABELS quick TIMEOUT 300
		ENVIRONMENT "${KSIM_TEST_ENV}")
	# Older versions are known to differ: they lack ioctls, and wait where 6.12 does not.
	if(KSIM_HOST_COMPARE AND NOT KSIM_HOST_VERSION LESS 6012)
		add_test(NAME returns COMMAND ${CMAKE_SOURCE_DIR}/hosted/returns/compare.sh
			${KSIM_HOST_COMPARE} $<TARGET_FILE:ksim_returns>)
		set_tests_properties(returns PROPERTIES LABELS quick TIMEOUT 600)
		set_target_properties(ksim_returns PROPERTIES EXCLUDE_FROM_ALL OFF)
	endif()
endfunction()
