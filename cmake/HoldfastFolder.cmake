# SPDX-License-Identifier: Apache-2.0
# Folder = namespace = CMake target. `harness/sim` becomes the library `holdfast_harness_sim`; its files named `*_test.cpp`
# become the test program `holdfast_harness_sim_test`; files in the folder's own sub-folders belong to those.
#
#   holdfast_folder(DEPENDS <target>... [TEST_DEPENDS <target>...] [TEST_TIMEOUT <seconds>]
#                   [LABELS <label>]              one ctest label for every test of the folder
#                   [PRECOMPILE <header>...]      read once for all sources of the folder, paths from the project's root
#                   [ALONE <file>...]             not joined with others (HOLDFAST_JOIN_SOURCES); `ALONE *`: no source but tests
#                   [TEST_PROGRAMS <target>...]   programs that the tests start: built before them
#                   [NOT_SANITIZED])              the tests are about real networks: no sanitizer run
#   holdfast_program(<name> SOURCES <file>... DEPENDS <target>...)
#
# A test whose name contains `Mininet`, or whose folder has the label `mininet`, builds a real network: ctest gives it that
# label and runs it alone, because a second load on the machine would be measured as the system's. It skips itself by name
# where the machine cannot build one.
#
# Targets that collect: `all_tests`, `sanitized_tests` (what the asan preset runs), `real_tests` (what only an optimised build
# runs: real networks), `programs` (what lands in bin/).
include(GoogleTest)

add_custom_target(all_tests)
add_custom_target(sanitized_tests)
add_custom_target(real_tests)
add_custom_target(programs)

# What nearly every source includes is read once for all of them, with GoogleTest and RapidCheck for tests: of a source of ours
# alone a compiler reads for two seconds, of a test for five, before it comes to the first line. So are a folder's own headers
# where each of many short sources includes them all (PRECOMPILE). Off by default, because for a few files it costs more than
# it saves, and hides an include that is missing. The options are what ccache needs of each compiler.
set(HOLDFAST_COMMON_HEADERS <algorithm> <array> <boost/json.hpp> <boost/system/result.hpp> <chrono> <fmt/format.h> <functional>
    <map> <memory> <optional> <set> <sstream> <string> <unordered_map> <utility> <variant> <vector>)
set(HOLDFAST_TEST_HEADERS <gmock/gmock.h> <gtest/gtest.h> <rapidcheck/gtest.h>)
set(HOLDFAST_PRECOMPILE_OPTIONS $<IF:$<CXX_COMPILER_ID:Clang>,-Xclang;-fno-pch-timestamp,-fpch-preprocess>)
option(HOLDFAST_PRECOMPILE_HEADERS "read common headers, the test libraries, and what folders name, once for all sources" OFF)

# Tests compile in half the time so, and what they test is optimised all the same.
set(HOLDFAST_TEST_OPTIONS $<$<CONFIG:RelWithDebInfo>:-O1>)

# holdfast_precompiled(<target> LIBRARIES <library>... HEADERS <header>...): a target that owns precompiled headers. The
# libraries' definitions are part of them.
function(holdfast_precompiled target)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;HEADERS" ${ARGN})
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${target}.cpp CONTENT "// only to have a target that owns the headers\n")
  add_library(${target} OBJECT ${PROJECT_BINARY_DIR}/${target}.cpp)
  target_link_libraries(${target} PUBLIC fmt::fmt spdlog::spdlog Boost::json ${ARG_LIBRARIES})
  target_compile_options(${target} PUBLIC ${HOLDFAST_PRECOMPILE_OPTIONS})
  target_precompile_headers(${target} PRIVATE ${HOLDFAST_COMMON_HEADERS} ${ARG_HEADERS})
endfunction()

# holdfast_precompiled_own(<target> LIBRARIES <library>... HEADERS <header>...): the same of headers of ours, with paths from
# the project's root, so that a compiler cache serves every checkout.
#
# A `#pragma once` that has been precompiled holds for a header of the very same bytes. ccache, going by what the preprocessor
# prints, takes headers that differ in a comment for the same, and serves what was precompiled from the older comment; then the
# header is read a second time, and all that it defines. So here ccache is to go by the headers' bytes alone.
function(holdfast_precompiled_own target)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;HEADERS" ${ARGN})
  list(TRANSFORM ARG_HEADERS REPLACE "(.+)" "<\\1>")
  holdfast_precompiled(${target} LIBRARIES ${ARG_LIBRARIES} HEADERS ${ARG_HEADERS})
  if(CCACHE)
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_DEPEND=1;${CCACHE}")
  endif()
endfunction()
if(HOLDFAST_PRECOMPILE_HEADERS)
  holdfast_precompiled(holdfast_common_headers)
  holdfast_precompiled(holdfast_test_headers LIBRARIES GTest::gmock GTest::gtest_main rapidcheck rapidcheck_gtest
                       HEADERS ${HOLDFAST_TEST_HEADERS})
  target_compile_options(holdfast_test_headers PRIVATE ${HOLDFAST_TEST_OPTIONS})
endif()

# Registers the tests of `target` that `filter` selects, with one label or none.
function(holdfast_discover target filter timeout label)
  set(properties TIMEOUT ${timeout})
  if(label)
    list(APPEND properties LABELS ${label})
  endif()
  if(label STREQUAL "mininet")
    list(APPEND properties RUN_SERIAL TRUE)
  endif()
  string(MAKE_C_IDENTIFIER "${target}_${filter}" list_name)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 TEST_FILTER ${filter} TEST_LIST ${list_name}
                       PROPERTIES ${properties})
endfunction()

# Most of what a compiler reads for one source is headers that its neighbours read too: eight sources in one unit build a
# folder in a third of the time. Each unit names its sources from the project's root, so that a compiler cache serves every
# checkout. A source whose file-local names clash with a neighbour's is named under ALONE. Off by default: the `dev` preset
# compiles each source by itself and so shows an include that is missing.
option(HOLDFAST_JOIN_SOURCES "compile a folder's sources eight at a time" OFF)
set(HOLDFAST_JOINED_SOURCES 8)
function(holdfast_join_sources target prefix units alone)
  set(joined "")
  foreach(unit IN LISTS units)
    get_filename_component(name ${unit} NAME)
    if(NOT name IN_LIST alone)
      list(APPEND joined ${unit})
    endif()
  endforeach()
  list(LENGTH joined count)
  if(NOT HOLDFAST_JOIN_SOURCES OR count LESS 2 OR "*" IN_LIST alone)
    return()
  endif()
  set_source_files_properties(${joined} PROPERTIES HEADER_FILE_ONLY ON)
  set(number 0)
  while(joined)
    list(SUBLIST joined 0 ${HOLDFAST_JOINED_SOURCES} group)
    list(REMOVE_ITEM joined ${group})
    set(content "")
    foreach(unit IN LISTS group)
      file(RELATIVE_PATH from_root ${PROJECT_SOURCE_DIR} ${unit})
      string(APPEND content "#include \"${from_root}\"\n")
    endforeach()
    set(file ${CMAKE_CURRENT_BINARY_DIR}/${prefix}_${number}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "${content}")
    target_sources(${target} PRIVATE ${file})
    math(EXPR number "${number} + 1")
  endwhile()
  # GCC warns of a type with file-local members as soon as its source is included by another.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()

function(holdfast_folder)
  cmake_parse_arguments(ARG "NOT_SANITIZED" "TEST_TIMEOUT;LABELS" "ALONE;DEPENDS;TEST_DEPENDS;TEST_PROGRAMS;PRECOMPILE" ${ARGN})
  file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" target "holdfast_${path}")

  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  file(GLOB mains CONFIGURE_DEPENDS *_main.cpp)
  list(REMOVE_ITEM sources ${tests} ${mains})
  set(units ${sources})
  list(FILTER units INCLUDE REGEX "\\.cpp$")

  # A folder that stands alone lacks the libraries behind the common headers.
  set(common FALSE)
  if(HOLDFAST_PRECOMPILE_HEADERS AND (path STREQUAL "base" OR "${ARG_DEPENDS}" MATCHES "holdfast_"))
    set(common TRUE)
  endif()

  if(units)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PUBLIC ${ARG_DEPENDS})
    holdfast_join_sources(${target} joined "${units}" "${ARG_ALONE}")
    if(HOLDFAST_PRECOMPILE_HEADERS)
      target_compile_options(${target} PRIVATE ${HOLDFAST_PRECOMPILE_OPTIONS})
      if(ARG_PRECOMPILE)
        holdfast_precompiled_own(${target}_headers LIBRARIES ${ARG_DEPENDS} HEADERS ${ARG_PRECOMPILE})
        target_precompile_headers(${target} REUSE_FROM ${target}_headers)
      elseif(common)
        target_precompile_headers(${target} REUSE_FROM holdfast_common_headers)
      endif()
    endif()
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} INTERFACE ${ARG_DEPENDS})
  endif()

  if(tests AND BUILD_TESTING)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} ${ARG_TEST_DEPENDS} GTest::gmock GTest::gtest_main
                                                 rapidcheck rapidcheck_gtest)
    # Only where they are read: a checkout's own path keeps a compiler cache from serving another checkout.
    set(alone_tests ${ARG_ALONE})
    list(REMOVE_ITEM alone_tests "*")  # clashes of the library's sources
    foreach(test IN LISTS tests)
      file(STRINGS ${test} uses REGEX "HOLDFAST_(SOURCE|BINARY)_DIR" LIMIT_COUNT 1)
      if(uses)
        get_filename_component(name ${test} NAME)
        list(APPEND alone_tests ${name})
        set_property(SOURCE ${test} APPEND PROPERTY COMPILE_DEFINITIONS HOLDFAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                                        HOLDFAST_BINARY_DIR="${PROJECT_BINARY_DIR}")
      endif()
    endforeach()
    target_compile_options(${target}_test PRIVATE ${HOLDFAST_TEST_OPTIONS})
    holdfast_join_sources(${target}_test joined_tests "${tests}" "${alone_tests}")
    if(common)
      target_compile_options(${target}_test PRIVATE ${HOLDFAST_PRECOMPILE_OPTIONS})
      target_precompile_headers(${target}_test REUSE_FROM holdfast_test_headers)
    endif()
    if(NOT ARG_TEST_TIMEOUT)
      set(ARG_TEST_TIMEOUT 120)
    endif()
    if(ARG_LABELS STREQUAL "mininet")
      holdfast_discover(${target}_test * ${ARG_TEST_TIMEOUT} mininet)
    else()
      holdfast_discover(${target}_test -*Mininet* ${ARG_TEST_TIMEOUT} "${ARG_LABELS}")
      holdfast_discover(${target}_test *Mininet* ${ARG_TEST_TIMEOUT} mininet)
    endif()

    if(ARG_TEST_PROGRAMS)
      add_dependencies(${target}_test ${ARG_TEST_PROGRAMS})
    endif()
    add_dependencies(all_tests ${target}_test)
    # Sanitizers slow a program down several times: what is judged by its timing is left out.
    if(NOT ARG_NOT_SANITIZED AND NOT ARG_LABELS STREQUAL "mininet" AND NOT path MATCHES "mininet|reference_process")
      add_dependencies(sanitized_tests ${target}_test)
    else()
      add_dependencies(real_tests ${target}_test)
    endif()
  endif()
endfunction()

function(holdfast_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  # First, so that its malloc is the one that is found.
  target_link_libraries(${name} PRIVATE $<$<BOOL:${HOLDFAST_MIMALLOC}>:mimalloc> ${ARG_DEPENDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  add_dependencies(programs ${name})
  add_dependencies(all_tests ${name})
endfunction()
