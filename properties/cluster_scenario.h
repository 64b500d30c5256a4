// SPDX-License-Identifier: Apache-2.0
// The words in which the scenarios of a controller cluster are told.
#pragma once

#include <string>

#include "harness/property.h"
#include "harness/scenario/scenario.h"

namespace holdfast::properties {

using harness::Draw;

/// Three controllers that lead a pair of engines with one service each way, with quick timers, to
/// which load, faults and operations are added.
class ClusterScenario {
  public:
    ClusterScenario(const Draw& draw, const std::string& rule);

    /// Clients of the REST API: writers and readers, through the cluster IP, or through every
    /// controller by itself.
    ClusterScenario& clients();
    ClusterScenario& clients_of_every_controller();
    /// The next acknowledged write comes this soon after a fault.
    ClusterScenario& api_back(Duration bound);

    /// The controller's own heartbeat to every engine.
    ClusterScenario& controller_heartbeats(Duration period, std::uint32_t misses);
    /// Engines without a controller ask this often who has their addresses (HDL-10).
    ClusterScenario& guarded(Duration frequency);
    /// No service may be out for longer by one failure of an engine.
    ClusterScenario& failover_within(Duration bound);
    /// How long the services have to answer again when everything is healed.
    ClusterScenario& recovery_within(Duration bound);
    /// The engine hears no controller for so long.
    ClusterScenario& cut_off(Duration at, const std::string& engine, Duration lasts);
    /// Neither controllers nor peer hear the engine, which goes on: until its services were given
    /// away and its guard has found out. Says when it is heard again.
    Duration unheard(const std::string& engine);

    /// A time at which to break something: any phase of a controller heartbeat may be hit.
    Duration some_time();
    ClusterScenario& fault(Duration at, faults::Fault fault);
    ClusterScenario& fault(Duration at, faults::Fault fault, Duration lasts);
    ClusterScenario& operation(Duration at, harness::scenario::Operation operation);
    /// The faults' phase goes on for this long after the last thing.
    ClusterScenario& watch(Duration after);
    /// It ends then, whatever else was said.
    ClusterScenario& ends(Duration at);

    const harness::scenario::DetectionTimers& timers() const {
        return scenario_.deployment.group.timers;
    }
    /// An engine that is dead is taken over within this, when somebody leads.
    Duration takeover_max() const { return scenario_.budgets.failover; }
    Duration heartbeat() const { return scenario_.deployment.cluster.heartbeat_period; }
    /// A silent controller is down after this, and another leads within heartbeat() more.
    Duration detection() const { return scenario_.deployment.cluster.detection_time(); }
    /// From the loss of the leader to another one, and one vote that failed.
    Duration election_max() const { return detection() + 3 * heartbeat(); }

    harness::scenario::Scenario scenario() const { return scenario_; }

  private:
    Draw draw_;
    harness::scenario::Scenario scenario_;
};

}  // namespace holdfast::properties
