// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_data_path.h"

#include <algorithm>

namespace holdfast::harness::sut::reference_sim {

namespace protocol = reference::protocol;
using protocol::Transport;

void SimDataPath::open(const protocol::PlacedService& service) {
    Service& opened = services_.try_emplace(service.name, states_, &clients_).first->second;
    opened.placed = service;
    opened.pool.change(service.pool, service.instances.size() > 1);
    end_flows([&](const Flow& flow) {
        return flow.service == service.name && !opened.pool.contains(flow.server);
    });
    for (const protocol::ListeningPort& port : service.ports) {
        // One socket serves every VIP: it is bound at every local address, and refuses by not
        // knowing the destination.
        if (port.transport == Transport::udp) {
            context_.bind_udp(port.port);
        } else {
            context_.listen(port.port);
        }
    }
}

void SimDataPath::close(const protocol::ServiceName& name) {
    const auto found = services_.find(name);
    if (found == services_.end()) {
        return;
    }
    const std::vector<protocol::ListeningPort> ports = found->second.placed.ports;
    forget_service(name);
    services_.erase(name);
    for (const protocol::ListeningPort& port : ports) {
        if (used(port.port, port.transport)) {
            continue;
        }
        if (port.transport == Transport::udp) {
            context_.close_udp(port.port);
        } else {
            context_.stop_listening(port.port);
        }
    }
}

bool SimDataPath::used(std::uint16_t port, Transport transport) const {
    return std::any_of(services_.begin(), services_.end(), [&](const auto& entry) {
        const auto& ports = entry.second.placed.ports;
        return std::find(ports.begin(), ports.end(), protocol::ListeningPort{port, transport}) !=
               ports.end();
    });
}

template <class Condition>
void SimDataPath::end_flows(Condition condition) {
    std::erase_if(ports_, [&](const auto& entry) {
        const Flow& flow = flows_.at(entry.second);
        if (!condition(flow)) {
            return false;
        }
        services_.at(flow.service).pool.connection_ends(flow.server);
        context_.close_udp(entry.second);
        flows_.erase(entry.second);
        return true;
    });
}

void SimDataPath::forget_service(const protocol::ServiceName& name) {
    end_flows([&](const Flow& flow) { return flow.service == name; });
    std::vector<sim::StreamId> streams;
    for (const auto& [stream, half] : to_clients_) {
        if (half.service == name) {
            streams.push_back(stream);
        }
    }
    for (const sim::StreamId stream : streams) {
        const ClientHalf& half = to_clients_.at(stream);
        context_.abort(stream);
        context_.abort(half.other);
        forget_server_half(half.other);
        tell(half, protocol::RequestOutcome::broken);
        to_clients_.erase(stream);
    }
}

void SimDataPath::set_server_state(const protocol::ServerEndpoint& server, bool up) {
    states_.set(server, up);
    if (!up) {
        end_flows([&](const Flow& flow) { return flow.server == server; });
    }
}

SimDataPath::Service* SimDataPath::service_at(const sim::Endpoint& vip, Transport transport) {
    for (auto& [name, service] : services_) {
        const auto& ports = service.placed.ports;
        const bool listens = std::find(ports.begin(), ports.end(),
                                       protocol::ListeningPort{vip.port, transport}) != ports.end();
        if (service.placed.vip == vip.address && listens) {
            return &service;
        }
    }
    return nullptr;
}

Ipv4Address SimDataPath::source_of(const Service& service) const {
    return service.placed.snat_ips.empty() ? Ipv4Address{} : service.placed.snat_ips.front();
}

void SimDataPath::receive(const sim::Datagram& datagram) {
    if (const auto reply = flows_.find(datagram.to.port); reply != flows_.end()) {
        const Flow& flow = reply->second;
        Service& service = services_.at(flow.service);
        context_.send_udp(flow.vip, flow.client, datagram.payload);
        service.pool.client_served(flow.server);
        ++service.counters.datagrams_to_clients;
        return;
    }
    Service* service = service_at(datagram.to, Transport::udp);
    if (service == nullptr) {
        return;
    }
    auto known = ports_.find({datagram.from, datagram.to});
    if (known == ports_.end()) {
        const auto server = service->pool.choose_for(datagram.from.address);
        const auto port = server ? context_.bind_udp(0) : std::nullopt;
        if (!port) {
            return;
        }
        const auto to = service->pool.towards(*server, datagram.to.port);
        service->pool.connection_begins(*server);
        flows_[*port] = {
            datagram.from, datagram.to, *server, {to.address, to.port}, service->placed.name};
        known = ports_.emplace(std::pair{datagram.from, datagram.to}, *port).first;
    }
    ++service->counters.datagrams_to_servers;
    context_.send_udp({source_of(*service), known->second}, flows_.at(known->second).towards,
                      datagram.payload);
}

/// As a connected socket learns of it: the flow ends, and its next datagram chooses anew.
void SimDataPath::refused(const sim::DatagramRefused& refusal) {
    const auto found = flows_.find(refusal.from_port);
    if (found == flows_.end() || found->second.towards != refusal.to) {
        return;
    }
    services_.at(found->second.service).pool.client_failed(found->second.server);
    const Flow* refused = &found->second;
    end_flows([&](const Flow& flow) { return &flow == refused; });
}

void SimDataPath::stream(const sim::StreamEvent& event) {
    using Kind = sim::StreamEvent::Kind;
    switch (event.kind) {
        case Kind::accepted:
            accept(event);
            return;
        case Kind::opened:
            opened(event);
            return;
        case Kind::line:
            relay(event);
            return;
        default:
            end(event);
    }
}

void SimDataPath::accept(const sim::StreamEvent& event) {
    Service* service = service_at(event.local, Transport::tcp);
    if (service == nullptr) {
        context_.abort(event.stream);
        return;
    }
    ++service->counters.connections_accepted;
    to_clients_[event.stream] = {.service = service->placed.name,
                                 .request = {.began = context_.now().since_start(),
                                             .client = event.remote.address,
                                             .client_port = event.remote.port,
                                             .service_port = event.local.port}};
    connect_next(event.stream, {});
}

void SimDataPath::connect_next(sim::StreamId client, std::vector<std::string> waiting) {
    ClientHalf& half = to_clients_.at(client);
    Service& service = services_.at(half.service);
    const auto server = service.pool.choose_for(half.request.client, half.tried);
    if (!server) {
        context_.abort(client);
        ++service.counters.connections_unserved;
        tell(half, protocol::RequestOutcome::unserved);
        to_clients_.erase(client);
        return;
    }
    half.tried.insert(*server);
    const auto to = service.pool.towards(*server, half.request.service_port);
    half.other = context_.connect({to.address, to.port}, {source_of(service), 0});
    service.pool.connection_begins(*server);
    to_servers_[half.other] = {.other = client,
                               .server = *server,
                               .waiting = std::move(waiting),
                               .patience = context_.set_timer(
                                   context_.now() + reference::balancing::server_connect_timeout,
                                   [this, towards = half.other] {
                                       context_.abort(towards);
                                       connect_failed(towards);
                                   })};
}

/// The client waits for the next server.
void SimDataPath::connect_failed(sim::StreamId server) {
    ServerHalf half = forget_server_half(server);
    services_.at(to_clients_.at(half.other).service).pool.client_failed(half.server);
    connect_next(half.other, std::move(half.waiting));
}

SimDataPath::ServerHalf SimDataPath::forget_server_half(sim::StreamId server) {
    ServerHalf half = std::move(to_servers_.at(server));
    to_servers_.erase(server);
    context_.cancel_timer(half.patience);
    services_.at(to_clients_.at(half.other).service).pool.connection_ends(half.server);
    return half;
}

void SimDataPath::opened(const sim::StreamEvent& event) {
    const auto found = to_servers_.find(event.stream);
    if (found == to_servers_.end()) {
        return;
    }
    ServerHalf& half = found->second;
    half.opened = true;
    context_.cancel_timer(half.patience);
    to_clients_.at(half.other).request.server = half.server;
    for (const std::string& line : half.waiting) {
        context_.send_line(event.stream, line);
    }
    half.waiting.clear();
    if (const auto ended = to_clients_.at(half.other).ended) {
        context_.close(event.stream);
        finish(half.other, *ended);
    }
}

/// A line end is one byte.
void SimDataPath::relay(const sim::StreamEvent& event) {
    const std::uint64_t bytes = event.line.size() + 1;
    if (const auto from = to_clients_.find(event.stream); from != to_clients_.end()) {
        from->second.request.bytes_from_client += bytes;
        services_.at(from->second.service).counters.bytes_to_servers += bytes;
        ++services_.at(from->second.service).counters.segments;
        ServerHalf& other = to_servers_.at(from->second.other);
        if (other.opened) {
            context_.send_line(from->second.other, event.line);
        } else {
            other.waiting.push_back(event.line);
        }
    } else if (const auto server = to_servers_.find(event.stream); server != to_servers_.end()) {
        ClientHalf& client = to_clients_.at(server->second.other);
        client.request.bytes_to_client += bytes;
        services_.at(client.service).counters.bytes_to_clients += bytes;
        ++services_.at(client.service).counters.segments;
        context_.send_line(server->second.other, event.line);
    }
}

void SimDataPath::tell(const ClientHalf& client, protocol::RequestOutcome outcome) {
    protocol::ServedRequest request = client.request;
    request.lasted = context_.now().since_start() - request.began;
    request.outcome = outcome == protocol::RequestOutcome::broken && !request.server
                          ? protocol::RequestOutcome::unserved
                          : outcome;
    served_(client.service, request);
}

bool SimDataPath::serves(const protocol::Flow& flow) const {
    if (flow.transport == Transport::udp) {
        return ports_.contains({{flow.client, flow.client_port}, {flow.vip, flow.port}});
    }
    return std::any_of(to_clients_.begin(), to_clients_.end(), [&](const auto& entry) {
        const auto& request = entry.second.request;
        return request.client == flow.client && request.client_port == flow.client_port &&
               request.service_port == flow.port &&
               services_.at(entry.second.service).placed.vip == flow.vip;
    });
}

std::map<protocol::ServiceName, protocol::TrafficCounters> SimDataPath::counters() const {
    std::map<protocol::ServiceName, protocol::TrafficCounters> out;
    for (const auto& [name, service] : services_) {
        out[name] = service.counters;
    }
    for (const auto& [stream, half] : to_clients_) {
        ++out[half.service].connections_open;
    }
    for (const auto& [port, flow] : flows_) {
        ++out[flow.service].flows_open;
    }
    return out;
}

/// HM-6: it has said something, or it is the one that broke the connection.
void SimDataPath::judge_server(const ClientHalf& client, bool broken_by_server) {
    reference::balancing::ServerPool& pool = services_.at(client.service).pool;
    if (client.request.bytes_to_client > 0) {
        pool.client_served(*client.request.server);
    } else if (broken_by_server) {
        pool.client_failed(*client.request.server);
    }
}

void SimDataPath::end(const sim::StreamEvent& event) {
    const auto server = to_servers_.find(event.stream);
    if (server != to_servers_.end() && !server->second.opened) {
        connect_failed(event.stream);
        return;
    }
    const bool by_server = server != to_servers_.end();
    const auto client = to_clients_.find(by_server ? server->second.other : event.stream);
    if (client == to_clients_.end()) {
        return;
    }
    const bool in_order = event.kind == sim::StreamEvent::Kind::closed;
    const auto outcome =
        in_order ? protocol::RequestOutcome::completed : protocol::RequestOutcome::broken;
    if (!to_servers_.at(client->second.other).opened) {
        client->second.ended = outcome;
        return;
    }
    judge_server(client->second, by_server && !in_order);
    context_.close(by_server ? client->first : client->second.other);
    finish(client->first, outcome);
}

void SimDataPath::finish(sim::StreamId client, protocol::RequestOutcome outcome) {
    tell(to_clients_.at(client), outcome);
    forget_server_half(to_clients_.at(client).other);
    to_clients_.erase(client);
}

}  // namespace holdfast::harness::sut::reference_sim
