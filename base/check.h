// SPDX-License-Identifier: Apache-2.0
// CHECK(condition, "sentence", values...): a mistake of ours. Always on; prints and stops the
// program.
#pragma once

#include <fmt/format.h>

#include <string>

namespace holdfast::detail {
[[noreturn]] void check_failed(const char* file, int line, const char* condition,
                               const std::string& sentence);
}

#define CHECK(condition, ...)                                                \
    do {                                                                     \
        if (!(condition)) {                                                  \
            ::holdfast::detail::check_failed(__FILE__, __LINE__, #condition, \
                                             ::fmt::format(__VA_ARGS__));    \
        }                                                                    \
    } while (false)
