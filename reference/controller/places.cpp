// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/places.h"

#include <utility>

namespace holdfast::reference::controller {

const ServicePlace* Places::find(const std::string& service) const {
    const auto found = places_.find(service);
    return found == places_.end() ? nullptr : &found->second;
}

ServicePlace& Places::edit(const std::string& service) {
    edited_.insert(service);
    return places_[service];
}

void Places::erase(const std::string& service) {
    if (places_.erase(service) != 0) {
        edited_.insert(service);
    }
}

void Places::restore(const std::string& service, ServicePlace place) {
    places_[service] = std::move(place);
}

}  // namespace holdfast::reference::controller
