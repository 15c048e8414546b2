# What ./dev bench runs (tests/bench/README.md), and tests that keep its parts honest.

file(GLOB GENERATE_SOURCES CONFIGURE_DEPENDS bench/generate/*.c)
add_executable(bench-generate ${GENERATE_SOURCES})
add_executable(bench-run bench/run.c)
add_executable(bench-load bench/load.c)
add_executable(bench-pairs bench/pairs.c)
add_executable(bench-ask bench/ask.c)
foreach(target bench-generate bench-run bench-load bench-pairs bench-ask)
	vpccheck_test_target(${target})
endforeach()
find_library(BUDDY bdd)
find_path(BUDDY_INCLUDE bdd.h)
if(BUDDY AND BUDDY_INCLUDE AND CMAKE_C_COMPILER_ID STREQUAL "GNU") # the peer of all pairs
	add_executable(bench-buddy bench/buddy.c)
	vpccheck_test_target(bench-buddy)
	target_include_directories(bench-buddy SYSTEM PRIVATE ${BUDDY_INCLUDE})
	target_link_libraries(bench-buddy PRIVATE ${BUDDY})
endif()
add_test(NAME bench_generate COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/bench/generate_test.sh
	$<TARGET_FILE:bench-generate> $<TARGET_FILE:bench-load>)
if(TARGET bench-buddy AND TARGET vpccheck)
	add_test(NAME bench_buddy COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/bench/buddy_test.sh
		$<TARGET_FILE:bench-generate> $<TARGET_FILE:vpccheck> $<TARGET_FILE:bench-buddy>)
endif()
# Counts are those of an optimised build alone; a build that is instrumented or for debugging has others.
if(TARGET vpccheck AND CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT VPCCHECK_SANITIZE AND NOT VPCCHECK_TSAN)
	add_test(NAME instructions COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/bench/instructions.sh ${CMAKE_BINARY_DIR})
	set_tests_properties(instructions PROPERTIES SKIP_RETURN_CODE 77)
endif()
add_test(NAME bench_pairs COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/bench/pairs_test.sh
	$<TARGET_FILE:bench-generate> $<TARGET_FILE:bench-pairs>)
