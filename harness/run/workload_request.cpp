// SPDX-License-Identifier: Apache-2.0
#include "harness/run/workload_request.h"

#include <algorithm>
#include <set>

#include "base/rng.h"
#include "harness/scenario/controllers.h"

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
        case Target::Role::controllers:
        case Target::Role::follower:
        case Target::Role::minority:
        case Target::Role::majority:
        case Target::Role::cluster_ip:
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

/// Of "cluster_ip" or a controller.
Ipv4Address address_of(const std::string& door, const Topology& topology) {
    const topology::Node* node = topology.find(door);
    if (node != nullptr) {
        return topology.management_address(*node);
    }
    return topology.cluster_ip().value_or(Ipv4Address{});
}

template <class... Kinds>
std::set<std::string> hit_by(const scenario::Scenario& scenario, const Topology& topology) {
    std::set<std::string> nodes;
    const auto add = [&](const auto* fault) {
        if (fault != nullptr) {
            const auto hit = candidates(fault->target, topology);
            nodes.insert(hit.begin(), hit.end());
        }
    };
    for (const faults::ScheduledFault& scheduled : scenario.schedule) {
        (add(std::get_if<Kinds>(&scheduled.fault)), ...);
    }
    return nodes;
}

}  // namespace

std::vector<workload::ApiClientPlan> api_clients(const scenario::Scenario& scenario,
                                                 const Topology& topology) {
    using Plan = workload::ApiClientPlan;
    const scenario::ApiLoad& load = scenario.workload.api;
    std::vector<Plan> plans;
    if (!load.on()) {
        return plans;
    }
    std::vector<std::string> objects;
    for (int i = 0; i < load.objects; ++i) {
        objects.push_back("wl-" + std::to_string(i));
    }
    const auto add = [&](Plan::Kind kind, const std::string& name, const std::string& through) {
        Plan plan;
        plan.name = name;
        plan.through = through;
        plan.address = address_of(through, topology);
        plan.kind = kind;
        plan.objects = objects;
        plan.interval = load.interval;
        plan.first_value = static_cast<std::uint32_t>(plans.size() + 1);
        plan.value_step = static_cast<std::uint32_t>(std::max(load.writers, 1));
        plan.seed = Rng(scenario.seed).fork("api client " + name + through).below(~0ULL);
        plans.push_back(std::move(plan));
    };
    const std::vector<std::string> doors = scenario::api_doors(scenario, topology);
    for (int i = 0; i < load.writers; ++i) {  // first, so that they share out the values
        add(Plan::Kind::writer, "writer-" + std::to_string(i + 1),
            doors[static_cast<std::size_t>(i) % doors.size()]);
    }
    for (int i = 0; i < load.readers; ++i) {
        add(Plan::Kind::reader, "reader-" + std::to_string(i + 1),
            doors[static_cast<std::size_t>(load.writers + i) % doors.size()]);
    }
    for (const std::string& node : scenario::possible_members(scenario, topology)) {
        add(Plan::Kind::read_back, workload::read_back_client, node);
    }
    return plans;
}

WorkloadRequest workload_of(const scenario::Scenario& scenario, const Topology& topology) {
    WorkloadRequest request{
        scenario.workload, scenario.deployment.services, {}, api_clients(scenario, topology)};
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
    for (const scenario::SeGroupSpec* group : scenario.deployment.groups()) {
        for (const auto& addresses : {group->floating_intf_ip, group->floating_intf_ip_se_2}) {
            for (const Ipv4Address address : addresses) {
                watch(topology.front, address);
                watch(topology.back, address);
            }
        }
    }
    for (const auto& service : scenario.deployment.services) {
        if (service.snat_ip) {
            watch(topology.back, *service.snat_ip);
        }
    }
    for (const auto& scheduled : scenario.operations) {
        if (const auto* create =
                std::get_if<scenario::CreateVirtualService>(&scheduled.operation)) {
            watch(topology.front, create->vip);
        }
    }
    for (const Ipv4Address address : scenario::cluster_addresses(scenario, topology)) {
        watch(topology.management, address);
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

std::set<std::string> faulty_disks(const scenario::Scenario& scenario, const Topology& topology) {
    return hit_by<faults::DiskFull, faults::DiskSlow, faults::UnsyncedWritesLost,
                  faults::LogTailCorrupted, faults::CrashInWrite>(scenario, topology);
}

std::set<std::string> faulty_clocks(const scenario::Scenario& scenario, const Topology& topology) {
    return hit_by<faults::ClockStep, faults::ClockSkew>(scenario, topology);
}

std::set<std::string> busy_nodes(const scenario::Scenario& scenario, const Topology& topology) {
    return hit_by<faults::ProcessorBusy>(scenario, topology);
}

}  // namespace holdfast::harness::run
