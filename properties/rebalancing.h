// SPDX-License-Identifier: Apache-2.0
// By which load the operator has groups rebalanced. Packets are the measure, because clients make
// as many as a scenario asks for, and the machine on which it is played does not count.
#pragma once

#include <fmt/format.h>

#include <string>

#include "harness/scenario/scenario.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties {

struct RebalancingSettings {
    int capacity = 0;  ///< packets a second that an engine is to bear
    std::chrono::seconds interval{2};
    bool automatic = true;
};

inline harness::scenario::PatchObject rebalancing(const std::string& group,
                                                  const RebalancingSettings& settings) {
    return {"serviceenginegroup",
            group,
            fmt::format(R"({{"auto_rebalance": {}, "auto_rebalance_interval": {}, )"
                        R"("auto_rebalance_criteria": ["SE_AUTO_REBALANCE_PPS"], )"
                        R"("auto_rebalance_capacity_per_se": [{}]}})",
                        settings.automatic, settings.interval.count(), settings.capacity),
            {}};
}

/// What clients' probes and the answers to them amount to, packets a second, all services together.
inline int probe_packets(const harness::scenario::Scenario& scenario) {
    return 2 * scenario.workload.rate * scenario.workload.flows;
}

/// vs1 and vs2 on se1: a new service goes to the engine with the fewest, so that vs2 comes from
/// se2. When that is over.
inline Duration both_on_one_engine(GroupScenario& group, Duration at) {
    // A migration ends connections that stay open.
    group.services(2).kept_connections(0).operation(at, migrate("vs2", "se1"));
    return at + scaling_apart;
}

/// From the settings to their effect at the latest, and a look at it: twice the interval, and a
/// scaling.
inline Duration rebalanced_within(const RebalancingSettings& settings) {
    return 2 * settings.interval + 2s;
}

}  // namespace holdfast::properties
