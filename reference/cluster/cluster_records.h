// SPDX-License-Identifier: Apache-2.0
// What of the replicated records the nodes themselves read and write: who belongs to the cluster,
// its address, and what its leader last said of every node.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/time.h"
#include "reference/cluster/effects.h"
#include "reference/controller/records.h"

namespace holdfast::reference::cluster {

/// "member/cluster": drawn by the founder.
std::string cluster_id(const controller::Records& records);

/// The members that the configuration asks for (the cluster object's `nodes`), and its virtual_ip.
struct WantedCluster {
    std::vector<effect::ConnectPeers::Peer> members;
    std::optional<Ipv4Address> address;
    bool operator==(const WantedCluster&) const = default;
};
/// None: no cluster object is there yet.
std::optional<WantedCluster> wanted_cluster(const controller::Records& records);

/// Period of the gratuitous ARP for the cluster IP (CIP-8) in minutes, from the controller's
/// properties.
std::int64_t announcement_period_minutes(const controller::Records& records);

enum class NodeState { CLUSTER_ACTIVE, CLUSTER_INACTIVE, CLUSTER_STARTING };
BOOST_DESCRIBE_ENUM(NodeState, CLUSTER_ACTIVE, CLUSTER_INACTIVE, CLUSTER_STARTING)

struct KnownNode {
    std::string name;
    NodeState state = NodeState::CLUSTER_STARTING;
    Duration since{};  ///< clock time at which it came into this state, or began to lead
    bool operator==(const KnownNode&) const = default;
};
BOOST_DESCRIBE_STRUCT(KnownNode, (), (name, state, since))

/// "member/nodes": the leader's view, replicated, so that every node gives the same answer.
struct KnownCluster {
    std::string leader;
    std::uint64_t term = 0;
    Duration since{};  ///< clock time at which the state of the whole changed
    std::vector<KnownNode> nodes;
    bool operator==(const KnownCluster&) const = default;
};
BOOST_DESCRIBE_STRUCT(KnownCluster, (), (leader, term, since, nodes))

KnownCluster known_cluster(const controller::Records& records);
controller::Change record_of(const KnownCluster& cluster);
controller::Change record_of_id(const std::string& id);

/// Steps of a change of the members, in the order in which they are passed (spec 3.3, CCFG-4).
enum class ChangePhase { configuring, inaccessible, restoring, waiting_for_engines, ready };
BOOST_DESCRIBE_ENUM(ChangePhase, configuring, inaccessible, restoring, waiting_for_engines, ready)

/// What a person reads of it: "Configuration is in progress", ...
std::string to_text(ChangePhase phase);

/// "member/change": the last change of the members, under way until it is ready.
struct MemberChange {
    struct Passed {
        ChangePhase phase = ChangePhase::configuring;
        Duration since{};  ///< clock time
        bool operator==(const Passed&) const = default;
    };
    std::string nodes_before;  ///< the cluster object's `nodes` before it, as JSON
    std::vector<Passed> passed;

    bool under_way() const { return !passed.empty() && passed.back().phase != ChangePhase::ready; }
    ChangePhase phase() const { return passed.empty() ? ChangePhase::ready : passed.back().phase; }
    bool operator==(const MemberChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(MemberChange::Passed, (), (phase, since))
BOOST_DESCRIBE_STRUCT(MemberChange, (), (nodes_before, passed))

MemberChange member_change(const controller::Records& records);
controller::Change record_of(const MemberChange& change);

/// The cluster object as it is, with these nodes (JSON) instead of its own.
std::string cluster_object_with(const controller::Records& records, const std::string& nodes);
/// The same as a record, for a node that has no controller to ask.
controller::Change record_of_nodes(const controller::Records& records, const std::string& nodes);
/// The cluster object's `nodes`, as JSON; "[]": it has none.
std::string nodes_in(const controller::Records& records);
/// The members that such a text names. A host name is taken as it is, a wrong one too.
std::vector<effect::ConnectPeers::Peer> members_in(const std::string& nodes);

/// A member's entry in `nodes`, with nothing but its name and where it is reached.
std::string node_entry(const effect::ConnectPeers::Peer& member);

/// "member/joined/<name>": this member has held the log. One that comes back without it has lost
/// what it promised, and must not vote again under its old name before it was removed.
bool has_joined(const controller::Records& records, const MemberId& member);
controller::Change record_of_joined(const MemberId& member, bool joined);
/// Members that are said to hold the log.
std::vector<MemberId> joined_members(const controller::Records& records);

/// "member/failure": why a change was taken back, until its event is in the log; "": none was.
std::string failure_in(const controller::Records& records);
controller::Change record_of_failure(const std::string& reason);  ///< "": reported

/// "member/revoked/<cluster>": what this cluster was called before its only survivor was made a
/// cluster of its own (CCFG-12).
bool is_revoked(const controller::Records& records, const std::string& cluster);
controller::Change record_of_revoked(const std::string& cluster);

/// Whether anybody ever configured anything (CCFG-1); remembered with the first change.
bool is_configured(const controller::Records& records);
controller::Change record_of_configured();

/// Commands of the log: changes of records, as JSON, and back. A command that is none is a mistake
/// of ours.
std::string command_of(const std::vector<controller::Change>& changes);
std::vector<controller::Change> changes_of(const std::string& command);

}  // namespace holdfast::reference::cluster
