// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/data_path.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "reference/shell/datagrams.h"
#include "reference/shell/tcp_proxy.h"
#include "reference/shell/udp_forwarder.h"

namespace holdfast::reference::shell {

namespace {
constexpr Duration sweep_period = 5s;
}

struct DataPath::Shared {
    DatagramBatch batch;
};

struct DataPath::Service {
    Service(const protocol::PlacedService& as_placed, const balancing::ServerStates& states,
            persistence::ClientKeeper* clients, ServiceCounters& to_count)
        : placed(as_placed), pool(states, clients), counters(to_count) {
        pool.change(placed.pool);
    }
    protocol::PlacedService placed;
    balancing::ServerPool pool;
    ServiceCounters& counters;
    std::map<std::uint16_t, std::unique_ptr<TcpProxy>> tcp;
    std::map<std::uint16_t, std::unique_ptr<UdpForwarder>> udp;
};

DataPath::DataPath(EventLoop& loop, Served served)
    : loop_(loop),
      served_(std::move(served)),
      shared_(std::make_unique<Shared>()),
      sweep_timer_(loop) {
    sweep();
}

DataPath::~DataPath() = default;

void DataPath::open(const protocol::PlacedService& placed) {
    auto& counters = counters_[placed.name];
    if (counters == nullptr) {
        counters = std::make_unique<ServiceCounters>();
    }
    auto& service = open_[placed.name];
    const bool moved = service != nullptr && (service->placed.vip != placed.vip ||
                                              service->placed.snat_ips != placed.snat_ips);
    if (service == nullptr || moved) {  // connections with other addresses cannot be kept
        service.reset();
        service = std::make_unique<Service>(placed, states_, clients_, *counters);
    }
    service->placed = placed;
    service->pool.change(placed.pool, placed.instances.size() > 1);
    open_ports(*service);
    const AcceptedFrom from{placed.instances.size() > 1 ? steered_interface_ : 0};
    for (auto& [port, proxy] : service->tcp) {
        proxy->accept_from(from);
    }
    for (auto& [port, forwarder] : service->udp) {
        forwarder->accept_from(from);
    }
    for (auto& [port, forwarder] : service->udp) {
        forwarder->leave_removed_servers();
    }
}

std::map<protocol::ServiceName, protocol::TrafficCounters> DataPath::count_open() {
    std::map<protocol::ServiceName, protocol::TrafficCounters> out;
    for (const auto& [name, service] : open_) {
        for (const auto& [port, proxy] : service->tcp) {
            proxy->count_segments();
        }
        out[name] = service->counters;
    }
    return out;
}

void DataPath::open_ports(Service& service) {
    const auto listed = [&](std::uint16_t port, protocol::Transport transport) {
        const auto& ports = service.placed.ports;
        return std::find(ports.begin(), ports.end(), protocol::ListeningPort{port, transport}) !=
               ports.end();
    };
    std::erase_if(service.tcp, [&](const auto& entry) {
        return !listed(entry.first, protocol::Transport::tcp);
    });
    std::erase_if(service.udp, [&](const auto& entry) {
        return !listed(entry.first, protocol::Transport::udp);
    });
    const auto open_one = [&](auto& open, std::uint16_t port, auto fresh) {
        if (open.contains(port)) {
            return;
        }
        const auto opened = fresh->open({service.placed.vip, port});
        if (!opened.has_value()) {
            log::error("data path", "cannot serve {}: {}", service.placed.name.text(),
                       opened.error().message);
            return;
        }
        open.emplace(port, std::move(fresh));
    };
    for (const auto& [port, transport] : service.placed.ports) {
        if (transport == protocol::Transport::tcp) {
            open_one(service.tcp, port,
                     std::make_unique<TcpProxy>(
                         loop_, service.pool, service.counters, service.placed.snat_ips,
                         [this, name = service.placed.name](const auto& request) {
                             if (served_) {
                                 served_(name, request);
                             }
                         }));
        } else {
            open_one(service.udp, port,
                     std::make_unique<UdpForwarder>(loop_, service.pool, service.counters,
                                                    shared_->batch, service.placed.snat_ips));
        }
    }
}

bool DataPath::serves(const protocol::Flow& flow) const {
    const Endpoint client{flow.client, flow.client_port};
    const auto carries = [&](const auto& ports) {
        const auto found = ports.find(flow.port);
        return found != ports.end() && found->second->serves(client);
    };
    return std::any_of(open_.begin(), open_.end(), [&](const auto& entry) {
        const Service& service = *entry.second;
        return service.placed.vip == flow.vip &&
               (flow.transport == protocol::Transport::tcp ? carries(service.tcp)
                                                           : carries(service.udp));
    });
}

void DataPath::close(const protocol::ServiceName& service) {
    open_.erase(service);
}

void DataPath::set_server_state(const protocol::ServerEndpoint& server, bool up) {
    states_.set(server, up);
    if (up) {
        return;
    }
    for (auto& [name, service] : open_) {
        for (auto& [port, forwarder] : service->udp) {
            forwarder->leave_server(server);
        }
    }
}

void DataPath::sweep() {
    for (auto& [name, service] : open_) {
        for (auto& [port, forwarder] : service->udp) {
            forwarder->forget_idle(loop_.now());
        }
    }
    sweep_timer_.after(sweep_period, [this] { sweep(); });
}

}  // namespace holdfast::reference::shell
