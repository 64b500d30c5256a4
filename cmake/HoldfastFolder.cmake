# SPDX-License-Identifier: Apache-2.0
# Folder = namespace = CMake target. `harness/sim` becomes the library `holdfast_harness_sim`; its files named `*_test.cpp`
# become the test program `holdfast_harness_sim_test`; files in the folder's own sub-folders belong to those.
#
#   holdfast_folder(DEPENDS <target>... [TEST_DEPENDS <target>...] [TEST_TIMEOUT <seconds>])
#   holdfast_program(<name> SOURCES <file>... DEPENDS <target>...)
include(GoogleTest)

function(holdfast_folder)
  cmake_parse_arguments(ARG "" "TEST_TIMEOUT" "DEPENDS;TEST_DEPENDS" ${ARGN})
  file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" target "holdfast_${path}")

  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  file(GLOB mains CONFIGURE_DEPENDS *_main.cpp)
  list(REMOVE_ITEM sources ${tests} ${mains})
  set(units ${sources})
  list(FILTER units INCLUDE REGEX "\\.cpp$")

  if(units)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PUBLIC ${ARG_DEPENDS})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} INTERFACE ${ARG_DEPENDS})
  endif()

  if(tests AND BUILD_TESTING)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} ${ARG_TEST_DEPENDS} GTest::gmock GTest::gtest_main
                                                 rapidcheck rapidcheck_gtest)
    target_compile_definitions(${target}_test PRIVATE HOLDFAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                      HOLDFAST_BINARY_DIR="${PROJECT_BINARY_DIR}")
    if(NOT ARG_TEST_TIMEOUT)
      set(ARG_TEST_TIMEOUT 120)
    endif()
    gtest_discover_tests(${target}_test DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT ${ARG_TEST_TIMEOUT})
  endif()
endfunction()

function(holdfast_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()
