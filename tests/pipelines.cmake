# The program where it works: in pipelines.
if(TARGET vpccheck)
	add_test(NAME story COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/pipelines/story.sh
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR})
	add_test(NAME platforms COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/pipelines/platforms.sh
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR})
	set_tests_properties(story PROPERTIES SKIP_RETURN_CODE 77)
endif()
