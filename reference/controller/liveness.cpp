// SPDX-License-Identifier: Apache-2.0
// From the liveness of each engine to echoes on the wire, events and verdicts.
#include <fmt/format.h>

#include <algorithm>

#include "reference/controller/engines.h"

namespace holdfast::reference::controller {
namespace {

using namespace failover::liveness;

// Spec 3.4: an engine that only the controller does not hear is partitioned; its services stay with
// it. Taking them over would put two owners on one VIP.
bool heard_by_a_peer(SystemState& s, const Engine& engine) {
    const std::vector<Engine*> peers = peers_of(s, engine);
    return std::any_of(peers.begin(), peers.end(), [&](const Engine* peer) {
        return peer->up() && peer->connection && !engine.suspected_by.contains(peer->name);
    });
}

void act(SystemState& s, Engine& engine, const SendEcho& echo) {
    send(s, engine, protocol::EchoRequest{echo.id});
}

// Told for each peer by itself, where it reports (engines.cpp).
void act(SystemState&, Engine&, const Suspected&) {}
void act(SystemState&, Engine&, const Recovered&) {}

void act(SystemState& s, Engine& engine, const EchoesExhausted&) {
    const auto timers = liveness_timers(s, group_of(s, engine));
    declare_down(s, engine,
                 fmt::format("its peer does not hear it, and {} echoes of the controller stayed "
                             "unanswered",
                             timers.echo_miss_limit),
                 true);
}

void act(SystemState& s, Engine& engine, const HeartbeatsExhausted&) {
    const std::string what = fmt::format("{} heartbeats of the controller stayed unanswered",
                                         engine.liveness.heartbeats_missed());
    report(s, "SE_HEARTBEAT_FAILURE", engine.name.text(),
           fmt::format("{}: {}", engine.name.text(), what));
    if (heard_by_a_peer(s, engine)) {
        engine.health = OperState::OPER_PARTITIONED;
        s.changed = true;
        s.dirty = true;
    } else {
        declare_down(s, engine, what, !engine.suspected_by.empty());
    }
}

}  // namespace

void carry_out(SystemState& s, Engine& engine, const failover::LivenessActs& acts) {
    for (const failover::LivenessAct& one : acts) {
        std::visit([&](const auto& kind) { act(s, engine, kind); }, one);
    }
}

void liveness_timers_fired(SystemState& s) {
    for (Engine& engine : s.engines) {
        carry_out(s, engine, engine.liveness.timer(s.now));
    }
}

void retime(SystemState& s) {
    for (Engine& engine : s.engines) {
        engine.liveness.retime(s.now, liveness_timers(s, group_of(s, engine)));
    }
}

void watch_restored(SystemState& s) {
    for (Engine& engine : s.engines) {
        if (s.engines_unwatched && engine.health != OperState::OPER_DOWN) {
            engine.liveness.restart(s.now);
        }
    }
    s.engines_unwatched = false;
}

std::optional<Instant> next_liveness_timeout(const SystemState& s) {
    std::optional<Instant> next;
    for (const Engine& engine : s.engines) {
        if (const auto one = engine.liveness.next_timeout()) {
            next = next ? std::min(*next, *one) : one;
        }
    }
    return next;
}

}  // namespace holdfast::reference::controller
