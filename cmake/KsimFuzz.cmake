# SPDX-License-Identifier: GPL-2.0-or-later
# Each fuzz/NAME.c is one libFuzzer target, fuzz_NAME.
if(KSIM_FUZZ)
	file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/*.c)
	foreach(source IN LISTS fuzz_sources)
		cmake_path(GET source STEM name)
		add_executable(fuzz_${name} ${source})
		ksim_link(fuzz_${name} scenario)
		target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
	endforeach()
endif()
