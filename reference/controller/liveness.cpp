// SPDX-License-Identifier: Apache-2.0
// From the liveness of each engine to echoes on the wire, events and verdicts.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reference/controller/cloud.h"
#include "reference/controller/engines.h"
#include "reference/controller/reboots.h"
#include "reference/controller/scaling.h"
#include "reference/controller/settlement.h"

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

// An engine that carries nothing is no loss to its clients, so there is nothing to protect.
bool serves(const SystemState& s, const Engine& engine) {
    const model::ServiceEngineGroup& group = group_of(s, engine);
    const auto services = services_on(s, engine, group);
    return std::any_of(services.begin(), services.end(), [&](const auto* vs) {
        const ServicePlace& place = s.services.at(vs->uuid);
        return place.active == engine.name || lists(place, engine.name);
    });
}

void become_partitioned(SystemState& s, Engine& engine) {
    engine.health = OperState::OPER_PARTITIONED;
    unsettle_group(s, engine);
    s.dirty = true;
}

/// It is down because it does not answer.
void give_up(SystemState& s, Engine& engine, const std::string& reason, bool proved) {
    declare_down(s, engine, reason, proved);
    note_silent(s, engine);
}

void act(SystemState& s, Engine& engine, const SendEcho& echo) {
    send(s, engine, protocol::EchoRequest{echo.id});
}

// Told for each peer by itself, where it reports (engines.cpp).
void act(SystemState&, Engine&, const Suspected&) {}
void act(SystemState&, Engine&, const Recovered&) {}

void act(SystemState& s, Engine& engine, const EchoesExhausted&) {
    const auto timers = liveness_timers(s, group_of(s, engine));
    give_up(s, engine,
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
    if (heard_by_a_peer(s, engine) && serves(s, engine)) {  // HDL-8
        become_partitioned(s, engine);
    } else {
        give_up(s, engine, what, credibly_suspected(s, engine));
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

// HDL-17: engines need time to find a new leader, and none of them is dead for that. One that its
// peer does not hear either is another matter: two ask in vain then, not one (HDL-16).
void watch_restored(SystemState& s) {
    if (!std::exchange(s.engines_unwatched, false)) {
        return;
    }
    watch_restored_scalings(s);
    const Duration reconnect_wait = std::chrono::seconds(
        s.store.the<model::ControllerProperties>().warmstart_se_reconnect_wait_time);
    for (Engine& engine : s.engines) {
        if (engine.health != OperState::OPER_DOWN) {
            engine.liveness.restart(s.now, reconnect_wait);
        }
    }
    for (const auto& [uuid, place] : s.services.all()) {
        if (const auto* stored = s.store.of<model::VirtualService>().find(uuid)) {
            watch_for_engines(s, stored->object, has_engine(s, place));
        }
    }
}

void end_empty_partitions(SystemState& s) {
    for (Engine& engine : s.engines) {
        if (engine.health == OperState::OPER_PARTITIONED && !serves(s, engine)) {
            give_up(s, engine, "it is partitioned and serves nothing any more", false);
        }
    }
}

void take_cloud_notice(SystemState& s, const input::CloudNotice& notice) {
    forget_silence(s, notice.engine);  // what has become of it is known
    Engine* engine = find_engine(s, notice.engine);
    if (engine == nullptr || (engine->health == OperState::OPER_DOWN && engine->proved_dead)) {
        return;
    }
    if (notice.what == input::CloudNotice::What::engine_off) {
        report(s, "SE_POWERED_DOWN", engine->name.text(),
               fmt::format("the cloud says that {} is off or gone", engine->name.text()));
        declare_down(s, *engine, "the cloud says that it is off or gone", true);
    } else if (serves(s, *engine)) {
        report(s, "SE_HEARTBEAT_FAILURE", engine->name.text(),
               fmt::format("the cloud says that the host of {} has failed", engine->name.text()));
        become_partitioned(s, *engine);
    } else {
        declare_down(s, *engine, "the cloud says that its host has failed", false);
    }
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
