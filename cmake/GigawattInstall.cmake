# SPDX-License-Identifier: Apache-2.0
# `cmake --install` puts the command, the libraries with their headers, and the scenario data in
# place; find_package(gigawatt) then gives the same target names as the build tree.

include(CMakePackageConfigHelpers)

get_property(installed_targets GLOBAL PROPERTY GIGAWATT_INSTALLED_TARGETS)
install(TARGETS gigawatt_flags ${installed_targets} EXPORT gigawattTargets)
install(DIRECTORY sim models DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/gigawatt"
        FILES_MATCHING PATTERN "*.h")
install(DIRECTORY scenarios/ DESTINATION "${CMAKE_INSTALL_DATADIR}/gigawatt")

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/gigawatt")
install(EXPORT gigawattTargets NAMESPACE gigawatt:: DESTINATION "${package_dir}")
configure_package_config_file(cmake/gigawattConfig.cmake.in
                              "${PROJECT_BINARY_DIR}/gigawattConfig.cmake"
                              INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/gigawattConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/gigawattConfig.cmake"
              "${PROJECT_BINARY_DIR}/gigawattConfigVersion.cmake"
              cmake/FindCoin.cmake DESTINATION "${package_dir}")
