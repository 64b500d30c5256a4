// SPDX-License-Identifier: Apache-2.0
// The words in which the scenarios of elastic SE groups are told.
#pragma once

#include <string>
#include <vector>

#include "harness/property.h"
#include "harness/scenario/scenario.h"

namespace holdfast::properties {

using harness::Draw;

/// Three controllers that lead the elastic group se4, se5, se6 with one service, vs1, with quick
/// timers, to which other groups, faults and operations are added.
class ElasticScenario {
  public:
    ElasticScenario(const Draw& draw, const std::string& rule);

    /// Services of the group start on so many engines.
    ElasticScenario& instances(std::uint32_t count);
    ElasticScenario& self_election();
    ElasticScenario& engines(std::vector<std::string> names);
    ElasticScenario& controllers(std::vector<std::string> names);
    /// The legacy pair se1, se2 with a service of this name.
    ElasticScenario& beside_pair(const std::string& service);
    /// One more elastic group with a service of this name, with the timers of the first.
    ElasticScenario& beside(harness::scenario::SeGroupSpec group, std::vector<std::string> engines,
                            const std::string& service);

    /// A time at which to break something: any phase of a heartbeat period may be hit.
    Duration some_time();
    ElasticScenario& fault(Duration at, faults::Fault fault);
    ElasticScenario& fault(Duration at, faults::Fault fault, Duration lasts);
    /// Every controller is gone for so long.
    ElasticScenario& without_controller(Duration at, Duration lasts);
    ElasticScenario& operation(Duration at, harness::scenario::Operation operation);
    /// The faults' phase goes on until so long after the begin.
    ElasticScenario& watch_until(Duration end);
    /// How long a service may be out by one failure; default: what two-stage detection takes.
    ElasticScenario& failover_within(Duration bound);

    Duration failover_bound() const { return scenario_.budgets.failover; }
    /// From the loss of a leader to another one, and one vote that failed.
    Duration election_max() const;

    harness::scenario::Scenario scenario() const { return scenario_; }

  private:
    Draw draw_;
    harness::scenario::Scenario scenario_;
};

/// An engine that nobody tells what to do waits for silence and for the lease of a hung engine's
/// addresses: 10 ms x 10 + 2 s in the reference. Nothing is documented; half of it more is room for
/// a busy machine.
inline constexpr Duration self_election_max = 3200ms;

}  // namespace holdfast::properties
