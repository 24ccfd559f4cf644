# SPDX-License-Identifier: GPL-2.0-or-later
# bench/*.c hold the measured loops, bench/*.cc registers them with Google Benchmark.
file(GLOB bench_sources CONFIGURE_DEPENDS
	${CMAKE_SOURCE_DIR}/bench/*.c ${CMAKE_SOURCE_DIR}/bench/*.cc)
# Presets name a C++ compiler also where nothing needs one; reading it silences CMake.
set(unused "${CMAKE_CXX_COMPILER}")
if(bench_sources)
	pkg_check_modules(GBENCH IMPORTED_TARGET benchmark)
endif()
if(bench_sources AND GBENCH_FOUND)
	enable_language(CXX)
	add_executable(ksim_bench ${bench_sources})
	ksim_link(ksim_bench scenario)
	target_link_libraries(ksim_bench PRIVATE PkgConfig::GBENCH)
endif()

# Each benchmark runs for a moment in the tests, so that none rots.
if(TARGET ksim_bench AND NOT KSIM_SANITIZE AND NOT KSIM_COV)
	# A hundred thousand dependencies and more take long even once.
	add_test(NAME bench COMMAND ksim_bench --benchmark_min_time=0.00001
		--benchmark_filter=-dependencies/10000)
	add_test(NAME bench_locks COMMAND ksim_bench --locks=2
		"^(pci/(reset|try)|vfio/(reset|set|map))")
	add_test(NAME bench_seeds COMMAND ksim_bench --seeds=1 ""
		${CMAKE_SOURCE_DIR}/scenarios/seeds/003-edu.ksim)
	set_tests_properties(bench bench_locks bench_seeds PROPERTIES LABELS quick TIMEOUT 300)
endif()
