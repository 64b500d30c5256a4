// SPDX-License-Identifier: Apache-2.0
// The configuration objects: a collection for each kind.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "reference/api/reference.h"
#include "reference/controller/collection.h"
#include "reference/model/se_properties.h"

namespace holdfast::reference::controller {

struct Store {
    std::tuple<Collection<model::ServiceEngineGroup>, Collection<model::ServiceEngine>,
               Collection<model::VsVip>, Collection<model::VirtualService>, Collection<model::Pool>,
               Collection<model::HealthMonitor>>
        collections;
    Stored<model::SeProperties> se_properties;

    template <class T>
    Collection<T>& of() {
        return std::get<Collection<T>>(collections);
    }
    template <class T>
    const Collection<T>& of() const {
        return std::get<Collection<T>>(collections);
    }
};

/// "VirtualService vs1", ...: who refers to this object.
std::vector<std::string> referrers_of(const Store& store, model::Kind kind, std::string_view uuid);

}  // namespace holdfast::reference::controller
