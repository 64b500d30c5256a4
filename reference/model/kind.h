// SPDX-License-Identifier: Apache-2.0
// The kinds of configuration objects, with the two names that the public API has for each.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace holdfast::reference::model {

enum class Kind {
    service_engine_group,
    service_engine,
    vs_vip,
    virtual_service,
    pool,
    health_monitor
};

struct KindNames {
    Kind kind;
    std::string_view path;   ///< /api/<path>, and what a uuid begins with
    std::string_view model;  ///< in messages: "Pool object not found!"
};

inline constexpr std::array kinds{
    KindNames{Kind::service_engine_group, "serviceenginegroup", "ServiceEngineGroup"},
    KindNames{Kind::service_engine, "serviceengine", "ServiceEngine"},
    KindNames{Kind::vs_vip, "vsvip", "VsVip"},
    KindNames{Kind::virtual_service, "virtualservice", "VirtualService"},
    KindNames{Kind::pool, "pool", "Pool"},
    KindNames{Kind::health_monitor, "healthmonitor", "HealthMonitor"},
};

constexpr const KindNames& names_of(Kind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}

constexpr std::optional<Kind> kind_of_path(std::string_view path) {
    for (const KindNames& names : kinds) {
        if (names.path == path) {
            return names.kind;
        }
    }
    return std::nullopt;
}

}  // namespace holdfast::reference::model
