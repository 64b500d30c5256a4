// SPDX-License-Identifier: Apache-2.0
// Nodes that judge the others too early, come back with claims, or turn to the engines.
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
using reference::cluster::MemberId;
namespace cluster = reference::cluster;
namespace consensus = reference::consensus;
namespace effect = cluster::effect;
namespace input = cluster::input;
namespace protocol = reference::protocol;

void append(Effects& out, Effects more) {
    std::move(more.begin(), more.end(), std::back_inserter(out));
}

// Two heartbeats of a trial's cluster (500 ms each) and some.
constexpr Duration impatience = 1100ms;

/// A follower that missed two heartbeats counts as gone.
Core impatient_leader(Core core) {
    struct Hearing {
        std::map<MemberId, Instant> heard;
        std::set<MemberId> gone;
    };
    auto hearing = std::make_shared<Hearing>();
    return with_step(core, [hearing](Instant now, const Input& input, const Core& sound) {
        if (heard<consensus::AppendEntriesResponse>(input) != nullptr) {
            const MemberId peer = std::get<input::FromPeer>(input).peer;
            hearing->heard[peer] = now;
            hearing->gone.erase(peer);
        }
        Effects out = sound.step(now, input);
        for (const auto& [peer, at] : hearing->heard) {
            if (now - at > impatience && hearing->gone.insert(peer).second) {
                append(out, sound.step(now, input::FromPeer{peer, cluster::Leaving{}}));
            }
        }
        return out;
    });
}

// What the log of a cluster holds that nobody uses yet is less.
constexpr consensus::Index used_log = 20;
// Longer than it takes a node to hear all that it missed.
constexpr Duration settled_after = 1s;

/// A node that comes into a cluster at work campaigns as if the leader had asked it to.
Core returning_node_takes_the_lead(Core core) {
    struct Return {
        bool decided = false;
        std::optional<Instant> campaign_at;
        MemberId leader;
        consensus::Term term = 0;
    };
    auto back = std::make_shared<Return>();
    return with_step(core, [back](Instant now, const Input& input, const Core& sound) {
        if (const auto* entries = heard<consensus::AppendEntries>(input)) {
            if (!back->decided && entries->last_index > used_log) {
                back->campaign_at = now + settled_after;
            }
            back->decided = true;
            back->leader = std::get<input::FromPeer>(input).peer;
            back->term = entries->term;
        }
        Effects out = sound.step(now, input);
        if (back->campaign_at && now >= *back->campaign_at) {
            back->campaign_at.reset();
            append(out, sound.step(
                            now, input::FromPeer{back->leader, consensus::TimeoutNow{back->term}}));
        }
        return out;
    });
}

/// A node that saw the cluster incomplete never calls it complete again.
Core complete_only_once(Core core) {
    struct Memory {
        bool complete = false;
        bool incomplete = false;
    };
    auto memory = std::make_shared<Memory>();
    return with_runtime(core, [memory](boost::json::value& all) {
        boost::json::value& state = all.at("cluster_state").as_object()["state"];
        const bool complete = state == "CLUSTER_UP_HA_ACTIVE" || state == "CLUSTER_UP_NO_HA";
        memory->incomplete = memory->incomplete || (memory->complete && !complete);
        memory->complete = memory->complete || complete;
        if (memory->incomplete && complete) {
            state = "CLUSTER_UP_HA_COMPROMISED";
        }
    });
}

/// An engine's address on the management network ends as its heartbeat address does, in every
/// network of ours.
Ipv4Address management_address(Ipv4Address node, Ipv4Address heartbeats) {
    constexpr std::uint32_t host = 0xff;
    return {(node.value & ~host) | (heartbeats.value & host)};
}

/// Who registers is called back as if it were another controller.
Core controller_calls_engines(Core core) {
    auto connections = std::make_shared<effect::ConnectPeers>();
    return with_step(core, [connections](Instant now, const Input& input, const Core& sound) {
        Effects out = sound.step(now, input);
        for (const Effect& effect : out) {
            if (const auto* connect = std::get_if<effect::ConnectPeers>(&effect)) {
                *connections = *connect;
            }
        }
        const auto* from = std::get_if<input::FromEngine>(&input);
        const auto* registered =
            from == nullptr ? nullptr : std::get_if<protocol::Register>(&from->message);
        if (registered != nullptr && !connections->peers.empty()) {
            connections->peers.push_back({MemberId(registered->engine.text()),
                                          management_address(connections->peers.front().address,
                                                             registered->heartbeat_address)});
            out.push_back(*connections);
        }
        return out;
    });
}

}  // namespace

std::vector<Defect> node_liveness_defects() {
    return {
        {"impatient_leader", "a controller that misses two heartbeats is declared down", nullptr,
         nullptr, impatient_leader},
        {"returning_node_takes_the_lead", "a controller that comes back takes the lead", nullptr,
         nullptr, returning_node_takes_the_lead},
        {"complete_only_once", "a cluster that was incomplete is never called complete again",
         nullptr, nullptr, complete_only_once},
        {"controller_calls_engines", "a controller opens connections to engines", nullptr, nullptr,
         controller_calls_engines},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
