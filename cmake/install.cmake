# SPDX-License-Identifier: MIT
# What `cmake --install` lays down. The tree may be moved afterwards as a whole.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/planmark)

install(TARGETS planmark EXPORT planmark-targets)
install(TARGETS planmark-static EXPORT planmark-static-targets)
install(TARGETS planmark-command RUNTIME)
if(PLANMARK_SERVE)
  install(TARGETS planmark-serve RUNTIME DESTINATION ${serve_dir})
  # Written as it is installed: only then is it known where, since `cmake --install --prefix` may say otherwise.
  install(CODE "
    get_filename_component(planmark_bin \"${CMAKE_INSTALL_BINDIR}\" ABSOLUTE BASE_DIR \"\${CMAKE_INSTALL_PREFIX}\")
    configure_file(\"${PROJECT_SOURCE_DIR}/packaging/planmark.service.in\"
                   \"${PROJECT_BINARY_DIR}/planmark.service\" @ONLY)")
  install(FILES ${PROJECT_BINARY_DIR}/planmark.service DESTINATION lib/systemd/system)
endif()
if(PLANMARK_DOCS)
  install(TARGETS planmark-docs EXPORT planmark-docs-targets)
  install(EXPORT planmark-docs-targets NAMESPACE planmark:: DESTINATION ${package_dir})
endif()
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")

foreach(set planmark-targets planmark-static-targets)
  install(EXPORT ${set} NAMESPACE planmark:: DESTINATION ${package_dir})
endforeach()
configure_package_config_file(cmake/planmark-config.cmake.in
  ${PROJECT_BINARY_DIR}/planmark-config.cmake INSTALL_DESTINATION ${package_dir}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/planmark-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/planmark-config.cmake
              ${PROJECT_BINARY_DIR}/planmark-config-version.cmake cmake/FindStemmer.cmake
        DESTINATION ${package_dir})

# From the .pc file's own folder back to the prefix, so that pkg-config finds a moved tree.
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR} OR IS_ABSOLUTE ${CMAKE_INSTALL_INCLUDEDIR})
  message(FATAL_ERROR "CMAKE_INSTALL_LIBDIR and CMAKE_INSTALL_INCLUDEDIR must be relative")
endif()
file(RELATIVE_PATH pc_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" pc_to_prefix ${pc_to_prefix})
configure_file(cmake/planmark.pc.in planmark.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/planmark.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(PLANMARK_DOCS)
  configure_file(cmake/planmark-docs.pc.in planmark-docs.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/planmark-docs.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

install(FILES docs/planmark.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES completions/planmark.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME planmark)
install(FILES LICENSE THIRD-PARTY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
