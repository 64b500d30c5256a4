// SPDX-License-Identifier: Apache-2.0
// One controller node without sockets, clocks, threads or disks: a member of the cluster, which
// replicates the configuration, and leads it when elected.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/time.h"
#include "reference/cluster/core.h"
#include "reference/cluster/effects.h"
#include "reference/controller/core.h"

namespace holdfast::reference::cluster {

/// Spec 2 (K:ha-for-avi-controllers): 10 s, 4 misses. One factor scales both for tests.
struct Timers {
    Duration heartbeat_period = 10s;
    std::uint32_t heartbeat_miss_limit = 4;
    /// The cluster IP of a leader that hangs is gone within this; must be less than
    /// heartbeat_period x (heartbeat_miss_limit - 1).
    Duration address_lease = 2s;
    /// What a minute of the configuration lasts (CIP-8, PLC-11).
    Duration minute = 1min;
};

struct NodeOptions {
    MemberId name = "controller1";
    Ipv4Address address;  ///< on the management network: what peers and /api/cluster know it by
    std::uint8_t management_prefix_length = 24;  ///< CIP-4: the cluster IP lies in this subnet
    std::string version = "30.2.1";              ///< API version, in Hello and initial-data
    /// Members of the first cluster by name and address or host, this node among them. Only the
    /// first of them founds it; the others wait for its JoinRequest. One: a single-node controller.
    std::vector<effect::ConnectPeers::Peer> initial_members;
    /// Wait for the leader of this cluster instead of founding one; "": not so.
    std::string joins;
    Timers timers;
    /// Clock time of the run's Instant 0, for stamps in the log; never for decisions (SYS-6).
    Duration epoch = 0ns;
    std::uint64_t seed = 1;           ///< of election timeouts, uuids and the cluster's id
    std::string secret;               ///< what session ids are made of: bytes that nobody can guess
    std::string admin_password_hash;  ///< of the first start; later the replicated one counts
};

class Node {
  public:
    /// `make_controller`: what leads when this node does.
    Node(NodeOptions options, consensus::Stored stored, Instant now,
         controller::CoreFactory make_controller = controller::make_core);
    ~Node();
    Node(Node&&) noexcept;
    Node& operator=(Node&&) noexcept;

    /// To be carried out before the first step.
    Effects start(Instant now);
    Effects step(Instant now, const Input& input);
    std::optional<Instant> next_timeout() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A node in the shape that is driven.
Core core_of(NodeOptions options, consensus::Stored stored, Instant now,
             controller::CoreFactory make_controller = controller::make_core);

}  // namespace holdfast::reference::cluster
