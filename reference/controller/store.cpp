// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/store.h"

namespace holdfast::reference::controller {

bool carries_datagrams(const Store& store, const std::string& network_profile_ref) {
    const auto* profile = store.of<model::NetworkProfile>().referred(network_profile_ref);
    return profile != nullptr &&
           (profile->profile.type == model::ProtocolType::PROTOCOL_TYPE_UDP_FAST_PATH ||
            profile->profile.type == model::ProtocolType::PROTOCOL_TYPE_UDP_PROXY);
}

std::vector<std::string> referrers_of(const Store& store, model::Kind kind, std::string_view uuid) {
    const std::string wanted = api::reference_to(kind, uuid);
    std::vector<std::string> referrers;
    const auto look = [&](const auto& collection) {
        using T = typename std::remove_cvref_t<decltype(collection)>::Object;
        for (const T* object : collection.referring_to(wanted)) {
            const auto& names = model::names_of(model::kind_of<T>);
            referrers.push_back(std::string(names.model) + " " + name_of(*object));
        }
    };
    std::apply([&](const auto&... collections) { (look(collections), ...); }, store.collections);
    return referrers;
}

}  // namespace holdfast::reference::controller
