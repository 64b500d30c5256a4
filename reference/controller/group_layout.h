// SPDX-License-Identifier: Apache-2.0
// A legacy group as the placement functions see it.
#pragma once

#include "reference/controller/system_state.h"
#include "reference/placement/legacy_pair.h"

namespace holdfast::reference::controller {

struct GroupLayout {
    placement::Pair pair;
    std::vector<const model::VirtualService*> services;  ///< in the order of pair.services
};

GroupLayout layout_of(const SystemState& s, const model::ServiceEngineGroup& group);

}  // namespace holdfast::reference::controller
