// SPDX-License-Identifier: Apache-2.0
#include "reference/model/schemas.h"

#include "reference/model/object_json.h"
#include "reference/model/objects.h"

namespace holdfast::reference::model {
namespace {

template <class... T>
const Schema& chosen(Kind kind) {
    const Schema* found = nullptr;
    ((found = kind_of<T> == kind ? &ObjectJson<T>::schema() : found), ...);
    return *found;
}

}  // namespace

const Schema& schema_of(Kind kind) {
    return chosen<Tenant, Cloud, VrfContext, Network, ServiceEngineGroup, ServiceEngine, VsVip,
                  VirtualService, Pool, PoolGroup, HealthMonitor, ApplicationProfile,
                  ApplicationPersistenceProfile, NetworkProfile, AnalyticsProfile, NetworkService,
                  BackupConfiguration, Scheduler, IpamDnsProviderProfile, SystemConfiguration,
                  ControllerProperties, SeProperties, Cluster>(kind);
}

}  // namespace holdfast::reference::model
