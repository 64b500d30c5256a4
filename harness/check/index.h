// SPDX-License-Identifier: Apache-2.0
// A recording decoded once: who claimed which address when, which packets of clients went where,
// what the faults were, what the system said of itself. Checkers ask it instead of walking captures
// themselves.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/capture/ownership.h"
#include "harness/check/recording.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::check {

/// A client's connection or probe flow, as its packets on the front segment name it.
struct FlowName {
    bool tcp = false;
    Ipv4Address client;
    std::uint16_t client_port = 0;
    Ipv4Address vip;
    std::uint16_t port = 0;
    auto operator<=>(const FlowName&) const = default;
};

/// A packet of a client to a virtual service, as the front segment delivered it.
struct ClientPacket {
    Instant at;
    Ipv4Address vip;
    std::string receiver;               ///< node whose MAC it was sent to
    std::optional<std::uint32_t> flow;  ///< of a probe packet
    std::uint64_t sequence = 0;
    std::size_t packet = 0;
};

/// A packet of such a flow: from a client to an engine, from that to another one, or an answer. An
/// answer that an engine gives to another one is seen again when that passes it on to the client.
struct FlowPacket {
    Instant at;
    FlowName flow;
    std::string sender;    ///< node whose MAC sent it
    std::string receiver;  ///< node whose MAC it was sent to
    std::size_t packet = 0;
    bool answer = false;         ///< it comes from the VIP
    bool handed_on = false;      ///< from one engine to another
    std::uint8_t tcp_flags = 0;  ///< 0 of a datagram
    bool passed_on = false;      ///< an answer: the same bytes as an engine gave to the sender
    bool arrived = false;        ///< an answer to an engine: it was passed on
};

/// A probe packet that an engine sent on: to a server (back segment), or an answer to the client
/// (front segment).
struct EnginePacket {
    Instant at;
    std::string engine;
    Ipv4Address source;
    std::uint32_t flow = 0;
    std::uint64_t sequence = 0;
    std::size_t packet = 0;
    Ipv4Address destination{};
};

/// A fault that was injected, from the history.
struct InjectedFault {
    std::size_t history_line = 0;
    std::size_t index = 0;  ///< in the schedule
    Instant at;             ///< CEI: when its last system call had returned
    std::optional<Instant> healed;
    std::string name;  ///< "process_crash"
    std::vector<std::string> nodes;
    std::string text;  ///< "link_silent se1 management", targets as they were given
    Instant began{};   ///< before its first system call: from here on it may have had effect
    bool active_at(Instant when) const { return at <= when && (!healed || *healed > when); }
    bool hits(const std::string& node) const;
};

/// An operator's action with its outcome.
struct PerformedOperation {
    std::size_t history_line = 0;
    Instant invoked;
    std::optional<Instant> completed;
    std::string operation;  ///< "switchover se1"
    history::OperationEvent::Type outcome = history::OperationEvent::Type::info;
    std::string message;
    int status = 0;  ///< of HTTP, for one request
};

/// What the system said of itself from `from` until `to`.
struct RuntimeSpan {
    Instant from;
    Instant to;
    std::size_t history_line = 0;
    const history::RuntimeObserved* said = nullptr;
    const history::ServiceRuntime* service(const std::string& name) const;
    const history::EngineRuntime* engine(const std::string& name) const;
};

/// What a controller said of the cluster. It surely said so from `from` until `until`, and from
/// then on not any more, or it was not asked again.
struct ClusterSpan {
    Instant from;
    Instant until;
    std::size_t history_line = 0;
    const history::ClusterObserved* said = nullptr;
};

/// An engine that the cloud started, as long as it left it running.
struct MachineSpan {
    std::string machine;
    std::string host;
    std::string se_group;
    Instant from;
    Instant to;
    std::size_t history_line = 0;
};

/// A call of an API client, with its line.
struct RecordedCall {
    std::size_t history_line = 0;
    const workload::ApiCall* call = nullptr;
};

class Index {
  public:
    explicit Index(const Recording& recording);

    /// Beginning and end of the time in which the system was under test: from "baseline" to "end".
    Instant begin() const { return begin_; }
    Instant end() const { return end_; }
    Instant faults_began() const { return faults_began_; }

    /// Every address that the observer asked for, and every VIP, floating and SNAT address of the
    /// deployment.
    const std::map<Ipv4Address, capture::OwnershipTimeline>& ownership() const {
        return ownership_;
    }
    /// The same for every address that the cluster has or is given in the scenario.
    const std::map<Ipv4Address, capture::OwnershipTimeline>& cluster_ownership() const {
        return cluster_ownership_;
    }
    const capture::OwnershipTimeline& ownership_of(Ipv4Address address) const;
    const std::vector<ClientPacket>& client_packets() const { return client_packets_; }
    /// Of all services, on the front segment: what clients sent, what engines handed to each other,
    /// and what engines answered, in order of time. None where no group is elastic.
    const std::vector<FlowPacket>& flow_packets() const { return flow_packets_; }
    const std::vector<EnginePacket>& to_servers() const { return to_servers_; }
    const std::vector<EnginePacket>& to_clients() const { return to_clients_; }

    const std::vector<InjectedFault>& faults() const { return faults_; }
    /// Injected faults of these kinds that hit an engine of the deployment.
    std::vector<InjectedFault> engine_faults(const std::set<std::string>& names) const;
    /// Injected faults that hit a controller, whomever else.
    std::vector<InjectedFault> controller_faults() const;
    bool is_controller(const std::string& node) const;
    const std::vector<PerformedOperation>& operations() const { return operations_; }
    const std::vector<RuntimeSpan>& runtime() const { return runtime_; }
    const RuntimeSpan* runtime_at(Instant at) const;
    /// All spans, in order of their beginning.
    const std::vector<ClusterSpan>& cluster() const { return cluster_; }
    /// What this controller had said last at that time; null: nothing yet.
    const ClusterSpan* cluster_at(const std::string& controller, Instant at) const;
    /// Who said last that it leads, at that time; none: nobody says so then.
    std::optional<std::string> leader_at(Instant at) const;
    const std::vector<MachineSpan>& machines() const { return machines_; }
    const std::vector<RecordedCall>& api_calls() const { return api_calls_; }
    std::vector<history::History::Found<history::SystemEvent>> system_events(
        const std::string& event_id) const;
    const std::vector<history::History::Found<history::SystemEvent>>& system_events() const {
        return system_events_;
    }

    /// Probe flows of one service; the control flow is none of them.
    std::vector<const workload::ProbeFlow*> flows_of(const std::string& service) const;
    const workload::ProbeFlow* control_flow() const { return control_flow_; }
    const std::vector<const workload::Connection*>& connections() const { return connections_; }
    std::string node_of(const MacAddress& mac) const;
    bool is_engine(const std::string& node) const;
    /// The engine that owned the service's VIP on the wire at that time.
    std::optional<std::string> owner_of(const scenario::VirtualServiceSpec& service,
                                        Instant at) const;
    /// Until the next fault, heal, operation or end after `from`.
    Instant next_disturbance(Instant from) const;

  private:
    void read_history(const Recording& recording);
    void read_cluster(const history::History& history);
    void read_cloud(const history::History& history);
    void read_captures(const Recording& recording);
    void note_flow(const packet::Packet& frame, const capture::Frame& raw, std::size_t number);
    void note_answer(FlowPacket& answer, const capture::Frame& raw);
    void read_frame(const Recording& recording, const capture::Capture& capture,
                    std::size_t number);

    Instant begin_;
    Instant end_;
    Instant faults_began_;
    std::map<MacAddress, std::string> nodes_by_mac_;
    std::set<std::string> engines_;
    std::set<Ipv4Address> vips_;
    std::map<Ipv4Address, std::vector<capture::Claim>> claims_;
    std::map<Ipv4Address, std::vector<capture::Question>> questions_;
    std::map<Ipv4Address, capture::OwnershipTimeline> ownership_;
    std::set<std::string> controllers_;
    std::map<Ipv4Address, capture::OwnershipTimeline> cluster_ownership_;
    std::vector<ClusterSpan> cluster_;
    std::vector<MachineSpan> machines_;
    std::vector<RecordedCall> api_calls_;
    std::vector<ClientPacket> client_packets_;
    bool spreads_ = false;  ///< some group is elastic
    std::vector<FlowPacket> flow_packets_;
    /// Answers that engines have and were not seen to pass on, by engine and packet.
    std::multimap<std::pair<std::string, std::string>, std::size_t> answers_with_engines_;
    std::vector<EnginePacket> to_servers_;
    std::vector<EnginePacket> to_clients_;
    std::vector<InjectedFault> faults_;
    std::vector<PerformedOperation> operations_;
    std::vector<RuntimeSpan> runtime_;
    std::vector<history::History::Found<history::SystemEvent>> system_events_;
    std::vector<const workload::ProbeFlow*> flows_;
    const workload::ProbeFlow* control_flow_ = nullptr;
    std::vector<const workload::Connection*> connections_;
};

}  // namespace holdfast::harness::check
