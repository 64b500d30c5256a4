// SPDX-License-Identifier: Apache-2.0
// What an operator may ask of engines, groups and services. All of it is asynchronous: the answer
// says that it has begun; VS_SWITCHOVER, VS_SCALEOUT_COMPLETE and their like tell the end.
#include <fmt/format.h>

#include "reference/controller/api_requests.h"
#include "reference/controller/cloud.h"
#include "reference/controller/configuration.h"
#include "reference/controller/object_requests.h"
#include "reference/controller/settlement.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;
using api::error_answer;
using namespace api::command;

Answer begun() {
    return {200, "{}"};
}

Answer not_supported(const Act& command, const std::string& name) {
    return error_answer(400, fmt::format("{} of {} is not supported by this controller",
                                         name_of(command.action), name));
}

/// Why `from` cannot hand over to its peer; empty: it can.
std::string obstacle(const Engine& from, const Engine* to) {
    if (to == nullptr) {
        return fmt::format("{} has no peer", from.name.text());
    }
    if (!from.up()) {
        return fmt::format("{} is not up", from.name.text());
    }
    if (!to->can_take()) {
        return fmt::format("{}, the peer of {}, is not up", to->name.text(), from.name.text());
    }
    // What came there would go back at once.
    if (!to->lost_gateways.empty() && from.lost_gateways.empty()) {
        return fmt::format("{}, the peer of {}, does not see gateway {}", to->name.text(),
                           from.name.text(), to_string(*to->lost_gateways.begin()));
    }
    return "";
}

Answer switch_engine_over(SystemState& s, const model::ServiceEngine& object) {  // LEG-30
    const Engine& engine = *find_engine(s, object.name);
    if (!group_of(s, engine).legacy()) {
        return error_answer(400, "switchover is for legacy active/standby groups");
    }
    const Engine* peer = peer_of(s, engine);
    if (const std::string why = obstacle(engine, peer); !why.empty()) {
        return error_answer(400, "switchover is not possible: " + why);
    }
    begin_engine_switchover(s, engine, *peer, "switchover of " + engine.name.text());
    return begun();
}

Answer switch_service_over(SystemState& s, const model::VirtualService& vs) {  // LEG-31
    const ServicePlace& place = s.services.at(vs.uuid);
    const Engine* from = place.active ? find_engine(s, *place.active) : nullptr;
    if (from == nullptr || !wants_a_place(s, vs)) {
        return error_answer(400,
                            fmt::format("switchover is not possible: {} is not placed", vs.name));
    }
    if (s.moves.moving(move_key(vs))) {
        return error_answer(400, fmt::format("switchover is not possible: {} is moving", vs.name));
    }
    const Engine* peer = peer_of(s, *from);
    if (const std::string why = obstacle(*from, peer); !why.empty()) {
        return error_answer(400, "switchover is not possible: " + why);
    }
    begin_service_switchover(s, vs, *from, *peer);
    return begun();
}

Answer act_on_service(SystemState& s, const Act& command) {
    const auto* stored = s.store.of<model::VirtualService>().find(command.uuid);
    if (stored == nullptr) {
        return api::not_found(command.kind);
    }
    const model::VirtualService& vs = stored->object;
    const auto* group = s.store.of<model::ServiceEngineGroup>().referred(vs.se_group_ref);
    if (command.action == Action::switchover && group->legacy()) {
        return switch_service_over(s, vs);
    }
    if (command.action == Action::retryplacement) {
        unsettle_group(s, *group);
        return begun();
    }
    if (command.action == Action::resync || command.action == Action::rotatekeys) {
        return not_supported(command, vs.name);
    }
    // LEG-20, LEG-21: one active instance and one standby, that is all a legacy group knows.
    if (group->legacy() || command.action == Action::switchover) {
        return error_answer(
            400,
            fmt::format("{} of {} is refused: SE group {} is {}", name_of(command.action), vs.name,
                        group->name, group->legacy() ? "legacy active/standby" : "elastic"));
    }
    return scale_service(s, command, vs);
}

Answer act_on_engine(SystemState& s, const Act& command) {
    const auto* stored = s.store.of<model::ServiceEngine>().find(command.uuid);
    if (stored == nullptr) {
        return api::not_found(command.kind);
    }
    return command.action == Action::switchover
               ? switch_engine_over(s, stored->object)
               : not_supported(command, stored->object.name);  // reboot, forcedelete
}

Answer act_on_pool(SystemState& s, const Act& command) {
    const auto* stored = s.store.of<model::Pool>().find(command.uuid);
    return stored == nullptr ? api::not_found(command.kind)
                             : not_supported(command, stored->object.name);
}

Answer redistribute(SystemState& s, const Act& command) {  // LEG-17
    const auto* stored = s.store.of<model::ServiceEngineGroup>().find(command.uuid);
    if (stored == nullptr) {
        return api::not_found(command.kind);
    }
    const model::ServiceEngineGroup& group = stored->object;
    if (!group.legacy() || !group.distribute_load_active_standby) {
        return error_answer(
            400, fmt::format("redistribute is for legacy groups that distribute load, {} does not",
                             group.name));
    }
    for (const Engine* engine : engines_of(s, group)) {
        const std::string why = obstacle(*engine, peer_of(s, *engine));
        if (!why.empty()) {
            return error_answer(400, "redistribute is not possible: " + why);
        }
    }
    begin_redistribution(s, group, MoveScope::all, "redistribution was asked for");
    return begun();
}

}  // namespace

Answer perform(SystemState& s, const api::RequestContext& context, const Act& command) {
    const auto collection = collection_of(s, command.kind);
    const auto entry = find_visible(s, context, *collection, command.uuid);
    if (!entry) {
        return api::not_found(command.kind);
    }
    if (auto refused = foreign(s, context, *collection, *entry)) {
        return *refused;
    }
    switch (command.kind) {
        case model::Kind::service_engine:
            return act_on_engine(s, command);
        case model::Kind::service_engine_group:
            return redistribute(s, command);
        case model::Kind::virtual_service:
            return act_on_service(s, command);
        case model::Kind::cloud:
            return take_inventory(s, command.body);
        default:
            return act_on_pool(s, command);
    }
}

}  // namespace holdfast::reference::controller
