# SPDX-License-Identifier: Apache-2.0
# Helpers so that each folder's CMakeLists.txt is its file list and its dependencies.

add_library(gigawatt_flags INTERFACE)
target_compile_features(gigawatt_flags INTERFACE cxx_std_20)
target_include_directories(gigawatt_flags INTERFACE "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}>")
# Same bits from every build type: no fused multiply-add the source did not ask for.
target_compile_options(gigawatt_flags INTERFACE -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow
                                                -Wnon-virtual-dtor -Woverloaded-virtual)

# gigawatt_library(sim_engine ALIAS sim::engine SOURCES a.cpp LINKS fmt::fmt)
function(gigawatt_library name)
  cmake_parse_arguments(ARG "" "ALIAS" "SOURCES;LINKS" ${ARGN})
  add_library(gigawatt_${name} STATIC ${ARG_SOURCES})
  add_library(gigawatt::${ARG_ALIAS} ALIAS gigawatt_${name})
  target_link_libraries(gigawatt_${name} PUBLIC gigawatt_flags ${ARG_LINKS})
  set_target_properties(gigawatt_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF)
endfunction()

# gigawatt_test(test_sim_engine SOURCES test_time.cpp LINKS gigawatt::sim_engine)
function(gigawatt_test name)
  cmake_parse_arguments(ARG "SLOW" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE gigawatt_test_main ${ARG_LINKS})
  target_compile_definitions(${name} PRIVATE GIGAWATT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  if(ARG_SLOW)
    set_tests_properties(${name} PROPERTIES LABELS slow)
  endif()
endfunction()
