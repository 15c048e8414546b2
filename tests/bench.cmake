# What ./dev bench runs (tests/bench/README.md), and tests that keep its parts honest.

add_executable(bench-generate bench/generate.c bench/jsonout.c)
add_executable(bench-run bench/run.c)
add_executable(bench-load bench/load.c)
add_executable(bench-pairs bench/pairs.c)
foreach(target bench-generate bench-run bench-load bench-pairs)
	vpccheck_test_target(${target})
endforeach()
add_test(NAME bench_generate COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/bench/generate_test.sh
	$<TARGET_FILE:bench-generate> $<TARGET_FILE:bench-load>)
