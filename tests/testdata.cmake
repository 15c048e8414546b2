# What is checked in under testdata is what its tools write.
find_program(PYTHON3 python3)
if(PYTHON3)
	add_test(NAME testdata COMMAND ${PYTHON3} ${CMAKE_SOURCE_DIR}/testdata/make.py --check)
endif()
