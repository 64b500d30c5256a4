// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/engines.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/controller/configuration.h"
#include "reference/controller/gateways.h"
#include "reference/controller/instances.h"
#include "reference/controller/reboots.h"
#include "reference/controller/settlement.h"

namespace holdfast::reference::controller {
namespace {

void note(SystemState& s, std::string text) {
    s.effects.push_back(effect::Note{std::move(text)});
}

// A message that only a registered engine may send.
void handle(SystemState& s, Engine& engine, const protocol::ConfigurationApplied& message) {
    engine.applied = std::max(engine.applied, message.generation);
    if (engine.confirmed()) {
        std::set<EngineName> told;
        for (const protocol::Peer& peer : engine.sent->peers) {
            told.insert(peer.name);
        }
        s.dirty = s.dirty || engine.heartbeats_to != told;
        engine.heartbeats_to = std::move(told);
    }
    note_ready(s, engine);
    confirmed(s, engine);
    unsettle_group(s, engine);
}

/// The peer of `engine` that is called so; null: it has no such peer.
Engine* peer_called(SystemState& s, const Engine& engine, const EngineName& name) {
    for (Engine* peer : peers_of(s, engine)) {
        if (peer->name == name) {
            return peer;
        }
    }
    return nullptr;
}

/// It has restarted since, too short a time ago to have missed so many heartbeats in this life.
bool is_of_earlier_life(const SystemState& s, const Engine& suspect) {
    const Heartbeats heartbeats = heartbeats_of(group_of(s, suspect));
    return suspect.restarted &&
           s.now - *suspect.restarted < heartbeats.period * heartbeats.miss_limit;
}

void handle(SystemState& s, Engine& engine, const protocol::PeerSuspected& message) {
    Engine* suspect = peer_called(s, engine, message.peer);
    if (suspect == nullptr || (suspect->health == OperState::OPER_DOWN && suspect->proved_dead) ||
        is_of_earlier_life(s, *suspect)) {
        return;  // if it is dead now, it will be repeated
    }
    if (suspect->suspected_by.insert(engine.name).second) {
        report(s, "SE_DP_HB_FAILED", suspect->name.text(),
               fmt::format("{} missed {} heartbeats of {} in a row", engine.name.text(),
                           message.misses, suspect->name.text()));
    }
    if (is_credible(engine, *suspect)) {  // if it is not yet, it will be repeated
        carry_out(s, *suspect, suspect->liveness.suspected(s.now, message.misses));
    }
}

// Whoever of several peers does not hear it goes on asking for echoes.
void handle(SystemState& s, Engine& engine, const protocol::PeerRecovered& message) {
    Engine* peer = peer_called(s, engine, message.peer);
    if (peer == nullptr || peer->suspected_by.erase(engine.name) == 0) {
        return;
    }
    report(s, "SE_DP_HB_RECOVERED", peer->name.text(),
           fmt::format("{} hears {} again", engine.name.text(), peer->name.text()));
    if (!credibly_suspected(s, *peer)) {
        carry_out(s, *peer, peer->liveness.recovered());
    }
}

void handle(SystemState& s, Engine& engine, const protocol::EchoResponse& message) {
    engine.liveness.answered(s.now, message.id);
}

void handle(SystemState& s, Engine& engine, const protocol::ServerStateChanged& message) {
    report(s, message.up ? "SERVER_UP" : "SERVER_DOWN", to_string(message.server.address),
           fmt::format("server {}:{} of pool {} is {}, says {}", to_string(message.server.address),
                       message.server.port, message.pool, message.up ? "up" : "down",
                       engine.name.text()));
}

// It hears nobody now, whoever lives.
void doubt_suspicions_of(SystemState& s, const Engine& deaf) {
    for (Engine& engine : s.engines) {
        if (engine.suspected_by.contains(deaf.name) && !credibly_suspected(s, engine)) {
            carry_out(s, engine, engine.liveness.recovered());
        }
    }
}

// DET-11: it can be asked and told, but clients do not reach it. What it carries goes to its peer
// in order, release first (settlement.h).
void handle(SystemState& s, Engine& engine, const protocol::DataPathChanged& message) {
    if (message.up && engine.ended_outage != message.outage) {
        engine.ended_outage = message.outage;
        unsettle_group(s, engine);
    }
    if (engine.data_path_up == message.up) {
        return;
    }
    engine.data_path_up = message.up;
    if (message.up) {
        note(s, engine.name.text() + " has its data link back");
    } else {
        report(s, "SE_HEALTH_CHECK_FAIL", engine.name.text(),
               fmt::format("{} has lost its data link", engine.name.text()));
        doubt_suspicions_of(s, engine);
    }
    unsettle_group(s, engine);
}

void handle(SystemState& s, Engine& engine, const protocol::GatewaysLost& message) {
    gateways_lost(s, engine, message);
}

void handle(SystemState& s, Engine& engine, const protocol::LoadMeasured& load) {
    take_load(s, engine, load);
}

// An orderly stop needs no detection: the engine has released everything before it said so.
void handle(SystemState& s, Engine& engine, const protocol::Goodbye&) {
    s.connections[*engine.connection].registered = false;
    engine.connection.reset();
    declare_down(s, engine, "it stopped in order", true);
}

void handle(SystemState&, Engine&, const protocol::Register&) {}  // dealt with before

Engine* engine_on(SystemState& s, ConnectionId connection) {
    const auto known = s.connections.find(connection);
    if (known == s.connections.end() || !known->second.registered) {
        return nullptr;
    }
    return find_engine(s, known->second.certified);
}

}  // namespace

void engine_connected(SystemState& s, const input::EngineConnected& input) {
    s.connections[input.connection] = {.certified = input.certified};
}

void engine_disconnected(SystemState& s, const input::EngineDisconnected& input) {
    // A lost connection is no failure: the engine goes on serving, and the echoes will tell.
    if (Engine* engine = engine_on(s, input.connection);
        engine && engine->connection == input.connection) {
        engine->connection.reset();
        note(s, engine->name.text() + " lost its connection to the controller");
    }
    s.connections.erase(input.connection);
}

void from_engine(SystemState& s, const input::FromEngine& input) {
    if (const auto* registration = std::get_if<protocol::Register>(&input.message)) {
        register_engine(s, input.connection, *registration);
        return;
    }
    Engine* engine = engine_on(s, input.connection);
    if (engine == nullptr) {
        return;  // not registered, or gone: nothing it says counts
    }
    if (!engine->up() && !std::holds_alternative<protocol::Goodbye>(input.message)) {
        declare_up(s, *engine, "it answers again");
        engine->sent.reset();
    }
    std::visit([&](const auto& message) { handle(s, *engine, message); }, input.message);
}

bool is_credible(const Engine& peer, const Engine& suspect) {
    return peer.data_path_up && suspect.heartbeats_to.contains(peer.name);
}

bool credibly_suspected(const SystemState& s, const Engine& suspect) {
    return std::any_of(suspect.suspected_by.begin(), suspect.suspected_by.end(),
                       [&](const EngineName& name) {
                           const Engine* peer = find_engine(s, name);
                           return peer != nullptr && is_credible(*peer, suspect);
                       });
}

// Echoes that are under way because of what it said are waited for.
void forget_suspicions_of(SystemState& s, const Engine& dead) {
    for (Engine& engine : s.engines) {
        engine.suspected_by.erase(dead.name);
    }
}

void declare_down(SystemState& s, Engine& engine, const std::string& reason, bool proved) {
    if (engine.health != OperState::OPER_DOWN) {
        report(s, "SE_DOWN", engine.name.text(),
               fmt::format("{} is down: {}", engine.name.text(), reason));
    }
    engine.health = OperState::OPER_DOWN;
    engine.proved_dead = proved;
    engine.down_reason = reason;
    engine.return_pending = false;
    engine.liveness.stop();
    engine.suspected_by.clear();
    forget_silence(s, engine.name);
    forget_suspicions_of(s, engine);
    abandon_moves(s, engine);
    unsettle_group(s, engine);
    s.dirty = true;
}

void declare_up(SystemState& s, Engine& engine, const std::string& how) {
    engine.health = OperState::OPER_UP;
    engine.proved_dead = false;
    engine.return_pending = true;
    engine.suspected_by.clear();
    forget_silence(s, engine.name);
    engine.liveness.restart(s.now);
    report(s, "SE_UP", engine.name.text(), fmt::format("{} is up: {}", engine.name.text(), how));
    unsettle_group(s, engine);
    s.dirty = true;
}

}  // namespace holdfast::reference::controller
