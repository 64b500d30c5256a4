// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/store.h"

namespace holdfast::reference::controller {

std::vector<std::string> referrers_of(const Store& store, model::Kind kind, std::string_view uuid) {
    const std::string wanted = api::reference_to(kind, uuid);
    std::vector<std::string> referrers;
    const auto look = [&](const auto& object) {
        bool refers = false;
        model::for_each_reference(object, [&](const char*, model::Kind, const std::string& to) {
            refers = refers || to == wanted;
        });
        if (refers) {
            using T = std::remove_cvref_t<decltype(object)>;
            const auto& names = model::names_of(model::kind_of<T>);
            referrers.push_back(std::string(names.model) + " " + object.name);
        }
    };
    std::apply(
        [&](const auto&... collections) {
            const auto look_all = [&](const auto& collection) {
                for (const auto& stored : collection.items()) {
                    look(stored.object);
                }
            };
            (look_all(collections), ...);
        },
        store.collections);
    return referrers;
}

}  // namespace holdfast::reference::controller
