# The program, the headers, and the library in both forms: a CMake package and a pkg-config file for those who link it.
include(CMakePackageConfigHelpers)

# What the static library is linked with, by the names that the linker knows: its users need no packages of ours.
set(UNSPIN_LINK_NAMES fmt simdjson icuuc z zstd xxhash deflate brotlidec csv stemmer cld2 xml2 uchardet expat pthread)
if(NOT UNSPIN_STD_THREADS)
  list(APPEND UNSPIN_LINK_NAMES tbb)
endif()
target_link_libraries(unspin_engine INTERFACE "$<INSTALL_INTERFACE:${UNSPIN_LINK_NAMES}>")
list(TRANSFORM UNSPIN_LINK_NAMES PREPEND -l OUTPUT_VARIABLE UNSPIN_LINK_FLAGS)
list(JOIN UNSPIN_LINK_FLAGS " " UNSPIN_LINK_FLAGS)

install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR})
install(FILES README.md CHANGELOG.md data/models/english/NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

set(UNSPIN_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/unspin)
install(TARGETS unspin RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS unspin_shared EXPORT unspin-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS unspin_engine EXPORT unspin-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} FILE_SET HEADERS)
target_include_directories(unspin_shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(EXPORT unspin-targets NAMESPACE unspin:: DESTINATION ${UNSPIN_CMAKE_DIR})

configure_package_config_file(cmake/unspin-config.cmake.in ${PROJECT_BINARY_DIR}/unspin-config.cmake
  INSTALL_DESTINATION ${UNSPIN_CMAKE_DIR} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/unspin-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/unspin-config.cmake ${PROJECT_BINARY_DIR}/unspin-config-version.cmake
  DESTINATION ${UNSPIN_CMAKE_DIR})

file(RELATIVE_PATH UNSPIN_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/unspin.pc.in ${PROJECT_BINARY_DIR}/unspin.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/unspin.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
