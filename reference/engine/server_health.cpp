// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/server_health.h"

#include <algorithm>
#include <utility>

#include "reference/engine/ownership.h"

namespace holdfast::reference::engine {

namespace {

using protocol::EngineConfiguration;
using protocol::PlacedService;
using protocol::ServerEndpoint;

std::map<protocol::ServiceName, const PlacedService*> by_name(
    const EngineConfiguration& configuration) {
    std::map<protocol::ServiceName, const PlacedService*> services;
    for (const PlacedService& service : configuration.services) {
        services.emplace(service.name, &service);
    }
    return services;
}

}  // namespace

// LEG-22: both engines probe, unless hm_on_standby is off. LEG-23: probes of a service that is
// served here leave from its SNAT address.
ServerHealth::Servers ServerHealth::wanted_servers(const EngineConfiguration& configuration) {
    Servers servers;
    for (const auto& [name, service] : by_name(configuration)) {
        const bool serving = serves(*service);
        if (!service->pool.health_monitors.empty() && !serving && !configuration.hm_on_standby) {
            continue;
        }
        for (const ServerEndpoint& endpoint : service->pool.servers) {
            Server& server = servers[endpoint];
            server.pools.insert(service->pool.name);
            if (serving && !server.source && !service->snat_ips.empty()) {
                server.source = service->snat_ips.front();
            }
            for (const model::HealthMonitor& monitor : service->pool.health_monitors) {
                server.probings.try_emplace(monitor.name, Probing{.monitor = monitor});
            }
        }
    }
    return servers;
}

void ServerHealth::configure(Instant now, const EngineConfiguration& configuration, Effects& out) {
    const Servers wanted = wanted_servers(configuration);
    std::erase_if(servers_, [&](const auto& entry) { return !wanted.contains(entry.first); });
    for (const auto& [endpoint, server] : wanted) {
        Server& kept = servers_[endpoint];
        kept.pools = server.pools;
        kept.source = server.source;
        if (kept.probings.empty() != server.probings.empty()) {
            kept.up.reset();  // a server is up for another reason than before
        }
        std::erase_if(kept.probings, [&monitors = server.probings](const auto& entry) {
            return !monitors.contains(entry.first);
        });
        for (const auto& [name, probing] : server.probings) {
            const auto [place, is_new] = kept.probings.try_emplace(name);
            place->second.monitor = probing.monitor;
            if (is_new) {
                begin(now, endpoint, kept, place->second, out);
            }
        }
        settle(endpoint, kept, out);
    }
}

void ServerHealth::begin(Instant now, const ServerEndpoint& endpoint, const Server& server,
                         Probing& probing, Effects& out) {
    // A server that passes and fails in turn never gets a verdict; it is not probed in haste
    // for ever.
    const bool haste = !probing.monitor.disable_quickstart.value_or(false);
    probing.quick_left =
        haste ? probing.monitor.successful_checks + probing.monitor.failed_checks : 0;
    check(now, endpoint, server, probing, out);
}

void ServerHealth::check(Instant now, const ServerEndpoint& endpoint, const Server& server,
                         Probing& probing, Effects& out) {
    probing.next_check = now + std::chrono::seconds(probing.monitor.send_interval);
    if (!under_way_.insert({endpoint, probing.monitor.name}).second) {
        return;  // never two at once: the answer will start this one
    }
    probing.awaited = true;
    probing.quick_left -= std::min(probing.quick_left, 1U);
    out.emplace_back(effect::CheckServer{endpoint, probing.monitor, server.source});
}

void ServerHealth::take_result(Instant now, const input::ServerChecked& result, Effects& out) {
    if (under_way_.erase({result.server, result.monitor}) == 0) {
        return;
    }
    const auto found = servers_.find(result.server);
    if (found == servers_.end() || !found->second.probings.contains(result.monitor)) {
        return;
    }
    Server& server = found->second;
    Probing& probing = server.probings.at(result.monitor);
    if (!std::exchange(probing.awaited, false)) {
        check(now, result.server, server, probing, out);  // that was for an earlier configuration
        return;
    }
    probing.passed = result.passed ? probing.passed + 1 : 0;
    probing.failed = result.passed ? 0 : probing.failed + 1;
    decide(probing);
    settle(result.server, server, out);
    if ((!probing.up && probing.quick_left > 0) || now >= probing.next_check) {
        check(now, result.server, server, probing, out);
    }
}

// HM-2: so many in a row, the other way round from what holds.
void ServerHealth::decide(Probing& probing) {
    if (probing.passed >= probing.monitor.successful_checks) {
        probing.up = true;
    } else if (probing.failed >= probing.monitor.failed_checks) {
        probing.up = false;
    }
}

void ServerHealth::settle(const ServerEndpoint& endpoint, Server& server, Effects& out) {
    const auto& probings = server.probings;
    const auto says = [](std::optional<bool> verdict) {
        return [verdict](const auto& entry) { return entry.second.up == verdict; };
    };
    const bool down = std::any_of(probings.begin(), probings.end(), says(false));
    const bool up = std::all_of(probings.begin(), probings.end(), says(true));
    if ((!down && !up) || server.up == up) {
        return;
    }
    server.up = up;
    out.emplace_back(effect::SetServerState{endpoint, up});
    for (const std::string& pool : server.pools) {
        if (!probings.empty()) {
            out.emplace_back(
                effect::SendToController{protocol::ServerStateChanged{pool, endpoint, up}});
        }
    }
}

void ServerHealth::report(Effects& out) const {
    for (const auto& [endpoint, server] : servers_) {
        for (const std::string& pool : server.pools) {
            if (!server.probings.empty() && server.up) {
                out.emplace_back(effect::SendToController{
                    protocol::ServerStateChanged{pool, endpoint, *server.up}});
            }
        }
    }
}

void ServerHealth::on_timer(Instant now, Effects& out) {
    for (auto& [endpoint, server] : servers_) {
        for (auto& [name, probing] : server.probings) {
            if (now >= probing.next_check && !under_way_.contains({endpoint, name})) {
                check(now, endpoint, server, probing, out);
            }
        }
    }
}

std::optional<Instant> ServerHealth::next_timeout() const {
    std::optional<Instant> next;
    for (const auto& [endpoint, server] : servers_) {
        for (const auto& [name, probing] : server.probings) {
            if (!under_way_.contains({endpoint, name})) {
                next = std::min(next.value_or(Instant::never()), probing.next_check);
            }
        }
    }
    return next;
}

}  // namespace holdfast::reference::engine
