// SPDX-License-Identifier: Apache-2.0
#include "reference/access/user_text.h"

#include <fmt/format.h>

#include <utility>

#include "reference/api/query.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

std::string reference(const std::string& base, std::string_view type, std::string_view uuid,
                      std::string_view name) {
    return fmt::format("{}/api/{}/{}{}{}", base, type, uuid, name.empty() ? "" : "#", name);
}

json::object write_grant(const Door& door, const Grant& grant, const std::string& base,
                         bool with_names) {
    json::object out{{"all_tenants", grant.all_tenants}};
    if (const Role* role = find_role(grant.role)) {
        out["role_ref"] = reference(base, "role", role_uuid(*role), with_names ? role->name : "");
    }
    if (!grant.tenant.empty()) {
        const Tenant* tenant = door.tenant(grant.tenant);
        out["tenant_ref"] = reference(base, "tenant", grant.tenant,
                                      with_names && tenant != nullptr ? tenant->name : "");
    }
    return out;
}

/// Thrown inside this file only.
struct Refused {
    std::string sentence;
};

std::string text_of(const json::value& value, std::string_view field) {
    if (const auto* text = value.if_string()) {
        return std::string(*text);
    }
    throw Refused{fmt::format("{}: expected a string", field)};
}

/// A boolean as a string is taken as well (spec api 1.5).
bool flag_of(const json::value& value, std::string_view field) {
    if (const auto* flag = value.if_bool()) {
        return *flag;
    }
    const auto* text = value.if_string();
    if (text != nullptr && (*text == "true" || *text == "false")) {
        return *text == "true";
    }
    throw Refused{fmt::format("{}: expected true or false", field)};
}

std::string tenant_of(const Door& door, const json::value& value, std::string_view field) {
    const std::string name = referred(text_of(value, field));
    const Tenant* tenant = door.tenant(name);
    if (tenant == nullptr) {
        throw Refused{fmt::format("{}: Tenant object not found! '{}'", field, name)};
    }
    return tenant->uuid;
}

Grant grant_of(const Door& door, const json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) {
        throw Refused{"access: expected a list of objects"};
    }
    Grant grant;
    for (const auto& field : *object) {
        if (field.key() == "role_ref") {
            const std::string name = referred(text_of(field.value(), "role_ref"));
            const Role* role = find_role(name);
            if (role == nullptr) {
                throw Refused{fmt::format("role_ref: Role object not found! '{}'", name)};
            }
            grant.role = role->name;
        } else if (field.key() == "tenant_ref") {
            grant.tenant = tenant_of(door, field.value(), "tenant_ref");
        } else if (field.key() == "all_tenants") {
            grant.all_tenants = flag_of(field.value(), "all_tenants");
        } else {
            throw Refused{fmt::format("access: unknown field {}", std::string(field.key()))};
        }
    }
    if (grant.role.empty() || (grant.tenant.empty() && !grant.all_tenants)) {
        throw Refused{"access: expected role_ref, and tenant_ref or all_tenants"};
    }
    return grant;
}

std::vector<Grant> grants_of(const Door& door, const json::value& value) {
    const auto* list = value.if_array();
    if (list == nullptr) {
        throw Refused{"access: expected a list"};
    }
    std::vector<Grant> grants;
    for (const json::value& item : *list) {
        grants.push_back(grant_of(door, item));
    }
    return grants;
}

void take_field(const Door& door, std::string_view name, const json::value& value,
                ReceivedUser& into) {
    User& user = into.user;
    if (name == "username") {
        user.username = text_of(value, name);
    } else if (name == "name") {
        user.name = text_of(value, name);
    } else if (name == "full_name") {
        user.full_name = text_of(value, name);
    } else if (name == "email") {
        user.email = text_of(value, name);
    } else if (name == "password") {
        into.password = text_of(value, name);
    } else if (name == "is_superuser") {
        user.is_superuser = flag_of(value, name);
    } else if (name == "is_active") {
        user.is_active = flag_of(value, name);
    } else if (name == "default_tenant_ref") {
        user.default_tenant = tenant_of(door, value, name);
    } else if (name == "access") {
        user.grants = grants_of(door, value);
    } else if (name == "_last_modified") {
        into.last_modified = text_of(value, name);
    } else if (name != "uuid" && name != "url" && name != "local" && name != "ui_property") {
        throw Refused{fmt::format("{}: unknown field", name)};
    }
}

}  // namespace

std::string referred(std::string_view reference) {
    std::string_view path = reference.substr(0, reference.find('#'));
    if (path.find('/') == std::string_view::npos) {
        return std::string(path);
    }
    const api::Target target = api::parse_target(path);
    return target.parameter("name").value_or(target.segments.empty() ? "" : target.segments.back());
}

json::object write_user(const Door& door, const User& user, const std::string& base,
                        bool with_names) {
    json::array grants;
    for (const Grant& grant : user.grants) {
        grants.push_back(write_grant(door, grant, base, with_names));
    }
    const Tenant* tenant = door.tenant(user.default_tenant);
    return {{"url", reference(base, "user", user.uuid, with_names ? user.username : "")},
            {"uuid", user.uuid},
            {"username", user.username},
            {"name", user.name},
            {"full_name", user.full_name},
            {"email", user.email},
            {"is_superuser", user.is_superuser},
            {"is_active", user.is_active},
            {"local", true},
            {"default_tenant_ref", reference(base, "tenant", user.default_tenant,
                                             with_names && tenant != nullptr ? tenant->name : "")},
            {"access", std::move(grants)},
            {"_last_modified", std::to_string(user.last_modified)}};
}

Result<ReceivedUser> read_user(const Door& door, const json::object& body, User onto) {
    ReceivedUser received{std::move(onto), "", ""};
    try {
        for (const auto& field : body) {
            take_field(door, field.key(), field.value(), received);
        }
    } catch (const Refused& refused) {
        return bad_input(refused.sentence);
    }
    if (received.user.username.empty()) {
        received.user.username = received.user.name;
    }
    if (received.user.name.empty()) {
        received.user.name = received.user.username;
    }
    if (received.user.username.empty() || received.user.username.size() > 255) {
        return bad_input("username: expected 1 to 255 characters");
    }
    return received;
}

}  // namespace holdfast::reference::access
