// SPDX-License-Identifier: Apache-2.0
#include "harness/check/gateway_sight.h"

#include <algorithm>

#include "harness/check/fidelity.h"

namespace holdfast::harness::check {

namespace {

using scenario::GatewayMonitorSpec;

/// Addresses of a node.
std::set<Ipv4Address> addresses_of(const Recording& recording, const std::string& node) {
    std::set<Ipv4Address> addresses;
    if (const topology::Node* found = recording.topology.find(node)) {
        for (const topology::Interface& interface : found->interfaces) {
            addresses.insert(interface.address.address);
        }
    }
    return addresses;
}

std::string last_word(const std::string& text) {
    return text.substr(text.rfind(' ') + 1);
}

/// Whom a fault keeps from seeing what.
struct Blindness {
    std::vector<std::string> engines;
    std::set<Ipv4Address> gateways;
};

Blindness blindness_of(const Recording& recording, const InjectedFault& fault) {
    if (fault.name == "gateway_pings_lost") {
        return {fault.nodes, addresses_of(recording, last_word(fault.text))};
    }
    if (fault.name != "gateway_dead" || last_word(fault.text) != "no_icmp") {
        return {};
    }
    Blindness all{recording.scenario.deployment.all_engines(), {}};
    for (const std::string& node : fault.nodes) {
        all.gateways.merge(addresses_of(recording, node));
    }
    return all;
}

void add_changes(GatewayChanges& found, const Recording& recording, const InjectedFault& fault,
                 const std::string& engine, const GatewayMonitorSpec& monitor) {
    ++found.disturbances;
    const Duration interval = monitor.gateway_monitor_interval;
    const Duration slack = noise_floor(recording);
    const Instant healed = fault.healed.value_or(recording.index().end());
    const Duration length = healed - fault.began;
    // Of a silence, floor(length / interval) questions or one more fall into it.
    if (length < monitor.loss_noticed() - interval) {
        return;
    }
    if (fault.healed && *fault.healed - fault.at < monitor.loss_noticed() + slack) {
        found.unsure = true;
        return;
    }
    const Duration reaction = recording.scenario.budgets.failover - monitor.loss_noticed();
    found.changes.push_back(
        {engine, monitor.gateway_ip, true, fault.at, fault.began + monitor.loss_noticed(),
         fault.at + monitor.loss_noticed() + interval + slack,
         fault.at + monitor.loss_noticed() + reaction, fault.text, fault.history_line});
    if (fault.healed) {
        found.changes.push_back({engine, monitor.gateway_ip, false, *fault.healed,
                                 *fault.healed + monitor.return_noticed() - slack,
                                 *fault.healed + monitor.return_noticed() + interval + slack,
                                 *fault.healed + monitor.return_noticed() + reaction,
                                 "end of " + fault.text, fault.history_line});
    }
}

/// Faults and operations that move services for another reason.
bool moves_otherwise(const InjectedFault& fault) {
    static const std::set<std::string> names = {"process_crash", "node_power_off", "graceful_stop",
                                                "restart",       "pause",          "link_down"};
    return names.contains(fault.name);
}

Instant first_other_disturbance(const Recording& recording) {
    const Index& index = recording.index();
    Instant first = index.end();
    for (const InjectedFault& fault : index.faults()) {
        first = moves_otherwise(fault) ? std::min(first, fault.began) : first;
    }
    for (const PerformedOperation& performed : index.operations()) {
        const bool moves = performed.operation.starts_with("switchover ") ||
                           performed.operation.starts_with("redistribute");
        first = moves ? std::min(first, performed.invoked) : first;
    }
    return first;
}

void apply(GatewayStage& stage, const GatewayChange& change) {
    if (change.lost) {
        stage.lost[change.engine].insert(change.gateway);
    } else if (const auto found = stage.lost.find(change.engine); found != stage.lost.end()) {
        found->second.erase(change.gateway);
        if (found->second.empty()) {
            stage.lost.erase(found);
        }
    }
    stage.changes.push_back(change);
}

}  // namespace

GatewayChanges gateway_changes(const Recording& recording) {
    GatewayChanges found;
    for (const InjectedFault& fault : recording.index().faults()) {
        const Blindness blind = blindness_of(recording, fault);
        for (const GatewayMonitorSpec& monitor : recording.scenario.deployment.gateway_monitors) {
            for (const std::string& engine : blind.engines) {
                if (blind.gateways.contains(monitor.gateway_ip)) {
                    add_changes(found, recording, fault, engine, monitor);
                }
            }
        }
    }
    std::stable_sort(found.changes.begin(), found.changes.end(),
                     [](const auto& a, const auto& b) { return a.earliest < b.earliest; });
    return found;
}

std::vector<GatewayStage> gateway_stages(const Recording& recording) {
    const Instant end = first_other_disturbance(recording);
    const GatewayChanges found = gateway_changes(recording);
    std::vector<GatewayStage> stages{
        {recording.index().faults_began(), end, recording.index().faults_began(), {}, {}}};
    if (found.unsure) {
        return {};
    }
    for (auto next = found.changes.begin(); next != found.changes.end() && next->earliest < end;) {
        GatewayStage stage = stages.back();
        stage.changes.clear();
        stage.from = next->earliest;
        stage.settled = next->settled;
        const Instant together = next->latest;
        for (; next != found.changes.end() && next->earliest <= together; ++next) {
            apply(stage, *next);
            stage.settled = std::max(stage.settled, next->settled);
        }
        if (!stages.back().changes.empty() && stage.from < stages.back().settled) {
            break;
        }
        stages.back().to = stage.from;
        stage.to = end;
        stages.push_back(std::move(stage));
    }
    return stages;
}

}  // namespace holdfast::harness::check
