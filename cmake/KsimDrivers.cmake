# SPDX-License-Identifier: GPL-2.0-or-later
# Drivers of one's own: kernel code that is linked into a command. A file is a module
# of its name; `./dev driver FILE.c` puts one into drivers/.
function(ksim_drivers target)
	if(NOT ARGN)
		return()
	endif()
	foreach(file IN LISTS ARGN)
		cmake_path(GET file STEM name)
		string(MAKE_C_IDENTIFIER ${name} name)
		ksim_module(${name} ${file})
		# A link's own headers lie beside the file that it leads to.
		file(REAL_PATH ${file} behind)
		cmake_path(GET behind PARENT_PATH folder)
		set_property(SOURCE ${file} APPEND PROPERTY COMPILE_OPTIONS -iquote ${folder})
	endforeach()
	add_library(${target}_drivers OBJECT ${ARGN})
	target_include_directories(${target}_drivers PRIVATE ${CMAKE_SOURCE_DIR}/sim
		${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/include/uapi)
	# Marked accesses are points of the scheduler: asm/rwonce.h. Of warnings, those are errors
	# that are errors in Linux.
	target_compile_definitions(${target}_drivers PRIVATE KSIM_BROUGHT=1)
	target_compile_options(${target}_drivers PRIVATE ${KSIM_SEEN_OPTIONS} -Wno-error
		-Werror=return-type -Werror=implicit-function-declaration -Werror=implicit-int
		-Werror=int-conversion -Werror=incompatible-pointer-types
		-include exec/statics_anchor.h)
	target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_drivers>)
endfunction()

# The command with the drivers of a folder in docs/, for the test of the tutorial.
function(ksim_tutorial name)
	add_executable(ksim_${name} $<TARGET_OBJECTS:ksim>)
	ksim_link(ksim_${name} scenario)
	target_link_libraries(ksim_${name} PRIVATE PkgConfig::JANSSON PkgConfig::XXHASH m)
	ksim_drivers(ksim_${name} ${ARGN})
	set_target_properties(ksim_${name} PROPERTIES OUTPUT_NAME ksim
		RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${name})
endfunction()
