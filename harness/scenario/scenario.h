// SPDX-License-Identifier: Apache-2.0
// One trial as a value: deployment, workload, operator's actions, fault schedule, budgets and seed.
// Drawn by a property's generator or read from YAML, and the same in both worlds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "faults/schedule.h"
#include "harness/scenario/deployment.h"

namespace holdfast::harness::scenario {

// ---- what the operator does
// ----------------------------------------------------------------------------------------

/// POST /serviceengine/{uuid}/switchover: LEG-30.
struct Switchover {
    faults::Target engine;
    bool operator==(const Switchover&) const = default;
};
/// POST /serviceenginegroup/{uuid}/redistribute: LEG-17.
struct Redistribute {
    bool operator==(const Redistribute&) const = default;
};
/// Starts an engine on a node that had none and lets it join a group: LEG-1, HDL-14.
struct AddEngine {
    std::string node;
    std::string group{};  ///< empty: the first of the deployment
    bool operator==(const AddEngine&) const = default;
};

/// From now on the cloud does this with what the controller asks it for: PLC-12.
struct SetCloud {
    enum class Mood {
        starts,          ///< what it is asked for, after start_time
        refuses,         ///< says that it cannot
        hangs,           ///< says nothing and does nothing
        starts_another,  ///< another machine than it was asked for
    };
    Mood mood = Mood::starts;
    bool operator==(const SetCloud&) const = default;
};

/// The cloud finds that a host does not answer it any more, and says so: DET-14. What has become of
/// the machines there is a matter of faults.
struct ReportHostFailed {
    std::string host;  ///< of the topology
    bool operator==(const ReportHostFailed&) const = default;
};

/// How a request to the control plane is sent, and what is expected of it.
struct Route {
    std::string through;  ///< a controller's node; empty: whoever the adapter speaks to
    bool refusal_expected = false;
    bool operator==(const Route&) const = default;
};
/// One more virtual service, on a VIP that none of the deployment has: CTRL-22, HDL-2.
struct CreateVirtualService {
    std::string name;
    Ipv4Address vip;
    Route route;
    bool operator==(const CreateVirtualService&) const = default;
};
struct DeleteVirtualService {
    std::string name;
    Route route;
    bool operator==(const DeleteVirtualService&) const = default;
};
/// PUT /api/cluster with another virtual_ip: CIP-4, CIP-6.
struct SetClusterIp {
    Ipv4Address address;
    Route route;
    bool operator==(const SetClusterIp&) const = default;
};
/// CIP-5.
struct ClearClusterIp {
    Route route;
    bool operator==(const ClearClusterIp&) const = default;
};
/// PUT /api/cluster with exactly these nodes: CCFG-1 to CCFG-14.
struct ChangeMembers {
    std::vector<std::string> controllers;
    Route route;
    bool operator==(const ChangeMembers&) const = default;
};
/// PUT /api/cluster with this body, as it is: what no other operation would say.
struct PutCluster {
    std::string body;  ///< JSON, in one line
    Route route;
    bool operator==(const PutCluster&) const = default;
};
/// PATCH /api/COLLECTION/{uuid} that replaces these fields: LEG-32, DIS-1.
struct PatchObject {
    std::string collection;
    std::string name;
    std::string fields;  ///< JSON object, in one line
    Route route;
    bool operator==(const PatchObject&) const = default;
};
/// POST /api/COLLECTION with this object: ELN-1.
struct CreateObject {
    std::string collection;
    std::string body;  ///< JSON object, in one line
    Route route;
    bool operator==(const CreateObject&) const = default;
};
/// GET of the object that is called so; what it is becomes the operation's message.
struct ReadObject {
    std::string collection;
    std::string name;
    Route route;
    bool operator==(const ReadObject&) const = default;
};
/// POST /api/COLLECTION/{uuid}/ACTION: LEG-20, LEG-21.
struct PostAction {
    std::string collection;
    std::string name;
    std::string action;
    std::string body;  ///< JSON, in one line
    Route route;
    bool operator==(const PostAction&) const = default;
};
using Operation =
    std::variant<Switchover, Redistribute, AddEngine, SetCloud, ReportHostFailed,
                 CreateVirtualService, DeleteVirtualService, SetClusterIp, ClearClusterIp,
                 ChangeMembers, PutCluster, CreateObject, ReadObject, PatchObject, PostAction>;

/// Of a request to the control plane; none of another operation.
const Route* route_of(const Operation& operation);

struct ScheduledOperation {
    Duration at{};  ///< after the faults' phase began
    Operation operation;
    bool operator==(const ScheduledOperation&) const = default;
};

/// "switchover active_of(vs1)"
std::string to_string(const Operation& operation);

// ---- what clients do
// -----------------------------------------------------------------------------------------------

/// Clients of the REST API, each busy with objects of the workload's own kind (pools named wl-0 and
/// so on). Off without writers and readers.
struct ApiLoad {
    int writers = 0;
    int readers = 0;
    int objects = 4;
    Duration interval = 50ms;  ///< from a client's answer to its next request
    /// Whom the clients speak to, in turn: "cluster_ip" or controllers. Empty: the cluster IP where
    /// the deployment has one, else every controller.
    std::vector<std::string> through;
    bool on() const { return writers + readers > 0; }
    bool operator==(const ApiLoad&) const = default;
};

struct Workload {
    int flows =
        16;  ///< UDP probe flows, spread over the services in turn; at least 16 on a judged run
    int rate = 100;       ///< packets a second and flow, 100 to 1,000
    int connections = 2;  ///< TCP connections a service opened before the first fault and kept busy
    Duration connection_interval = 50ms;  ///< a new TCP connection a service this often; 0: none
    Duration arp_probe_interval = 10ms;   ///< the observer asks for every owned address this often
    int outbound_flows = 0;  ///< UDP probe flows that each server sends to the client: FIP-14
    ApiLoad api;
    Duration packet_interval() const { return std::chrono::duration_cast<Duration>(1s) / rate; }
    bool operator==(const Workload&) const = default;
};

/// Time limits, each with its reason where it is set.
struct Budgets {
    Duration settle = 10s;      ///< from deployment to every service answering
    Duration baseline = 500ms;  ///< loss-free time demanded before the first fault
    Duration phase =
        3s;  ///< length of the faults' phase, at the least until the last scheduled thing
    Duration recovery = 5s;  ///< after everything is healed, until every service answers again
    Duration quiet = 500ms;  ///< watched after that
    Duration failover =
        2s;  ///< the bound under test: no service may be out for longer by one fault
    Duration api_back =
        10s;  ///< the bound under test: from a fault of the control plane to the next write
    /// HDL-10: how long an engine that hears neither controller nor peer may go on answering for an
    /// address that another one was given; 0: not at all (INV-1).
    Duration two_owners{};
    bool operator==(const Budgets&) const = default;
};

struct Scenario {
    std::string property;  ///< rule id, "LEG-6"; may be empty for a free scenario, which is judged
                           ///< by the invariants
    std::string topology = "legacy_pair";
    std::uint64_t seed = 1;
    Deployment deployment;
    Workload workload;
    std::vector<ScheduledOperation> operations;
    faults::FaultSchedule schedule;
    Budgets budgets;
    bool operator==(const Scenario&) const = default;
};

std::string to_yaml(const Scenario& scenario);
Result<Scenario> parse_scenario(const std::string& text, const std::string& name);
Result<Scenario> load_scenario(const std::string& path);

}  // namespace holdfast::harness::scenario
