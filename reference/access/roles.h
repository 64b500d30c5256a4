// SPDX-License-Identifier: Apache-2.0
// What each role may do: one table of roles by area, one of resources by area. Everything else asks
// here.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::reference::access {

/// Ordered: who may write may read.
enum class Right { none, read, write };

/// Parts of the API that roles are about. `own`: what every user may do for himself.
enum class Area { application, security, infrastructure, tenants, accounts, system, own };
inline constexpr std::size_t area_count = 7;

struct Role {
    std::string_view name;
    std::array<Right, area_count> rights;

    Right right(Area area) const { return rights[static_cast<std::size_t>(area)]; }
};

/// The predefined roles; there are no others.
const std::vector<Role>& roles();
/// Null: there is no such role. By name or by uuid.
const Role* find_role(std::string_view name_or_uuid);
/// "role-system-admin"
std::string role_uuid(const Role& role);

/// By the segment of the path behind /api: "virtualservice", "pool-inventory". What is not in the
/// table belongs to the system, which few may touch.
Area area_of(std::string_view resource);
/// Names of the resources that have an area of their own, for the list of privileges.
std::vector<std::string_view> known_resources();

}  // namespace holdfast::reference::access
