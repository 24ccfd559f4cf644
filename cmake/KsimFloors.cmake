# SPDX-License-Identifier: GPL-2.0-or-later
# Floors as libraries. A floor without sources yet is left out of the chain.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(URCU REQUIRED IMPORTED_TARGET liburcu-memb)
pkg_check_modules(DW REQUIRED IMPORTED_TARGET libdw)

# Instrumenting these would report their own internals as races (their guards are
# not visible to TSan) and feed libFuzzer the scheduler's branches as coverage.
set(KSIM_UNSEEN_FLOORS exec kernel)
# What runs a program's tasks knows of all of them: to ThreadSanitizer as above, but
# its parser is for fuzzers to see.
if(KSIM_SANITIZE STREQUAL "thread")
	list(APPEND KSIM_UNSEEN_FLOORS scenario)
endif()
set(KSIM_FLOORS "" CACHE INTERNAL "floors that have sources, lowest first")

# What Kbuild tells the files of a module: THIS_MODULE is the module of that name.
function(ksim_module name)
	set_source_files_properties(${ARGN} PROPERTIES COMPILE_DEFINITIONS
		"KBUILD_MODNAME_ID=${name};KBUILD_MODNAME=\"${name}\"")
endfunction()

function(ksim_floor name)
	set(below "${ARGN}")
	file(GLOB sources CONFIGURE_DEPENDS
		${CMAKE_SOURCE_DIR}/sim/${name}/*.c ${CMAKE_SOURCE_DIR}/sim/${name}/*.S)
	if(NOT sources)
		# Whoever links this floor gets what is below it.
		add_library(ksim_${name} INTERFACE)
		if(below)
			target_link_libraries(ksim_${name} INTERFACE ksim_${below})
		endif()
		return()
	endif()
	if(KSIM_HOST)
		ksim_host_sources(${name} sources)
	endif()
	add_library(ksim_${name} STATIC ${sources})
	if(KSIM_HOST AND NOT name STREQUAL "exec")
		ksim_host_headers(ksim_${name})
	endif()
	include(${CMAKE_SOURCE_DIR}/sim/${name}/modules.cmake OPTIONAL)
	if(KSIM_HOST)
		ksim_host_compile(${name})
	endif()
	target_include_directories(ksim_${name} PRIVATE ${CMAKE_SOURCE_DIR}/sim)
	target_compile_options(ksim_${name} PRIVATE
		$<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
		$<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>)
	if(NOT name IN_LIST KSIM_UNSEEN_FLOORS)
		target_compile_options(ksim_${name} PRIVATE
			$<$<COMPILE_LANGUAGE:C>:${KSIM_SEEN_OPTIONS}>)
	endif()
	if(name STREQUAL "exec" AND KSIM_SANITIZE STREQUAL "address")
		# Its memory is nobody else's, and it is on every path.
		target_compile_options(ksim_exec PRIVATE
			$<$<COMPILE_LANGUAGE:C>:-fno-sanitize=address,undefined>)
	endif()
	if(name STREQUAL "exec")
		# Kernel-named headers stay off this path: glibc's own headers would find them.
		target_link_libraries(ksim_exec PUBLIC
			Threads::Threads PkgConfig::URCU PkgConfig::DW)
	else()
		target_include_directories(ksim_${name} PRIVATE
			${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/include/uapi)
		target_link_libraries(ksim_${name} PUBLIC ksim_${below})
	endif()
	list(APPEND KSIM_FLOORS ${name})
	set(KSIM_FLOORS "${KSIM_FLOORS}" CACHE INTERNAL "")
endfunction()

# Link @target with @floor and all below it. Modules register themselves through an
# ELF section that nothing refers to, so archives go in whole.
function(ksim_link target floor)
	list(TRANSFORM KSIM_FLOORS PREPEND ksim_ OUTPUT_VARIABLE archives)
	list(JOIN archives "," archives)
	set_property(TARGET ${target} PROPERTY LINK_LIBRARY_OVERRIDE "WHOLE_ARCHIVE,${archives}")
	target_link_libraries(${target} PRIVATE ksim_${floor})
	target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/sim)
	if(NOT floor STREQUAL "exec")
		target_include_directories(${target} PRIVATE
			${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/include/uapi)
	endif()
	if(KSIM_HOST)
		ksim_host_headers(${target})
		ksim_host_link(${target})
	endif()
	target_compile_options(${target} PRIVATE ${KSIM_SEEN_OPTIONS})
	# Symbols by name in reports, also where no sanitizer is linked.
	target_link_options(${target} PRIVATE -rdynamic)
endfunction()
