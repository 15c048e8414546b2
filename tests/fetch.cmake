# The room fetch/ is tested by one program of several files.
pkg_check_modules(MICROHTTPD libmicrohttpd)
find_program(PYTHON3 python3)

if(TARGET test_fetch)
	file(GLOB FETCH_TEST_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fetch/*.c)
	target_sources(test_fetch PRIVATE ${FETCH_TEST_SOURCES})
	target_link_libraries(test_fetch PRIVATE libvpccheck_fetch)
endif()

# An EC2 of our own, in the test program and as a program for the aws command to talk to.
if(MICROHTTPD_FOUND)
	set(EC2_SERVER_SOURCES)
	foreach(source ec2_server answer pages misbehave organization check_signature)
		list(APPEND EC2_SERVER_SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/${source}.c)
	endforeach()
	pkg_check_modules(EC2_SERVER_NEEDS REQUIRED IMPORTED_TARGET libmicrohttpd libcrypto)
	add_library(ec2_server_objects OBJECT ${EC2_SERVER_SOURCES})
	add_executable(ec2_server ec2_server/main.c)
	foreach(target ec2_server_objects ec2_server)
		target_compile_options(${target} PRIVATE ${VPCCHECK_PLAIN})
		target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
		target_link_libraries(${target} PRIVATE PkgConfig::EC2_SERVER_NEEDS Threads::Threads)
	endforeach()
	target_link_libraries(ec2_server PRIVATE ec2_server_objects)
	if(TARGET test_fetch)
		target_link_libraries(test_fetch PRIVATE ec2_server_objects PkgConfig::EC2_SERVER_NEEDS)
	endif()
endif()

# AWS's own clients as judges, of a network that has everything. All networks: tests/ec2_server/judge.sh by hand.
if(TARGET ec2_server AND TARGET vpccheck)
	add_test(NAME aws_judge COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/judge.sh
		$<TARGET_FILE:ec2_server> $<TARGET_FILE:vpccheck> full)
	set_tests_properties(aws_judge PROPERTIES SKIP_RETURN_CODE 77)
endif()
if(TARGET ec2_server AND TARGET vpccheck)
	add_test(NAME from_aws COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/from_aws.sh
		$<TARGET_FILE:ec2_server> $<TARGET_FILE:vpccheck>)
	add_test(NAME from_aws_user COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/user.sh
		$<TARGET_FILE:ec2_server> $<TARGET_FILE:vpccheck>)
	add_test(NAME from_aws_http2 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/http2.sh
		$<TARGET_FILE:ec2_server> $<TARGET_FILE:vpccheck>)
	set_tests_properties(from_aws_http2 PROPERTIES SKIP_RETURN_CODE 77)
endif()

# The same files and environment for AWS's clients and for vpccheck: whose keys, which Region, which host.
if(TARGET vpccheck AND PYTHON3)
	add_test(NAME aws_profiles COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/aws_profiles.py
		$<TARGET_FILE:vpccheck>)
	add_test(NAME aws_endpoints COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/endpoint_judge.py
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR}/build-node/node_modules)
	set_tests_properties(aws_profiles aws_endpoints PROPERTIES SKIP_RETURN_CODE 77)
endif()

if(TARGET ec2_server AND TARGET vpccheck AND TARGET test_fetch AND NOT VPCCHECK_SANITIZE AND NOT VPCCHECK_TSAN)
	add_test(NAME fetch_valgrind COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/ec2_server/valgrind.sh
		$<TARGET_FILE:ec2_server> $<TARGET_FILE:vpccheck> $<TARGET_FILE:test_fetch>)
	set_tests_properties(fetch_valgrind PROPERTIES SKIP_RETURN_CODE 77)
endif()

# What the analyzer makes of calls that were refused: by hand with 0 instead of 6, all snapshots in half a minute.
if(TARGET vpccheck AND PYTHON3)
	file(GLOB REFUSED_SNAPSHOTS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/testdata/codes/*/bad.json)
	add_test(NAME refused COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/refused.py $<TARGET_FILE:vpccheck> 6
		${CMAKE_SOURCE_DIR}/testdata/lab/healthy.json ${CMAKE_SOURCE_DIR}/testdata/ec2-server/rich.json
		${CMAKE_SOURCE_DIR}/testdata/codes/tgw-route-missing/good.json ${REFUSED_SNAPSHOTS})
endif()
