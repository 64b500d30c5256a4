// SPDX-License-Identifier: Apache-2.0
// The words in which changes of a cluster's members are told: a ClusterScenario with machines in
// reserve.
#pragma once

#include <string>
#include <vector>

#include "properties/cluster_scenario.h"

namespace holdfast::properties {

/// controller1 to controller3 with one service, unless told otherwise; on cluster_with_spares.
class ChangeScenario {
  public:
    ChangeScenario(const Draw& draw, const std::string& rule);

    ChangeScenario& services(int count);
    /// The cluster as it is deployed; whoever is not in it is in reserve.
    ChangeScenario& of(std::vector<std::string> controllers);
    /// Two writers and two readers, through the first controller.
    ChangeScenario& clients();
    ChangeScenario& clients_through(const std::string& controller);

    /// Any phase of a controller heartbeat may be hit.
    Duration some_time();
    ChangeScenario& fault(Duration at, faults::Fault fault);
    ChangeScenario& fault(Duration at, faults::Fault fault, Duration lasts);
    ChangeScenario& operation(Duration at, harness::scenario::Operation operation);
    /// PUT of /api/cluster with a body that nobody else writes: these nodes, at these addresses.
    struct NodeAt {
        std::string name;
        std::string address;
    };
    ChangeScenario& put_cluster(Duration at, const std::vector<NodeAt>& nodes,
                                harness::scenario::Route route);
    /// The members are to be these; watched until that must have come about.
    ChangeScenario& change_to(Duration at, std::vector<std::string> members);
    /// The only survivor is made the cluster by its machine's operator.
    ChangeScenario& recover(Duration at, const std::string& survivor);
    ChangeScenario& watch(Duration until);

    Duration heartbeat() const { return spec().heartbeat_period; }
    Duration detection() const { return spec().detection_time(); }
    /// From the loss of the leader to another one, and one vote that failed.
    Duration election_max() const { return detection() + 3 * heartbeat(); }
    /// Within this a change is expected to be done: joiners clear themselves and copy the state,
    /// engines connect. Not a bound of the rule, which is budgets.api_back.
    Duration change_max() const { return 8 * heartbeat(); }

    harness::scenario::Scenario scenario() const { return scenario_; }

  private:
    const harness::scenario::ClusterSpec& spec() const { return scenario_.deployment.cluster; }

    Draw draw_;
    harness::scenario::Scenario scenario_;
};

}  // namespace holdfast::properties
