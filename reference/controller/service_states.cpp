// SPDX-License-Identifier: Apache-2.0
// What the operator is told of each virtual service: up or not, redundant or not.
#include <fmt/format.h>

#include "reference/controller/cloud.h"
#include "reference/controller/configuration.h"
#include "reference/controller/settlement.h"

namespace holdfast::reference::controller {
namespace {

bool confirmed(const Engine& engine, const ServicePlace& place) {
    return place.assigned != 0 && engine.applied >= place.assigned;
}

OperState wanted_state(const SystemState& s, const model::VirtualService& vs,
                       const ServicePlace& place) {
    if (!wants_a_place(s, vs)) {
        return OperState::OPER_DISABLED;
    }
    if (!place.active) {
        return OperState::OPER_RESOURCES;
    }
    const Engine* engine = find_engine(s, *place.active);
    if (engine == nullptr || engine->health == OperState::OPER_DOWN) {
        return OperState::OPER_DOWN;
    }
    // A takeover does not take a service down in the books; a first placement, or the end of an
    // outage, is up when the engine says so.
    return place.oper == OperState::OPER_UP || confirmed(*engine, place)
               ? OperState::OPER_UP
               : OperState::OPER_INITIALIZING;
}

// EVT-2: the last event of a takeover. In the books the service was up all the time.
void end_takeover(SystemState& s, const model::VirtualService& vs, ServicePlace& place) {
    const Engine* engine = place.active ? find_engine(s, *place.active) : nullptr;
    if (!place.taken_over || engine == nullptr || !confirmed(*engine, place)) {
        return;
    }
    place.taken_over = false;
    report(s, "VS_UP", vs.name, fmt::format("{} is up on {}", vs.name, engine->name.text()));
}

void update_oper(SystemState& s, const model::VirtualService& vs, ServicePlace& place) {
    const OperState wanted = wanted_state(s, vs, place);
    if (wanted == place.oper) {
        end_takeover(s, vs, place);
        return;
    }
    place.taken_over = false;
    if (wanted == OperState::OPER_UP) {
        report(s, "VS_UP", vs.name, fmt::format("{} is up on {}", vs.name, place.active->text()));
    } else if (wanted == OperState::OPER_DOWN) {
        place.assigned = 0;  // the next engine has to confirm it afresh
        report(s, "VS_DOWN", vs.name,
               fmt::format("{} is down: no engine of its group is", vs.name));
    } else if (wanted == OperState::OPER_DISABLED) {
        place.assigned = 0;
        if (place.oper == OperState::OPER_UP) {
            report(s, "VS_DOWN", vs.name, fmt::format("{} is disabled", vs.name));
        }
    }
    place.oper = wanted;
    s.dirty = true;
}

/// What stands behind the active engine of a service now.
struct Redundancy {
    bool complete = false;
    std::string behind;  ///< "standby on se2"
    std::string lack;    ///< "no standby"
};

Redundancy of_pair(SystemState& s, const Engine& active) {
    const Engine* standby = peer_of(s, active);
    const bool complete = active.up() && standby != nullptr && standby->up();
    return {complete, complete ? "standby on " + standby->name.text() : "", "no standby"};
}

// A service that shall be on one engine has nothing to lose.
Redundancy of_list(const SystemState& s, const ServicePlace& place, std::uint32_t wanted) {
    std::uint32_t up = 0;
    std::string secondaries;
    for (const EngineName& name : place.engines) {
        const Engine* engine = find_engine(s, name);
        up += engine != nullptr && engine->up() ? 1 : 0;
        if (name != place.engines.front()) {
            secondaries += (secondaries.empty() ? "" : ", ") + name.text();
        }
    }
    return {wanted > 1 && up >= wanted, "secondaries on " + secondaries,
            fmt::format("{} of {} instances", up, wanted)};
}

// LEG-25, OBS-3, ELA-7: the loss of a standby or a secondary costs no packet, so only this tells of
// it.
void update_redundancy(SystemState& s, const model::VirtualService& vs, ServicePlace& place) {
    const Engine* active = place.active ? find_engine(s, *place.active) : nullptr;
    Redundancy now;
    if (wants_a_place(s, vs) && active != nullptr) {
        const model::ServiceEngineGroup& group = group_of(s, *active);
        now = group.legacy() ? of_pair(s, *active) : of_list(s, place, instances_wanted(s, vs));
    }
    if (now.complete == place.redundant) {
        return;
    }
    place.redundant = now.complete;
    s.dirty = true;
    if (now.complete) {
        report(s, "VS_SE_HA_ACTIVE", vs.name,
               fmt::format("{} is active on {}, {}", vs.name, active->name.text(), now.behind));
    } else if (wants_a_place(s, vs)) {
        report(s, "VS_SE_HA_COMPROMISED", vs.name,
               fmt::format("{} has {}", vs.name, now.lack.empty() ? "no engine" : now.lack));
    }
}

}  // namespace

bool has_engine(const SystemState& s, const ServicePlace& place) {
    const Engine* engine = place.active ? find_engine(s, *place.active) : nullptr;
    return engine != nullptr && engine->health != OperState::OPER_DOWN;
}

void update_service_states(SystemState& s) {
    for (const model::VirtualService* vs : services_to_judge(s)) {
        ServicePlace& place = s.services.edit(vs->uuid);
        update_oper(s, *vs, place);
        update_redundancy(s, *vs, place);
        watch_for_engines(s, *vs, has_engine(s, place));
        ++s.services_looked_at;
    }
}

}  // namespace holdfast::reference::controller
