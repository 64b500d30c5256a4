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

/// Whether anybody ever configured anything (CCFG-1); remembered with the first change.
bool is_configured(const controller::Records& records);
controller::Change record_of_configured();

/// Commands of the log: changes of records, as JSON, and back. A command that is none is a mistake
/// of ours.
std::string command_of(const std::vector<controller::Change>& changes);
std::vector<controller::Change> changes_of(const std::string& command);

}  // namespace holdfast::reference::cluster
