# The commands that read a snapshot, under Valgrind. The sanitizers' builds see to the rest of the tests.
if(TARGET vpccheck AND NOT VPCCHECK_SANITIZE AND NOT VPCCHECK_TSAN)
	add_test(NAME valgrind COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/valgrind.sh $<TARGET_FILE:vpccheck>)
	set_tests_properties(valgrind PROPERTIES SKIP_RETURN_CODE 77)
endif()
