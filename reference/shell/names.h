// SPDX-License-Identifier: Apache-2.0
// What may be the name of an engine or a controller: it also names files and stands in
// certificates.
#pragma once

#include <algorithm>
#include <string_view>

namespace holdfast::reference::shell {

inline constexpr std::string_view name_rule =
    "1 to 63 letters, digits, \"-\", \"_\" or \".\", beginning with a letter or digit";

inline bool is_name(std::string_view text) {
    const auto is_alphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && text.size() <= 63 && is_alphanumeric(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
           });
}

}  // namespace holdfast::reference::shell
