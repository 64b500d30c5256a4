// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/sim_workload.h"

#include <algorithm>
#include <utility>

#include "harness/sim/api_client_program.h"
#include "harness/sim/connection_client.h"
#include "harness/sim/echo_responder.h"
#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/owner_prober.h"
#include "harness/sim/probe_client.h"
#include "harness/sim/process.h"

namespace holdfast::harness::sim {

namespace {

constexpr std::uint16_t first_source_port = 20000;
constexpr std::uint16_t control_port = 5000;
// Packets younger than this may still be on their way.
constexpr Duration answer_within = 200ms;

/// Flow i aims at service i mod n; the control flow comes last.
std::vector<workload::ProbeFlow> plan_flows(const WorkloadRequest& request, Ipv4Address source,
                                            Ipv4Address control) {
    std::vector<scenario::VirtualServiceSpec> offered;
    for (const auto& service : request.services) {
        if (service.udp_port != 0) {
            offered.push_back(service);
        }
    }
    std::vector<workload::ProbeFlow> flows;
    const auto add = [&](const std::string& service, Ipv4Address to, std::uint16_t port) {
        workload::ProbeFlow flow;
        flow.id = static_cast<std::uint32_t>(flows.size());
        flow.service = service;
        flow.source = source;
        flow.source_port = static_cast<std::uint16_t>(first_source_port + flows.size());
        flow.destination = to;
        flow.destination_port = port;
        flow.interval = request.workload.packet_interval();
        flows.push_back(std::move(flow));
    };
    for (int i = 0; i < request.workload.flows && !offered.empty(); ++i) {
        const auto& service = offered[static_cast<std::size_t>(i) % offered.size()];
        add(service.name, service.vip, service.udp_port);
    }
    add("control", control, control_port);
    return flows;
}

ConnectionClient::Plan plan_connections(const WorkloadRequest& request) {
    ConnectionClient::Plan plan;
    plan.kept = request.workload.connections;
    plan.interval = request.workload.connection_interval;
    for (const auto& service : request.services) {
        if (service.tcp_port != 0) {
            plan.services.push_back({service.name, {service.vip, service.tcp_port}});
        }
    }
    return plan;
}

}  // namespace

Result<std::unique_ptr<SimWorkload>> SimWorkload::start(Network& network,
                                                        const topology::Topology& topology,
                                                        const WorkloadRequest& request) {
    const auto clients = topology.with_role(topology::NodeRole::client);
    const auto observers = topology.with_role(topology::NodeRole::observer);
    if (clients.empty() || clients.front()->interfaces.empty() || observers.empty()) {
        return failed("a workload needs a client and an observer in " + topology.name);
    }
    const auto control = observers.front()->address_on(topology.front);
    if (!control) {
        return failed("the observer is not attached to " + topology.front);
    }
    const Ipv4Address source = clients.front()->interfaces.front().address.address;
    Kernel& client = *network.kernel(clients.front()->name);
    Kernel& observer = *network.kernel(observers.front()->name);

    std::unique_ptr<SimWorkload> workload(new SimWorkload(network));
    workload->began_ = network.now;
    auto probes = std::make_unique<ProbeClient>(plan_flows(request, source, control->address));
    auto connections = std::make_unique<ConnectionClient>(plan_connections(request));
    workload->probes_ = probes.get();
    workload->connections_ = connections.get();
    workload->processes_ = {&network.spawn(client, std::move(probes), "probes"),
                            &network.spawn(client, std::move(connections), "connections")};
    if (!request.watched.empty() && request.workload.arp_probe_interval > Duration(0)) {
        workload->processes_.push_back(&network.spawn(
            observer,
            std::make_unique<OwnerProber>(request.watched, request.workload.arp_probe_interval),
            "owner prober"));
    }
    if (request.workload.outbound_flows > 0) {
        workload->start_outbound(topology, request);
    }
    if (!request.api_clients.empty()) {
        const auto operators = topology.with_role(topology::NodeRole::administrator);
        if (operators.empty()) {
            return failed("API clients need a node with role operator in " + topology.name);
        }
        Kernel& kernel = *network.kernel(operators.front()->name);
        for (const workload::ApiClientPlan& plan : request.api_clients) {
            auto program = std::make_unique<ApiClientProgram>(plan);
            workload->api_clients_.push_back(program.get());
            workload->processes_.push_back(&network.spawn(kernel, std::move(program), plan.name));
        }
    }
    return workload;
}

/// The client answers, as servers do.
void SimWorkload::start_outbound(const topology::Topology& topology,
                                 const WorkloadRequest& request) {
    const topology::Node& client = *topology.with_role(topology::NodeRole::client).front();
    processes_.push_back(&network_.spawn(
        *network_.kernel(client.name),
        std::make_unique<EchoResponder>(EchoResponder::Ports{control_port, 0}), "echo responder"));
    auto id = static_cast<std::uint32_t>(probes_->flows().size());
    for (const topology::Node* server : topology.with_role(topology::NodeRole::server)) {
        std::vector<workload::ProbeFlow> flows;
        for (int i = 0; i < request.workload.outbound_flows; ++i, ++id) {
            workload::ProbeFlow flow;
            flow.id = id;
            flow.service = workload::outbound_service;
            flow.source = server->interfaces.front().address.address;
            flow.source_port = static_cast<std::uint16_t>(first_source_port + id);
            flow.destination = client.interfaces.front().address.address;
            flow.destination_port = control_port;
            flow.interval = request.workload.packet_interval();
            flows.push_back(std::move(flow));
        }
        auto probes = std::make_unique<ProbeClient>(std::move(flows));
        outbound_.push_back(probes.get());
        processes_.push_back(
            &network_.spawn(*network_.kernel(server->name), std::move(probes), "outbound probes"));
    }
}

SimWorkload::~SimWorkload() {
    for (Process* process : processes_) {
        process->end(false);
    }
}

bool SimWorkload::all_answered(Duration window) const {
    const Instant from = network_.now - window;
    return from >= began_ && connections_->all_answered(from) &&
           probes_->all_answered(from, network_.now - answer_within) &&
           std::all_of(outbound_.begin(), outbound_.end(), [&](const ProbeClient* probes) {
               return probes->all_answered(from, network_.now - answer_within);
           });
}

bool SimWorkload::api_answered(Duration window) const {
    const Instant from = network_.now - window;
    return std::all_of(api_clients_.begin(), api_clients_.end(), [&](const auto* program) {
        return program->reads_back() || program->client().last_ok() >= from;
    });
}

void SimWorkload::start_read_back(const std::vector<std::string>& controllers) {
    read_back_through_ = controllers;
    for (ApiClientProgram* program : api_clients_) {
        if (!program->reads_back() || is_read_back_through(program->client().plan().through)) {
            program->read_back();
        }
    }
}

bool SimWorkload::is_read_back_through(const std::string& controller) const {
    return std::count(read_back_through_.begin(), read_back_through_.end(), controller) != 0;
}

bool SimWorkload::read_back_done() const {
    return std::all_of(api_clients_.begin(), api_clients_.end(), [&](const auto* program) {
        return !program->reads_back() || !is_read_back_through(program->client().plan().through) ||
               program->client().finished();
    });
}

workload::WorkloadRecord SimWorkload::record() const {
    workload::WorkloadRecord record{probes_->flows(), connections_->connections(), {}};
    for (const ProbeClient* probes : outbound_) {  // the control flow stays the last one
        record.flows.insert(record.flows.end() - 1, probes->flows().begin(), probes->flows().end());
    }
    for (const ApiClientProgram* program : api_clients_) {
        const auto& calls = program->client().calls();
        record.api_calls.insert(record.api_calls.end(), calls.begin(), calls.end());
    }
    return record;
}

}  // namespace holdfast::harness::sim
