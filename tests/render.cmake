# The formats before their real readers, manual pages and completions before theirs.
add_test(NAME formats COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/formats.sh
	${CMAKE_SOURCE_DIR}/testdata/render ${CMAKE_CURRENT_SOURCE_DIR}/junit.xsd)
if(TARGET texts)
	add_test(NAME texts COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/texts.sh $<TARGET_FILE:vpccheck>
		${CMAKE_BINARY_DIR}/texts)
endif()
