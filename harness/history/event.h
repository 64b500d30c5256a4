// SPDX-License-Identifier: Apache-2.0
// What happened in a run, in order: the only thing, besides captures, that a checker sees.
// Append-only JSON lines, one event a line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/time.h"
#include "harness/workload/record.h"

namespace holdfast::harness::history {

/// First line of every history.
struct RunBegan {
    std::string testbed;  ///< "sim" or "mininet"
    std::string sut;      ///< name and version of the system under test
    std::uint64_t seed = 0;
    Duration epoch{};  ///< clock time of Instant 0, nanoseconds since 1970; 0 in simulation
    struct NodeInterface {
        std::string node;
        std::string segment;
        MacAddress mac;
        Ipv4Address address;
        bool operator==(const NodeInterface&) const = default;
    };
    std::vector<NodeInterface> interfaces;
    bool operator==(const RunBegan&) const = default;
};

/// A phase of the run begins: deploy, baseline, faults, heal, recovery, quiet, end.
struct PhaseBegan {
    std::string phase;
    bool operator==(const PhaseBegan&) const = default;
};

/// The operator asks for something (invoke) and learns what became of it: ok, fail (certainly not
/// done), info (unknown).
struct OperationEvent {
    enum class Type { invoke, ok, fail, info };
    std::uint64_t id = 0;
    std::string operation;  ///< to_string(Operation), targets resolved
    Type type = Type::invoke;
    std::string message;
    int status = 0;  ///< of the API's answer; 0: the operation is none of one request, or no answer
    bool operator==(const OperationEvent&) const = default;
};

/// An act of the nemesis; `at` of the Event is when it was complete.
struct FaultEvent {
    std::size_t index = 0;
    std::string phase;  ///< inject, inject_failed, unsupported, proven, unproven, heal, heal_failed
    Instant before;
    std::string fault;
    std::vector<std::string> nodes;
    std::string detail;
    bool operator==(const FaultEvent&) const = default;
};

/// The system under test says that something happened (its own event log). `at` of the Event is the
/// system's own stamp.
struct SystemEvent {
    std::string event_id;  ///< "SE_DOWN"
    std::string object;    ///< "se1"
    std::string description;
    bool operator==(const SystemEvent&) const = default;
};

struct ServiceRuntime {
    std::string name;
    std::string oper_state;           ///< "OPER_UP", "OPER_DOWN", ...
    std::vector<std::string> active;  ///< engines that the system calls active (primary) for it
    std::vector<std::string> standby;
    /// Elastic groups: its engines in the order in which they follow, the primary first.
    std::vector<std::string> se_list{};
    std::uint64_t se_list_version = 0;
    bool operator==(const ServiceRuntime&) const = default;
};
struct EngineRuntime {
    std::string name;
    std::string oper_state;
    bool connected = false;
    std::vector<int> active_tags;
    bool gateway_up = true;  ///< it sees every gateway that it monitors
    bool operator==(const EngineRuntime&) const = default;
};
/// What the system under test says of itself now; recorded whenever it differs from the last one.
struct RuntimeObserved {
    std::vector<ServiceRuntime> services;
    std::vector<EngineRuntime> engines;
    bool operator==(const RuntimeObserved&) const = default;
};

struct ControllerNode {
    std::string name;
    std::string role;      ///< "CLUSTER_LEADER", "CLUSTER_FOLLOWER"
    std::string state;     ///< "CLUSTER_ACTIVE", ...
    std::string up_since;  ///< as the system writes it
    bool operator==(const ControllerNode&) const = default;
};
/// What one controller says of the cluster; recorded whenever it differs from what that node said
/// before, and once more at the end.
struct ClusterObserved {
    std::string asked;
    bool answered = false;      ///< false: it did not answer, and the fields below are empty
    std::string cluster_state;  ///< "CLUSTER_UP_HA_ACTIVE", ...
    std::string progress;
    std::vector<ControllerNode> nodes;
    /// When the node last gave the answer before this one; none: this is its first.
    std::optional<Instant> before_until;

    /// Whether the asked node says of itself that it leads.
    bool leads() const;
    /// Whether both are the same answer of the same node.
    bool same_answer(const ClusterObserved& other) const;
    bool operator==(const ClusterObserved&) const = default;
};

/// The cloud in which engines run, played by the testbed, was asked for something or did it.
struct CloudActed {
    enum class Act {
        asked,
        started,
        refused,
        told_to_remove,
        removed,
        host_failed,  ///< it told the controller that the machine's host does not answer
        rebooted,     ///< the controller asked for it: DET-15
    };
    Act act = Act::asked;
    std::string machine;   ///< "se5"
    std::string host;      ///< "host2"
    std::string se_group;  ///< for which it was asked
    bool operator==(const CloudActed&) const = default;
};

struct FlowRecorded {
    workload::ProbeFlow flow;
    bool operator==(const FlowRecorded&) const = default;
};
struct ConnectionRecorded {
    workload::Connection connection;
    bool operator==(const ConnectionRecorded&) const = default;
};

struct ApiCallRecorded {
    workload::ApiCall call;
    bool operator==(const ApiCallRecorded&) const = default;
};

/// How well the testbed itself kept time.
struct FidelityRecorded {
    std::uint64_t capture_drops = 0;
    Duration sender_gap_max{};  ///< longest time between two probe packets of one flow, beyond its
                                ///< interval
    std::uint64_t control_lost = 0;  ///< packets of the control flow without reply
    Duration control_gap_max{};      ///< longest time without a reply on the control flow
    Duration scheduler_delay_max{};  ///< worst lateness of the driver's own timer
    /// Most that the programs of the system, all together, found no processor for within one
    /// failover bound after the faults began.
    Duration starved_max{};
    bool operator==(const FidelityRecorded&) const = default;
};

/// Trouble of the testbed, in words: makes the run INVALID.
struct Trouble {
    std::string what;
    bool operator==(const Trouble&) const = default;
};

using Content = std::variant<RunBegan, PhaseBegan, OperationEvent, FaultEvent, SystemEvent,
                             RuntimeObserved, ClusterObserved, CloudActed, FlowRecorded,
                             ConnectionRecorded, ApiCallRecorded, FidelityRecorded, Trouble>;

struct Event {
    Instant at;
    Content content;
    bool operator==(const Event&) const = default;
};

}  // namespace holdfast::harness::history
