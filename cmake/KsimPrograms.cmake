# SPDX-License-Identifier: GPL-2.0-or-later

# A program made of @folder/*.c, on top of all floors; nothing while the folder is empty.
function(ksim_program name folder)
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.c)
	if(sources)
		add_executable(${name} ${sources})
		ksim_link(${name} scenario)
		# A program of the host: glibc's headers, and not the kernel's.
		set_target_properties(${name} PROPERTIES INCLUDE_DIRECTORIES
			"${CMAKE_SOURCE_DIR}/sim;${CMAKE_BINARY_DIR}/generated")
	endif()
endfunction()

# The command writes JSON and digests schedules.
function(ksim_command name)
	pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
	pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
	target_link_libraries(${name} PRIVATE PkgConfig::JANSSON PkgConfig::XXHASH m)
	get_property(hosted GLOBAL PROPERTY KSIM_HOSTED_FILES)
	list(TRANSFORM hosted PREPEND ${KSIM_HOST}/)
	list(APPEND hosted ${KSIM_DRIVERS})
	add_custom_target(ksim_source_id
		COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR}
			-DOUTPUT=${CMAKE_BINARY_DIR}/generated/source_id.h "-DHOSTED=${hosted}"
			-P ${CMAKE_SOURCE_DIR}/cmake/KsimSourceId.cmake
		BYPRODUCTS ${CMAKE_BINARY_DIR}/generated/source_id.h
		COMMENT "Digesting the sources" VERBATIM)
	add_dependencies(${name} ksim_source_id)
endfunction()
