# rules.cmake - docs/rules/CODE.md, compiled in: what `vpccheck rules CODE` says, the SARIF help, the manual.
#
# Included, it makes the rule; run with -P, it writes OUT from the files in DIR as arrays of bytes (a string
# literal of C may not be longer than 4095).

if(CMAKE_SCRIPT_MODE_FILE)
	file(GLOB texts ${DIR}/*.md)
	list(SORT texts)
	set(arrays "")
	set(rows "")
	set(number 0)
	foreach(text IN LISTS texts)
		get_filename_component(code ${text} NAME_WE)
		file(READ ${text} bytes HEX)
		string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
		string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
		string(APPEND arrays "static const unsigned char text_${number}[] = {\n${bytes}0};\n")
		string(APPEND rows "\t{\"${code}\", text_${number}},\n")
		math(EXPR number "${number} + 1")
	endforeach()
	file(WRITE ${OUT} "/* Made from docs/rules/ by cmake/rules.cmake. */\n#include \"render/rules.h\"\n\n"
		"${arrays}\nconst struct rule_text rule_texts[] = {\n${rows}\t{NULL, NULL},\n};\n")
	return()
endif()

file(GLOB RULE_TEXTS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/rules/*.md)
set(RULE_SOURCE ${CMAKE_BINARY_DIR}/rule_texts.c)
add_custom_command(OUTPUT ${RULE_SOURCE}
	COMMAND ${CMAKE_COMMAND} -DDIR=${CMAKE_SOURCE_DIR}/docs/rules -DOUT=${RULE_SOURCE}
		-P ${CMAKE_SOURCE_DIR}/cmake/rules.cmake
	DEPENDS ${RULE_TEXTS} ${CMAKE_SOURCE_DIR}/cmake/rules.cmake
	VERBATIM)
target_sources(vpccheck_objects PRIVATE ${RULE_SOURCE})
