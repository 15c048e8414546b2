# The library as others get it: installed, found by pkg-config, linked both ways; its pages; its packages.

add_test(NAME install COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/install.sh
	${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR} ${CMAKE_COMMAND} ${CMAKE_C_COMPILER})
if(VPCCHECK_SANITIZE OR VPCCHECK_TSAN OR VPCCHECK_FUZZ) # what is installed is not instrumented
	set_tests_properties(install PROPERTIES DISABLED ON)
endif()

find_program(DPKG_DEB dpkg-deb)
if(DPKG_DEB AND DPKG_SHLIBDEPS AND TARGET vpccheck)
	add_test(NAME packages COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/packages.sh
		${CMAKE_BINARY_DIR} ${CMAKE_CPACK_COMMAND} ${CMAKE_SOURCE_DIR} ${CMAKE_C_COMPILER})
	if(VPCCHECK_SANITIZE OR VPCCHECK_TSAN OR VPCCHECK_FUZZ)
		set_tests_properties(packages PROPERTIES DISABLED ON)
	endif()
endif()

find_program(DOXYGEN doxygen)
if(DOXYGEN)
	configure_file(${CMAKE_SOURCE_DIR}/cmake/Doxyfile.in ${CMAKE_BINARY_DIR}/Doxyfile @ONLY)
	add_test(NAME doxygen COMMAND ${DOXYGEN} ${CMAKE_BINARY_DIR}/Doxyfile)
endif()
