// SPDX-License-Identifier: Apache-2.0
#include "faults/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::faults {
namespace {

using Role = Target::Role;

/// Roles that are asked of someone: "active_of(vs1)".
constexpr std::array<std::pair<std::string_view, Role>, 4> role_words{{
    {"active_of", Role::active_of},
    {"standby_of", Role::standby_of},
    {"gateway_of", Role::gateway_of},
    {"all_but", Role::all_but},
}};

constexpr std::string_view leader_word = "leader";

bool is_name(std::string_view text) {
    // Locale-free, and nothing that YAML would want quoted.
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
}

/// "active_of" alone is a forgotten argument, not a node.
bool is_role_word(std::string_view text) {
    return std::any_of(role_words.begin(), role_words.end(),
                       [&](const auto& known) { return known.first == text; });
}

}  // namespace

std::string to_string(const Target& target) {
    for (const auto& [word, role] : role_words) {
        if (role == target.role) {
            return fmt::format("{}({})", word, target.argument);
        }
    }
    return target.role == Role::leader ? std::string(leader_word) : target.argument;
}

Result<Target> parse_target(std::string_view text) {
    if (text == leader_word) {
        return Target{Role::leader, ""};
    }
    if (is_name(text) && !is_role_word(text)) {
        return Target{Role::node, std::string(text)};
    }
    const auto open = text.find('(');
    if (open != std::string_view::npos && text.back() == ')') {
        const auto argument = text.substr(open + 1, text.size() - open - 2);
        for (const auto& [word, role] : role_words) {
            if (text.substr(0, open) == word && is_name(argument)) {
                return Target{role, std::string(argument)};
            }
        }
    }
    return bad_input(fmt::format(
        "expected a node's name, leader, active_of(VS), standby_of(VS), gateway_of(NODE) or "
        "all_but(NODE), found '{}'",
        text));
}

}  // namespace holdfast::faults
