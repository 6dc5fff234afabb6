# SPDX-License-Identifier: Apache-2.0
# Helpers so that each folder's CMakeLists.txt is its file list and its dependencies.

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(GIGAWATT_CCACHE ccache)
  if(GIGAWATT_CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${GIGAWATT_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${GIGAWATT_CCACHE}")
  endif()
endif()

# Most of a compilation is reading headers: several sources of a target in one go are built three
# times as fast.
option(GIGAWATT_UNITY "Compile sources of a library or a test several at a time" OFF)

# Sets `result` to what to compile of `target` in place of its sources. CMake's own UNITY_BUILD would
# write absolute paths, and a compiler cache could not serve a second checkout.
function(gigawatt_batches result target)
  if(NOT GIGAWATT_UNITY)
    set(${result} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(sources_of_a_batch 8)
  set(batches)
  list(LENGTH ARGN count)
  math(EXPR last "${count} - 1")
  foreach(first RANGE 0 ${last} ${sources_of_a_batch})
    list(SUBLIST ARGN ${first} ${sources_of_a_batch} sources)
    set(includes)
    foreach(source IN LISTS sources)
      cmake_path(ABSOLUTE_PATH source)
      cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
      string(APPEND includes "#include \"${source}\"\n")
    endforeach()
    set(batch "${CMAKE_CURRENT_BINARY_DIR}/batches/${target}_${first}.cpp")
    file(CONFIGURE OUTPUT "${batch}" CONTENT "${includes}" @ONLY)
    list(APPEND batches "${batch}")
  endforeach()
  set(${result} ${batches} PARENT_SCOPE)
endfunction()

add_library(gigawatt_flags INTERFACE)
target_compile_features(gigawatt_flags INTERFACE cxx_std_20)
target_include_directories(gigawatt_flags INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>"
  "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/gigawatt>")
# Same bits from every build type: no fused multiply-add the source did not ask for.
target_compile_options(gigawatt_flags INTERFACE -ffp-contract=off
  "$<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wnon-virtual-dtor;-Woverloaded-virtual>"
  # GCC 12 warns about std::string's own copy in `"literal" + std::string` (GCC bug 105651).
  "$<BUILD_INTERFACE:$<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>>")
if(GIGAWATT_SANITIZE)
  target_compile_options(gigawatt_flags INTERFACE
    -fsanitize=${GIGAWATT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(gigawatt_flags INTERFACE -fsanitize=${GIGAWATT_SANITIZE})
endif()
if(GIGAWATT_SANITIZE STREQUAL "thread")
  # Archer tells ThreadSanitizer about OpenMP's barriers; it lies beside the compiler, not on the
  # loader's path.
  file(REAL_PATH "${CMAKE_CXX_COMPILER}" compiler)
  cmake_path(GET compiler PARENT_PATH compiler_folder)
  find_library(GIGAWATT_ARCHER NAMES archer libarcher.so HINTS "${compiler_folder}/../lib" REQUIRED)
endif()

# gigawatt_library(sim_engine ALIAS sim::engine SOURCES a.cpp LINKS fmt::fmt)
function(gigawatt_library name)
  cmake_parse_arguments(ARG "" "ALIAS" "SOURCES;LINKS" ${ARGN})
  gigawatt_batches(sources ${name} ${ARG_SOURCES})
  add_library(gigawatt_${name} STATIC ${sources})
  add_library(gigawatt::${ARG_ALIAS} ALIAS gigawatt_${name})
  target_link_libraries(gigawatt_${name} PUBLIC gigawatt_flags ${ARG_LINKS})
  # Position-independent for the Python module, yet nobody replaces our functions at load time:
  # calls inside the library are direct and may be inlined.
  set_target_properties(gigawatt_${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    CXX_EXTENSIONS OFF EXPORT_NAME ${ARG_ALIAS})
  set_property(GLOBAL APPEND PROPERTY GIGAWATT_INSTALLED_TARGETS gigawatt_${name})
endfunction()

# gigawatt_test(test_sim_engine SOURCES test_time.cpp LINKS gigawatt::sim_engine [SLOW] [THREADS])
# SLOW tests run in `make test-all` only; THREADS tests are run once more under ThreadSanitizer.
function(gigawatt_test name)
  cmake_parse_arguments(ARG "SLOW;THREADS" "" "SOURCES;LINKS" ${ARGN})
  gigawatt_batches(sources ${name} ${ARG_SOURCES})
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE gigawatt_test_main ${ARG_LINKS})
  target_compile_definitions(${name} PRIVATE GIGAWATT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # What a test does lies in the libraries; its own code need not be quick, but is to be built soon.
  target_compile_options(${name} PRIVATE "$<$<CONFIG:Release>:-O1>")
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  if(ARG_SLOW)
    set_property(TEST ${name} APPEND PROPERTY LABELS slow)
  else()
    gigawatt_collect(quick_tests ${name})
  endif()
  if(ARG_THREADS)
    gigawatt_mark_threaded(${name} ${name})
  endif()
endfunction()

# gigawatt_threaded_test(name target arguments...): a test of `target` for ThreadSanitizer.
function(gigawatt_threaded_test name target)
  add_test(NAME ${name} COMMAND ${target} ${ARGN})
  gigawatt_mark_threaded(${name} ${target})
endfunction()

function(gigawatt_mark_threaded test target)
  set_property(TEST ${test} APPEND PROPERTY LABELS threads)
  if(GIGAWATT_ARCHER)
    set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT "OMP_TOOL_LIBRARIES=${GIGAWATT_ARCHER}")
  endif()
  gigawatt_collect(threaded_tests ${target})
endfunction()

# Building `group` builds `target`; the group is made when first named.
function(gigawatt_collect group target)
  if(NOT TARGET ${group})
    add_custom_target(${group})
  endif()
  add_dependencies(${group} ${target})
endfunction()

# gigawatt_benchmark(bench_queue SOURCES bench_queue.cpp LINKS gigawatt::sim_engine)
# `make bench` runs every program of tests/benchmarks whose name begins with bench_.
function(gigawatt_benchmark name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE gigawatt_flags ${ARG_LINKS})
  target_compile_definitions(${name} PRIVATE GIGAWATT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
endfunction()
