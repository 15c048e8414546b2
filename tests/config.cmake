# vpccheck.yaml: its schema before a validator that is not ours.
add_test(NAME schema COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/schema.py
	${CMAKE_SOURCE_DIR}/share/vpccheck.schema.json ${CMAKE_SOURCE_DIR}/testdata/config)
set_tests_properties(schema PROPERTIES SKIP_RETURN_CODE 77)
