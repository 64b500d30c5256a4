// SPDX-License-Identifier: Apache-2.0
// What collection.h promises, for each kind of object.
#include <utility>

#include "reference/controller/store.h"
#include "reference/model/references.h"

namespace holdfast::reference::controller {

template <class T>
Collection<T>::Collection() = default;
template <class T>
Collection<T>::Collection(Collection&&) noexcept = default;
template <class T>
Collection<T>& Collection<T>::operator=(Collection&&) noexcept = default;
template <class T>
Collection<T>::~Collection() = default;

template <class T>
const Stored<T>* Collection<T>::find(std::string_view uuid) const {
    const auto found = by_uuid_.find(std::string(uuid));
    return found == by_uuid_.end() ? nullptr : &found->second->second;
}

template <class T>
const Stored<T>* Collection<T>::find_name(std::string_view name) const {
    const auto found = by_name_.find(std::string(name));
    return found == by_name_.end() ? nullptr : found->second.begin()->second;
}

template <class T>
const T* Collection<T>::referred(std::string_view reference) const {
    const auto slash = reference.rfind('/');
    if (slash == std::string_view::npos) {
        return nullptr;
    }
    const Stored<T>* stored = find(reference.substr(slash + 1));
    return stored == nullptr ? nullptr : &stored->object;
}

template <class T>
const Stored<T>& Collection<T>::add(Stored<T> stored) {
    const auto at = ordered_.emplace_hint(ordered_.end(), next_++, std::move(stored));
    by_uuid_[at->second.object.uuid] = at;
    enter(at);
    return at->second;
}

template <class T>
const Stored<T>& Collection<T>::replace(Stored<T> stored) {
    const auto at = by_uuid_.at(stored.object.uuid);
    leave(at);
    at->second = std::move(stored);
    enter(at);
    return at->second;
}

template <class T>
void Collection<T>::remove(std::string_view uuid) {
    const auto found = by_uuid_.find(std::string(uuid));
    if (found == by_uuid_.end()) {
        return;
    }
    const auto at = found->second;
    leave(at);
    by_uuid_.erase(found);
    ordered_.erase(at);
}

template <class T>
std::vector<const T*> Collection<T>::listed(const Index& index, const std::string& key) {
    std::vector<const T*> objects;
    if (const auto found = index.find(key); found != index.end()) {
        objects.reserve(found->second.size());
        for (const auto& [order, stored] : found->second) {
            objects.push_back(&stored->object);
        }
    }
    return objects;
}

/// By what an object is found: visit(index, key) for each.
template <class T, class Index, class Visit>
void for_each_key(const T& object, Index& by_name, Index& by_reference, Index& by_key,
                  Visit visit) {
    visit(by_name, name_of(object));
    model::for_each_reference(
        object, [&](const char*, model::Kind, const std::string& to) { visit(by_reference, to); });
    if constexpr (requires { distinct_key(object); }) {
        visit(by_key, distinct_key(object));
    }
}

template <class T>
void Collection<T>::enter(Place at) {
    for_each_key(
        at->second.object, by_name_, by_reference_, by_key_,
        [&](Index& index, const std::string& key) { index[key][at->first] = &at->second; });
}

template <class T>
void Collection<T>::leave(Place at) {
    for_each_key(at->second.object, by_name_, by_reference_, by_key_,
                 [&](Index& index, const std::string& key) {
                     const auto found = index.find(key);
                     if (found != index.end() && found->second.erase(at->first) != 0 &&
                         found->second.empty()) {
                         index.erase(found);
                     }
                 });
}

template class Collection<model::Tenant>;
template class Collection<model::Cloud>;
template class Collection<model::VrfContext>;
template class Collection<model::Network>;
template class Collection<model::ServiceEngineGroup>;
template class Collection<model::ServiceEngine>;
template class Collection<model::VsVip>;
template class Collection<model::VirtualService>;
template class Collection<model::Pool>;
template class Collection<model::PoolGroup>;
template class Collection<model::HealthMonitor>;
template class Collection<model::ApplicationProfile>;
template class Collection<model::ApplicationPersistenceProfile>;
template class Collection<model::NetworkProfile>;
template class Collection<model::AnalyticsProfile>;
template class Collection<model::NetworkService>;
template class Collection<model::BackupConfiguration>;
template class Collection<model::Scheduler>;
template class Collection<model::IpamDnsProviderProfile>;
template class Collection<model::SystemConfiguration>;
template class Collection<model::ControllerProperties>;
template class Collection<model::SeProperties>;
template class Collection<model::Cluster>;

}  // namespace holdfast::reference::controller
