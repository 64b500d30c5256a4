# SPDX-License-Identifier: Apache-2.0
# Fuzz targets: each `NAME_fuzz.cpp` in a folder `fuzz` below the folder that it is about defines LLVMFuzzerTestOneInput and
# stops the program when what it claims does not hold. `NAME_corpus/` beside it holds inputs worth keeping.
#
#   holdfast_fuzz(DEPENDS <target>...)
#
# With HOLDFAST_FUZZ (the preset `fuzz`, which compiles with clang) they become libFuzzer programs; else ordinary tests that
# replay each corpus once.
option(HOLDFAST_FUZZ "build the fuzz targets with libFuzzer; needs clang" OFF)
add_custom_target(fuzz_targets)

if(HOLDFAST_FUZZ)
  file(WRITE ${PROJECT_BINARY_DIR}/fuzz_targets.txt "")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "HOLDFAST_FUZZ needs clang: cmake --preset fuzz")
  endif()
  # The warnings that HoldfastToolchain names are GCC's.
  add_compile_options(-Wno-unknown-warning-option -fsanitize=fuzzer-no-link,address,undefined
                      -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
endif()

function(holdfast_fuzz)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" folder "holdfast_${path}")
  file(GLOB sources CONFIGURE_DEPENDS *_fuzz.cpp)
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" name ${name})
    set(target ${folder}_${name})
    set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/${name}_corpus)
    if(HOLDFAST_FUZZ)
      add_executable(${target} ${source})
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
      file(APPEND ${PROJECT_BINARY_DIR}/fuzz_targets.txt "${target} ${corpus}\n")
      add_dependencies(fuzz_targets ${target})
    else()
      if(NOT TARGET holdfast_fuzz_replay)
        add_library(holdfast_fuzz_replay OBJECT ${PROJECT_SOURCE_DIR}/cmake/fuzz_replay.cpp)
        target_include_directories(holdfast_fuzz_replay PRIVATE ${PROJECT_SOURCE_DIR})
        target_link_libraries(holdfast_fuzz_replay PUBLIC fmt::fmt)
      endif()
      add_executable(${target} ${source})
      target_link_libraries(${target} PRIVATE holdfast_fuzz_replay)
      add_test(NAME ${target}_corpus COMMAND ${target} ${corpus})
      add_dependencies(all_tests ${target})
      add_dependencies(sanitized_tests ${target})
    endif()
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PRIVATE ${ARG_DEPENDS})
  endforeach()
endfunction()
