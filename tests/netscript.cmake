# Networks written down by hand need their interpreter.
file(GLOB NETSCRIPT CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/netscript/*.c)
if(CHECK_FOUND)
	add_library(netscript_objects OBJECT ${NETSCRIPT})
	vpccheck_test_target(netscript_objects)
	target_link_libraries(netscript_objects PRIVATE PkgConfig::CHECK)
endif()
foreach(target test_rules test_expect test_diff test_select test_legs
	test_matrix_outside)
	if(TARGET ${target})
		target_link_libraries(${target} PRIVATE netscript_objects)
	endif()
endforeach()
