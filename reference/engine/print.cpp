// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/print.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace holdfast::reference::engine {

namespace {

using protocol::ServerEndpoint;

std::string text(const ServerEndpoint& server) {
    return fmt::format("{}:{}", to_string(server.address), server.port);
}

std::string text(const protocol::ListeningPort& port) {
    return fmt::format("{}/{}", port.transport == protocol::Transport::tcp ? "tcp" : "udp",
                       port.port);
}

std::string text(Ipv4Address address) {
    return to_string(address);
}

template <class Tag>
std::string text(const Id<Tag>& name) {
    return name.text();
}

template <class Item>
std::string list(const std::vector<Item>& items) {
    std::vector<std::string> texts;
    for (const Item& item : items) {
        texts.push_back(text(item));
    }
    return fmt::format("[{}]", fmt::join(texts, " "));
}

std::string_view text(model::LbAlgorithm algorithm) {
    return algorithm == model::LbAlgorithm::LB_ALGORITHM_ROUND_ROBIN ? "round robin"
                                                                     : "least connections";
}

std::string_view text(model::HealthMonitorType type) {
    switch (type) {
        case model::HealthMonitorType::HEALTH_MONITOR_TCP:
            return "tcp";
        case model::HealthMonitorType::HEALTH_MONITOR_UDP:
            return "udp";
        case model::HealthMonitorType::HEALTH_MONITOR_HTTP:
            return "http";
        default:  // the controller sends no others
            return "?";
    }
}

struct MessageText {
    std::string operator()(const protocol::Register& m) const {
        return fmt::format("register {} group {} boot {} version {} at {} holding {} generation {}",
                           m.engine.text(), m.se_group, m.boot_id, m.version,
                           to_string(m.heartbeat_address), list(m.active_services), m.generation);
    }
    std::string operator()(const protocol::ConfigurationApplied& m) const {
        return fmt::format("configuration applied, generation {}", m.generation);
    }
    std::string operator()(const protocol::PeerSuspected& m) const {
        return fmt::format("peer {} suspected after {} misses", m.peer.text(), m.misses);
    }
    std::string operator()(const protocol::PeerRecovered& m) const {
        return fmt::format("peer {} recovered", m.peer.text());
    }
    std::string operator()(const protocol::EchoResponse& m) const {
        return fmt::format("echo response {}", m.id);
    }
    std::string operator()(const protocol::ServerStateChanged& m) const {
        return fmt::format("server {} of {} {}", text(m.server), m.pool, m.up ? "up" : "down");
    }
    std::string operator()(const protocol::DataPathChanged& m) const {
        return fmt::format("data path {}, outage {}", m.up ? "up" : "down", m.outage);
    }
    std::string operator()(const protocol::GatewaysLost& m) const {
        return fmt::format("gateways lost {}", list(m.gateways));
    }
    std::string operator()(const protocol::LoadMeasured& m) const {
        return fmt::format("load {} %", m.processor_percent);
    }
    std::string operator()(const protocol::Goodbye&) const { return "goodbye"; }
};

struct EffectText {
    std::string operator()(const effect::AddAddress& e) const {
        return fmt::format("add {}{}{}", to_string(e.address),
                           e.lease ? " lease " + to_string(*e.lease) : "",
                           e.answered ? "" : " unanswered");
    }
    std::string operator()(const effect::RemoveAddress& e) const {
        return "remove " + to_string(e.address);
    }
    std::string operator()(const effect::AnnounceAddress& e) const {
        return "announce " + to_string(e.address);
    }
    std::string operator()(const effect::AskOwner& e) const {
        return "ask who has " + to_string(e.address);
    }
    std::string operator()(const effect::SetRouting& e) const {
        return fmt::format("routing {}{}", e.forward ? "on" : "off",
                           e.virtual_mac ? fmt::format(", {} under {}", list(e.addresses),
                                                       to_string(*e.virtual_mac))
                                         : "");
    }
    std::string operator()(const effect::AskGateway& e) const {
        return fmt::format("ask gateway {} sequence {}", to_string(e.gateway), e.sequence);
    }
    std::string operator()(const effect::OpenService& e) const {
        const protocol::PlacedService& s = e.service;
        return fmt::format("open {} {}{} ports {} pool {} {} {}{}", s.name.text(), to_string(s.vip),
                           s.snat_ips.empty() ? "" : " snat " + list(s.snat_ips), list(s.ports),
                           s.pool.name, text(s.pool.lb_algorithm), list(s.pool.servers),
                           s.pool.use_service_port ? " same port" : "");
    }
    std::string operator()(const effect::CloseService& e) const {
        return "close " + e.service.text();
    }
    std::string operator()(const effect::SetServerState& e) const {
        return fmt::format("server {} {}", text(e.server), e.up ? "up" : "down");
    }
    std::string operator()(const effect::SetPeerHeard& e) const {
        return fmt::format("spreading {} {}", e.heard ? "counts on" : "passes over", e.peer.text());
    }
    std::string operator()(const effect::SetFlowPeers& e) const {
        std::vector<protocol::EngineName> names;
        for (const protocol::Peer& peer : e.peers) {
            names.push_back(peer.name);
        }
        return fmt::format("flow peers {}{}", list(names), e.probes.enabled ? "" : " not asked");
    }
    std::string operator()(const effect::CheckServer& e) const {
        return fmt::format("check {} {}{}{}", text(e.server), text(e.monitor.type),
                           e.monitor.name.empty() ? "" : " by " + e.monitor.name,
                           e.source ? " from " + to_string(*e.source) : "");
    }
    std::string operator()(const effect::SendHeartbeat& e) const {
        return fmt::format("heartbeat to {} from {} boot {} sequence {} generation {}",
                           to_string(e.to), e.heartbeat.from.text(), e.heartbeat.boot_id,
                           e.heartbeat.sequence, e.heartbeat.generation);
    }
    std::string operator()(const effect::SendToController& e) const {
        return "tell " + std::visit(MessageText{}, e.message);
    }
    std::string operator()(const effect::Note& e) const { return "note " + e.text; }
    std::string operator()(const effect::Exit&) const { return "exit"; }
};

}  // namespace

std::string to_string(const Effect& effect) {
    return std::visit(EffectText{}, effect);
}

}  // namespace holdfast::reference::engine
