// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/controllers.h"

#include <algorithm>

namespace holdfast::harness::scenario {

std::vector<std::string> controllers_of(const Deployment& deployment,
                                        const topology::Topology& topology) {
    if (!deployment.cluster.controllers.empty()) {
        return deployment.cluster.controllers;
    }
    std::vector<std::string> names;
    for (const topology::Node* node : topology.with_role(topology::NodeRole::controller)) {
        names.push_back(node->name);
    }
    return names;
}

std::vector<std::string> spare_controllers(const Deployment& deployment,
                                           const topology::Topology& topology) {
    const std::vector<std::string> deployed = controllers_of(deployment, topology);
    std::vector<std::string> names;
    for (const topology::Node* node : topology.with_role(topology::NodeRole::controller)) {
        if (std::find(deployed.begin(), deployed.end(), node->name) == deployed.end()) {
            names.push_back(node->name);
        }
    }
    return names;
}

std::vector<std::string> possible_members(const Scenario& scenario,
                                          const topology::Topology& topology) {
    std::vector<std::string> members = controllers_of(scenario.deployment, topology);
    for (const ScheduledOperation& scheduled : scenario.operations) {
        const auto* change = std::get_if<ChangeMembers>(&scheduled.operation);
        for (const std::string& wanted : change ? change->controllers : members) {
            const bool known = std::find(members.begin(), members.end(), wanted) != members.end();
            if (!known && topology.find(wanted) != nullptr) {
                members.push_back(wanted);
            }
        }
    }
    return members;
}

std::vector<std::string> api_doors(const Scenario& scenario, const topology::Topology& topology) {
    if (!scenario.workload.api.through.empty()) {
        return scenario.workload.api.through;
    }
    if (scenario.deployment.cluster.cluster_ip) {
        return {cluster_ip_word};
    }
    return controllers_of(scenario.deployment, topology);
}

std::vector<Ipv4Address> cluster_addresses(const Scenario& scenario,
                                           const topology::Topology& topology) {
    std::vector<Ipv4Address> addresses;
    const topology::Segment* management = topology.find_segment(topology.management);
    const auto add = [&](Ipv4Address address) {
        if (management != nullptr && management->subnet.contains(address) &&
            std::count(addresses.begin(), addresses.end(), address) == 0) {
            addresses.push_back(address);
        }
    };
    if (scenario.deployment.cluster.cluster_ip && topology.cluster_ip()) {
        add(*topology.cluster_ip());
    }
    for (const ScheduledOperation& scheduled : scenario.operations) {
        if (const auto* set = std::get_if<SetClusterIp>(&scheduled.operation)) {
            add(set->address);
        }
    }
    return addresses;
}

}  // namespace holdfast::harness::scenario
