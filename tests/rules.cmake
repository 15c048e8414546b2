# The scripts of testdata/rules need their interpreter.
if(TARGET test_rules)
	target_sources(test_rules PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/netscript.c)
endif()
