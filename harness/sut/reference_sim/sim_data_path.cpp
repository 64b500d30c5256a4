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
        tell(halves_.at(stream), protocol::RequestOutcome::broken);
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

std::optional<protocol::ServerEndpoint> SimDataPath::balance(
    Service& service, const std::vector<protocol::ServerEndpoint>& up) {
    if (up.empty()) {
        return std::nullopt;
    }
    const bool round_robin =
        service.placed.pool.lb_algorithm == reference::model::LbAlgorithm::LB_ALGORITHM_ROUND_ROBIN;
    const auto fewest = std::min_element(up.begin(), up.end(), [&](const auto& a, const auto& b) {
        return service.connections[a.address] < service.connections[b.address];
    });
    return round_robin ? up[service.next_server++ % up.size()] : *fewest;
}

std::optional<sim::Endpoint> SimDataPath::choose_server(Service& service, std::uint16_t port,
                                                        Ipv4Address client) {
    const protocol::ResolvedPool& pool = service.placed.pool;
    std::vector<protocol::ServerEndpoint> up;
    for (const protocol::ServerEndpoint& server : pool.servers) {
        if (!down_.contains(server)) {
            up.push_back(server);
        }
    }
    const bool persists = pool.client_persistence > 0ns;
    auto chosen = persists ? clients_.home_of(context_.now(), pool.name, client) : std::nullopt;
    if (!chosen || std::find(up.begin(), up.end(), *chosen) == up.end()) {
        chosen = persists && service.placed.instances.size() > 1
                     ? reference::persistence::first_home(client, up)
                     : balance(service, up);
    }
    if (!chosen) {
        return std::nullopt;
    }
    if (persists) {
        clients_.set_keep(pool.name, pool.client_persistence);
        clients_.settle(context_.now(), pool.name, client, *chosen);
        for (const protocol::ClientHomes& homes : clients_.news(context_.now())) {
            tell_(homes);
        }
    }
    return sim::Endpoint{chosen->address, pool.use_service_port ? port : chosen->port};
}

Ipv4Address SimDataPath::source_of(const Service& service) const {
    return service.placed.snat_ips.empty() ? Ipv4Address{} : service.placed.snat_ips.front();
}

void SimDataPath::receive(const sim::Datagram& datagram) {
    if (const auto reply = flows_.find(datagram.to.port); reply != flows_.end()) {
        context_.send_udp(reply->second.vip, reply->second.client, datagram.payload);
        ++services_.at(reply->second.service).counters.datagrams_to_clients;
        return;
    }
    Service* service = service_at(datagram.to, Transport::udp);
    if (service == nullptr) {
        return;
    }
    auto known = ports_.find({datagram.from, datagram.to});
    if (known == ports_.end()) {
        const auto server = choose_server(*service, datagram.to.port, datagram.from.address);
        const auto port = server ? context_.bind_udp(0) : std::nullopt;
        if (!port) {
            return;
        }
        flows_[*port] = {datagram.from, datagram.to, *server, service->placed.name};
        known = ports_.emplace(std::pair{datagram.from, datagram.to}, *port).first;
    }
    ++service->counters.datagrams_to_servers;
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
            end(event);
    }
}

void SimDataPath::accept(const sim::StreamEvent& event) {
    Service* service = service_at(event.local, Transport::tcp);
    const auto server = service == nullptr
                            ? std::nullopt
                            : choose_server(*service, event.local.port, event.remote.address);
    protocol::ServedRequest request{.began = context_.now().since_start(),
                                    .client = event.remote.address,
                                    .client_port = event.remote.port,
                                    .service_port = event.local.port};
    if (service != nullptr) {
        ++service->counters.connections_accepted;
    }
    if (!server) {
        context_.abort(event.stream);
        if (service != nullptr) {
            ++service->counters.connections_unserved;
            tell({.service = service->placed.name, .request = request},
                 protocol::RequestOutcome::unserved);
        }
        return;
    }
    const sim::StreamId towards = context_.connect(*server, {source_of(*service), 0});
    ++service->connections[server->address];
    halves_[event.stream] = {
        .other = towards, .service = service->placed.name, .opened = true, .request = request};
    halves_[towards] = {
        .other = event.stream, .service = service->placed.name, .server = server->address};
}

void SimDataPath::relay(const sim::StreamEvent& event) {
    const auto found = halves_.find(event.stream);
    if (found == halves_.end()) {
        return;
    }
    Half& half = found->second;
    if (event.kind == sim::StreamEvent::Kind::opened) {
        half.opened = true;
        halves_.at(half.other).request->server =
            protocol::ServerEndpoint{event.remote.address, event.remote.port};
        for (const std::string& line : half.waiting) {
            context_.send_line(event.stream, line);
        }
        half.waiting.clear();
        return;
    }
    count_line(half, event.line);
    Half& other = halves_.at(half.other);
    if (other.opened) {
        context_.send_line(half.other, event.line);
    } else {
        other.waiting.push_back(event.line);
    }
}

/// Its line end is one byte.
void SimDataPath::count_line(Half& from, const std::string& line) {
    Half& client = from.request ? from : halves_.at(from.other);
    auto& counters = services_.at(from.service).counters;
    (from.request ? client.request->bytes_from_client : client.request->bytes_to_client) +=
        line.size() + 1;
    (from.request ? counters.bytes_to_servers : counters.bytes_to_clients) += line.size() + 1;
    ++counters.segments;
}

void SimDataPath::tell(const Half& client, protocol::RequestOutcome outcome) {
    if (client.request) {
        protocol::ServedRequest request = *client.request;
        request.lasted = context_.now().since_start() - request.began;
        request.outcome = outcome == protocol::RequestOutcome::broken && !request.server
                              ? protocol::RequestOutcome::unserved
                              : outcome;
        served_(client.service, request);
    }
}

bool SimDataPath::serves(const protocol::Flow& flow) const {
    if (flow.transport == Transport::udp) {
        return ports_.contains({{flow.client, flow.client_port}, {flow.vip, flow.port}});
    }
    return std::any_of(halves_.begin(), halves_.end(), [&](const auto& entry) {
        const auto& request = entry.second.request;
        return request && request->client == flow.client &&
               request->client_port == flow.client_port && request->service_port == flow.port &&
               services_.at(entry.second.service).placed.vip == flow.vip;
    });
}

std::map<protocol::ServiceName, protocol::TrafficCounters> SimDataPath::counters() const {
    std::map<protocol::ServiceName, protocol::TrafficCounters> out;
    for (const auto& [name, service] : services_) {
        out[name] = service.counters;
    }
    for (const auto& [stream, half] : halves_) {
        out[half.service].connections_open += half.request ? 1 : 0;
    }
    for (const auto& [port, flow] : flows_) {
        ++out[flow.service].flows_open;
    }
    return out;
}

void SimDataPath::end(const sim::StreamEvent& event) {
    const sim::StreamId stream = event.stream;
    const auto found = halves_.find(stream);
    if (found == halves_.end()) {
        return;
    }
    const sim::StreamId other = found->second.other;
    tell(found->second.request ? found->second : halves_.at(other),
         event.kind == sim::StreamEvent::Kind::closed ? protocol::RequestOutcome::completed
                                                      : protocol::RequestOutcome::broken);
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
