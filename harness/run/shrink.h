// SPDX-License-Identifier: Apache-2.0
// A smaller scenario that still fails: fewer faults, fewer operations, fewer services, shorter
// times.
#pragma once

#include <functional>

#include "harness/scenario/scenario.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::run {

struct Shrunk {
    scenario::Scenario scenario;
    int tries = 0;  ///< scenarios played
    int steps = 0;  ///< of them, those that still failed and were kept
};

/// Greedy: keeps each simplification with which `still_fails` says true, until none helps or
/// `tries_max` scenarios were played. Never proposes one that cannot be played on the topology.
Shrunk shrink(const scenario::Scenario& failing, const topology::Topology& topology, int tries_max,
              const std::function<bool(const scenario::Scenario&)>& still_fails);

}  // namespace holdfast::harness::run
