// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/disabling.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "reference/controller/scaling.h"

namespace holdfast::reference::controller {
namespace {

bool is_disabled(const SystemState& s, const Engine& engine) {
    const auto* object = s.store.of<model::ServiceEngine>().find_name(engine.name.text());
    return object->object.enable_state == model::EnableState::SE_STATE_DISABLED;
}

void become(SystemState& s, Engine& engine, Emptying state, const std::string& event,
            const std::string& sentence) {
    engine.emptying = state;
    s.dirty = true;
    if (!event.empty()) {
        report(s, event, engine.name.text(), engine.name.text() + " " + sentence);
    }
}

/// What the services of a disabled engine are about.
struct Outlook {
    bool migrating = false;
    std::set<std::string> stuck;  ///< names of those that have nowhere to go
};

/// Begins what can begin.
Outlook move_away(SystemState& s, const Engine& engine, const model::ServiceEngineGroup& group) {
    Outlook outlook;
    for (const model::VirtualService* vs : services_on(s, engine, group)) {
        if (scaling_of(s, *vs) == Scaling::none) {
            const std::vector<EngineName> places = places_beside(s, *vs);
            if (places.empty() || !engine.can_take()) {
                outlook.stuck.insert(vs->name);
                continue;
            }
            begin_migration(s, *vs, engine.name, places.front());
        }
        outlook.migrating = true;
    }
    return outlook;
}

void empty(SystemState& s, Engine& engine, const model::ServiceEngineGroup& group) {
    if (engine.emptying == Emptying::idle) {
        become(s, engine, Emptying::started, "MIGRATE_SE_STARTED",
               "is disabled: its virtual services migrate");
    }
    const Outlook outlook = move_away(s, engine, group);
    if (outlook.migrating) {
        if (engine.emptying != Emptying::started) {
            become(s, engine, Emptying::started, "MIGRATE_SE_RESTARTED",
                   "is disabled: there is room for its virtual services now");
        }
    } else if (!outlook.stuck.empty()) {
        if (engine.emptying == Emptying::started) {
            become(s, engine, Emptying::failed, "MIGRATE_SE_FAILED",
                   fmt::format("is disabled, but no other engine can take {}",
                               fmt::join(outlook.stuck, ", ")));
        }
    } else if (engine.emptying != Emptying::finished) {
        become(s, engine, Emptying::finished, "MIGRATE_SE_FINISHED",
               "is disabled, and no virtual service is on it");
    }
}

}  // namespace

void empty_disabled_engines(SystemState& s) {
    for (Engine& engine : s.engines) {
        const model::ServiceEngineGroup& group = group_of(s, engine);
        if (group.legacy() || !engine.up()) {
            continue;  // a pair cannot be disabled (LEG-32); what is on a dead engine is taken over
        }
        if (is_disabled(s, engine)) {
            empty(s, engine, group);
        } else if (engine.emptying != Emptying::idle) {
            become(s, engine, Emptying::idle, "", "");
        }
    }
}

OperState shown_state(const Engine& engine) {
    if (!engine.up()) {
        return engine.health;
    }
    switch (engine.emptying) {
        case Emptying::started:
            return OperState::OPER_DISABLING;
        case Emptying::finished:
            return OperState::OPER_DISABLED;
        case Emptying::failed:
            return OperState::OPER_ERROR_DISABLED;
        case Emptying::idle:
            break;
    }
    return OperState::OPER_UP;
}

const char* migrate_state(const Engine& engine) {
    switch (engine.emptying) {
        case Emptying::started:
            return "SE_MIGRATE_STATE_STARTED";
        case Emptying::finished:
            return "SE_MIGRATE_STATE_FINISHED";
        case Emptying::failed:
            return "SE_MIGRATE_STATE_FINISHED_WITH_FAILURE";
        case Emptying::idle:
            break;
    }
    return "SE_MIGRATE_STATE_IDLE";
}

}  // namespace holdfast::reference::controller
