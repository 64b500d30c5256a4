// SPDX-License-Identifier: Apache-2.0
// Servers, clients and the observer.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "harness/mininet/kernel_stamp.h"
#include "harness/mininet/testbed_state.h"

namespace holdfast::harness::mininet {

namespace {

constexpr std::uint16_t control_port = 5000;
// A packet without a reply for this long counts as unanswered (testbed.h).
constexpr Duration overdue = 200ms;

Result<const topology::Node*> first_with(const topology::Topology& topology,
                                         topology::NodeRole role) {
    for (const topology::Node& node : topology.nodes) {
        if (node.role == role) {
            return &node;
        }
    }
    return failed(fmt::format("topology {} has no node with role {}", topology.name,
                              topology::to_string(role)));
}

/// The clients' flows, spread over the services in turn, and the control flow.
Result<std::vector<FlowPlan>> flow_plans(const topology::Topology& topology,
                                         const WorkloadRequest& request, Ipv4Address source) {
    std::vector<const scenario::VirtualServiceSpec*> offered;
    for (const scenario::VirtualServiceSpec& service : request.services) {
        if (service.udp_port != 0) {
            offered.push_back(&service);
        }
    }
    std::vector<FlowPlan> plans;
    for (int i = 0; !offered.empty() && i < request.workload.flows; ++i) {
        const auto& service = *offered[static_cast<std::size_t>(i) % offered.size()];
        plans.push_back({service.name, source, service.vip, service.udp_port});
    }
    const auto observer = first_with(topology, topology::NodeRole::observer);
    if (!observer) {
        return observer.error();
    }
    for (const topology::Interface& interface : observer.value()->interfaces) {
        if (interface.segment == topology.front) {
            plans.push_back({"control", source, interface.address.address, control_port});
            return plans;
        }
    }
    return failed("the observer is not on the front segment: no control flow");
}

/// Of each server to the client, who answers as servers do.
std::vector<FlowPlan> outbound_plans(
    const topology::Topology& topology, int flows, Ipv4Address client,
    const std::function<const NetNamespace&(const std::string&)>& namespace_of) {
    std::vector<FlowPlan> plans;
    for (const topology::Node* server : topology.with_role(topology::NodeRole::server)) {
        for (int i = 0; i < flows; ++i) {
            plans.push_back({workload::outbound_service, server->interfaces.front().address.address,
                             client, control_port, &namespace_of(server->name)});
        }
    }
    return plans;
}

Result<std::vector<ArpQuestion>> questions(const Layout& layout, const std::string& observer,
                                           const WorkloadRequest& request) {
    std::vector<ArpQuestion> all;
    for (const auto& watched : request.watched) {
        const Attachment* from = layout.find({observer, watched.segment});
        if (from == nullptr) {
            return failed(fmt::format("the observer is not on segment {} and cannot ask for {}",
                                      watched.segment, to_string(watched.address)));
        }
        all.push_back({from->interface, from->mac, from->address.address, watched.address});
    }
    return all;
}

}  // namespace

Result<void> MininetTestbed::start_responder(const topology::Node& node, const char* tcp_port) {
    const auto program = find_helper("holdfast-responder");
    if (!program) {
        return program.error();
    }
    const std::string log =
        (std::filesystem::path(folder()) / (node.name + "-responder.log")).string();
    const std::vector<std::string> argv{program.value(), std::to_string(control_port), tcp_port};
    if (auto done = install({node.name, argv, log, {}}); !done) {
        return done;
    }
    return start_programs(node.name);
}

Result<void> MininetTestbed::start_servers() {
    for (const topology::Node& node : state_->topology.nodes) {
        const bool observes = node.role == topology::NodeRole::observer;
        if (node.role != topology::NodeRole::server && !observes) {
            continue;
        }
        const char* tcp_port = observes ? "0" : "5001";  // the control flow is UDP
        if (auto done = start_responder(node, tcp_port); !done) {
            return done;
        }
    }
    return success;
}

Result<void> MininetTestbed::start_workload(const WorkloadRequest& request) {
    if (state_->flows) {
        return failed("a workload is going on already");
    }
    const auto client = first_with(state_->topology, topology::NodeRole::client);
    if (!client) {
        return client.error();
    }
    const auto observer = first_with(state_->topology, topology::NodeRole::observer);
    if (!observer) {
        return observer.error();
    }
    const NetNamespace& at = state_->nodes[client.value()->name].net;
    const Ipv4Address client_address = client.value()->interfaces.front().address.address;
    auto plans = flow_plans(state_->topology, request, client_address);
    const auto asked = questions(state_->layout, observer.value()->name, request);
    if (!plans || !asked) {
        return plans ? asked.error() : plans.error();
    }
    if (request.workload.outbound_flows > 0) {
        if (const auto answering = start_responder(*client.value(), "0"); !answering) {
            return answering;
        }
        const auto more =
            outbound_plans(state_->topology, request.workload.outbound_flows, client_address,
                           [this](const std::string& node) -> const NetNamespace& {
                               return state_->nodes[node].net;
                           });
        plans->insert(plans->end() - 1, more.begin(), more.end());  // the control flow stays last
    }
    std::vector<TcpPlan> services;
    for (const scenario::VirtualServiceSpec& service : request.services) {
        if (service.tcp_port != 0) {
            services.push_back({service.name, service.vip, service.tcp_port});
        }
    }
    auto flows =
        ProbeFlows::start(at, plans.value(), request.workload.packet_interval(), state_->epoch);
    if (!flows) {
        return flows.error();
    }
    auto clients = TcpClients::start(
        at, services,
        {request.workload.connections, request.workload.connection_interval, state_->epoch});
    if (!clients) {
        return clients.error();
    }
    auto arp = ArpObserver::start(state_->nodes[observer.value()->name].net, asked.value(),
                                  request.workload.arp_probe_interval);
    if (!arp) {
        return arp.error();
    }
    state_->flows = std::move(flows.value());
    state_->clients = std::move(clients.value());
    state_->observer = std::move(arp.value());
    state_->workload_since = now();
    if (!request.api_clients.empty()) {
        return state_->start_api_clients(request.api_clients);
    }
    return success;
}

bool MininetTestbed::all_answered(Duration window) const {
    const Instant at = now();
    if (!state_->flows || at - window < state_->workload_since) {
        return false;
    }
    // A window that holds no packet old enough is widened, never true of itself.
    const Instant to = at - overdue;
    const Instant from = window > overdue ? at - window : to - window;
    return state_->flows->answered(from, to) && state_->clients->answered(at - window);
}

Result<void> MininetTestbed::State::start_api_clients(
    const std::vector<workload::ApiClientPlan>& plans) {
    const auto person = first_with(topology, topology::NodeRole::administrator);
    if (!person) {
        return person.error();
    }
    const std::string log = (std::filesystem::path(bring_up.folder) / "api-clients.log").string();
    return in_namespace(nodes[person.value()->name].net, [&]() -> Result<void> {
        auto started = ApiClients::start({epoch, plans}, log);
        if (!started) {
            return started.error();
        }
        api = std::move(*started);
        return success;
    });
}

bool MininetTestbed::api_answered(Duration window) const {
    return !state_->api || state_->api->answered(now() - window);
}

Result<void> MininetTestbed::start_read_back(const std::vector<std::string>& controllers) {
    return state_->api ? state_->api->read_back(controllers) : success;
}

bool MininetTestbed::read_back_done() const {
    return !state_->api || state_->api->read_back_done();
}

Result<workload::WorkloadRecord> MininetTestbed::stop_workload() {
    if (!state_->flows) {
        return failed("no workload is going on");
    }
    workload::WorkloadRecord record;
    state_->observer.reset();
    record.connections = state_->clients->stop();
    record.flows = state_->flows->stop();
    state_->clients.reset();
    state_->flows.reset();
    if (state_->api) {
        auto calls = state_->api->stop();
        state_->api.reset();
        if (!calls) {
            return calls.error();
        }
        record.api_calls = std::move(*calls);
    }
    return record;
}

}  // namespace holdfast::harness::mininet
