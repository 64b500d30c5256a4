// SPDX-License-Identifier: Apache-2.0
// The kinds of configuration objects, with the two names that the public API has for each.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace holdfast::reference::model {

enum class Kind {
    tenant,
    cloud,
    vrf_context,
    network,
    service_engine_group,
    service_engine,
    vs_vip,
    virtual_service,
    pool,
    pool_group,
    health_monitor,
    application_profile,
    application_persistence_profile,
    network_profile,
    analytics_profile,
    network_service,
    backup_configuration,
    scheduler,
    ipam_dns_provider_profile,
    system_configuration,
    controller_properties,
    se_properties,
    cluster
};

struct KindNames {
    Kind kind;
    std::string_view path;   ///< /api/<path>, and what a uuid begins with
    std::string_view model;  ///< in messages: "Pool object not found!"
};

inline constexpr std::array kinds{
    KindNames{Kind::tenant, "tenant", "Tenant"},
    KindNames{Kind::cloud, "cloud", "Cloud"},
    KindNames{Kind::vrf_context, "vrfcontext", "VrfContext"},
    KindNames{Kind::network, "network", "Network"},
    KindNames{Kind::service_engine_group, "serviceenginegroup", "ServiceEngineGroup"},
    KindNames{Kind::service_engine, "serviceengine", "ServiceEngine"},
    KindNames{Kind::vs_vip, "vsvip", "VsVip"},
    KindNames{Kind::virtual_service, "virtualservice", "VirtualService"},
    KindNames{Kind::pool, "pool", "Pool"},
    KindNames{Kind::pool_group, "poolgroup", "PoolGroup"},
    KindNames{Kind::health_monitor, "healthmonitor", "HealthMonitor"},
    KindNames{Kind::application_profile, "applicationprofile", "ApplicationProfile"},
    KindNames{Kind::application_persistence_profile, "applicationpersistenceprofile",
              "ApplicationPersistenceProfile"},
    KindNames{Kind::network_profile, "networkprofile", "NetworkProfile"},
    KindNames{Kind::analytics_profile, "analyticsprofile", "AnalyticsProfile"},
    KindNames{Kind::network_service, "networkservice", "NetworkService"},
    KindNames{Kind::backup_configuration, "backupconfiguration", "BackupConfiguration"},
    KindNames{Kind::scheduler, "scheduler", "Scheduler"},
    KindNames{Kind::ipam_dns_provider_profile, "ipamdnsproviderprofile", "IpamDnsProviderProfile"},
    KindNames{Kind::system_configuration, "systemconfiguration", "SystemConfiguration"},
    KindNames{Kind::controller_properties, "controllerproperties", "ControllerProperties"},
    KindNames{Kind::se_properties, "seproperties", "SeProperties"},
    KindNames{Kind::cluster, "cluster", "Cluster"},
};

/// There is one object of such a kind, from the first start on: /api/cluster.
constexpr bool is_singleton(Kind kind) {
    return kind >= Kind::system_configuration;
}

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
