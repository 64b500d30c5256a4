// SPDX-License-Identifier: Apache-2.0
// All objects of the configuration.
#pragma once

#include <tuple>

#include "reference/model/backup.h"
#include "reference/model/cloud.h"
#include "reference/model/cluster.h"
#include "reference/model/controller_properties.h"
#include "reference/model/health_monitor.h"
#include "reference/model/ipam_dns_provider_profile.h"
#include "reference/model/kind.h"
#include "reference/model/network.h"
#include "reference/model/network_service.h"
#include "reference/model/pool.h"
#include "reference/model/pool_group.h"
#include "reference/model/profiles.h"
#include "reference/model/se_properties.h"
#include "reference/model/service_engine.h"
#include "reference/model/service_engine_group.h"
#include "reference/model/system_configuration.h"
#include "reference/model/tenant.h"
#include "reference/model/virtual_service.h"
#include "reference/model/vrf_context.h"
#include "reference/model/vs_vip.h"

namespace holdfast::reference::model {

template <class T>
struct KindOf;
template <>
struct KindOf<Tenant> {
    static constexpr Kind value = Kind::tenant;
};
template <>
struct KindOf<Cloud> {
    static constexpr Kind value = Kind::cloud;
};
template <>
struct KindOf<VrfContext> {
    static constexpr Kind value = Kind::vrf_context;
};
template <>
struct KindOf<Network> {
    static constexpr Kind value = Kind::network;
};
template <>
struct KindOf<ServiceEngineGroup> {
    static constexpr Kind value = Kind::service_engine_group;
};
template <>
struct KindOf<ServiceEngine> {
    static constexpr Kind value = Kind::service_engine;
};
template <>
struct KindOf<VsVip> {
    static constexpr Kind value = Kind::vs_vip;
};
template <>
struct KindOf<VirtualService> {
    static constexpr Kind value = Kind::virtual_service;
};
template <>
struct KindOf<Pool> {
    static constexpr Kind value = Kind::pool;
};
template <>
struct KindOf<PoolGroup> {
    static constexpr Kind value = Kind::pool_group;
};
template <>
struct KindOf<HealthMonitor> {
    static constexpr Kind value = Kind::health_monitor;
};
template <>
struct KindOf<ApplicationProfile> {
    static constexpr Kind value = Kind::application_profile;
};
template <>
struct KindOf<ApplicationPersistenceProfile> {
    static constexpr Kind value = Kind::application_persistence_profile;
};
template <>
struct KindOf<NetworkProfile> {
    static constexpr Kind value = Kind::network_profile;
};
template <>
struct KindOf<AnalyticsProfile> {
    static constexpr Kind value = Kind::analytics_profile;
};
template <>
struct KindOf<NetworkService> {
    static constexpr Kind value = Kind::network_service;
};
template <>
struct KindOf<BackupConfiguration> {
    static constexpr Kind value = Kind::backup_configuration;
};
template <>
struct KindOf<Scheduler> {
    static constexpr Kind value = Kind::scheduler;
};
template <>
struct KindOf<IpamDnsProviderProfile> {
    static constexpr Kind value = Kind::ipam_dns_provider_profile;
};
template <>
struct KindOf<SystemConfiguration> {
    static constexpr Kind value = Kind::system_configuration;
};
template <>
struct KindOf<ControllerProperties> {
    static constexpr Kind value = Kind::controller_properties;
};
template <>
struct KindOf<SeProperties> {
    static constexpr Kind value = Kind::se_properties;
};
template <>
struct KindOf<Cluster> {
    static constexpr Kind value = Kind::cluster;
};

template <class T>
inline constexpr Kind kind_of = KindOf<T>::value;

}  // namespace holdfast::reference::model
