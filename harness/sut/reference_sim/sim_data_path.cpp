// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_data_path.h"

#include <algorithm>

namespace holdfast::harness::sut::reference_sim {

namespace protocol = reference::protocol;
using protocol::Transport;

void SimDataPath::open(const protocol::PlacedService& service) {
    services_[service.name].placed = service;
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

void SimDataPath::forget_service(const protocol::ServiceName& name) {
    std::erase_if(ports_,
                  [&](const auto& entry) { return flows_.at(entry.second).service == name; });
    std::erase_if(flows_, [&](const auto& entry) {
        const bool gone = entry.second.service == name;
        if (gone) {
            context_.close_udp(entry.first);
        }
        return gone;
    });
    std::vector<sim::StreamId> streams;
    for (const auto& [stream, half] : halves_) {
        if (half.service == name) {
            streams.push_back(stream);
        }
    }
    for (const sim::StreamId stream : streams) {
        context_.abort(stream);
        halves_.erase(stream);
    }
}

void SimDataPath::set_server_state(const protocol::ServerEndpoint& server, bool up) {
    if (up) {
        down_.erase(server);
    } else {
        down_.insert(server);
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

std::optional<sim::Endpoint> SimDataPath::choose_server(Service& service, std::uint16_t port) {
    std::vector<protocol::ServerEndpoint> up;
    for (const protocol::ServerEndpoint& server : service.placed.pool.servers) {
        if (!down_.contains(server)) {
            up.push_back(server);
        }
    }
    if (up.empty()) {
        return std::nullopt;
    }
    const bool round_robin =
        service.placed.pool.lb_algorithm == reference::model::LbAlgorithm::LB_ALGORITHM_ROUND_ROBIN;
    const auto fewest = std::min_element(up.begin(), up.end(), [&](const auto& a, const auto& b) {
        return service.connections[a.address] < service.connections[b.address];
    });
    const protocol::ServerEndpoint chosen =
        round_robin ? up[service.next_server++ % up.size()] : *fewest;
    return sim::Endpoint{chosen.address, service.placed.pool.use_service_port ? port : chosen.port};
}

Ipv4Address SimDataPath::source_of(const Service& service) const {
    return service.placed.snat_ips.empty() ? Ipv4Address{} : service.placed.snat_ips.front();
}

void SimDataPath::receive(const sim::Datagram& datagram) {
    if (const auto reply = flows_.find(datagram.to.port); reply != flows_.end()) {
        context_.send_udp(reply->second.vip, reply->second.client, datagram.payload);
        return;
    }
    Service* service = service_at(datagram.to, Transport::udp);
    if (service == nullptr) {
        return;
    }
    auto known = ports_.find({datagram.from, datagram.to});
    if (known == ports_.end()) {
        const auto server = choose_server(*service, datagram.to.port);
        const auto port = server ? context_.bind_udp(0) : std::nullopt;
        if (!port) {
            return;
        }
        flows_[*port] = {datagram.from, datagram.to, *server, service->placed.name};
        known = ports_.emplace(std::pair{datagram.from, datagram.to}, *port).first;
    }
    context_.send_udp({source_of(*service), known->second}, flows_.at(known->second).server,
                      datagram.payload);
}

void SimDataPath::stream(const sim::StreamEvent& event) {
    using Kind = sim::StreamEvent::Kind;
    switch (event.kind) {
        case Kind::accepted:
            accept(event);
            return;
        case Kind::opened:
        case Kind::line:
            relay(event);
            return;
        default:
            end(event.stream);
    }
}

void SimDataPath::accept(const sim::StreamEvent& event) {
    Service* service = service_at(event.local, Transport::tcp);
    const auto server =
        service == nullptr ? std::nullopt : choose_server(*service, event.local.port);
    if (!server) {
        context_.abort(event.stream);
        return;
    }
    const sim::StreamId towards = context_.connect(*server, {source_of(*service), 0});
    ++service->connections[server->address];
    halves_[event.stream] = {towards, service->placed.name, std::nullopt, {}, true};
    halves_[towards] = {event.stream, service->placed.name, server->address, {}, false};
}

void SimDataPath::relay(const sim::StreamEvent& event) {
    const auto found = halves_.find(event.stream);
    if (found == halves_.end()) {
        return;
    }
    Half& half = found->second;
    if (event.kind == sim::StreamEvent::Kind::opened) {
        half.opened = true;
        for (const std::string& line : half.waiting) {
            context_.send_line(event.stream, line);
        }
        half.waiting.clear();
        return;
    }
    Half& other = halves_.at(half.other);
    if (other.opened) {
        context_.send_line(half.other, event.line);
    } else {
        other.waiting.push_back(event.line);
    }
}

void SimDataPath::end(sim::StreamId stream) {
    const auto found = halves_.find(stream);
    if (found == halves_.end()) {
        return;
    }
    const sim::StreamId other = found->second.other;
    for (const sim::StreamId half : {stream, other}) {
        const auto entry = halves_.find(half);
        if (entry != halves_.end() && entry->second.server &&
            services_.contains(entry->second.service)) {
            --services_.at(entry->second.service).connections[*entry->second.server];
        }
        halves_.erase(half);
    }
    context_.close(other);
}

}  // namespace holdfast::harness::sut::reference_sim
