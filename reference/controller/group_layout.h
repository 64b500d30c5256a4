// SPDX-License-Identifier: Apache-2.0
// An SE group as the placement functions see it.
#pragma once

#include "reference/controller/system_state.h"
#include "reference/placement/elastic.h"
#include "reference/placement/legacy_pair.h"

namespace holdfast::reference::controller {

struct GroupLayout {
    placement::Pair pair;
    std::vector<const model::VirtualService*> services;  ///< in the order of pair.services
};

/// No operator has disabled the engine, and it lacks no gateway (GW-17). Says nothing of whether it
/// can be told: see Engine::can_take().
bool accepts_new_instances(const SystemState& s, const Engine& engine);

/// Of a legacy group, as if it had only these services.
GroupLayout layout_of(const SystemState& s, const model::ServiceEngineGroup& group,
                      std::vector<const model::VirtualService*> services);
GroupLayout layout_of(const SystemState& s, const model::ServiceEngineGroup& group);

struct ElasticLayout {
    placement::ElasticGroup group;
    std::vector<const model::VirtualService*> services;  ///< in the order of group.services
};

/// Of any other; what its engines have beside these services is there as their load.
ElasticLayout elastic_layout_of(const SystemState& s, const model::ServiceEngineGroup& group,
                                std::vector<const model::VirtualService*> services);

}  // namespace holdfast::reference::controller
