# texts.cmake - manual pages and completions: printed by the program that was just built, from the tables that
# it runs by, so that they can't lag behind. Not where the program can't run (cross compiling).

set(TEXTS_DIR ${CMAKE_BINARY_DIR}/texts)
set(TEXTS "")
function(vpccheck_text file destination)
	add_custom_command(OUTPUT ${TEXTS_DIR}/${file}
		COMMAND ${CMAKE_COMMAND} -E make_directory ${TEXTS_DIR}
		COMMAND vpccheck ${ARGN} -o ${TEXTS_DIR}/${file}
		COMMAND chmod 644 ${TEXTS_DIR}/${file}
		DEPENDS vpccheck VERBATIM)
	install(FILES ${TEXTS_DIR}/${file} DESTINATION ${destination} COMPONENT program)
	set(TEXTS ${TEXTS} ${TEXTS_DIR}/${file} PARENT_SCOPE)
endfunction()

if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
	vpccheck_text(vpccheck.1 ${CMAKE_INSTALL_MANDIR}/man1 manual vpccheck.1)
	vpccheck_text(vpccheck-rules.7 ${CMAKE_INSTALL_MANDIR}/man7 manual vpccheck-rules.7)
	vpccheck_text(vpccheck ${CMAKE_INSTALL_DATADIR}/bash-completion/completions completion bash)
	vpccheck_text(_vpccheck ${CMAKE_INSTALL_DATADIR}/zsh/site-functions completion zsh)
	vpccheck_text(vpccheck.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d completion fish)
	add_custom_target(texts ALL DEPENDS ${TEXTS})
endif()
