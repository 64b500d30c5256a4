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
constexpr std::array<std::pair<std::string_view, Role>, 5> role_words{{
    {"active_of", Role::active_of},
    {"standby_of", Role::standby_of},
    {"gateway_of", Role::gateway_of},
    {"all_but", Role::all_but},
    {"follower", Role::follower},
}};

/// Roles that the cluster of controllers fills.
constexpr std::array<std::pair<std::string_view, Role>, 5> lone_words{{
    {"leader", Role::leader},
    {"controllers", Role::controllers},
    {"minority", Role::minority},
    {"majority", Role::majority},
    {"cluster_ip", Role::cluster_ip},
}};

bool is_name(std::string_view text) {
    // Locale-free, and nothing that YAML would want quoted.
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
}

bool is_number(std::string_view text) {
    return text.size() == 1 && text.front() >= '0' && text.front() <= '9';
}

/// "active_of" alone is a forgotten argument, not a node.
bool is_role_word(std::string_view text) {
    return std::any_of(role_words.begin(), role_words.end(),
                       [&](const auto& known) { return known.first == text; });
}

}  // namespace

bool is_of_cluster(Role role) {
    return role == Role::follower ||
           std::any_of(lone_words.begin(), lone_words.end(),
                       [&](const auto& known) { return known.second == role; });
}

Result<std::vector<std::string>> part_of_cluster(const Target& target, const std::string& leader,
                                                 const std::vector<std::string>& controllers) {
    std::vector<std::string> followers;
    std::copy_if(controllers.begin(), controllers.end(), std::back_inserter(followers),
                 [&](const auto& node) { return node != leader; });
    // A quorum is more than half of them.
    const auto dispensable = static_cast<std::ptrdiff_t>((controllers.size() - 1) / 2);
    const auto split = followers.end() - dispensable;
    std::vector<std::string> found;
    if (target.role == Role::minority) {
        found.assign(split, followers.end());
    } else if (target.role == Role::majority) {
        found = {leader};
        found.insert(found.end(), followers.begin(), split);
    } else if (const auto number = static_cast<std::size_t>(target.argument.front() - '0');
               number < followers.size()) {
        found = {followers[number]};
    }
    if (found.empty()) {
        return failed(
            fmt::format("nobody is {} in a cluster of {}", to_string(target), controllers.size()));
    }
    return found;
}

std::string to_string(const Target& target) {
    for (const auto& [word, role] : role_words) {
        if (role == target.role) {
            return fmt::format("{}({})", word, target.argument);
        }
    }
    for (const auto& [word, role] : lone_words) {
        if (role == target.role) {
            return std::string(word);
        }
    }
    return target.argument;
}

Result<Target> parse_target(std::string_view text) {
    for (const auto& [word, role] : lone_words) {
        if (text == word) {
            return Target{role, ""};
        }
    }
    if (is_name(text) && !is_role_word(text)) {
        return Target{Role::node, std::string(text)};
    }
    const auto open = text.find('(');
    if (open != std::string_view::npos && text.back() == ')') {
        const auto argument = text.substr(open + 1, text.size() - open - 2);
        for (const auto& [word, role] : role_words) {
            const bool fits = role == Role::follower ? is_number(argument) : is_name(argument);
            if (text.substr(0, open) == word && fits) {
                return Target{role, std::string(argument)};
            }
        }
    }
    return bad_input(fmt::format(
        "expected a node's name, leader, active_of(VS), standby_of(VS), gateway_of(NODE), "
        "all_but(NODE), controllers, follower(N), minority, majority or cluster_ip, found '{}'",
        text));
}

}  // namespace holdfast::faults
