// SPDX-License-Identifier: Apache-2.0
// The words in which the scenarios of a legacy pair are told.
#pragma once

#include <string>
#include <vector>

#include "harness/property.h"
#include "harness/scenario/scenario.h"

namespace holdfast::properties {

using harness::Draw;

/// A deployed pair se1, se2 with quick timers, to which services, faults and operations are added.
class PairScenario {
  public:
    PairScenario(const Draw& draw, const std::string& rule);

    /// `count` services with VIPs of the topology, tags as `tag_of` says (default: all 1).
    PairScenario& services(int count);
    PairScenario& services_with_random_tags(int count);
    /// Tags 1 and 2 in turn.
    PairScenario& services_with_tags_in_turn(int count);
    /// At least one service of each tag.
    PairScenario& services_on_both_tags(int count);
    PairScenario& distributed();
    /// In every other scenario, of systems that can.
    PairScenario& sometimes_distributed();
    PairScenario& max_vs_per_se(std::uint32_t count);
    PairScenario& auto_redistribute();
    PairScenario& with_floating_and_snat();
    /// A floating address for the first list, and with distributed load one for the second.
    PairScenario& with_floating_lists();
    /// Both floating addresses of the topology in the first list.
    PairScenario& with_two_floating_addresses();
    /// The active engine passes on packets of others; each server sends so many flows outside.
    PairScenario& routing(int outbound_flows);
    PairScenario& virtual_mac();
    PairScenario& documented_timers();
    PairScenario& random_timers();
    /// Aggressive detection with these four numbers.
    PairScenario& aggressive(Duration heartbeat, std::uint32_t misses, Duration echo,
                             std::uint32_t echo_misses);
    /// Both engines monitor so many gateways of the topology, by quick timers. The bound is that of
    /// a switch for a lost gateway then.
    PairScenario& monitored_gateways(int count);
    PairScenario& monitored_gateways(int count, Duration interval, std::uint32_t fail_threshold,
                                     std::uint32_t success_threshold);
    /// GW-21: the same for one gateway that is a hop farther away.
    PairScenario& monitored_gateway_beyond(const std::string& gateway);
    /// ICMP between the engine and the gateway is lost, for a while or to the end.
    PairScenario& loses_gateway(Duration at, const std::string& engine, const std::string& gateway);
    PairScenario& loses_gateway(Duration at, const std::string& engine, const std::string& gateway,
                                Duration lasts);
    /// Of the first monitor; CHECKs that there is one.
    const harness::scenario::GatewayMonitorSpec& gateway_monitor() const;
    /// A loss that lasts this long is noticed, and what follows from it is over: the next change is
    /// judged by itself.
    Duration gateway_loss_noticed() const { return failover_bound() + 300ms; }
    /// After the end of a loss: the return is noticed, and what follows from it is over.
    Duration gateway_return_noticed() const;
    /// The pool's monitors, each with these numbers. Clients make no TCP connections then, so that
    /// the engines' are probes.
    PairScenario& monitored_servers(std::vector<harness::scenario::HealthMonitorSpec> monitors);
    /// One monitor of any type, at the shortest interval.
    PairScenario& monitored_servers();
    /// The pool's servers in the beginning.
    PairScenario& servers(std::vector<std::string> nodes);
    /// Every server gets some of the flows.
    PairScenario& round_robin();
    /// A new connection of each service this often.
    PairScenario& connects_every(Duration interval);
    PairScenario& hm_on_standby(bool on);
    /// Clients stay at their servers.
    PairScenario& client_persistence();
    /// So many probe flows, shared out among the services.
    PairScenario& flows(int count);
    /// A time at which each server has been probed a few times.
    Duration after_some_probes() { return some_time() + 4500ms; }
    /// Watched when everything is over.
    PairScenario& quiet(Duration length);
    /// An outage of a server that lasts until every engine has noticed, and then until it is seen
    /// again.
    PairScenario& server_outage(Duration at, faults::Fault fault);
    /// Nothing of TCP, so that engines have nothing to report between two samples of counters.
    PairScenario& without_connections();
    /// se1 alone in the group: nobody but the controller watches it.
    PairScenario& lone_engine();
    /// The controller starts engines itself, on these machines.
    PairScenario& cloud(std::vector<std::string> machines);
    /// An elastic group of these engines, without services.
    PairScenario& group_beside(const std::string& name, std::vector<std::string> engines = {});
    /// Engines have this long to come back to a controller that was started again.
    PairScenario& reconnect_wait(Duration wait);
    PairScenario& heartbeats(Duration period, std::uint32_t misses);
    /// The controller's own heartbeat, which alone finds an engine gone that has no peer.
    PairScenario& single_engine_detection(Duration period, std::uint32_t misses);

    /// A time at which to break something: any phase of a heartbeat period may be hit.
    Duration some_time();
    PairScenario& fault(Duration at, faults::Fault fault);
    PairScenario& fault(Duration at, faults::Fault fault, Duration lasts);
    PairScenario& operation(Duration at, harness::scenario::Operation operation);
    /// The faults' phase goes on for this long after the last thing.
    PairScenario& watch(Duration after);

    const harness::scenario::DetectionTimers& timers() const {
        return scenario_.deployment.group.timers;
    }
    /// How long a service may be out by one failure.
    Duration failover_bound() const { return scenario_.budgets.failover; }
    /// One of the faults that end an engine at once: of a system that promises nothing for killed
    /// programs, loss of power.
    faults::Fault sudden_death(const std::string& target);
    /// Sudden death, an orderly stop, or silence between the engines where that can be made.
    faults::Fault any_engine_fault(const std::string& target);

    harness::scenario::Scenario scenario() const { return scenario_; }

  private:
    void bound_failover();

    Draw draw_;
    harness::scenario::Scenario scenario_;
};

faults::Target target(const std::string& text);
/// The operator replaces these fields of an object, which is to be refused.
harness::scenario::Operation refused_patch(const std::string& collection, const std::string& name,
                                           const std::string& fields);
/// The operator enables the service, or disables it.
harness::scenario::Operation enable(const std::string& service, bool enabled);
/// So many gateways of the topology are monitored; the bound is that of a switch for a lost gateway
/// then.
void monitor_gateways(harness::scenario::Scenario& scenario,
                      const harness::topology::Topology& topology, int count, Duration interval,
                      std::uint32_t fail_threshold, std::uint32_t success_threshold);
/// The pool gets both servers of the topology, the first one first.
harness::scenario::Operation both_servers();

/// The controller starts engines itself, on these machines; the cloud's timers are quick.
void open_cloud(harness::scenario::Scenario& scenario, Rng& chance,
                std::vector<std::string> machines);
/// One more service, on the topology's next VIP; "": of the first SE group.
void add_service(harness::scenario::Scenario& scenario, const harness::topology::Topology& topology,
                 const std::string& name, const std::string& group = "");
/// One of the faults that end an engine at once.
faults::Fault sudden_death(Rng& chance, const std::string& target);

}  // namespace holdfast::properties
