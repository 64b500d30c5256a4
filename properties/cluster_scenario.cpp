// SPDX-License-Identifier: Apache-2.0
#include "properties/cluster_scenario.h"

#include <algorithm>

#include "properties/pair_scenario.h"

namespace holdfast::properties {

namespace {

// A twentieth of the documented 10 s x 4 = 40 s: 500 ms x 4 = 2 s (rules.md, end). Less would ask
// more of a busy machine's scheduler than the documents ask of theirs.
constexpr int time_scale = 20;

// An engine notices a controller that vanished after four heartbeats of the cluster (the adapter's
// scale), and a busy machine lets questions and answers wait.
constexpr int dead_controller_heartbeats = 4;
constexpr Duration guard_slack = 500ms;

// Conflict C3: detection within 40 s, election within 60 s, the API back within 180 s more.
constexpr Duration documented_api_back = 40s + 60s + 180s;

}  // namespace

ClusterScenario::ClusterScenario(const Draw& draw, const std::string& rule)
    : draw_(draw), scenario_(PairScenario(draw, rule).services(1).scenario()) {
    auto& cluster = scenario_.deployment.cluster;
    cluster.cluster_ip = draw.topology.cluster_ip().has_value();
    cluster.heartbeat_period /= time_scale;
    cluster.address_lease = 1s;  // less than the three heartbeats for which a leader may be silent
    // The elected leader waits for nothing; the documented way there took its time.
    scenario_.budgets.api_back = documented_api_back / time_scale;
    scenario_.budgets.recovery = 15s;
    // The service is only the witness here: each of its flows feels a break of 10 ms, and a flow
    // costs the machine on which three controllers are to keep their time as much as one of them.
    scenario_.workload.flows = 4;
    watch(heartbeat());
}

ClusterScenario& ClusterScenario::clients() {
    auto& api = scenario_.workload.api;
    api.writers = 2;
    api.readers = 2;
    api.objects = draw_.real() ? 3 : static_cast<int>(draw_.chance.between(1, 4));
    api.interval = draw_.real() ? 40ms : 100ms;
    return *this;
}

ClusterScenario& ClusterScenario::clients_of_every_controller() {
    clients();
    for (const auto* node : draw_.topology.with_role(harness::topology::NodeRole::controller)) {
        scenario_.workload.api.through.push_back(node->name);
    }
    scenario_.workload.api.writers = 3;
    scenario_.workload.api.readers = 3;
    return *this;
}

ClusterScenario& ClusterScenario::api_back(Duration bound) {
    scenario_.budgets.api_back = bound;
    return *this;
}

ClusterScenario& ClusterScenario::controller_heartbeats(Duration period, std::uint32_t misses) {
    scenario_.deployment.group.timers.controller_heartbeat_timeout = period;
    scenario_.deployment.group.timers.controller_heartbeat_miss_limit = misses;
    return *this;
}

ClusterScenario& ClusterScenario::guarded(Duration frequency) {
    auto& timers = scenario_.deployment.group.timers;
    timers.dupip_frequency = frequency;
    // The first question may come a period after the loss was noticed.
    scenario_.budgets.two_owners = dead_controller_heartbeats * heartbeat() +
                                   frequency * (timers.dupip_timeout_count + 1) + guard_slack;
    return *this;
}

ClusterScenario& ClusterScenario::failover_within(Duration bound) {
    scenario_.budgets.failover = bound;
    return *this;
}

ClusterScenario& ClusterScenario::recovery_within(Duration bound) {
    scenario_.budgets.recovery = bound;
    return *this;
}

ClusterScenario& ClusterScenario::cut_off(Duration at, const std::string& engine, Duration lasts) {
    return fault(at, faults::LinkSilent{target(engine), draw_.topology.management}, lasts);
}

Duration ClusterScenario::unheard(const std::string& engine) {
    guarded(50ms);
    const Duration at = some_time();
    // Taken over after 0.9 s; the engine knows after 2 s and a little that it has no controller,
    // and has its five answers 250 ms later.
    const Duration lasts = 3500ms;
    cut_off(at, engine, lasts);
    fault(at, faults::HeartbeatsLost{target(engine), false}, lasts);
    return at + lasts;
}

Duration ClusterScenario::some_time() {
    return 200ms + draw_.chance.between(0, heartbeat() / 1us) * 1us;
}

ClusterScenario& ClusterScenario::fault(Duration at, faults::Fault fault) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), std::nullopt});
    scenario_.budgets.phase =
        std::max(scenario_.budgets.phase, at + election_max() + 4 * heartbeat());
    return *this;
}

ClusterScenario& ClusterScenario::fault(Duration at, faults::Fault fault, Duration lasts) {
    scenario_.schedule.push_back({faults::AtInstant{at}, std::move(fault), lasts});
    scenario_.budgets.phase =
        std::max(scenario_.budgets.phase, at + lasts + election_max() + 4 * heartbeat());
    return *this;
}

ClusterScenario& ClusterScenario::operation(Duration at, harness::scenario::Operation operation) {
    scenario_.operations.push_back({at, std::move(operation)});
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, at + 4 * heartbeat());
    return *this;
}

ClusterScenario& ClusterScenario::ends(Duration at) {
    scenario_.budgets.phase = at;
    return *this;
}

ClusterScenario& ClusterScenario::watch(Duration after) {
    scenario_.budgets.phase = std::max(scenario_.budgets.phase, after);
    return *this;
}

}  // namespace holdfast::properties
