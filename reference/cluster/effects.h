// SPDX-License-Identifier: Apache-2.0
// What a controller node (one member of the cluster) takes in and what it asks its surroundings to
// do. The node wraps the consensus core, the replicated store, and, while it leads, the controller.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/time.h"
#include "reference/access/effects.h"
#include "reference/api/http.h"
#include "reference/cluster/messages.h"
#include "reference/consensus/effects.h"
#include "reference/controller/effects.h"
#include "reference/protocol/controllers.h"
#include "reference/protocol/reports.h"

namespace holdfast::reference::cluster {

namespace input {

struct TimerFired {};
/// A connection to or from this peer is up and it has said Hello; or the last one was lost.
struct PeerConnected {
    MemberId peer;
    Hello hello;
};
struct PeerDisconnected {
    MemberId peer;
};
struct FromPeer {
    MemberId peer;
    PeerMessage message;  ///< never Hello
};
/// The Persist of this number, and every earlier one, is on disk.
struct Synced {
    consensus::WriteId write = 0;
};
/// The disk refuses to write: the node can promise nothing any more.
struct DiskFailed {
    std::string reason;
};
using controller::input::EngineConnected;
using controller::input::EngineDisconnected;
using controller::input::FromEngine;
/// An engine reports to this node, whoever leads (HDL-3).
struct FromReporter {
    controller::ConnectionId connection = 0;
    protocol::Report report;
};
struct ApiRequest {
    std::uint64_t id = 0;
    api::HttpRequest request;
};
/// The outcome of a CheckPassword or HashPassword effect.
using access::input::PasswordChecked;
using access::input::PasswordHashed;
/// Orderly stop (SIGTERM).
struct StopRequested {};

}  // namespace input

using Input = std::variant<input::TimerFired, input::PeerConnected, input::PeerDisconnected,
                           input::FromPeer, input::Synced, input::DiskFailed,
                           input::EngineConnected, input::EngineDisconnected, input::FromEngine,
                           input::FromReporter, input::ApiRequest, input::PasswordChecked,
                           input::PasswordHashed, input::StopRequested>;

/// How a member is made a cluster of its own; recovery.h does it.
struct StandAlone {
    /// Its name from now on, and the old cluster is void (CCFG-12); "": it keeps its name and goes
    /// back to the members before the change that failed (CCFG-16).
    std::string new_cluster;
    std::string reason;  ///< reported as CLUSTER_CONFIG_FAILED when it keeps its name
    bool operator==(const StandAlone&) const = default;
};

namespace effect {

/// Reach these peers and keep the connections up; drop every other. Replaces the previous one.
struct ConnectPeers {
    struct Peer {
        MemberId name;
        Ipv4Address address;  ///< 0.0.0.0 with a host name
        /// Resolved whenever a connection is set up (CCFG-17); one that cannot be resolved any more
        /// is where it was. "": by address.
        std::string host{};
        bool operator==(const Peer&) const = default;
    };
    std::vector<Peer> peers;
    std::string cluster;  ///< for the Hello of new connections; "" until this first comes
    bool operator==(const ConnectPeers&) const = default;
};
/// Lost when no connection is up.
struct SendToPeer {
    MemberId peer;
    PeerMessage message;
    bool operator==(const SendToPeer&) const = default;
};
/// Write, sync, then give back Synced; the node goes on meanwhile.
struct Persist {
    consensus::effect::Persist write;
    bool operator==(const Persist&) const = default;
};
/// The log caught up with the leader: damage that was found at the start is healed.
struct ClearDamage {
    bool operator==(const ClearDamage&) const = default;
};
/// Throw away hard state, log and snapshot, remember `joins`, then call nothing more of this core
/// and start a new one: NodeOptions{initial_members = this node alone, joins} (CCFG-7).
struct ResetToFactory {
    std::string reason;
    std::string joins;  ///< the cluster that invited this node; "": none
    bool operator==(const ResetToFactory&) const = default;
};
/// Write what alone() makes of what the disk holds, then call nothing more of this core and start a
/// new one.
struct StandAlone {
    cluster::StandAlone how;
    bool operator==(const StandAlone&) const = default;
};
/// Where this engine reaches all controllers.
struct TellControllers {
    controller::ConnectionId connection = 0;
    protocol::Controllers controllers;
    bool operator==(const TellControllers&) const = default;
};
using access::effect::CheckPassword;
using access::effect::HashPassword;
using controller::effect::CloseConnection;
using controller::effect::Note;
using controller::effect::SendToEngine;
/// Over the same connection, to the engine's reporter.
struct SendToReporter {
    controller::ConnectionId connection = 0;
    protocol::ToReporter message;
    bool operator==(const SendToReporter&) const = default;
};
struct ApiResponse {
    std::uint64_t id = 0;
    api::HttpResponse response;
    bool operator==(const ApiResponse&) const = default;
};
/// Hold the cluster IP as a secondary address of the management interface. It must vanish with the
/// process, and within `lease` when the process hangs; renewed by repeating (CIP-1, CIP-3).
struct HoldClusterAddress {
    Ipv4Address address;
    Duration lease;
    bool operator==(const HoldClusterAddress&) const = default;
};
struct ReleaseClusterAddress {
    Ipv4Address address;
    bool operator==(const ReleaseClusterAddress&) const = default;
};
/// One gratuitous ARP on the management interface (CIP-2).
struct AnnounceClusterAddress {
    Ipv4Address address;
    bool operator==(const AnnounceClusterAddress&) const = default;
};
/// The orderly stop is complete.
struct Exit {
    bool operator==(const Exit&) const = default;
};

}  // namespace effect

using Effect =
    std::variant<effect::ConnectPeers, effect::SendToPeer, effect::Persist, effect::ClearDamage,
                 effect::ResetToFactory, effect::StandAlone, effect::TellControllers,
                 effect::CheckPassword, effect::HashPassword, effect::CloseConnection, effect::Note,
                 effect::SendToEngine, effect::SendToReporter, effect::ApiResponse,
                 effect::HoldClusterAddress, effect::ReleaseClusterAddress,
                 effect::AnnounceClusterAddress, effect::Exit>;
using Effects = std::vector<Effect>;

}  // namespace holdfast::reference::cluster
