// SPDX-License-Identifier: Apache-2.0
// Nodes that change the cluster without its rules: who joins, who leaves, and what is left of them.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "harness/sut/reference_sim/defects/node_defects.h"
#include "harness/sut/reference_sim/defects/node_wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::cluster::Core;
using reference::cluster::Effect;
using reference::cluster::Effects;
using reference::cluster::Input;
namespace cluster = reference::cluster;
namespace consensus = reference::consensus;
namespace effect = cluster::effect;
namespace input = cluster::input;

/// Effects of these kinds never happen.
template <class Test>
Core without(Core core, Test test) {
    return with_step(core, [test](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        std::erase_if(out, test);
        return out;
    });
}

/// Whoever is asked to join does, whatever it holds and whatever it runs. `only`: the refusals that
/// are overruled are those that say this.
Core joins_although(Core core, const std::string& only) {
    return with_step(core, [only](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        const auto* request = heard<cluster::JoinRequest>(input);
        Effects more;
        for (Effect& effect : out) {
            auto* send = std::get_if<effect::SendToPeer>(&effect);
            auto* answer =
                send == nullptr ? nullptr : std::get_if<cluster::JoinAnswer>(&send->message);
            if (answer != nullptr && !answer->accepted &&
                answer->reason.find(only) != std::string::npos) {
                *answer = {true, ""};
                more.push_back(effect::ResetToFactory{"it joins all the same", request->cluster});
            }
        }
        out.insert(out.end(), more.begin(), more.end());
        return out;
    });
}

Core joiner_with_configuration_accepted(Core core) {
    return joins_although(std::move(core), "holds configuration");
}

Core version_not_compared(Core core) {
    return joins_although(std::move(core), "runs version");
}

/// Whom this node asked to join.
std::set<cluster::MemberId> invited_in(const Effects& effects) {
    std::set<cluster::MemberId> invited;
    for (const Effect& effect : effects) {
        if (said<cluster::JoinRequest>(effect) != nullptr) {
            invited.insert(std::get<effect::SendToPeer>(effect).peer);
        }
    }
    return invited;
}

Core joiners_never_become_members(Core core) {
    auto invited = std::make_shared<std::set<cluster::MemberId>>();
    return with_step(core, [invited](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        invited->merge(invited_in(out));
        std::erase_if(out, [&](const Effect& effect) {
            return said<consensus::AppendEntries>(effect) != nullptr &&
                   invited->contains(std::get<effect::SendToPeer>(effect).peer);
        });
        return out;
    });
}

Core ex_follower_keeps_configuration(Core core) {
    return without(std::move(core),
                   [](const Effect& effect) { return said<cluster::Removed>(effect) != nullptr; });
}

/// The leader agrees to its own removal.
Core leader_removes_itself(Core core) {
    return with_pretended_put(core, [](Instant, const std::string& body) {
        return body.find("\"controller1\"") == std::string::npos;
    });
}

Core dead_address_accepted(Core core) {
    return with_pretended_put(core, [](Instant, const std::string& body) {
        return body.find("\"replacement\"") != std::string::npos;
    });
}

// Longer than the heartbeats of any scenario, shorter than their detection.
constexpr Duration silent_max = 1500ms;

/// A member that cannot be asked stays one: the change waits for it.
Core dead_follower_blocks_its_removal(Core core) {
    auto heard_at = std::make_shared<std::map<cluster::MemberId, Instant>>();
    const Core waiting = with_pretended_put(core, [heard_at](Instant now, const std::string&) {
        return std::any_of(heard_at->begin(), heard_at->end(),
                           [&](const auto& one) { return now - one.second > silent_max; });
    });
    return with_step(waiting, [heard_at](Instant now, const Input& input, const Core& sound) {
        if (const auto* from = std::get_if<input::FromPeer>(&input)) {
            (*heard_at)[from->peer] = now;
        }
        return sound.step(now, input);
    });
}

/// A new member counts for nothing in the quorum that takes it in: the leader answers for it.
Core membership_change_without_quorum(Core core) {
    auto invited = std::make_shared<std::set<cluster::MemberId>>();
    return with_step(core, [invited](Instant now, const Input& input, const Core& sound) {
        Effects out;
        Effects waiting = sound.step(now, input);
        invited->merge(invited_in(waiting));
        while (!waiting.empty()) {
            Effects next;
            for (Effect& effect : waiting) {
                const auto* append = said<consensus::AppendEntries>(effect);
                const bool changes = append != nullptr &&
                                     invited->contains(std::get<effect::SendToPeer>(effect).peer);
                if (changes) {
                    const auto& send = std::get<effect::SendToPeer>(effect);
                    const Input forged = input::FromPeer{
                        send.peer, consensus::AppendEntriesResponse{
                                       .term = append->term,
                                       .success = true,
                                       .match = append->previous_index + append->entries.size(),
                                       .round = append->round}};
                    for (Effect& more : sound.step(now, forged)) {
                        next.push_back(std::move(more));
                    }
                } else {
                    out.push_back(std::move(effect));
                }
            }
            waiting = std::move(next);
        }
        return out;
    });
}

/// What is left of a join that failed stays in the cluster, and nobody hears of it.
Core failed_join_leaves_member(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        std::erase_if(out, [](const Effect& effect) {
            return std::holds_alternative<effect::StandAlone>(effect);
        });
        return out;
    });
}

Core phases_untold(Core core) {
    return with_runtime(core, [](boost::json::value& all) {
        auto& phases = all.at("cluster_state").at("phases").as_array();
        if (phases.size() > 2) {
            phases.erase(phases.begin() + 1);
        }
    });
}

/// A controller that asked somebody to join answers no client from then on.
Core api_never_back(Core core) {
    auto away = std::make_shared<bool>(false);
    return with_step(core, [away](Instant now, const Input& input, const Core& sound) -> Effects {
        const auto* asked = request_in(input, false);
        if (*away && asked != nullptr && asked->request.target.find("/pool") != std::string::npos) {
            return {effect::ApiResponse{asked->id, {503, {}, R"({"error": "not yet"})"}}};
        }
        Effects out = sound.step(now, input);
        for (const Effect& effect : out) {
            *away = *away || said<cluster::JoinRequest>(effect) != nullptr;
        }
        return out;
    });
}

Core engines_told_of_one_controller(Core core) {
    return without(std::move(core), [](const Effect& effect) {
        return std::holds_alternative<effect::TellControllers>(effect);
    });
}

/// Whoever changes the members tells every engine to hold nothing any more.
Core change_of_members_stops_engines(Core core) {
    auto began = std::make_shared<bool>(false);
    return with_step(core, [began](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        Effects more;
        for (const Effect& effect : out) {
            *began = *began || said<cluster::JoinRequest>(effect) != nullptr ||
                     said<cluster::Removed>(effect) != nullptr;
            const auto* tell = std::get_if<effect::TellControllers>(&effect);
            if (*began && tell != nullptr) {
                more.push_back(effect::SendToEngine{
                    tell->connection, reference::protocol::Configure{{.generation = 1'000'000}}});
            }
        }
        out.insert(out.end(), more.begin(), more.end());
        return out;
    });
}

// Long enough to be elected and to answer in between.
constexpr Duration connection_max = 1s;

/// All connections are made anew, again and again, and what was resolved for them is forgotten.
Core connections_made_anew(Core core) {
    struct Memory {
        std::optional<effect::ConnectPeers> wanted;
        Instant made;
    };
    auto memory = std::make_shared<Memory>();
    return with_step(core, [memory](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        for (const Effect& effect : out) {
            if (const auto* connect = std::get_if<effect::ConnectPeers>(&effect)) {
                memory->wanted = *connect;
                memory->made = now;
            }
        }
        if (memory->wanted && now - memory->made >= connection_max) {
            memory->made = now;
            out.push_back(effect::ConnectPeers{{}, memory->wanted->cluster});
            out.push_back(*memory->wanted);
        }
        return out;
    });
}

/// Where a member is reached matters to nobody.
Core moved_member_counts(Core core) {
    return with_step(core, [](Instant now, const Input& input, const Core& sound) {
        Input heard_instead = input;
        if (auto* connected = std::get_if<input::PeerConnected>(&heard_instead)) {
            connected->hello.address = {};
        }
        return sound.step(now, heard_instead);
    });
}

Defect of_node(const char* name, const char* sentence, Core (*wrap)(Core)) {
    return {name, sentence, nullptr, nullptr, wrap};
}

}  // namespace

std::vector<Defect> membership_defects() {
    return {
        of_node("joiner_with_configuration_accepted",
                "a controller that holds configuration joins all the same, and loses it",
                joiner_with_configuration_accepted),
        of_node("version_not_compared", "a controller of another version joins all the same",
                version_not_compared),
        of_node("joiners_never_become_members", "new members are never sent the log",
                joiners_never_become_members),
        of_node("ex_follower_keeps_configuration", "who was removed is never told so",
                ex_follower_keeps_configuration),
        of_node("leader_removes_itself", "the leader agrees to be removed", leader_removes_itself),
        of_node("dead_address_accepted", "a new member may have the address of another one",
                dead_address_accepted),
        of_node("connections_made_anew",
                "connections are made anew all the time, and every name resolved again",
                connections_made_anew),
        of_node("moved_member_counts",
                "a member that is not where the configuration says counts all the same",
                moved_member_counts),
        of_node("dead_follower_blocks_its_removal",
                "members do not change while one of them is away",
                dead_follower_blocks_its_removal),
        of_node("membership_change_without_quorum",
                "a change of members is committed by the leader alone, which answers for the new",
                membership_change_without_quorum),
        of_node("failed_join_leaves_member", "a join that failed is never taken back",
                failed_join_leaves_member),
        of_node("phases_untold", "a phase of a change is never told", phases_untold),
        of_node("api_never_back", "a controller that changed the cluster serves no client any more",
                api_never_back),
        of_node("engines_told_of_one_controller", "engines never hear of new controllers",
                engines_told_of_one_controller),
        of_node("change_of_members_stops_engines",
                "engines let go of everything when the members change",
                change_of_members_stops_engines),
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
