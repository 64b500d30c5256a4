// SPDX-License-Identifier: Apache-2.0
// All that a controller node knows. The files beside this one are functions on it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "reference/access/access.h"
#include "reference/analytics/answers.h"
#include "reference/analytics/collection.h"
#include "reference/cluster/cluster_records.h"
#include "reference/cluster/gate.h"
#include "reference/cluster/node.h"
#include "reference/consensus/raft.h"
#include "reference/controller/core.h"

namespace holdfast::reference::cluster {

/// Requests have one number inside the node, wherever they came from.
using InnerId = std::uint64_t;

struct FromClient {
    std::uint64_t id = 0;
};
struct FromFollower {
    MemberId peer;
    std::uint64_t id = 0;
};
/// Asked by the node itself; the answer goes nowhere.
struct FromNode {};
using Origin = std::variant<FromClient, FromFollower, FromNode>;

/// What a node has only while it leads and its state machine is current.
struct Leading {
    controller::Core controller;
    access::Access access;
    std::map<InnerId, access::effect::Admit> admitted;  ///< the controller has them
};

/// What is known of another controller node.
struct PeerNode {
    std::optional<Hello> hello;  ///< of the connection that is up
    bool left = false;           ///< said so, or was not heard for too long
    bool forgot = false;         ///< it came back without the log that it had promised to keep
    Ipv4Address address{};       ///< where it was by its last Hello; 0.0.0.0: it never said
};

/// A request for logs or metrics on its way: the service is looked up as the client may see it,
/// then every collector is asked.
struct ReportsRequest {
    access::effect::Admit request;
    analytics::Query query;
    std::string service_name;  ///< "": not looked up yet
    std::set<MemberId> unanswered;
    Instant until;
    std::vector<analytics::Part> parts;
};

/// PUT /api/cluster on its way: the new members are asked first.
struct MembershipRequest {
    access::effect::Admit request;
    std::set<MemberId> unanswered;
    Instant until;
};

struct State {
    State(NodeOptions the_options, consensus::Stored stored, Instant at,
          controller::CoreFactory factory);

    NodeOptions options;
    controller::CoreFactory make_controller;
    Instant now;
    Effects out;  ///< of this step

    // ---- the log and what it says
    consensus::Raft raft;
    controller::Records records;
    /// Drawn by the founder; known from the first entry on, committed or not, so that a restarted
    /// node never speaks to another cluster.
    std::string cluster;
    std::optional<WantedCluster> wanted;  ///< what the records say of it
    MemberChange change;                  ///< the same
    /// By the log as it was at the start, committed or not; only until that is applied.
    bool alone_by_log = false;
    std::vector<MemberId> joined_by_log;
    consensus::Index log_at_start = 0;
    Instant born;                          ///< when this life began
    consensus::Membership voters_applied;  ///< the last that is committed
    consensus::Index applied = 0;
    std::size_t log_bytes = 0;       ///< applied since the last snapshot
    std::size_t snapshot_bytes = 0;  ///< of the last one
    consensus::WriteId synced = 0;
    struct HeldSend {
        consensus::WriteId write = 0;
        MemberId to;
        consensus::Message message;
    };
    std::vector<HeldSend> held_sends;
    bool role_changed = false;
    bool lost = false;  ///< the log refused a command of the leader: leadership is going

    // ---- leading
    std::optional<Leading> leading;
    Gate gate;
    consensus::RequestId log_requests = 0;
    consensus::Index last_proposed = 0;
    KnownCluster told;  ///< what was proposed last as the state of the nodes
    Instant led_since;
    std::map<InnerId, Origin> origins;
    InnerId last_inner = 0;
    std::optional<MembershipRequest> membership_request;
    bool membership_changing = false;           ///< an entry about it is not committed yet
    Instant change_until;                       ///< the new members have to be there by then
    std::vector<Ipv4Address> told_controllers;  ///< engines know of these
    std::map<MemberId, std::vector<std::string>> engines_of;  ///< which are connected, by follower

    // ---- following: requests that the leader has
    std::map<std::uint64_t, FromClient> forwarded;
    std::uint64_t last_forwarded = 0;
    std::optional<MemberId> forwarded_to;

    // ---- of this machine's operator
    std::optional<std::uint64_t> moving;  ///< the request that waits for this node's new address
    Instant moving_until;

    // ---- following: what the leader was told of the engines here
    std::optional<MemberId> engines_told_to;
    std::vector<std::string> engines_told;

    // ---- neighbours
    std::map<MemberId, PeerNode> peers;
    effect::ConnectPeers connections;  ///< asked for last
    std::set<controller::ConnectionId> engines;
    std::map<controller::ConnectionId, protocol::EngineName> certified;

    // ---- what engines report
    analytics::Collection collection;
    protocol::Collects told_to_collect;  ///< said to every engine last
    consensus::Index spread_at = 0;      ///< where the log changed the nodes' states last
    consensus::Index spread_by = 0;      ///< the value of it by which told_to_collect was made
    bool spread_in_touch = false;        ///< and whether this node was in touch then
    std::map<InnerId, ReportsRequest> reports_requests;

    // ---- the cluster IP
    std::optional<Ipv4Address> held_address;
    Instant renew_at;
    int announcements_left = 0;
    Instant announce_at;
    Instant announce_again_at;

    bool stopping = false;
    Instant stop_by;
    bool dead = false;  ///< nothing is done any more
};

// ---- replication.cpp
void drive(State& s, const consensus::Input& input);
void take_synced(State& s, consensus::WriteId write);
/// The leader's: changes of records, to be committed. What is held behind it waits for it.
void propose(State& s, const std::vector<controller::Change>& changes);
/// Leaves when everything proposed so far is committed; `as_read`: and this node still leads.
void emit_committed(State& s, Effect effect, bool as_read);
void compact_when_due(State& s);

// ---- leadership.cpp
/// Begins or ends to lead, as the log's role says.
void follow_role(State& s);
void end_leading(State& s, const std::string& reason);
void tell_engines(State& s);
void tell_controllers(State& s, controller::ConnectionId engine);
/// CCFG-6: where engines are to reach all controllers; new members not before they are complete.
std::vector<Ipv4Address> controllers_for_engines(const State& s);
/// The leader's: engines hear of it when that changed.
void keep_engines_told(State& s);
/// One input for the leader's controller.
void lead(State& s, const controller::Input& input);

// ---- requests.cpp
void take_request(State& s, const Origin& origin, const api::HttpRequest& request);
void take_access_effects(State& s, const access::Effects& effects);
void give_to_controller(State& s, const access::effect::Admit& admitted);
void take_forwarded_answer(State& s, const ForwardedResponse& answer);
/// The answer of the controller to a request that it was given.
void answer_admitted(State& s, const controller::effect::ApiResponse& response);
void answer(State& s, InnerId id, api::HttpResponse response, bool as_read);
/// The leader is gone: what it had been given is answered here, its outcome unknown.
void give_up_forwarded(State& s);
void give_up_held(State& s);

// ---- runtime.cpp
api::HttpResponse open_answer(const State& s, const api::HttpRequest& request);
/// This node leads, or heard the leader less than a detection time ago.
bool in_touch(const State& s);

/// Whether a node with an empty disk makes a cluster of its own, and does not wait to be asked.
bool founds(const NodeOptions& options);

// ---- reports.cpp
/// Says to every engine which slots this node collects for, when that changed.
void spread_reports(State& s);
void take_report(State& s, const input::FromReporter& input);
/// Such a request of the API, admitted: begins to gather the answer.
void gather_reports(State& s, const access::effect::Admit& admitted);
/// The controller's answer about the service of such a request; false: it is none of those.
bool take_reported_service(State& s, InnerId id, const api::HttpResponse& response);
void take_reports_wanted(State& s, const MemberId& peer, const ReportsWanted& wanted);
void take_reports_found(State& s, const MemberId& peer, const ReportsFound& found);
/// Whoever did not answer by now is left out.
void expire_reports_requests(State& s);
std::optional<Instant> next_reports_timeout(const State& s);

// ---- peers.cpp
void peer_connected(State& s, const input::PeerConnected& input);
void peer_disconnected(State& s, const input::PeerDisconnected& input);
void from_peer(State& s, const input::FromPeer& input);
/// Who should be connected now; says so when it changed.
void connect_peers(State& s);
/// The leader's: who is heard, who is not.
void watch_nodes(State& s);
std::optional<Instant> next_watch(const State& s);

/// Where a member is; 0.0.0.0: it is named by host name and was not heard yet.
Ipv4Address address_of(const State& s, const effect::ConnectPeers::Peer& member);
/// The configuration, a change of it that is under way, or the log has it as a member.
bool is_wanted(const State& s, const MemberId& node);
/// Whether words of the log are exchanged with it: it is of the same cluster, has not lost its
/// state, and is where the configuration says.
bool is_fellow(const State& s, const MemberId& peer);
/// Its certificate and name are a member's, but it came back without the log.
bool has_forgotten(const State& s, const MemberId& peer);

// ---- membership.cpp
/// The body of a PUT of /api/cluster that names the members of the first start.
std::string founding_body(const NodeOptions& options);
/// PUT of /api/cluster.
bool changes_cluster(const api::HttpRequest& request);
/// Such a request, admitted: asks new members, then changes the configuration.
void change_cluster(State& s, const access::effect::Admit& request);
std::vector<effect::ConnectPeers::Peer> requested_members(const MembershipRequest& request);
void take_join_request(State& s, const MemberId& peer, const JoinRequest& request);
void take_join_answer(State& s, const MemberId& peer, const JoinAnswer& answer);
void expire_membership_request(State& s);

// ---- transition.cpp
/// An accepted change begins: how it was before, and its first phase.
void begin_change(State& s);
/// Nothing came of it.
void end_change(State& s);
/// The leader's: brings the voters one step nearer to what the configuration asks for, and the
/// change that is under way from phase to phase. Nodes that were removed are told so.
void advance_change(State& s);
/// A change whose new members are not there in time is taken back (CCFG-16).
void expire_change(State& s);
std::optional<Instant> next_change_timeout(const State& s);
/// While the members change nothing else does (CCFG-5).
bool api_is_away(const State& s);
void tell_removed(State& s, const consensus::Membership& now);
/// A follower's: which engines it sees.
void report_engines(State& s);

// ---- dismissal.cpp
/// Has this peer told that it was removed, if it was and speaks as a member all the same.
void dismiss_stranger(State& s, const MemberId& peer);
void take_stranger_seen(State& s, const MemberId& follower, const StrangerSeen& seen);
void take_dismiss(State& s, const MemberId& peer, const Dismiss& dismissed);

// ---- local.cpp
/// Procedures of the machine's own operator, at the admin socket: without a leader, without login.
bool is_local_procedure(const api::HttpRequest& request);
void carry_out_locally(State& s, std::uint64_t client, const api::HttpRequest& request);
void take_changed_address(State& s, const MemberId& peer, const AddressChanged& changed);
/// Answers whoever waits for this node's new address.
void finish_moving(State& s);

// ---- cluster_address.cpp
void keep_cluster_address(State& s);
void release_cluster_address(State& s);
std::optional<Instant> next_address_timeout(const State& s);

// ---- small questions
inline bool leads(const State& s) {
    return s.leading.has_value();
}
inline void note(State& s, std::string text) {
    s.out.push_back(effect::Note{std::move(text)});
}
/// Clock time, for stamps only.
inline Duration clock_time(const State& s) {
    return s.options.epoch + s.now.since_start();
}
/// A node is not heard any more after this (CTRL-8).
inline Duration detection_time(const State& s) {
    return s.options.timers.heartbeat_period * s.options.timers.heartbeat_miss_limit;
}

}  // namespace holdfast::reference::cluster
