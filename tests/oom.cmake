# Out of memory at each allocation. Not with the sanitizers: they have their own malloc.
if(NOT APPLE AND NOT VPCCHECK_SANITIZE AND NOT VPCCHECK_TSAN AND NOT VPCCHECK_FUZZ)
	add_executable(oom oom/oom.c)
	vpccheck_test_target(oom)
	target_link_options(oom PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)
	add_test(NAME oom COMMAND oom ${CMAKE_SOURCE_DIR}/testdata/lab/broken.json)
endif()

# The part that asks AWS: malloc itself is the program's, so that libraries run out of memory as well.
include(CheckFunctionExists)
check_function_exists(__libc_malloc HAVE_LIBC_MALLOC)
if(HAVE_LIBC_MALLOC AND FETCH_SOURCES AND NOT VPCCHECK_SANITIZE AND NOT VPCCHECK_TSAN AND NOT VPCCHECK_FUZZ)
	add_executable(fetch_memory oom/fetch_memory.c)
	vpccheck_test_target(fetch_memory)
	target_link_libraries(fetch_memory PRIVATE libvpccheck_fetch)
	foreach(network broken rich)
		add_test(NAME fetch_memory_${network}
			COMMAND fetch_memory ${CMAKE_SOURCE_DIR}/testdata/ec2-server/${network})
	endforeach()
endif()

# Each function of libcurl fails, over real sockets; with the sanitizers, too.
pkg_check_modules(FETCH_CURL_NEEDS IMPORTED_TARGET libmicrohttpd libcrypto libcurl)
if(NOT APPLE AND FETCH_SOURCES AND FETCH_CURL_NEEDS_FOUND AND NOT VPCCHECK_TSAN AND NOT VPCCHECK_FUZZ)
	add_executable(fetch_curl oom/fetch_curl.c)
	vpccheck_test_target(fetch_curl)
	target_link_libraries(fetch_curl PRIVATE libvpccheck_fetch ec2_server_objects PkgConfig::FETCH_CURL_NEEDS)
	set(wraps "")
	foreach(function global_init multi_init multi_setopt multi_add_handle multi_perform multi_poll
			multi_remove_handle easy_init easy_setopt easy_getinfo slist_append)
		string(APPEND wraps ",--wrap=curl_${function}")
	endforeach()
	target_link_options(fetch_curl PRIVATE -Wl${wraps})
	add_test(NAME fetch_curl COMMAND fetch_curl ${CMAKE_SOURCE_DIR}/testdata/ec2-server/healthy)
endif()
