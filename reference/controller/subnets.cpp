// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/subnets.h"

#include <algorithm>

namespace holdfast::reference::controller {

std::vector<InterfaceAddress> subnets_of(const SystemState& s) {
    std::vector<InterfaceAddress> subnets;
    for (const Engine& engine : s.engines) {
        subnets.insert(subnets.end(), engine.interfaces.begin(), engine.interfaces.end());
    }
    return subnets;
}

std::vector<InterfaceAddress> subnets_of(const SystemState& s,
                                         const model::ServiceEngineGroup& group) {
    std::vector<InterfaceAddress> subnets;
    if (s.store.of<model::ServiceEngineGroup>().find(group.uuid) == nullptr) {
        return subnets;  // a new group has no engines
    }
    for (const Engine* engine : engines_of(s, group)) {
        subnets.insert(subnets.end(), engine->interfaces.begin(), engine->interfaces.end());
    }
    return subnets;
}

bool attached(const std::vector<InterfaceAddress>& subnets, const std::string& address) {
    const auto parsed = parse_ipv4(address);
    return parsed && std::any_of(subnets.begin(), subnets.end(),
                                 [&](const auto& subnet) { return subnet.contains(*parsed); });
}

}  // namespace holdfast::reference::controller
