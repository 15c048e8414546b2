# Networks written down by hand need their interpreter.
file(GLOB NETSCRIPT CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/netscript/*.c)
foreach(target test_rules test_expect test_diff test_select test_legs
	test_matrix_outside)
	if(TARGET ${target})
		target_sources(${target} PRIVATE ${NETSCRIPT})
	endif()
endforeach()
