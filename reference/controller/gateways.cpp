// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/gateways.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reference/controller/settlement.h"
#include "reference/controller/subnets.h"
#include "reference/model/field.h"

namespace holdfast::reference::controller {
namespace {

using model::name_of;
using protocol::WatchedGateway;

// Engines route their clients' and servers' packets in the other one; this is the controllers'.
constexpr std::string_view management_vrf = "management";

WatchedGateway watched(const model::GatewayMonitor& monitor) {
    return {.gateway = parse_ipv4(monitor.gateway_ip.addr).value(),  // validated when written
            .interval = std::chrono::milliseconds(monitor.gateway_monitor_interval),
            .fail_threshold = monitor.gateway_monitor_fail_threshold,
            .success_threshold = monitor.gateway_monitor_success_threshold};
}

WatchedGateway watched(const model::InternalGatewayMonitor& monitor, Ipv4Address gateway) {
    return {.gateway = gateway,
            .interval = std::chrono::milliseconds(monitor.gateway_monitor_interval),
            .fail_threshold = monitor.gateway_monitor_failure_threshold,
            .success_threshold = monitor.gateway_monitor_success_threshold};
}

std::string listed(const std::set<Ipv4Address>& gateways) {
    std::string out;
    for (const Ipv4Address gateway : gateways) {
        out += (out.empty() ? "" : ", ") + to_string(gateway);
    }
    return out;
}

/// The peer that would be better off with what is active on this engine; null: there is none.
const Engine* better_off(SystemState& s, const Engine& engine) {
    if (!engine.up() || !engine.connection || engine.lost_gateways.empty() ||
        !group_of(s, engine).legacy()) {
        return nullptr;
    }
    const Engine* peer = peer_of(s, engine);
    return peer != nullptr && peer->can_take() && peer->confirmed() && peer->lost_gateways.empty()
               ? peer
               : nullptr;
}

// Both ask once an interval and count the same number of misses, each in its own phase: whoever
// begins to miss answers at the same time is known to have lost the gateway within one interval of
// the other. Twice that leaves an interval for the words to arrive.
Duration patience_for(const Engine& engine) {
    Duration longest{};
    if (engine.sent) {
        for (const WatchedGateway& gateway : engine.sent->gateways) {
            longest = std::max(longest, gateway.interval);
        }
    }
    return 2 * longest;
}

std::string objection_to(const SystemState& s, const model::GatewayMonitor& monitor) {
    const std::string& gateway = monitor.gateway_ip.addr;
    if (monitor.gateway_ip.type != model::IpAddrType::V4) {
        return fmt::format("{} is no IPv4 address, only those are monitored", gateway);
    }
    const std::vector<InterfaceAddress> subnets = subnets_of(s);
    if (subnets.empty()) {
        return "";  // no engine has told yet; one that cannot reach it will say so
    }
    if (!monitor.subnet) {
        return attached(subnets, gateway)
                   ? ""
                   : fmt::format(
                         "{} is in no subnet of a service engine: a gateway that is several "
                         "hops away needs the {} that leads to it",
                         gateway, name_of(&model::GatewayMonitor::subnet));
    }
    return attached(subnets, monitor.subnet->ip_addr.addr)
               ? ""
               : fmt::format("{} {}/{} is no subnet of a service engine",
                             name_of(&model::GatewayMonitor::subnet), monitor.subnet->ip_addr.addr,
                             monitor.subnet->mask);
}

}  // namespace

std::vector<WatchedGateway> watched_gateways(const SystemState& s, const Engine& engine) {
    const std::string& cloud = group_of(s, engine).cloud_ref;
    std::map<Ipv4Address, WatchedGateway> gateways;
    for (const auto& stored : s.store.of<model::VrfContext>().items()) {
        const model::VrfContext& vrf = stored.object;
        if (vrf.cloud_ref != cloud || vrf.name == management_vrf) {
            continue;
        }
        for (const model::GatewayMonitor& monitor : vrf.gateway_mon) {
            const WatchedGateway one = watched(monitor);
            gateways.insert_or_assign(one.gateway, one);
        }
        const model::InternalGatewayMonitor internal =
            vrf.internal_gateway_monitor.value_or(model::InternalGatewayMonitor{});
        if (!internal.disable_gateway_monitor) {
            for (const Ipv4Address gateway : engine.default_gateways) {
                gateways.emplace(gateway, watched(internal, gateway));
            }
        }
    }
    std::vector<WatchedGateway> out;
    for (const auto& [address, gateway] : gateways) {
        out.push_back(gateway);
    }
    return out;
}

void gateways_lost(SystemState& s, Engine& engine, const protocol::GatewaysLost& message) {
    const std::set<Ipv4Address> before = engine.lost_gateways;
    engine.lost_gateways = {message.gateways.begin(), message.gateways.end()};
    for (const Ipv4Address gateway : engine.lost_gateways) {
        if (!before.contains(gateway)) {
            report(
                s, "SE_GATEWAY_HEARTBEAT_FAILED", engine.name.text(),
                fmt::format("{} does not see gateway {}", engine.name.text(), to_string(gateway)));
        }
    }
    for (const Ipv4Address gateway : before) {
        if (!engine.lost_gateways.contains(gateway)) {
            report(s, "SE_GATEWAY_HEARTBEAT_SUCCESS", engine.name.text(),
                   fmt::format("{} sees gateway {} again", engine.name.text(), to_string(gateway)));
        }
    }
    const model::ServiceEngineGroup& group = group_of(s, engine);
    if (group.legacy() && !before.empty() && engine.lost_gateways.empty()) {  // GW-15
        engine.return_pending =
            engine.return_pending || group.auto_redistribute_active_standby_load;
        consider_return(s, group);
    }
    unsettle_group(s, engine);
}

void begin_gateway_relief(SystemState& s) {
    for (Engine& engine : s.engines) {
        const Engine* peer = better_off(s, engine);
        if (peer == nullptr) {
            engine.worse_off_until.reset();
            continue;
        }
        if (!engine.worse_off_until) {
            engine.worse_off_until = s.now + patience_for(engine);
        }
        if (s.now >= *engine.worse_off_until) {
            begin_engine_switchover(s, engine, *peer,
                                    fmt::format("{} does not see gateway {}", engine.name.text(),
                                                listed(engine.lost_gateways)));
        }
    }
}

void gateway_timers_fired(SystemState& s) {
    for (const Engine& engine : s.engines) {
        if (engine.worse_off_until && s.now >= *engine.worse_off_until) {
            unsettle_group(s, engine);
        }
    }
}

std::optional<Instant> next_gateway_timeout(const SystemState& s) {
    std::optional<Instant> next;
    for (const Engine& engine : s.engines) {
        if (engine.worse_off_until && *engine.worse_off_until > s.now) {
            next = std::min(next.value_or(Instant::never()), *engine.worse_off_until);
        }
    }
    return next;
}

std::string objection_to_gateways(const SystemState& s, const model::VrfContext& wanted) {
    for (std::size_t i = 0; i < wanted.gateway_mon.size(); ++i) {
        const std::string why = objection_to(s, wanted.gateway_mon[i]);
        if (!why.empty()) {
            return fmt::format("{}[{}].{}: {}", name_of(&model::VrfContext::gateway_mon), i,
                               name_of(&model::GatewayMonitor::gateway_ip), why);
        }
    }
    return "";
}

}  // namespace holdfast::reference::controller
