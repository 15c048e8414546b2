# The commands of all fixes, judged by the aws command itself (Debian: awscli); skipped without it.
find_program(SYSTEM_PYTHON3 NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(SYSTEM_PYTHON3)
	add_test(NAME fix_commands COMMAND ${SYSTEM_PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/fix_commands.py
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR}/testdata)
	set_tests_properties(fix_commands PROPERTIES SKIP_RETURN_CODE 77)
endif()

# The script of `fetch --print-commands`, run with a stand-in for the aws command.
add_test(NAME print_commands COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/print_commands.sh
	$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR}/testdata)
set_tests_properties(print_commands PROPERTIES SKIP_RETURN_CODE 77)
