// SPDX-License-Identifier: Apache-2.0
#include "reference/api/query.h"

#include <charconv>

namespace holdfast::reference::api {
namespace {

std::string decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr ==
                text.data() + i + 3) {
            out += static_cast<char>(code);
            i += 2;
        } else {
            out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

template <class Visit>
void for_each_part(std::string_view text, char separator, Visit visit) {
    while (!text.empty()) {
        const auto end = text.find(separator);
        if (const auto part = text.substr(0, end); !part.empty()) {
            visit(part);
        }
        text = end == std::string_view::npos ? "" : text.substr(end + 1);
    }
}

}  // namespace

std::optional<std::string> Target::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) {
            return value;
        }
    }
    return std::nullopt;
}

Target parse_target(std::string_view text) {
    Target target;
    const auto question = text.find('?');
    for_each_part(text.substr(0, question), '/',
                  [&](std::string_view part) { target.segments.push_back(decoded(part, false)); });
    const auto query = question == std::string_view::npos ? "" : text.substr(question + 1);
    for_each_part(query, '&', [&](std::string_view part) {
        const auto equals = part.find('=');
        const auto value = equals == std::string_view::npos ? "" : part.substr(equals + 1);
        target.parameters.emplace_back(decoded(part.substr(0, equals), true), decoded(value, true));
    });
    return target;
}

}  // namespace holdfast::reference::api
