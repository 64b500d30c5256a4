// SPDX-License-Identifier: Apache-2.0
// Nodes that promise what they do not hold, lead when they must not, or never lead.
#include <map>
#include <set>

#include "harness/sut/reference_sim/defects/node_defects.h"
#include "harness/sut/reference_sim/defects/node_wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::cluster::Core;
using reference::cluster::Effect;
using reference::cluster::Effects;
using reference::cluster::Input;
namespace consensus = reference::consensus;
namespace effect = reference::cluster::effect;
namespace input = reference::cluster::input;

/// The answer that a follower would give if it had all of it on disk.
Input forged_answer(const effect::SendToPeer& send, const consensus::AppendEntries& append) {
    return input::FromPeer{send.peer, consensus::AppendEntriesResponse{
                                          .term = append.term,
                                          .success = true,
                                          .match = append.previous_index + append.entries.size(),
                                          .round = append.round}};
}

/// Answers every AppendEntries in the followers' place; `deliver`: they hear of the entries too.
Effects answer_for_followers(Instant now, const Input& input, const Core& sound, bool deliver) {
    Effects out;
    Effects waiting = sound.step(now, input);
    while (!waiting.empty()) {
        Effects next;
        for (Effect& effect : waiting) {
            const auto* append = said<consensus::AppendEntries>(effect);
            if (append == nullptr) {
                out.push_back(std::move(effect));
                continue;
            }
            auto& send = std::get<effect::SendToPeer>(effect);
            if (!append->entries.empty()) {
                for (Effect& more : sound.step(now, forged_answer(send, *append))) {
                    next.push_back(std::move(more));
                }
                if (!deliver) {
                    std::get<consensus::AppendEntries>(send.message).entries.clear();
                }
            }
            out.push_back(std::move(effect));
        }
        waiting = std::move(next);
    }
    return out;
}

Core acknowledged_before_majority(Core core) {
    auto began = std::make_shared<bool>(false);  // with the first client: the cluster is formed
    return with_step(core, [began](Instant now, const Input& input, const Core& sound) {
        *began = *began || request_in(input, false) != nullptr;
        if (!*began) {
            return sound.step(now, input);
        }
        if (heard<consensus::AppendEntriesResponse>(input) != nullptr) {
            auto answered = std::get<input::FromPeer>(input);
            auto& response = std::get<consensus::AppendEntriesResponse>(answered.message);
            if (!response.success) {
                response = {.term = response.term, .success = true, .round = response.round};
            }
            return answer_for_followers(now, answered, sound, false);
        }
        return answer_for_followers(now, input, sound, false);
    });
}

Core lost_write_on_restart(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        for (Effect& effect : out) {
            if (auto* persist = std::get_if<effect::Persist>(&effect)) {
                for (consensus::Entry& entry : persist->write.append) {
                    if (entry.payload.find("wl-") != std::string::npos) {
                        entry.payload = "[]";
                    }
                }
            }
        }
        return out;
    });
}

Core nobody_campaigns(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        std::erase_if(out, [](const Effect& effect) {
            return said<consensus::RequestVote>(effect) != nullptr;
        });
        return out;
    });
}

// Longer than it takes to deploy, shorter than any trial.
constexpr Duration restless_after = 3s;

/// A follower that has followed for a while campaigns, heartbeats or not.
Core restless_followers(Core core) {
    auto follows_since = std::make_shared<std::optional<Instant>>();
    return with_step(core, [follows_since](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        const auto* append = heard<consensus::AppendEntries>(input);
        if (append == nullptr) {
            return out;
        }
        if (!*follows_since) {
            *follows_since = now;
        }
        if (now - **follows_since >= restless_after) {
            follows_since->reset();
            const Input campaign = input::FromPeer{std::get<input::FromPeer>(input).peer,
                                                   consensus::TimeoutNow{append->term}};
            for (Effect& more : sound.step(now, campaign)) {
                out.push_back(std::move(more));
            }
        }
        return out;
    });
}

Core writes_need_all_nodes(Core core) {
    auto away = std::make_shared<std::set<reference::cluster::MemberId>>();
    return with_step(core, [away](Instant now, const Input& input, const Core& sound) {
        if (const auto* gone = std::get_if<input::PeerDisconnected>(&input)) {
            away->insert(gone->peer);
        } else if (const auto* back = std::get_if<input::PeerConnected>(&input)) {
            away->erase(back->peer);
        }
        return away->empty() || heard<consensus::AppendEntriesResponse>(input) == nullptr
                   ? sound.step(now, input)
                   : Effects{};
    });
}

Core stops_without_a_word(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        return std::holds_alternative<input::StopRequested>(input) ? Effects{effect::Exit{}}
                                                                   : sound.step(now, input);
    });
}

}  // namespace

std::vector<Defect> replication_defects() {
    return {
        {"acknowledged_before_majority",
         "the leader acknowledges a write that only its own disk holds", nullptr, nullptr,
         acknowledged_before_majority},
        {"lost_write_on_restart", "what is written to the log is not what was to be written",
         nullptr, nullptr, lost_write_on_restart},
        {"nobody_campaigns", "followers never ask for votes", nullptr, nullptr, nobody_campaigns},
        {"restless_followers", "followers campaign although they hear their leader", nullptr,
         nullptr, restless_followers},
        {"writes_need_all_nodes", "a write needs every node instead of a majority", nullptr,
         nullptr, writes_need_all_nodes},
        {"stops_without_a_word", "an orderly stop is a crash to the other controllers", nullptr,
         nullptr, stops_without_a_word},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
