// SPDX-License-Identifier: Apache-2.0
// Nodes that do not keep what they promise each other: their vote, their lease.
#include <memory>
#include <optional>
#include <tuple>

#include "harness/sut/reference_sim/defects/node_defects.h"
#include "harness/sut/reference_sim/defects/node_wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::cluster::Core;
using reference::cluster::Effect;
using reference::cluster::Effects;
using reference::cluster::Input;
using reference::cluster::MemberId;
namespace consensus = reference::consensus;
namespace effect = reference::cluster::effect;
namespace input = reference::cluster::input;

/// What a follower says that hears its leader, and has nothing new on its disk.
Input still_follows(const MemberId& follower, const consensus::AppendEntries& append) {
    return input::FromPeer{follower,
                           consensus::AppendEntriesResponse{
                               .term = append.term, .success = true, .round = append.round}};
}

/// Every question whether it still leads (thesis 6.2, 6.4) the leader answers to itself.
Core lease_never_ends(Core core) {
    auto began = std::make_shared<bool>(false);  // with the first client: the cluster is formed
    return with_step(core, [began](Instant now, const Input& input, const Core& sound) {
        *began = *began || request_in(input, false) != nullptr;
        Effects out;
        Effects waiting = sound.step(now, input);
        while (!waiting.empty()) {
            Effects next;
            for (Effect& effect : waiting) {
                const auto* append = said<consensus::AppendEntries>(effect);
                if (append != nullptr && *began) {
                    const MemberId& follower = std::get<effect::SendToPeer>(effect).peer;
                    for (Effect& more : sound.step(now, still_follows(follower, *append))) {
                        next.push_back(std::move(more));
                    }
                }
                out.push_back(std::move(effect));
            }
            waiting = std::move(next);
        }
        return out;
    });
}

/// What a node that keeps no vote can tell of itself: that it is a candidate, and that it leads.
struct Candidacy {
    std::optional<consensus::RequestVote> own;  ///< asked for last, when nobody leads since
    consensus::Term leads = 0;

    void note(const Effect& effect) {
        if (const auto* request = said<consensus::RequestVote>(effect)) {
            leads = 0;
            if (!request->pre_vote) {
                own = *request;
            }
        } else if (const auto* append = said<consensus::AppendEntries>(effect)) {
            leads = append->term;
        }
    }
    /// A candidate of the same term whose log is as good as this one's.
    bool votes_again(const consensus::RequestVote* other) const {
        return other != nullptr && own && !other->pre_vote && other->term == own->term &&
               leads != other->term &&
               std::tie(other->last_term, other->last_index) >=
                   std::tie(own->last_term, own->last_index);
    }
};

void forget_vote(Effect& effect) {
    auto* persist = std::get_if<effect::Persist>(&effect);
    if (persist != nullptr && persist->write.hard_state) {
        persist->write.hard_state->vote.reset();
    }
}

/// The vote is written nowhere. A candidate that is asked while it waits for votes looks for its
/// own on the disk, finds none, and votes again; and so does whoever was restarted in between. Of
/// two leaders of one term neither gives way: Raft has no rule for what cannot happen.
Core vote_not_persisted(Core core) {
    auto candidacy = std::make_shared<Candidacy>();
    return with_step(core, [candidacy](Instant now, const Input& input, const Core& sound) {
        if (const auto* append = heard<consensus::AppendEntries>(input)) {
            if (append->term == candidacy->leads) {
                return Effects{};
            }
            candidacy->own.reset();
        }
        const bool again = candidacy->votes_again(heard<consensus::RequestVote>(input));
        Effects out = sound.step(now, input);
        for (Effect& effect : out) {
            forget_vote(effect);
            if (again && said<consensus::Vote>(effect) != nullptr) {
                auto& send = std::get<effect::SendToPeer>(effect);
                std::get<consensus::Vote>(send.message).granted = true;
            }
            candidacy->note(effect);
        }
        return out;
    });
}

}  // namespace

std::vector<Defect> promise_defects() {
    return {
        {"lease_never_ends",
         "a leader that nobody hears goes on leading, and answers reads as if they were current",
         nullptr, nullptr, lease_never_ends},
        {"vote_not_persisted",
         "a vote is kept nowhere: asked again in the same term, a node votes again", nullptr,
         nullptr, vote_not_persisted},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
