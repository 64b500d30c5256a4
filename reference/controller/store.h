// SPDX-License-Identifier: Apache-2.0
// The configuration objects: a collection for each kind.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "reference/api/reference.h"
#include "reference/controller/collection.h"
#include "reference/model/objects.h"

namespace holdfast::reference::controller {

struct Store {
    std::tuple<Collection<model::Tenant>, Collection<model::Cloud>, Collection<model::VrfContext>,
               Collection<model::Network>, Collection<model::ServiceEngineGroup>,
               Collection<model::ServiceEngine>, Collection<model::VsVip>,
               Collection<model::VirtualService>, Collection<model::Pool>,
               Collection<model::PoolGroup>, Collection<model::HealthMonitor>,
               Collection<model::ApplicationProfile>,
               Collection<model::ApplicationPersistenceProfile>, Collection<model::NetworkProfile>,
               Collection<model::AnalyticsProfile>, Collection<model::NetworkService>,
               Collection<model::BackupConfiguration>, Collection<model::Scheduler>,
               Collection<model::IpamDnsProviderProfile>, Collection<model::SystemConfiguration>,
               Collection<model::ControllerProperties>, Collection<model::SeProperties>,
               Collection<model::Cluster>>
        collections;

    template <class T>
    Collection<T>& of() {
        return std::get<Collection<T>>(collections);
    }
    template <class T>
    const Collection<T>& of() const {
        return std::get<Collection<T>>(collections);
    }
    /// Of a singleton, which is there from the first start on.
    template <class T>
    const T& the() const {
        return of<T>().items().begin()->object;
    }
};

/// Does this network profile carry datagrams?
bool carries_datagrams(const Store& store, const std::string& network_profile_ref);

/// Is there an object of this kind by this stored reference?
bool has_object(const Store& store, model::Kind kind, std::string_view reference);

struct Referrer {
    model::Kind kind{};
    std::string uuid;
    std::string name;
};
/// Who refers to this object.
std::vector<Referrer> referrers_of(const Store& store, model::Kind kind, std::string_view uuid);

}  // namespace holdfast::reference::controller
