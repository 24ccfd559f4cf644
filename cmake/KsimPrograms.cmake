# SPDX-License-Identifier: GPL-2.0-or-later

# A program made of @folder/*.c, on top of all floors; nothing while the folder is empty.
function(ksim_program name folder)
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.c)
	if(sources)
		add_executable(${name} ${sources})
		ksim_link(${name} scenario)
	endif()
endfunction()
