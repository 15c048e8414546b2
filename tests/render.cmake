# The formats before their real readers, manual pages and completions before theirs.
add_test(NAME formats COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/formats.sh
	${CMAKE_SOURCE_DIR}/testdata/render ${CMAKE_CURRENT_SOURCE_DIR}/junit.xsd)
if(TARGET vpccheck)
	add_test(NAME reports COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/reports.py $<TARGET_FILE:vpccheck>
		${CMAKE_SOURCE_DIR})
	set_tests_properties(reports PROPERTIES SKIP_RETURN_CODE 77)
endif()
if(TARGET texts)
	add_test(NAME texts COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/texts.sh $<TARGET_FILE:vpccheck>
		${CMAKE_BINARY_DIR}/texts ${CMAKE_SOURCE_DIR})
endif()
