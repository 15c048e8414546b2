# tests/fuzz/<target>.c: with VPCCHECK_FUZZ a libFuzzer program fuzz_<target>; always replay_<target>, which runs
# the committed corpus and what lies in the folder named beside the target as a test.

set(FUZZ_TARGETS load check)
set(FUZZ_FOLDER_load lab)
set(FUZZ_FOLDER_check lab)
if(FETCH_SOURCES) # bytes from the network and from users' files
	list(APPEND FUZZ_TARGETS xml profile)
	set(FUZZ_FOLDER_xml ec2-server)
	set(FUZZ_FOLDER_profile ec2-server)
endif()

if(VPCCHECK_FUZZ)
	add_custom_target(fuzzers)
endif()
foreach(target IN LISTS FUZZ_TARGETS)
	add_executable(replay_${target} fuzz/${target}.c fuzz/replay.c)
	vpccheck_test_target(replay_${target})
	add_test(NAME replay_${target} COMMAND replay_${target}
		${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target} ${CMAKE_SOURCE_DIR}/testdata/${FUZZ_FOLDER_${target}})
	set_tests_properties(replay_${target} PROPERTIES TIMEOUT 300)
	if(VPCCHECK_FUZZ)
		add_executable(fuzz_${target} fuzz/${target}.c)
		vpccheck_test_target(fuzz_${target})
		target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
		add_dependencies(fuzzers fuzz_${target})
	endif()
endforeach()
