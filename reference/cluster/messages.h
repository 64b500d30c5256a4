// SPDX-License-Identifier: Apache-2.0
// What controllers of a cluster say to each other, over one connection each way.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "reference/analytics/collection.h"
#include "reference/api/http.h"
#include "reference/consensus/messages.h"

namespace holdfast::reference::cluster {

using consensus::MemberId;

/// First word on every connection, both ways.
struct Hello {
    MemberId node;
    std::string version;
    /// Drawn by the founder of a cluster; "" on a node that belongs to none. A node that belongs to
    /// another cluster, or ran another version, is not spoken to.
    std::string cluster;
    /// Where it is reached now; a member that is reached elsewhere than the configuration says is
    /// not spoken to (CCFG-11). 0.0.0.0: it does not say.
    Ipv4Address address{};
    bool operator==(const Hello&) const = default;
};

/// A follower passes a client's request to the leader (CTRL-22), who answers with the same number.
struct ForwardedRequest {
    std::uint64_t id = 0;
    api::HttpRequest request;
    bool operator==(const ForwardedRequest&) const = default;
};
struct ForwardedResponse {
    std::uint64_t id = 0;
    api::HttpResponse response;
    bool operator==(const ForwardedResponse&) const = default;
};

/// The leader answers for all collectors: it asks each what it has of a service (CTRL-23).
struct ReportsWanted {
    std::uint64_t id = 0;
    protocol::ServiceName service{};
    bool operator==(const ReportsWanted&) const = default;
};
struct ReportsFound {
    std::uint64_t id = 0;
    analytics::ServiceReports reports{};
    bool operator==(const ReportsFound&) const = default;
};

/// The leader asks a fresh node to join (CCFG-1, CCFG-2). The node refuses when it holds any
/// configuration, when its admin password was changed, or when it runs another version.
struct JoinRequest {
    std::string cluster;
    std::string version;
    bool operator==(const JoinRequest&) const = default;
};
struct JoinAnswer {
    bool accepted = false;
    std::string reason;  ///< of a refusal
    bool operator==(const JoinAnswer&) const = default;
};
/// The leader has removed this node, or a former fellow member was made a cluster of its own and
/// knows this one as lost: it clears itself and is factory-fresh again (CCFG-7, CCFG-8, CCFG-12).
struct Removed {
    std::string cluster;
    bool operator==(const Removed&) const = default;
};
/// A follower is spoken to by a node that takes itself for a member and is none; the leader, if
/// that node was removed, has it told so (CCFG-8).
struct StrangerSeen {
    MemberId node;
    bool operator==(const StrangerSeen&) const = default;
};
struct Dismiss {
    MemberId node;
    bool operator==(const Dismiss&) const = default;
};
/// An orderly stop: noticed at once, without waiting for heartbeats (CTRL-7).
struct Leaving {
    bool operator==(const Leaving&) const = default;
};

/// A member tells all others that its address is another now; the leader changes the configuration
/// (CCFG-11).
struct AddressChanged {
    Ipv4Address address;
    bool operator==(const AddressChanged&) const = default;
};
/// A follower tells its leader which engines are connected to it (CCFG-6).
struct EnginesSeen {
    std::vector<std::string> engines;  ///< sorted
    bool operator==(const EnginesSeen&) const = default;
};

using PeerMessage =
    std::variant<Hello, consensus::RequestVote, consensus::Vote, consensus::AppendEntries,
                 consensus::AppendEntriesResponse, consensus::InstallSnapshot,
                 consensus::InstallSnapshotResponse, consensus::TimeoutNow, ForwardedRequest,
                 ForwardedResponse, ReportsWanted, ReportsFound, JoinRequest, JoinAnswer, Removed,
                 StrangerSeen, Dismiss, Leaving, AddressChanged, EnginesSeen>;

}  // namespace holdfast::reference::cluster
