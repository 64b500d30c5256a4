// SPDX-License-Identifier: Apache-2.0
// Nodes that were removed and do not know it: they were away, or cut off, when the word was sent
// (CCFG-8). Whoever speaks as a member and is none is told so again, whenever it speaks. It throws
// its log away on that word, so it is the leader's alone, and leaves when a quorum has confirmed
// that it still leads: one that was deposed may not know yet who was added since. A node that
// reaches only followers is told by way of them.
#include "reference/cluster/state.h"

namespace holdfast::reference::cluster {

namespace {

/// It takes itself for a member of this cluster.
bool speaks_as_member(const State& s, const MemberId& peer) {
    const auto known = s.peers.find(peer);
    return known != s.peers.end() && known->second.hello && !s.cluster.empty() &&
           known->second.hello->cluster == s.cluster;
}

/// Its removal is committed, and nobody wants it back. Until it is committed its log may be the
/// only one with which a quorum votes.
bool is_removed(const State& s, const MemberId& node) {
    return !s.raft.membership().contains(node) && !s.voters_applied.contains(node) &&
           !is_wanted(s, node);
}

}  // namespace

void dismiss_stranger(State& s, const MemberId& peer) {
    if (!speaks_as_member(s, peer) || !is_removed(s, peer)) {
        return;
    }
    if (leads(s)) {
        emit_committed(s, effect::SendToPeer{peer, Removed{s.cluster}}, true);
    } else if (s.raft.leader() && s.raft.leader() != s.options.name) {
        s.out.push_back(effect::SendToPeer{*s.raft.leader(), StrangerSeen{peer}});
    }
}

void take_stranger_seen(State& s, const MemberId& follower, const StrangerSeen& seen) {
    if (leads(s) && s.raft.membership().contains(follower) && is_removed(s, seen.node)) {
        emit_committed(s, effect::SendToPeer{follower, Dismiss{seen.node}}, true);
    }
}

void take_dismiss(State& s, const MemberId& peer, const Dismiss& dismissed) {
    if (s.raft.leader() == peer && speaks_as_member(s, dismissed.node)) {
        s.out.push_back(effect::SendToPeer{dismissed.node, Removed{s.cluster}});
    }
}

}  // namespace holdfast::reference::cluster
