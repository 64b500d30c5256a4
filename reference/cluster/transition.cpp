// SPDX-License-Identifier: Apache-2.0
// From the members that are to those that are wanted: one voter at a time, phase by phase
// (spec 3.3), and back again when a new member does not come.
#include <fmt/format.h>

#include <algorithm>

#include "reference/cluster/recovery.h"
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

using Peer = effect::ConnectPeers::Peer;

/// New members, in heartbeats: to clear themselves, come back and copy the state. With documented
/// timers two minutes, where the documents speak of 4 to 10 for all of a change (CCFG-5).
constexpr int heartbeats_to_join = 12;
/// Engines, in heartbeats: to connect to members that are new to them.
constexpr int heartbeats_to_connect = 6;

bool names(const std::vector<Peer>& members, const MemberId& name) {
    return std::any_of(members.begin(), members.end(),
                       [&](const Peer& member) { return member.name == name; });
}

std::vector<Peer> wanted_members(const State& s) {
    return s.wanted && !s.wanted->members.empty() ? s.wanted->members : s.options.initial_members;
}

/// A node can be added when it is connected and waits for a leader, or is of this cluster.
bool can_be_added(const State& s, const MemberId& name) {
    const auto peer = s.peers.find(name);
    if (peer == s.peers.end() || !peer->second.hello) {
        return false;
    }
    const std::string& theirs = peer->second.hello->cluster;
    return theirs.empty() || theirs == s.cluster;
}

void change_voters(State& s, consensus::Membership wanted) {
    s.membership_changing = true;
    drive(s, consensus::input::ChangeMembership{++s.log_requests, std::move(wanted)});
}

/// A voter that is not wanted; one that is away before others, which may be needed for the quorum
/// that lets it go.
std::optional<MemberId> next_to_leave(const State& s, const std::vector<Peer>& members) {
    std::optional<MemberId> leaving;
    for (const MemberId& voter : s.raft.membership().voters) {
        if (names(members, voter) || voter == s.options.name) {
            continue;
        }
        const auto told =
            std::find_if(s.told.nodes.begin(), s.told.nodes.end(),
                         [&](const KnownNode& node) { return node.name == voter.text(); });
        if (told != s.told.nodes.end() && told->state == NodeState::CLUSTER_INACTIVE) {
            return voter;
        }
        leaving = leaving.value_or(voter);
    }
    return leaving;
}

// One voter at a time (thesis 4.1), removals first: a dead member must not count in the quorum that
// adds its replacement.
bool change_one_voter(State& s) {
    const std::vector<Peer> members = wanted_members(s);
    consensus::Membership voters = s.raft.membership();
    if (const auto leaving = next_to_leave(s, members)) {
        std::erase(voters.voters, *leaving);
        change_voters(s, voters);
        return true;
    }
    if (!names(members, s.options.name)) {  // a change that is taken back by one who came with it
        drive(s, consensus::input::TransferLeadership{});
        return true;
    }
    for (const Peer& member : members) {
        if (!voters.contains(member.name) && can_be_added(s, member.name)) {
            voters.voters.insert(
                std::upper_bound(voters.voters.begin(), voters.voters.end(), member.name),
                member.name);
            change_voters(s, voters);
            return true;
        }
    }
    return false;
}

/// Who left the cluster may join it anew, with nothing in its hands.
bool forget_who_left(State& s) {
    for (const MemberId& member : joined_members(s.records)) {
        if (!s.raft.membership().contains(member)) {
            propose(s, {record_of_joined(member, false)});
            return true;
        }
    }
    return false;
}

MemberChange passed_to(const State& s, MemberChange change, ChangePhase phase) {
    change.passed.push_back({phase, clock_time(s)});
    return change;
}

void pass_to(State& s, ChangePhase phase, int heartbeats) {
    s.change_until = s.now + heartbeats * s.options.timers.heartbeat_period;
    note(s, fmt::format("{} changes the cluster: {}", s.options.name.text(), to_text(phase)));
    propose(s, {record_of(passed_to(s, s.change, phase))});
}

bool all_vote(const State& s) {
    const std::vector<Peer> members = wanted_members(s);
    return members.size() == s.raft.membership().voters.size() &&
           std::all_of(members.begin(), members.end(), [&](const Peer& member) {
               return s.raft.membership().contains(member.name);
           });
}

bool all_hold_the_log(const State& s) {
    const auto& voters = s.raft.membership().voters;
    return std::all_of(voters.begin(), voters.end(), [&](const MemberId& voter) {
        return voter == s.options.name || has_joined(s.records, voter);
    });
}

/// Whether each follower sees every engine that this node sees.
bool engines_are_everywhere(const State& s) {
    const auto& voters = s.raft.membership().voters;
    return std::all_of(voters.begin(), voters.end(), [&](const MemberId& voter) {
        const auto told = s.engines_of.find(voter);
        return voter == s.options.name ||
               std::all_of(s.certified.begin(), s.certified.end(), [&](const auto& engine) {
                   return told != s.engines_of.end() &&
                          std::count(told->second.begin(), told->second.end(),
                                     engine.second.text()) != 0;
               });
    });
}

// CCFG-4
void advance_phase(State& s) {
    switch (s.change.phase()) {
        case ChangePhase::configuring:
            return pass_to(s, ChangePhase::inaccessible, heartbeats_to_join);
        case ChangePhase::inaccessible:
            return all_vote(s) ? pass_to(s, ChangePhase::restoring, heartbeats_to_join) : void();
        case ChangePhase::restoring:
            return all_hold_the_log(s)
                       ? pass_to(s, ChangePhase::waiting_for_engines, heartbeats_to_connect)
                       : void();
        case ChangePhase::waiting_for_engines:
            return engines_are_everywhere(s) || s.now >= s.change_until
                       ? pass_to(s, ChangePhase::ready, 0)
                       : void();
        case ChangePhase::ready:
            break;
    }
}

void send_away(State& s, const std::vector<Peer>& nodes) {
    for (const Peer& node : nodes) {
        if (node.name != s.options.name) {
            s.out.push_back(effect::SendToPeer{node.name, Removed{s.cluster}});
        }
    }
}

void be_alone_again(State& s, const std::string& reason) {
    note(s, fmt::format("{} is the cluster again by itself: {}", s.options.name.text(), reason));
    if (leads(s)) {
        end_leading(s, "it goes back to being alone");
    }
    send_away(s, s.connections.peers);
    s.out.push_back(effect::StandAlone{{"", reason}});
    s.dead = true;
}

std::string missing_member(const State& s) {
    for (const Peer& member : wanted_members(s)) {
        if (member.name != s.options.name && !has_joined(s.records, member.name)) {
            return member.name.text();
        }
    }
    return "a new member";
}

void take_back(State& s, const std::string& reason) {
    lead(s,
         controller::input::OutsideEvent{"CLUSTER_CONFIG_FAILED", s.options.name.text(), reason});
    const std::vector<Peer> before = members_in(s.change.nodes_before);
    std::vector<Peer> guests = wanted_members(s);
    std::erase_if(guests, [&](const Peer& member) {
        return names(before, member.name) || s.raft.membership().contains(member.name);
    });
    send_away(s, guests);  // voters among them are told when they are removed
    lead(s, controller::input::ApiRequest{
                .id = ++s.last_inner,
                .method = "PUT",
                .path = "/api/cluster",
                .body = cluster_object_with(s.records, s.change.nodes_before)});
    propose(s, {record_of(passed_to(s, s.change, ChangePhase::ready))});
}

/// Until when a node that agreed to join waits for the log; none: it does not.
std::optional<Instant> invited_until(const State& s) {
    const bool waits = s.cluster.empty() && !s.options.joins.empty() && s.raft.last_index() == 0;
    return waits
               ? std::optional(s.born + 2 * heartbeats_to_join * s.options.timers.heartbeat_period)
               : std::nullopt;
}

}  // namespace

// The time for the joiners begins with the request: until it is in the log, and while another write
// keeps it there, the limit of the change before would count.
void begin_change(State& s) {
    s.change_until = s.now + heartbeats_to_join * s.options.timers.heartbeat_period;
    propose(s, {record_of(passed_to(s, {.nodes_before = nodes_in(s.records), .passed = {}},
                                    ChangePhase::configuring))});
}

void end_change(State& s) {
    propose(s, {record_of(MemberChange{})});
}

void advance_change(State& s) {
    if (!leads(s) || s.membership_changing || s.last_proposed > s.applied) {
        return;
    }
    const bool under_way = s.change.under_way() && !s.membership_request;
    if (under_way && s.change.phase() == ChangePhase::configuring) {
        return advance_phase(s);  // CCFG-5: nobody is served while the voters change
    }
    if (forget_who_left(s) || change_one_voter(s) || !under_way) {
        return;
    }
    advance_phase(s);
}

void expire_change(State& s) {
    if (const auto until = invited_until(s); until && s.now >= *until) {
        s.out.push_back(
            effect::ResetToFactory{"the cluster that asked it to join did not come", ""});
        s.dead = true;
        return;
    }
    const bool alone_again =
        s.alone_by_log || may_be_alone_again(s.options.name, s.change, s.raft.membership());
    if (s.raft.role() != consensus::Role::leader) {
        if (!s.raft.leader() && alone_again) {
            be_alone_again(s, "the other node of the new cluster is silent");
        }
        return;
    }
    const bool joining = s.change.phase() < ChangePhase::waiting_for_engines;
    if (!leads(s) || !s.change.under_way() || s.membership_request || !joining ||
        s.now < s.change_until) {
        return;
    }
    const std::string reason =
        fmt::format("{} did not become a member within {}", missing_member(s),
                    to_string(heartbeats_to_join * s.options.timers.heartbeat_period));
    if (alone_again) {
        be_alone_again(s, reason);
    } else {
        take_back(s, reason);
    }
}

std::optional<Instant> next_change_timeout(const State& s) {
    if (const auto until = invited_until(s)) {
        return until;
    }
    return leads(s) && s.change.under_way() && !s.membership_request && s.change_until > s.now
               ? std::optional(s.change_until)
               : std::nullopt;
}

bool api_is_away(const State& s) {
    return s.change.phase() == ChangePhase::inaccessible ||
           s.change.phase() == ChangePhase::restoring;
}

// Not before the removal is committed: until then its log may be the only one with which a quorum
// votes, and it throws it away (CCFG-7, CCFG-8).
void tell_removed(State& s, const consensus::Membership& now) {
    for (const MemberId& voter : s.voters_applied.voters) {
        // A log that is applied anew tells of old removals, too: of members that are back since.
        if (!now.contains(voter) && !s.raft.membership().contains(voter) &&
            s.raft.role() == consensus::Role::leader) {
            s.out.push_back(effect::SendToPeer{voter, Removed{s.cluster}});
        }
    }
    s.voters_applied = now;
}

void report_engines(State& s) {
    if (leads(s) || !s.raft.leader()) {
        s.engines_told_to.reset();
        return;
    }
    std::vector<std::string> seen;
    for (const auto& [connection, engine] : s.certified) {
        seen.push_back(engine.text());
    }
    std::sort(seen.begin(), seen.end());
    if (s.engines_told_to != s.raft.leader() || s.engines_told != seen) {
        s.engines_told_to = s.raft.leader();
        s.engines_told = seen;
        s.out.push_back(effect::SendToPeer{*s.raft.leader(), EnginesSeen{std::move(seen)}});
    }
}

}  // namespace holdfast::reference::cluster
