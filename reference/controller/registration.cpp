// SPDX-License-Identifier: Apache-2.0
// An engine introduces itself: for the first time, after a restart (a new boot id), or after its
// connection was lost (the same boot id).
#include <fmt/format.h>

#include "reference/controller/cloud.h"
#include "reference/controller/engines.h"
#include "reference/controller/instances.h"
#include "reference/controller/settlement.h"

namespace holdfast::reference::controller {
namespace {

using model::ServiceEngineGroup;

void refuse(SystemState& s, ConnectionId connection, const protocol::Register& message,
            const std::string& reason) {
    s.effects.push_back(effect::SendToEngine{connection, protocol::RegistrationRefused{reason}});
    if (s.refused_engines.insert(message.engine.text()).second) {  // it will ask again and again
        report(s, "CREATE_SE_FAIL", message.engine.text(), reason);
    }
}

/// Why a new engine cannot be taken into the group that it names; empty: it can.
std::string obstacle(const SystemState& s, const protocol::Register& message) {
    const auto* group = s.store.of<ServiceEngineGroup>().find_name(message.se_group);
    if (group == nullptr) {
        return fmt::format("SE group '{}' does not exist", message.se_group);
    }
    // Of a pair a dead engine is a member, too, until it is deleted: LEG-1.
    auto members = engines_of(s, group->object);
    std::erase_if(members, [&](const Engine* engine) {
        return !group->object.legacy() && engine->health == OperState::OPER_DOWN;
    });
    if (members.size() >= group->object.max_se) {  // PLC-2
        std::string names;
        for (const Engine* engine : members) {
            names += (names.empty() ? "" : ", ") + engine->name.text();
        }
        return fmt::format("{}SE group {} holds at most {} service engines, it has {}",
                           group->object.legacy() ? "legacy " : "", group->object.name,
                           group->object.max_se, names);
    }
    return objection_of_cloud(s, message);
}

Engine& create(SystemState& s, const protocol::Register& message) {
    const auto* group = s.store.of<ServiceEngineGroup>().find_name(message.se_group);
    model::ServiceEngine object;
    object.uuid = draw_uuid(s, model::Kind::service_engine);
    object.name = message.engine.text();
    object.se_group_ref = api::reference_to(model::Kind::service_engine_group, group->object.uuid);
    object.cloud_ref = group->object.cloud_ref;
    object.tenant_ref = group->object.tenant_ref;
    note_machine(s, object);
    touch(s, model::Kind::service_engine, object.uuid);
    s.store.of<model::ServiceEngine>().add({std::move(object), stamp(s), ++s.objects_created});

    Engine engine;
    engine.name = message.engine;
    engine.health = OperState::OPER_DOWN;  // until it is taken in below
    engine.liveness = failover::EngineLiveness(liveness_timers(s, group->object));
    s.refused_engines.erase(message.engine.text());
    s.dirty = true;
    return s.engines.emplace_back(std::move(engine));
}

// A new life proves the end of the old one. While that was believed up, or could not be proved
// dead, the peer had no right to take over; now it has (LEG-14).
void end_previous_life(SystemState& s, Engine& engine) {
    if (engine.health != OperState::OPER_DOWN || !engine.proved_dead) {
        declare_down(s, engine, "it was restarted", true);
    }
    engine.connection.reset();
    engine.applied = 0;
    engine.heartbeats_to.clear();
    engine.data_path_up = true;
    engine.lost_gateways.clear();
    engine.restarted = s.now;
    settle(s);
}

void take_connection(SystemState& s, Engine& engine, ConnectionId connection) {
    if (engine.connection && *engine.connection != connection) {
        s.connections[*engine.connection].registered = false;
        s.effects.push_back(effect::CloseConnection{*engine.connection});
    }
    engine.connection = connection;
    s.connections[connection].registered = true;
}

}  // namespace

void register_engine(SystemState& s, ConnectionId connection, const protocol::Register& message) {
    const auto known = s.connections.find(connection);
    if (known == s.connections.end() || known->second.certified != message.engine) {
        s.effects.push_back(effect::Note{
            fmt::format("{} was registered over a connection certified for another name",
                        message.engine.text())});
        s.effects.push_back(effect::CloseConnection{connection});
        return;
    }
    Engine* engine = find_engine(s, message.engine);
    const bool first = engine == nullptr;
    if (first) {
        if (const std::string reason = obstacle(s, message); !reason.empty()) {
            refuse(s, connection, message, reason);
            return;
        }
        engine = &create(s, message);
    }
    const bool restarted = !first && engine->boot_id != message.boot_id;
    take_connection(s, *engine, connection);
    if (restarted) {
        end_previous_life(s, *engine);
        engine->connection = connection;
    }
    engine->boot_id = message.boot_id;
    engine->heartbeat_address = message.heartbeat_address;
    engine->version = message.version;
    engine->interfaces = message.interfaces;
    engine->default_gateways = message.default_gateways;
    engine->data_link = message.data_link;
    if (message.generation == 0) {
        forget_ready(s, *engine);
    }
    engine->ended_outage = 0;
    engine->sent.reset();  // whatever it holds, it gets the whole again
    s.generation = std::max(s.generation, message.generation);
    engine->liveness.heard(s.now);
    accept_self_election(s, *engine, message.active_services);
    if (!engine->up()) {
        declare_up(s, *engine, first ? "it registered" : restarted ? "it restarted" : "it is back");
    }
    unsettle_group(s, *engine);
    s.dirty = true;
}

}  // namespace holdfast::reference::controller
