// SPDX-License-Identifier: Apache-2.0
#include "reference/access/roles.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace holdfast::reference::access {
namespace {

using enum Area;

constexpr Right N = Right::none;
constexpr Right R = Right::read;
constexpr Right W = Right::write;

// In the sense of https://avinetworks.com/docs/20.1/user-account-roles/: Tenant-Admin everything
// but System, Application-Admin applications and their profiles, Application-Operator only looks,
// Security-Admin only Templates > Security. Anybody may see which tenants there are: Terraform
// reads its tenant before each write (spec api 1.9).
// clang-format off
const std::vector<Role> table = {
    //                       applic. security infra. tenants accounts system own
    {"System-Admin",         {{W,    W,       W,     W,      W,       W,     W}}},
    {"Tenant-Admin",         {{W,    W,       W,     R,      W,       N,     W}}},
    {"Application-Admin",    {{W,    W,       R,     R,      N,       N,     W}}},
    {"Application-Operator", {{R,    R,       N,     R,      N,       N,     W}}},
    {"Security-Admin",       {{N,    W,       N,     R,      N,       N,     W}}},
};
// clang-format on

// Several words of the API end the same way for every type: "pool-inventory".
const std::map<std::string_view, Area> areas = {
    {"virtualservice", application},
    {"vsvip", application},
    {"pool", application},
    {"poolgroup", application},
    {"healthmonitor", application},
    {"applicationprofile", application},
    {"networkprofile", application},
    {"analyticsprofile", application},
    {"applicationpersistenceprofile", application},
    {"httppolicyset", application},
    {"l4policyset", application},
    {"networksecuritypolicy", application},
    {"vsdatascriptset", application},
    {"stringgroup", application},
    {"ipaddrgroup", application},
    {"autoscalelaunchconfig", application},
    {"serverautoscalepolicy", application},
    {"priority-labels", application},
    {"analytics", application},  // events, metrics and logs of what one may see
    {"runtime", application},
    {"alert", application},
    {"sslkeyandcertificate", security},
    {"sslprofile", security},
    {"pkiprofile", security},
    {"authprofile", security},
    {"serviceengine", infrastructure},
    {"serviceenginegroup", infrastructure},
    {"cloud", infrastructure},
    {"vrfcontext", infrastructure},
    {"network", infrastructure},
    {"networkservice", infrastructure},
    {"ipamdnsproviderprofile", infrastructure},
    {"natpolicy", infrastructure},
    {"tenant", tenants},
    {"user", accounts},
    {"role", accounts},
    {"useraccount", own},
    {"user-token", own},
};

}  // namespace

const std::vector<Role>& roles() {
    return table;
}

std::string role_uuid(const Role& role) {
    std::string uuid = "role-" + std::string(role.name);
    std::transform(uuid.begin(), uuid.end(), uuid.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return uuid;
}

const Role* find_role(std::string_view name_or_uuid) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const Role& role) {
        return role.name == name_or_uuid || role_uuid(role) == name_or_uuid;
    });
    return found == table.end() ? nullptr : &*found;
}

Area area_of(std::string_view resource) {
    constexpr std::string_view inventory = "-inventory";
    if (resource.ends_with(inventory)) {
        resource.remove_suffix(inventory.size());
    }
    const auto found = areas.find(resource);
    return found == areas.end() ? Area::system : found->second;
}

std::vector<std::string_view> known_resources() {
    std::vector<std::string_view> names;
    for (const auto& [name, area] : areas) {
        names.push_back(name);
    }
    return names;
}

}  // namespace holdfast::reference::access
