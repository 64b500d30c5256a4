// SPDX-License-Identifier: Apache-2.0
// The words in which the scenarios of one elastic group are told.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/property.h"
#include "harness/scenario/scenario.h"

namespace holdfast::properties {

using harness::Draw;

/// One controller that leads an elastic group with quick timers, to which engines, services, faults
/// and operations are added.
class GroupScenario {
  public:
    /// Elastic N+M: a service is on one engine.
    static GroupScenario n_plus_m(const Draw& draw, const std::string& rule);
    /// Elastic active/active: a service starts on two engines.
    static GroupScenario active_active(const Draw& draw, const std::string& rule);

    /// se1, se2 and so on.
    GroupScenario& engines(int count);
    GroupScenario& engines(std::vector<std::string> names);
    /// vs1, vs2 and so on, on VIPs of the topology.
    GroupScenario& services(int count);
    /// Each service starts on so many engines.
    GroupScenario& instances(std::uint32_t count);
    /// se_tunnel_mode 1: other engines than the primary answer by way of it.
    GroupScenario& answers_through_primary();
    /// Flows of a leaving instance have so long; default: none.
    GroupScenario& drain(std::chrono::seconds timeout);
    GroupScenario& max_vs_per_se(std::uint32_t count);
    GroupScenario& max_se(std::uint32_t count);
    GroupScenario& buffer(std::uint32_t engines);
    /// An engine is dead before a client gives a connection up: 10 ms x 5 + 100 ms x 2.
    GroupScenario& quick_detection();
    /// The pool's servers in the beginning.
    GroupScenario& servers(std::vector<std::string> nodes);
    /// Clients stay at their servers.
    GroupScenario& client_persistence();
    /// Each server is monitored by ping, at the shortest interval.
    GroupScenario& pinged_servers();
    /// A new connection of each service this often.
    GroupScenario& connects_every(Duration interval);
    /// So many connections of each service are kept open from before the first fault.
    GroupScenario& kept_connections(int count);
    /// New services prefer new engines.
    GroupScenario& distributed();
    /// The controller starts engines itself, on machines of topology elastic_cloud: these, or so
    /// many, of each host in turn. The cloud's timers are quick.
    GroupScenario& cloud(std::vector<std::string> machines);
    GroupScenario& cloud(int machines);
    /// So long after an engine was found to hang its machine is rebooted; whole seconds.
    GroupScenario& unresponsive_se_reboot(Duration patience);
    /// A minute of the configuration lasts so long.
    GroupScenario& minute(Duration length);
    GroupScenario& vcenter_hosts(bool include, std::vector<std::string> hosts);
    GroupScenario& group(const std::function<void(harness::scenario::SeGroupSpec&)>& change);
    /// A group "other" of the same kind with engines of its own and one service on each.
    GroupScenario& beside(std::vector<std::string> engines);

    /// A group of the same kind without engines and services.
    GroupScenario& empty_group(const std::string& name);

    /// Its engines monitor the topology's first gateway, by quick timers.
    GroupScenario& monitored_gateway();

    /// A time at which to break something: any phase of a heartbeat period may be hit.
    Duration some_time();
    GroupScenario& fault(Duration at, faults::Fault fault);
    GroupScenario& fault(Duration at, faults::Fault fault, Duration lasts);
    /// The cloud from then on: PLC-12.
    GroupScenario& cloud_mood(Duration at, harness::scenario::SetCloud::Mood mood);
    GroupScenario& operation(Duration at, harness::scenario::Operation operation);
    /// The operator sets this enable_state.
    GroupScenario& disable(Duration at, const std::string& engine, const std::string& state);
    /// One more service on a VIP that none of the others has.
    harness::scenario::Operation one_more_service(const std::string& name) const;

    /// How long a service may be out by one failure.
    Duration failover_bound() const { return scenario_.budgets.failover; }
    /// From one failure to the next, so that each is judged by itself.
    Duration apart() const { return failover_bound() + 300ms; }

    /// The faults' phase goes on until so long after the begin.
    GroupScenario& watch_until(Duration end);

    harness::scenario::Scenario scenario() const { return scenario_; }

  private:
    GroupScenario(const Draw& draw, const std::string& rule);

    Draw draw_;
    harness::scenario::Scenario scenario_;
};

}  // namespace holdfast::properties
