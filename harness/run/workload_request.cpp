// SPDX-License-Identifier: Apache-2.0
#include "harness/run/workload_request.h"

#include <set>

namespace holdfast::harness::run {
namespace {

using faults::Target;
using topology::NodeRole;
using topology::Topology;

std::vector<std::string> names(const std::vector<const topology::Node*>& nodes) {
    std::vector<std::string> found;
    for (const topology::Node* node : nodes) {
        found.push_back(node->name);
    }
    return found;
}

/// Everybody who could be meant.
std::vector<std::string> candidates(const Target& target, const Topology& topology) {
    switch (target.role) {
        case Target::Role::node:
            return {target.argument};
        case Target::Role::leader:
            return names(topology.with_role(NodeRole::controller));
        case Target::Role::gateway_of:
            return names(topology.with_role(NodeRole::gateway));
        case Target::Role::all_but: {
            const topology::Node* node = topology.find(target.argument);
            return node == nullptr ? std::vector<std::string>()
                                   : names(topology.with_role(node->role));
        }
        case Target::Role::active_of:
        case Target::Role::standby_of:
            break;
    }
    return names(topology.with_role(NodeRole::service_engine));
}

}  // namespace

WorkloadRequest workload_of(const scenario::Scenario& scenario, const Topology& topology) {
    WorkloadRequest request{scenario.workload, scenario.deployment.services, {}};
    std::set<Ipv4Address> seen;
    const auto watch = [&](const std::string& segment, Ipv4Address address) {
        const topology::Segment* place = topology.find_segment(segment);
        if (place != nullptr && place->subnet.contains(address) && seen.insert(address).second) {
            request.watched.push_back({segment, address});
        }
    };
    for (const auto& service : scenario.deployment.services) {
        watch(topology.front, service.vip);
    }
    const auto& group = scenario.deployment.group;
    for (const auto& addresses : {group.floating_intf_ip, group.floating_intf_ip_se_2}) {
        for (const Ipv4Address address : addresses) {
            watch(topology.front, address);
        }
    }
    for (const auto& service : scenario.deployment.services) {
        if (service.snat_ip) {
            watch(topology.back, *service.snat_ip);
        }
    }
    return request;
}

std::vector<faults::Link> impairable_links(const scenario::Scenario& scenario,
                                           const Topology& topology) {
    std::set<faults::Link> links;
    const auto add = [&](const Target& target, const std::string& segment) {
        for (const std::string& name : candidates(target, topology)) {
            const topology::Node* node = topology.find(name);
            if (node != nullptr && node->address_on(segment)) {
                links.insert({name, segment});
            }
        }
    };
    for (const faults::ScheduledFault& scheduled : scenario.schedule) {
        if (const auto* delay = std::get_if<faults::Delay>(&scheduled.fault)) {
            add(delay->target, delay->segment);
        }
    }
    return {links.begin(), links.end()};
}

}  // namespace holdfast::harness::run
