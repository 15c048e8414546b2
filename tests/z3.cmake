# Z3 as a second judge (tests/z3/encode.h): a program that runs on, and the Check program that runs a while.
file(GLOB Z3_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/z3/*.c)
list(REMOVE_ITEM Z3_SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/z3/main.c)
add_library(z3_objects STATIC ${Z3_SOURCES})
vpccheck_test_target(z3_objects)
target_link_libraries(z3_objects PRIVATE oracle_objects)
add_executable(z3_judge z3/main.c)
vpccheck_test_target(z3_judge)
target_link_libraries(z3_judge PRIVATE z3_objects oracle_objects)
if(TARGET test_z3)
	target_link_libraries(test_z3 PRIVATE z3_objects oracle_objects)
	set_tests_properties(test_z3 PROPERTIES COST 100) # it takes the longest, so it begins first
endif()
