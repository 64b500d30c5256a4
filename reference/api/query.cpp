// SPDX-License-Identifier: Apache-2.0
#include "reference/api/query.h"

#include <fmt/format.h>

#include <cctype>
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

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                           std::string_view("-_.~,:|()*").find(c) != std::string_view::npos;
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
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

std::optional<std::string> Parameters::find(std::string_view name) const {
    for (const auto& [key, value] : all) {
        if (key == name) {
            return value;
        }
    }
    return std::nullopt;
}

bool Parameters::flag(std::string_view name) const {
    const auto value = find(name);
    return value && *value != "false" && *value != "False" && *value != "0";
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
        target.parameters.all.emplace_back(decoded(part.substr(0, equals), true),
                                           decoded(value, true));
    });
    return target;
}

std::string to_query(const Parameters& parameters) {
    std::string query;
    for (const auto& [name, value] : parameters.all) {
        query += (query.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
    }
    return query;
}

}  // namespace holdfast::reference::api
