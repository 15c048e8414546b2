# debian_layout.cmake - run while installing: below /usr, pages are compressed and completions of zsh lie where
# Debian's zsh looks for them; below any other prefix nothing happens.

if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
	return()
endif()
set(share "$ENV{DESTDIR}/usr/share")
file(GLOB pages "${share}/man/man*/vpccheck*.[157]")
if(pages)
	execute_process(COMMAND gzip -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
endif()
if(EXISTS "${share}/zsh/site-functions/_vpccheck")
	file(MAKE_DIRECTORY "${share}/zsh/vendor-completions")
	file(RENAME "${share}/zsh/site-functions/_vpccheck" "${share}/zsh/vendor-completions/_vpccheck")
	file(REMOVE_RECURSE "${share}/zsh/site-functions")
endif()
