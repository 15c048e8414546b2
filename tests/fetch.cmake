# The room fetch/ is tested by one program of several files.
pkg_check_modules(MICROHTTPD IMPORTED_TARGET libmicrohttpd)

if(TARGET test_fetch)
	file(GLOB FETCH_TEST_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fetch/*.c)
	target_sources(test_fetch PRIVATE ${FETCH_TEST_SOURCES})
endif()
