// SPDX-License-Identifier: Apache-2.0
#include "reference/cluster/access_settings.h"

#include <boost/json.hpp>
#include <string>

#include "base/check.h"
#include "reference/api/present.h"
#include "reference/model/object_json.h"
#include "reference/model/objects.h"

namespace holdfast::reference::cluster {

namespace {

template <class T>
std::string prefix() {
    return std::string(model::names_of(model::kind_of<T>).path) + "/";
}

/// Calls `take` with every object of the kind that the records hold.
template <class T, class Take>
void for_each(const controller::Records& records, Take take) {
    const std::string begin = prefix<T>();
    for (auto at = records.lower_bound(begin); at != records.end() && at->first.starts_with(begin);
         ++at) {
        auto object = model::ObjectJson<T>::load(boost::json::parse(at->second).at("object"));
        CHECK(object.has_value(), "the committed {} cannot be read: {}", at->first,
              object.error().message);
        take(*object);
    }
}

/// As a login shows it: with its defaults and relative references (spec api 1.1).
std::string shown(const model::SystemConfiguration& configuration) {
    using Json = model::ObjectJson<model::SystemConfiguration>;
    const api::View view{.host = "", .version = {30, 2, 1}, .name_of = {}};
    return boost::json::serialize(api::present(Json::schema(), Json::store(configuration), view));
}

}  // namespace

access::AccessSettings access_settings(const controller::Records& records) {
    access::AccessSettings settings;
    for_each<model::Tenant>(records, [&](const model::Tenant& tenant) {
        if (tenant.uuid != "admin") {  // who is there without a record too
            settings.tenants.push_back({tenant.uuid, tenant.name});
        }
    });
    model::SystemConfiguration system;
    system.uuid = "default";
    for_each<model::SystemConfiguration>(records, [&](const auto& found) { system = found; });
    settings.allow_basic_authentication = system.portal_configuration.allow_basic_authentication;
    settings.system_configuration = shown(system);
    for_each<model::ControllerProperties>(records, [&](const model::ControllerProperties& found) {
        settings.api_idle_timeout = std::chrono::minutes(found.api_idle_timeout);
    });
    return settings;
}

bool is_about_access(std::string_view key) {
    return key.starts_with(prefix<model::Tenant>()) ||
           key.starts_with(prefix<model::SystemConfiguration>()) ||
           key.starts_with(prefix<model::ControllerProperties>());
}

}  // namespace holdfast::reference::cluster
