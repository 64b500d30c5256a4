// SPDX-License-Identifier: Apache-2.0
// What a Mininet testbed holds; shared by the testbed_*.cpp files and by nobody else.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/mininet/api_clients.h"
#include "harness/mininet/arp_observer.h"
#include "harness/mininet/bridge_filters.h"
#include "harness/mininet/driver.h"
#include "harness/mininet/layout.h"
#include "harness/mininet/net_namespace.h"
#include "harness/mininet/probe_flows.h"
#include "harness/mininet/process_tree.h"
#include "harness/mininet/processor_waits.h"
#include "harness/mininet/route_socket.h"
#include "harness/mininet/shared_burden.h"
#include "harness/mininet/shared_clock.h"
#include "harness/mininet/tap.h"
#include "harness/mininet/tcp_clients.h"
#include "harness/mininet/testbed.h"

namespace holdfast::harness::mininet {

/// One node's kernel.
struct NodeState {
    NetNamespace net;
    std::unique_ptr<RouteSocket> route;  ///< in it
    pid_t shell = 0;                     ///< Mininet's, outside pid: never hit by a fault
    std::vector<ProgramSpec> programs;
    std::vector<pid_t> seen_running;  ///< found a moment ago; some may have ended since
};

/// One attachment's switch side.
struct LinkState {
    const Attachment* plan = nullptr;
    int port = 0;       ///< index of the bridge port
    int peer = 0;       ///< index of what the node's interface is plugged into
    int interface = 0;  ///< index in the node
    bool forwards = true;
    /// Frames that reached the port while it did not forward: the segment took none of them.
    std::uint64_t refused = 0;
    std::uint64_t received_when_stopped = 0;
    int cable = -1;  ///< of holdfast-wire; -1: not impairable
};

struct MininetTestbed::State {
    topology::Topology topology;
    BringUp bring_up;
    Duration epoch{};
    Layout layout;
    std::unique_ptr<Driver> driver;
    std::unique_ptr<NodeProcesses> programs;  ///< of every node
    NetNamespace switches;
    std::unique_ptr<RouteSocket> route;  ///< among the switches
    std::map<std::string, NodeState> nodes;
    std::vector<LinkState> links;  ///< same order as layout.attachments
    std::unique_ptr<BridgeFilters> filters;
    faults::FilterId last_filter = 0;

    /// Why no disk of this testbed can be faulty; none: those that were announced can.
    std::optional<Error> no_disks;
    std::map<std::string, std::unique_ptr<SharedClock>> clocks;    ///< of nodes that were announced
    std::map<std::string, std::unique_ptr<SharedBurden>> burdens;  ///< likewise

    std::function<void(const faults::Sighting&)> tell;
    std::unique_ptr<Tap> tap;
    history::FidelityRecorded fidelity;
    ProcessorWaits waits;
    Instant waits_seen;                            ///< when they were looked at last
    Instant programs_seen;                         ///< when `seen_running` was made
    std::map<pid_t, std::string> node_of_program;  ///< also of some that have ended

    std::unique_ptr<ProbeFlows> flows;
    std::unique_ptr<TcpClients> clients;
    std::unique_ptr<ArpObserver> observer;
    std::unique_ptr<ApiClients> api;  ///< none: the scenario asks for none
    Instant workload_since;

    /// Takes everything away; the network's files and sockets first, then its processes.
    void end();
    Result<NodeState*> node(const std::string& name);
    Result<LinkState*> link(const faults::Link& wanted);
    /// Live processes of the node, without Mininet's shell.
    std::vector<ProcessFacts> processes(const NodeState& of) const;
    /// And processes that are ending, of whatever node: they are in no namespace any more.
    std::vector<ProcessFacts> processes_or_ending(const NodeState& of) const;
    /// Whether one that was seen a moment ago still runs and is not stopped: two reads instead of a
    /// search among all processes.
    bool surely_runs(const NodeState& of) const;
    Result<void> signal_programs(const std::string& name, int signal);
    Result<void> signal_until(const std::string& name, int signal,
                              const std::function<bool(const ProcessFacts&)>& arrived);
    Result<void> wait_until_passing(const LinkState& link) const;

    /// While a workload is going on: every now and then, a look at what its programs waited for.
    void look_at_waits();

    /// What its Mininet says of this; nothing while there is none.
    std::vector<std::string> asked_of_driver(
        Result<std::vector<std::string>> (Driver::*question)()) const;

    /// Starts the API clients in the operator's namespace.
    Result<void> start_api_clients(const std::vector<workload::ApiClientPlan>& plans);

    // Bring-up, step by step.
    Result<void> open_switches();
    Result<void> open_node(const topology::Node& node, pid_t inner_shell,
                           const std::vector<ProcessFacts>& processes);
    Result<void> configure_links();
    Result<void> configure_node(const topology::Node& node);
    Result<void> start_wire();
    Result<void> start_disks();
    Result<void> make_clocks();
    Result<void> make_burdens();

    std::string disk_folder(const std::string& node) const;
    /// What the node's disk answers.
    Result<std::string> disk(const std::string& node, const std::string& command) const;
    Result<SharedClock*> clock(const std::string& node) const;
};

}  // namespace holdfast::harness::mininet
