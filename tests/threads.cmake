# Threads and the terminal: the built program, as a user meets it.

if(TARGET vpccheck)
	add_test(NAME threads COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/threads.sh
		$<TARGET_FILE:vpccheck> $<TARGET_FILE:bench-generate>)
	find_program(PYTHON3 python3)
	if(PYTHON3)
		add_test(NAME terminal COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/terminal.py
			$<TARGET_FILE:vpccheck> $<TARGET_FILE:bench-generate>
			WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
	endif()
endif()
