# tests/fuzz/<target>.c: with VPCCHECK_FUZZ a libFuzzer program fuzz_<target>; always replay_<target>, which runs
# the committed corpus and the snapshots of testdata as a test.

set(FUZZ_TARGETS load)
file(GLOB CHECK_SOURCES CONFIGURE_DEPENDS
	${CMAKE_SOURCE_DIR}/analyzer/check/*.c ${CMAKE_SOURCE_DIR}/analyzer/query/*.c)
foreach(source IN LISTS CHECK_SOURCES)
	file(STRINGS ${source} found REGEX "^enum vck_status vck_check\\(")
	if(found)
		list(APPEND FUZZ_TARGETS check)
	endif()
endforeach()

foreach(target IN LISTS FUZZ_TARGETS)
	add_executable(replay_${target} fuzz/${target}.c fuzz/replay.c)
	vpccheck_test_target(replay_${target})
	add_test(NAME replay_${target} COMMAND replay_${target}
		${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target} ${CMAKE_SOURCE_DIR}/testdata/lab)
	set_tests_properties(replay_${target} PROPERTIES TIMEOUT 300)
	if(VPCCHECK_FUZZ)
		add_executable(fuzz_${target} fuzz/${target}.c)
		vpccheck_test_target(fuzz_${target})
		target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
	endif()
endforeach()
