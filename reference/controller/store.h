// SPDX-License-Identifier: Apache-2.0
// The configuration objects, in order of creation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "reference/api/reference.h"
#include "reference/model/references.h"
#include "reference/model/se_properties.h"

namespace holdfast::reference::controller {

template <class T>
struct Stored {
    T object;
    std::int64_t last_modified = 0;  ///< microseconds
};

template <class T>
class Collection {
  public:
    Stored<T>* find(std::string_view uuid) {
        return find_if([&](const T& object) { return object.uuid == uuid; });
    }
    const Stored<T>* find(std::string_view uuid) const {
        return const_cast<Collection*>(this)->find(uuid);
    }
    const Stored<T>* find_name(std::string_view name) const {
        return const_cast<Collection*>(this)->find_if(
            [&](const T& object) { return object.name == name; });
    }
    /// By a stored reference: "/api/pool/<uuid>".
    const T* referred(std::string_view reference) const {
        const auto slash = reference.rfind('/');
        if (slash == std::string_view::npos) {
            return nullptr;
        }
        const Stored<T>* stored = find(reference.substr(slash + 1));
        return stored == nullptr ? nullptr : &stored->object;
    }
    Stored<T>& add(Stored<T> stored) { return items_.emplace_back(std::move(stored)); }
    void remove(std::string_view uuid) {
        std::erase_if(items_, [&](const Stored<T>& s) { return s.object.uuid == uuid; });
    }
    const std::vector<Stored<T>>& items() const { return items_; }

  private:
    template <class Predicate>
    Stored<T>* find_if(Predicate predicate) {
        const auto found = std::find_if(items_.begin(), items_.end(),
                                        [&](const Stored<T>& s) { return predicate(s.object); });
        return found == items_.end() ? nullptr : &*found;
    }
    std::vector<Stored<T>> items_;
};

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
