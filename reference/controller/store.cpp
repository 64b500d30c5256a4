// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/store.h"

namespace holdfast::reference::controller {

bool carries_datagrams(const Store& store, const std::string& network_profile_ref) {
    const auto* profile = store.of<model::NetworkProfile>().referred(network_profile_ref);
    return profile != nullptr &&
           (profile->profile.type == model::ProtocolType::PROTOCOL_TYPE_UDP_FAST_PATH ||
            profile->profile.type == model::ProtocolType::PROTOCOL_TYPE_UDP_PROXY);
}

bool has_object(const Store& store, model::Kind kind, std::string_view reference) {
    const auto has = [&](const auto& collection) {
        using T = typename std::remove_cvref_t<decltype(collection)>::Object;
        return model::kind_of<T> == kind && collection.referred(reference) != nullptr;
    };
    return std::apply([&](const auto&... collections) { return (has(collections) || ...); },
                      store.collections);
}

std::vector<Referrer> referrers_of(const Store& store, model::Kind kind, std::string_view uuid) {
    const std::string wanted = api::reference_to(kind, uuid);
    std::vector<Referrer> referrers;
    const auto look = [&](const auto& collection) {
        using T = typename std::remove_cvref_t<decltype(collection)>::Object;
        for (const T* object : collection.referring_to(wanted)) {
            referrers.push_back({model::kind_of<T>, object->uuid, name_of(*object)});
        }
    };
    std::apply([&](const auto&... collections) { (look(collections), ...); }, store.collections);
    return referrers;
}

}  // namespace holdfast::reference::controller
