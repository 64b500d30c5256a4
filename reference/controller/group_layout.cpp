// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/group_layout.h"

#include <utility>

#include "reference/controller/cloud.h"
#include "reference/controller/floating.h"

namespace holdfast::reference::controller {
namespace {

// Only an engine that can be told, and reached, is given something new; only one that is proved
// dead loses what it has.
placement::Condition condition_of(const Engine& engine) {
    if (engine.can_take()) {
        return placement::Condition::up;
    }
    return engine.health == OperState::OPER_DOWN && engine.proved_dead
               ? placement::Condition::down
               : placement::Condition::uncertain;
}

}  // namespace

bool accepts_new_instances(const SystemState& s, const Engine& engine) {
    const auto* object = s.store.of<model::ServiceEngine>().find_name(engine.name.text());
    return object->object.enable_state == model::EnableState::SE_STATE_ENABLED &&
           engine.lost_gateways.empty();  // GW-17
}

GroupLayout layout_of(const SystemState& s, const model::ServiceEngineGroup& group) {
    return layout_of(s, group, services_of(s, group));
}

GroupLayout layout_of(const SystemState& s, const model::ServiceEngineGroup& group,
                      std::vector<const model::VirtualService*> services) {
    GroupLayout layout;
    layout.pair.distribute = group.distribute_load_active_standby;
    layout.pair.max_vs_per_se = group.max_vs_per_se;
    for (const Engine* engine : engines_of(s, group)) {
        layout.pair.engines.push_back({engine->name, condition_of(*engine)});
    }
    layout.services = std::move(services);
    for (const model::VirtualService* vs : layout.services) {
        const ServicePlace* place = s.services.find(vs->uuid);
        layout.pair.services.push_back({.name = vs->name,
                                        .vip = vs->vsvip_ref,
                                        .tag = vs->active_standby_se_tag,
                                        .active = place ? place->active : std::nullopt});
    }
    for (std::size_t i = 0; i < layout.pair.floating.size(); ++i) {
        if (!floating_addresses(s, group, i).empty()) {
            layout.pair.floating[i] = placement::FloatingList{floating_place(s, group, i).active};
        }
    }
    return layout;
}

ElasticLayout elastic_layout_of(const SystemState& s, const model::ServiceEngineGroup& group,
                                std::vector<const model::VirtualService*> services) {
    ElasticLayout layout;
    layout.group.instances = instances_wanted(group);
    layout.group.max_vs_per_se = group.places_on_engine();
    layout.group.self_election = group.self_se_election;
    layout.group.vs_host_redundancy = group.vs_host_redundancy;
    if (group.algo == model::PlacementAlgorithm::PLACEMENT_ALGO_DISTRIBUTED) {
        layout.group.new_engines =
            may_grow(s, group) ? placement::NewEngines::awaited : placement::NewEngines::preferred;
    }
    for (const Engine* engine : engines_of(s, group)) {
        const auto* object = s.store.of<model::ServiceEngine>().find_name(engine->name.text());
        layout.group.engines.push_back({.name = engine->name,
                                        .condition = condition_of(*engine),
                                        .accepts = accepts_new_instances(s, *engine),
                                        .host = object->object.host_ref});
    }
    for (const auto& [name, load] : s.roster.of(group.uuid).loads) {
        layout.group.other_loads[name] = {load.services.size(), load.primaries};
    }
    layout.services = std::move(services);
    for (const model::VirtualService* vs : layout.services) {
        const ServicePlace* place = s.services.find(vs->uuid);
        const std::vector<EngineName> list = place ? place->engines : std::vector<EngineName>{};
        for (const EngineName& name : list) {
            placement::Load& others = layout.group.other_loads[name];
            others.instances -= 1;
            others.primaries -= name == list.front() ? 1 : 0;
        }
        layout.group.services.push_back(
            {.name = vs->name,
             .vip = vs->vsvip_ref,
             .engines = list,
             .placed_before = place && place->list_version > 0,
             .more = instances_wanted(s, *vs) - instances_wanted(group)});
    }
    return layout;
}

}  // namespace holdfast::reference::controller
