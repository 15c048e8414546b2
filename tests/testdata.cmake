# What is checked in under testdata is what its tools write.
find_program(PYTHON3 python3)
if(PYTHON3)
	add_test(NAME testdata COMMAND ${PYTHON3} ${CMAKE_SOURCE_DIR}/testdata/make.py --check)
	add_test(NAME lab_pairs COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/lab_pairs.py
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR}/testdata)
	set_tests_properties(lab_pairs PROPERTIES TIMEOUT 120)
	add_test(NAME lab_mended COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/lab_mended.py
		$<TARGET_FILE:vpccheck> ${CMAKE_SOURCE_DIR}/testdata)
	set_tests_properties(lab_mended PROPERTIES TIMEOUT 120)
endif()
