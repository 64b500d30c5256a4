// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/store.h"

namespace holdfast::reference::controller {

std::vector<std::string> referrers_of(const Store& store, model::Kind kind, std::string_view uuid) {
    const std::string wanted = api::reference_to(kind, uuid);
    std::vector<std::string> referrers;
    const auto look = [&](const auto& collection) {
        using T = typename std::remove_cvref_t<decltype(collection)>::Object;
        for (const T* object : collection.referring_to(wanted)) {
            referrers.push_back(std::string(model::names_of(model::kind_of<T>).model) + " " +
                                object->name);
        }
    };
    std::apply([&](const auto&... collections) { (look(collections), ...); }, store.collections);
    return referrers;
}

}  // namespace holdfast::reference::controller
