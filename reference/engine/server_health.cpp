// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/server_health.h"

#include <algorithm>
#include <utility>

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

// LEG-22: both engines probe, unless hm_on_standby is off.
ServerHealth::Servers ServerHealth::wanted_servers(const EngineConfiguration& configuration) {
    Servers servers;
    for (const auto& [name, service] : by_name(configuration)) {
        const bool probes = service->role == protocol::Role::active || configuration.hm_on_standby;
        if (service->pool.health_monitor && !probes) {
            continue;
        }
        for (const ServerEndpoint& endpoint : service->pool.servers) {
            Server& server = servers[endpoint];
            server.pools.insert(service->pool.name);
            if (!server.monitor) {
                server.monitor = service->pool.health_monitor;
            }
        }
    }
    return servers;
}

void ServerHealth::configure(Instant now, const EngineConfiguration& configuration, Effects& out) {
    Servers wanted = wanted_servers(configuration);
    std::erase_if(servers_, [&](const auto& entry) { return !wanted.contains(entry.first); });
    for (auto& [endpoint, server] : wanted) {
        const auto [place, is_new] = servers_.try_emplace(endpoint, server);
        Server& kept = place->second;
        const bool begins = is_new || kept.monitor.has_value() != server.monitor.has_value();
        kept.pools = server.pools;
        kept.monitor = server.monitor;
        if (begins) {
            begin(now, endpoint, kept, out);
        }
    }
}

void ServerHealth::begin(Instant now, const ServerEndpoint& endpoint, Server& server,
                         Effects& out) {
    server.passed = 0;
    server.failed = 0;
    server.awaited = false;
    server.next_check = Instant::never();
    if (!server.monitor) {
        server.up = true;
        out.emplace_back(effect::SetServerState{endpoint, true});
        return;
    }
    server.up.reset();
    // A server that passes and fails in turn never gets a verdict; it is not probed in haste
    // for ever.
    server.quick_left = server.monitor->successful_checks + server.monitor->failed_checks;
    check(now, endpoint, server, out);
}

void ServerHealth::check(Instant now, const ServerEndpoint& endpoint, Server& server,
                         Effects& out) {
    server.next_check = now + std::chrono::seconds(server.monitor->send_interval);
    if (!under_way_.insert(endpoint).second) {
        return;  // never two probes of one server at once: the answer will start this one
    }
    server.awaited = true;
    server.quick_left -= std::min(server.quick_left, 1U);
    out.emplace_back(effect::CheckServer{endpoint, *server.monitor});
}

void ServerHealth::take_result(Instant now, const input::ServerChecked& result, Effects& out) {
    if (under_way_.erase(result.server) == 0) {
        return;
    }
    const auto found = servers_.find(result.server);
    if (found == servers_.end() || !found->second.monitor) {
        return;
    }
    Server& server = found->second;
    if (!std::exchange(server.awaited, false)) {
        check(now, result.server, server, out);  // an answer to a probe of an earlier configuration
        return;
    }
    server.passed = result.passed ? server.passed + 1 : 0;
    server.failed = result.passed ? 0 : server.failed + 1;
    decide(result.server, server, out);
    if ((!server.up && server.quick_left > 0) || now >= server.next_check) {
        check(now, result.server, server, out);
    }
}

void ServerHealth::decide(const ServerEndpoint& endpoint, Server& server, Effects& out) {
    const bool up = server.passed >= server.monitor->successful_checks;
    const bool down = server.failed >= server.monitor->failed_checks;
    if ((!up && !down) || server.up == up) {
        return;
    }
    server.up = up;
    out.emplace_back(effect::SetServerState{endpoint, up});
    for (const std::string& pool : server.pools) {
        out.emplace_back(
            effect::SendToController{protocol::ServerStateChanged{pool, endpoint, up}});
    }
}

void ServerHealth::report(Effects& out) const {
    for (const auto& [endpoint, server] : servers_) {
        for (const std::string& pool : server.pools) {
            if (server.monitor && server.up) {
                out.emplace_back(effect::SendToController{
                    protocol::ServerStateChanged{pool, endpoint, *server.up}});
            }
        }
    }
}

void ServerHealth::on_timer(Instant now, Effects& out) {
    for (auto& [endpoint, server] : servers_) {
        if (now >= server.next_check && !under_way_.contains(endpoint)) {
            check(now, endpoint, server, out);
        }
    }
}

std::optional<Instant> ServerHealth::next_timeout() const {
    std::optional<Instant> next;
    for (const auto& [endpoint, server] : servers_) {
        if (server.next_check != Instant::never() && !under_way_.contains(endpoint)) {
            next = std::min(next.value_or(Instant::never()), server.next_check);
        }
    }
    return next;
}

}  // namespace holdfast::reference::engine
