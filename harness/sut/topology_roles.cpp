// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/topology_roles.h"

#include <fmt/format.h>

namespace holdfast::harness::sut {

Result<std::vector<std::string>> resolve_by_topology(const faults::Target& target,
                                                     const topology::Topology& topology,
                                                     const scenario::Deployment& deployment) {
    using Role = faults::Target::Role;
    const topology::Node* node = topology.find(target.argument);
    if (node == nullptr) {
        return failed(fmt::format("{} has no node {}", topology.name, target.argument));
    }
    if (target.role == Role::node) {
        return std::vector{node->name};
    }
    std::vector<std::string> found;
    if (target.role == Role::gateway_of) {
        for (const topology::Route& route : node->routes) {
            const topology::Node* gateway = topology.owner_of(route.next_hop);
            if (route.destination.prefix_length == 0 && gateway != nullptr) {
                found.push_back(gateway->name);
            }
        }
    } else if (node->role == topology::NodeRole::service_engine) {
        const scenario::SeGroupSpec* group = deployment.group_of_engine(node->name);
        for (const std::string& engine : deployment.engines_in(group ? group->name : "")) {
            if (engine != node->name) {
                found.push_back(engine);
            }
        }
    } else {
        for (const topology::Node* other : topology.with_role(node->role)) {
            if (other != node) {
                found.push_back(other->name);
            }
        }
    }
    if (found.empty()) {
        return failed(fmt::format("nobody is {}", to_string(target)));
    }
    return found;
}

}  // namespace holdfast::harness::sut
