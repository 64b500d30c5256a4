// SPDX-License-Identifier: Apache-2.0
#include "base/host_name.h"

#include <algorithm>

namespace holdfast {

namespace {

constexpr std::size_t name_max = 253;
constexpr std::size_t label_max = 63;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= label_max && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '-';
           });
}

}  // namespace

bool is_host_name(std::string_view text) {
    if (text.size() > name_max || std::none_of(text.begin(), text.end(), is_letter)) {
        return false;
    }
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('.', from), text.size());
        if (!is_label(text.substr(from, end - from))) {
            return false;
        }
        from = end + 1;
    }
    return true;
}

}  // namespace holdfast
