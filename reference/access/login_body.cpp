// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>

#include "reference/access/answers.h"
#include "reference/access/door.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

json::object user_of(const Door& door, const User& user, const std::string& base) {
    const Tenant* tenant = door.tenant(user.default_tenant);
    const std::string name = tenant == nullptr ? "" : "#" + tenant->name;
    return {
        {"is_superuser", user.is_superuser},
        {"default_tenant_ref", fmt::format("{}/api/tenant/{}{}", base, user.default_tenant, name)},
        {"name", user.name},
        {"username", user.username},
        {"full_name", user.full_name},
        {"email", user.email},
        {"local", true},
        {"uuid", user.uuid},
        {"ui_property", ""}};
}

json::array tenants_of(const Door& door, const User& user, const std::string& base) {
    json::array out;
    for (const Tenant& tenant : door.settings.tenants) {
        if (user.enters(tenant.uuid)) {
            out.push_back(
                {{"url", fmt::format("{}/api/tenant/{}#{}", base, tenant.uuid, tenant.name)},
                 {"uuid", tenant.uuid},
                 {"name", tenant.name},
                 {"local", true}});
        }
    }
    return out;
}

}  // namespace

json::object version_shown(ApiVersion version) {
    const std::string text = to_string(version);
    return {{"build", 1},
            {"Tag", text + "-1"},
            {"ProductName", "Holdfast reference controller"},
            {"min_version", to_string(oldest_view)},
            {"Version", text},
            {"Product", "controller"},
            {"Date", "2026-01-01T00:00:00+00:00"}};
}

void serve_version(Turn& turn, const Visit& visit) {
    if (visit.request.method == "GET") {
        answer(turn, visit, 200, version_shown(turn.door.options.version));
    } else {
        refuse_method(turn, visit);
    }
}

std::string login_body(const Door& door, const User& user, const std::string& base) {
    boost::system::error_code trouble;
    json::value system_config = json::parse(door.settings.system_configuration, trouble);
    const auto idle_minutes =
        std::chrono::duration_cast<std::chrono::minutes>(door.settings.api_idle_timeout).count();
    return json::serialize(json::object{
        {"user_initialized", !user.password_hash.empty()},
        {"version", version_shown(door.options.version)},
        {"user", user_of(door, user, base)},
        {"tenants", tenants_of(door, user, base)},
        {"system_config", trouble ? json::value(json::object{}) : std::move(system_config)},
        {"controller", {{"api_idle_timeout", idle_minutes}}},
        // A cookie of this name is really set: the Python SDK looks it up (spec api 1.1).
        {"session_cookie_name", "avi-sessionid"}});
}

}  // namespace holdfast::reference::access
