// SPDX-License-Identifier: Apache-2.0
// One event per line, subject first: `se2 takes over vs1, heard nothing from se1 for 312ms`.
// spdlog writes it; only log.cpp knows that.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace holdfast::log {

enum class Level { debug, info, warning, error };

/// Where lines go: standard error by default. `path` appends to a file; lines are flushed one by
/// one.
void to_standard_error();
void to_file(const std::string& path);
void set_level(Level level);

/// Writes "<time> <level> <subject> <text>".
void write(Level level, std::string_view subject, std::string_view text);

template <class... Args>
void info(std::string_view subject, fmt::format_string<Args...> format, Args&&... args) {
    write(Level::info, subject, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(std::string_view subject, fmt::format_string<Args...> format, Args&&... args) {
    write(Level::warning, subject, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view subject, fmt::format_string<Args...> format, Args&&... args) {
    write(Level::error, subject, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void debug(std::string_view subject, fmt::format_string<Args...> format, Args&&... args) {
    write(Level::debug, subject, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace holdfast::log
