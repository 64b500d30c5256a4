# SPDX-License-Identifier: Apache-2.0
# Language level, warnings and build accelerators, for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# GCC 12 reports falsely: maybe-uninitialized inside std::optional and std::variant, stringop-overflow in a vector that
# grows, restrict in a string that is inserted into,
# array-bounds in strings that are joined. Clang takes file-local names of a source that it is joined with for shadowed ones.
# -Wno-missing-field-initializers: naming only the fields that matter, {.active = "se1"}, is how we write values.
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
                    "$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-restrict;-Wno-array-bounds>"
                    "$<$<CXX_COMPILER_ID:Clang>:-Wno-shadow>"
                    -Wno-missing-field-initializers)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
