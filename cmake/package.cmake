# What `cmake --install` and `cpack` give: the program; the library, static and shared, with headers and a
# pkg-config file; Debian packages vpccheck, libvpccheck0 and libvpccheck-dev.

set(PC_REQUIRES_PRIVATE "libcjson")
if(CONFIG_SOURCES)
	string(APPEND PC_REQUIRES_PRIVATE ", yaml-0.1")
endif()
file(RELATIVE_PATH PC_UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /) # the prefix, wherever it comes to lie
configure_file(cmake/libvpccheck.pc.in libvpccheck.pc @ONLY)

install(TARGETS libvpccheck_shared
	LIBRARY COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS libvpccheck ARCHIVE COMPONENT development)
install(DIRECTORY include/vpccheck TYPE INCLUDE COMPONENT development
	FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
install(FILES ${CMAKE_BINARY_DIR}/libvpccheck.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
	COMPONENT development)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
foreach(package vpccheck:program libvpccheck${PROJECT_VERSION_MAJOR}:library libvpccheck-dev:development)
	string(REPLACE ":" ";" package ${package})
	list(GET package 0 name)
	list(GET package 1 component)
	install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${name} RENAME copyright
		COMPONENT ${component})
endforeach()
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)
if(TARGET libvpccheck_fetch)
	configure_file(cmake/libvpccheck-fetch.pc.in libvpccheck-fetch.pc @ONLY)
	install(TARGETS libvpccheck_fetch ARCHIVE COMPONENT development)
	install(FILES ${CMAKE_BINARY_DIR}/libvpccheck-fetch.pc
		DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endif()
if(TARGET vpccheck)
	install(TARGETS vpccheck RUNTIME COMPONENT program)
	if(TARGET vpccheck_fetch_module)
		install(TARGETS vpccheck_fetch_module
			LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/vpccheck COMPONENT program)
	endif()
endif()
file(GLOB MAN_PAGES CONFIGURE_DEPENDS man/*.1 man/*.5)
foreach(page IN LISTS MAN_PAGES)
	get_filename_component(section ${page} LAST_EXT)
	string(SUBSTRING ${section} 1 -1 section)
	install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section} COMPONENT program)
endforeach()

install(FILES share/vpccheck.schema.json share/vpccheck-report.schema.json share/vpccheck.gitlab-ci.yml
	DESTINATION ${CMAKE_INSTALL_DATADIR}/vpccheck COMPONENT program)
install(FILES docs/pipelines.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

install(SCRIPT cmake/debian_layout.cmake COMPONENT program) # after the pages and completions

# ---- Debian packages ------------------------------------------------------------------------------------

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_VENDOR "the vpccheck authors")
set(CPACK_PACKAGE_CONTACT "the vpccheck authors <vpccheck@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(DPKG_SHLIBDEPS)
	set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()
set(CPACK_COMPONENTS_ALL library development)
if(TARGET vpccheck)
	list(APPEND CPACK_COMPONENTS_ALL program)
endif()
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
	"It reads what aws ec2 describe-* prints, or asks a live account itself, and names\neverything that stops a flow, each cause with its evidence and what mends it.\nIn a pipeline it fails a change that breaks what must get through.")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "The shared library behind vpccheck.")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "Headers, static libraries and pkg-config files of libvpccheck.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME vpccheck)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libvpccheck${PROJECT_VERSION_MAJOR})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA "${CMAKE_BINARY_DIR}/triggers")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libvpccheck-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
	"libvpccheck${PROJECT_VERSION_MAJOR} (= ${PROJECT_VERSION}), libcjson-dev, libyaml-dev, libcurl4-openssl-dev, libssl-dev, libexpat1-dev")
file(WRITE ${CMAKE_BINARY_DIR}/triggers "activate-noawait ldconfig\n")
include(CPack)
