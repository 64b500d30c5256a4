// SPDX-License-Identifier: Apache-2.0
#include "reference/access/users.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace holdfast::reference::access {

Right User::right(Area area, std::string_view tenant) const {
    Right best = is_superuser ? Right::write : Right::none;
    for (const Grant& grant : grants) {
        const Role* role = find_role(grant.role);
        if (role != nullptr && (grant.all_tenants || grant.tenant == tenant)) {
            best = std::max(best, role->right(area));
        }
    }
    return best;
}

bool User::enters(std::string_view tenant) const {
    return is_superuser || std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
               return grant.all_tenants || grant.tenant == tenant;
           });
}

bool User::covers(const User& other) const {
    if (is_superuser || other.is_superuser) {
        return is_superuser;
    }
    return std::all_of(other.grants.begin(), other.grants.end(), [&](const Grant& wanted) {
        const Role* role = find_role(wanted.role);
        return role == nullptr || std::any_of(grants.begin(), grants.end(), [&](const Grant& own) {
                   const Role* mine = find_role(own.role);
                   const bool there =
                       own.all_tenants || (!wanted.all_tenants && own.tenant == wanted.tenant);
                   return mine != nullptr && there &&
                          std::equal(role->rights.begin(), role->rights.end(), mine->rights.begin(),
                                     std::less_equal<>());
               });
    });
}

User* Users::find(std::string_view uuid) {
    const auto found = users_.find(std::string(uuid));
    return found == users_.end() ? nullptr : &found->second;
}

User* Users::by_name(std::string_view username) {
    for (auto& [uuid, user] : users_) {
        if (user.username == username) {
            return &user;
        }
    }
    return nullptr;
}

void Users::put(User user) {
    const std::string uuid = user.uuid;
    users_[uuid] = std::move(user);
}

std::string Users::next_uuid() {
    return fmt::format("user-{}", next_number_++);
}

std::string weakness_of(std::string_view password, std::string_view username) {
    constexpr std::size_t length_min = 8;
    constexpr std::size_t length_max = 256;
    constexpr std::size_t different_min = 5;
    if (password.size() < length_min || password.size() > length_max) {
        return fmt::format("Password must have {} to {} characters", length_min, length_max);
    }
    if (std::set<char>(password.begin(), password.end()).size() < different_min) {
        return fmt::format("Password must have at least {} different characters", different_min);
    }
    if (!username.empty() && password.find(username) != std::string_view::npos) {
        return "Password must not contain the user name";
    }
    return "";
}

}  // namespace holdfast::reference::access
