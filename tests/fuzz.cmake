# tests/fuzz/<target>.c: with VPCCHECK_FUZZ a libFuzzer program fuzz_<target>; always replay_<target>, which runs as a
# test the committed corpus and what is named beside the target, and so many mutations of each file. With clang's
# sanitizers alone there is fuzz_<target>, too, which sees no coverage and runs the corpus: that it still works.

set(FUZZ_TARGETS load check config flows baseline)
set(FUZZ_FILES_load testdata/lab)
set(FUZZ_FILES_check testdata/lab)
set(FUZZ_FILES_config testdata/config)
set(FUZZ_CHANCE_load 20)
set(FUZZ_CHANCE_check 20)
set(FUZZ_CHANCE_config 20)
set(FUZZ_CHANCE_flows 200)
set(FUZZ_CHANCE_baseline 200)
set(FUZZ_SOURCES_flows ${CMAKE_SOURCE_DIR}/analyzer/cli/flows.c)
set(FUZZ_SOURCES_baseline ${CMAKE_SOURCE_DIR}/analyzer/cli/baseline.c)
if(FETCH_SOURCES) # bytes from the network and from users' files
	list(APPEND FUZZ_TARGETS xml profile)
	set(FUZZ_FILES_xml testdata/ec2-server)
	set(FUZZ_LINKS_xml libvpccheck_fetch)
	set(FUZZ_LINKS_profile libvpccheck_fetch)
	set(FUZZ_CHANCE_xml 10)
	set(FUZZ_CHANCE_profile 1000)
endif()

# Networks that together have every list (lists.py) and nearly every member that the loader reads: each place of them is
# not as it was once (replay.c). Not all edits where that takes long: with the sanitizers, and of what runs on two threads.
set(FUZZ_NETWORKS lb-kept-client-behind-a-transit-gateway nat-of-ipv6-hosts vpn-to-on-premises endpoint-interface
	eic-endpoint-without-interface alb-no-rule-reaches-anybody tgw-peered-gateways-one-static-route)
list(TRANSFORM FUZZ_NETWORKS PREPEND ${CMAKE_SOURCE_DIR}/testdata/cases/)
list(TRANSFORM FUZZ_NETWORKS APPEND /snapshot.json)
list(APPEND FUZZ_NETWORKS ${CMAKE_SOURCE_DIR}/testdata/ec2-server/rich.json
	${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/check/dump.json ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/check/bare-lists.json)
set(FUZZ_STRIDE_load 7)
set(FUZZ_STRIDE_check 3)
if(VPCCHECK_SANITIZE)
	set(FUZZ_STRIDE_check 7)
endif()

set(FUZZ_PROGRAMS ${VPCCHECK_FUZZ})
if(VPCCHECK_SANITIZE AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
	set(FUZZ_PROGRAMS ON)
endif()
if(FUZZ_PROGRAMS)
	add_custom_target(fuzzers)
endif()
foreach(target IN LISTS FUZZ_TARGETS)
	set(sources fuzz/${target}.c fuzz/mutate.c fuzz/shape.c ${FUZZ_SOURCES_${target}})
	add_executable(replay_${target} ${sources} fuzz/replay.c)
	vpccheck_test_target(replay_${target})
	target_link_libraries(replay_${target} PRIVATE ${FUZZ_LINKS_${target}})
	list(TRANSFORM FUZZ_FILES_${target} PREPEND ${CMAKE_SOURCE_DIR}/)
	add_test(NAME replay_${target} COMMAND replay_${target} --chance ${FUZZ_CHANCE_${target}}
		${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target} ${FUZZ_FILES_${target}})
	if(FUZZ_PROGRAMS)
		add_executable(fuzz_${target} ${sources})
		vpccheck_test_target(fuzz_${target})
		target_link_libraries(fuzz_${target} PRIVATE ${FUZZ_LINKS_${target}})
		target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
		add_dependencies(fuzzers fuzz_${target})
		add_test(NAME fuzz_${target}
			COMMAND fuzz_${target} -runs=0 ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target})
	endif()
endforeach()
foreach(target load check)
	add_test(NAME every_${target} COMMAND replay_${target} --every 1 --stride ${FUZZ_STRIDE_${target}} ${FUZZ_NETWORKS})
endforeach()
find_program(PYTHON3 python3)
if(PYTHON3)
	add_test(NAME every_list COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/lists.py
		${CMAKE_SOURCE_DIR} ${FUZZ_NETWORKS})
endif()
