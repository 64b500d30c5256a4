// SPDX-License-Identifier: Apache-2.0
// Scenarios that several rules of native scaling look at, each with its own question.
#pragma once

#include <string>

#include "harness/scenario/scenario.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties {

/// Several engines serve each of up to so many services, and nothing happens.
inline harness::scenario::Scenario served_by_several(const Draw& draw, const std::string& rule,
                                                     int services_max) {
    auto group = GroupScenario::active_active(draw, rule);
    group.engines(3).instances(static_cast<std::uint32_t>(draw.chance.between(2, 3)));
    group.services(services_max == 1 ? 1
                   : draw.real()     ? 2
                                     : static_cast<int>(draw.chance.between(1, services_max)));
    group.watch_until(500ms);
    return group.scenario();
}

/// A secondary dies while clients are busy.
inline harness::scenario::Scenario secondary_dies(const Draw& draw, const std::string& rule) {
    auto group = GroupScenario::active_active(draw, rule);
    group.engines(3).instances(3).services(1);
    group.quick_detection().kept_connections(6);
    const Duration at = group.some_time();
    group.fault(at, sudden_death(draw.chance, "standby_of(vs1)"));
    group.watch_until(at + group.failover_bound() + 500ms);
    return group.scenario();
}

/// A service migrates while clients are busy.
inline harness::scenario::Scenario busy_migration(const Draw& draw, const std::string& rule) {
    auto group = GroupScenario::active_active(draw, rule);
    group.engines(3).instances(1).services(1);
    group.drain(1s).kept_connections(6);
    const Duration at = group.some_time();
    group.operation(at, migrate("vs1", "se3"));
    group.watch_until(at + 1s + 3 * scaling_apart);
    return group.scenario();
}

}  // namespace holdfast::properties
