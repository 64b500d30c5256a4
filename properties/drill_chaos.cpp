// SPDX-License-Identifier: Apache-2.0
// Faults of every kind at random times, under API load: on controllers, and in some schedules on
// engines too, with an operator at work.
#include <algorithm>
#include <utility>

#include "harness/check/cluster_ip.h"
#include "harness/check/configuration.h"
#include "harness/check/index.h"
#include "harness/check/leadership.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "properties/cluster_scenario.h"
#include "properties/drills.h"
#include "properties/holds.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties {

namespace {

using harness::check::Recording;

const std::string management = "management";
const std::vector<std::string> controllers = {"controller1", "controller2", "controller3"};
const std::vector<std::string> everybody = {"controller1", "controller2", "controller3", "se1",
                                            "se2"};

// Virtual time is cheap but not free: a hundredth of the documented 10 s x 4 lets a schedule hold
// elections, partitions and recoveries within a few seconds of it.
constexpr Duration simulated_heartbeat = 100ms;
constexpr Duration simulated_lease = 200ms;
// Several elections fit into the time in which faults begin.
constexpr int begin_within_heartbeats = 15;
// A cut between controllers and engines shows when an engine speaks, every second.
constexpr int engine_silence_heartbeats = 13;
// Of faults that find no room beside the others.
constexpr int tries_max = 40;

class Storm {
  public:
    explicit Storm(const Draw& draw) : draw_(draw), chance_(draw.chance) {
        ClusterScenario cluster(draw, "CHAOS");
        chance_.chance(0.5) ? cluster.clients() : cluster.clients_of_every_controller();
        scenario_ = cluster.scenario();
        make_light();
    }

    harness::scenario::Scenario drawn() {
        // More and wilder as a campaign goes on, and again: the size runs from 0 to 100.
        const auto faults = static_cast<std::size_t>(chance_.between(1, 2 + draw_.size / 25));
        // The smallest leaves the engines alone, so that even one schedule shows what a service
        // feels.
        const bool engines = chance_.chance(0.3) && draw_.size > 0;
        for (int tries = 0; scenario_.schedule.size() < faults && tries < tries_max; ++tries) {
            add_fault(engines && chance_.chance(0.5) ? engine_fault() : controller_fault());
        }
        if (chance_.chance(0.4)) {
            add_operations(engines);
        }
        return scenario_;
    }

  private:
    /// Enough probes to see a loss of 20 ms, few enough to play several schedules a second.
    void make_light() {
        auto& cluster = scenario_.deployment.cluster;
        // Engines that have nothing to say speak this often: the shortest that can be set.
        scenario_.deployment.group.timers.controller_heartbeat_timeout = 1s;
        if (!draw_.real()) {
            cluster.heartbeat_period = simulated_heartbeat;
            cluster.address_lease = simulated_lease;
            scenario_.workload.flows = 2;
            scenario_.workload.connections = 1;
            scenario_.workload.connection_interval = 200ms;
            scenario_.budgets.baseline = 200ms;
            scenario_.budgets.quiet = 300ms;
        }
        scenario_.budgets.phase = 5 * cluster.heartbeat_period;
    }

    Duration heartbeat() const { return scenario_.deployment.cluster.heartbeat_period; }
    Duration between(Duration low, Duration high) {
        return chance_.between(low / 1us, high / 1us) * 1us;
    }
    Duration some_time() { return between(50ms, begin_within_heartbeats * heartbeat()); }

    struct Drawn {
        faults::Fault fault;
        std::vector<std::string> nodes;
        Hold hold = Hold::programs;
        int heartbeats_min = 1;  ///< for how long at the least, so that it can show
        bool spoils = false;     ///< what was acknowledged and synced
    };

    /// Or not, when it would be in another's way.
    void add_fault(Drawn drawn) {
        const Duration at = some_time();
        // From less than the detection of four heartbeats to well over it.
        const Duration lasts = between(drawn.heartbeats_min * heartbeat(),
                                       std::max(12, drawn.heartbeats_min + 4) * heartbeat());
        if (!holds_.take(drawn.nodes, drawn.hold, at - heartbeat(), at + lasts + heartbeat())) {
            return;
        }
        // Two spoilt disks of three may both have had what nobody else has: no cluster can tell,
        // and a sound one stands still until it is restored by hand.
        if (drawn.spoils && std::exchange(spoilt_, true)) {
            return;
        }
        scenario_.schedule.push_back({faults::AtInstant{at}, std::move(drawn.fault), lasts});
        scenario_.budgets.phase = std::max(scenario_.budgets.phase, at + lasts + heartbeat());
    }

    void add_operations(bool engines) {
        const Duration at = some_time();
        if (engines && chance_.chance(0.5)) {
            scenario_.operations.push_back(
                {at, harness::scenario::Switchover{target("active_of(vs1)")}});
        } else {
            scenario_.operations.push_back(
                {at, harness::scenario::CreateVirtualService{
                         "vs-new", draw_.topology.vips.at(4), {any_controller(), false}}});
        }
    }

    std::string any_controller() { return "controller" + std::to_string(chance_.between(1, 3)); }

    Drawn controller_fault() {
        switch (chance_.below(6)) {
            case 0:
            case 1:
                return of_programs();
            case 2:
                return of_a_link();
            case 3:
                return of_the_network();
            case 4:
                return of_disks();
            default:
                return of_clocks();
        }
    }

    /// All of them at once, now and then.
    std::vector<std::string> some_controllers() {
        return chance_.chance(0.15) ? controllers : std::vector<std::string>{any_controller()};
    }
    static faults::Target target_of(const std::vector<std::string>& nodes) {
        return target(nodes.size() == 1 ? nodes.front() : "controllers");
    }

    Drawn of_programs() {
        const auto nodes = some_controllers();
        const faults::Target who = target_of(nodes);
        switch (chance_.below(5)) {
            case 0:
                return {faults::ProcessCrash{who}, nodes, Hold::programs};
            case 1:
                return {faults::Restart{who}, nodes, Hold::programs};
            case 2:
                return {faults::GracefulStop{who}, nodes, Hold::programs, 5};
            case 3:
                return {faults::NodePowerOff{who}, nodes, Hold::programs};
            default:
                return {faults::Pause{who}, nodes, Hold::programs};
        }
    }

    Drawn of_a_link() {
        const std::string node = any_controller();
        const faults::Target who = target(node);
        switch (chance_.below(4)) {
            case 0:
                return {faults::LinkDown{who, management}, {node}, Hold::wire};
            case 1:
                return {faults::LinkSilent{who, management}, {node}, Hold::wire, 3};
            case 2:
                return {faults::PacketLoss{who, management,
                                           static_cast<double>(chance_.between(20, 80)) / 100},
                        {node},
                        Hold::wire,
                        4};
            default:
                return {faults::Delay{who, management, between(1ms, heartbeat())},
                        {node},
                        Hold::wire,
                        3};
        }
    }

    Drawn of_the_network() {
        const std::vector<faults::Target> all = {target("controller1"), target("controller2"),
                                                 target("controller3")};
        switch (chance_.below(6)) {
            case 0:
                return {faults::MajorityRing{all, management}, controllers, Hold::cut, 3};
            case 1:
                return {faults::Bridge{all, management}, controllers, Hold::cut, 3};
            case 2:
                return {faults::SegmentDown{management}, everybody, Hold::wire, 3};
            case 3:
                return {faults::Partition{
                            all, {target("se1"), target("se2")}, chance_.chance(0.3), management},
                        everybody, Hold::wire, engine_silence_heartbeats};
            default:
                return {one_alone(all), controllers, Hold::cut, 3};
        }
    }

    faults::Fault one_alone(const std::vector<faults::Target>& all) {
        const auto alone = static_cast<std::ptrdiff_t>(chance_.below(3));
        std::vector<faults::Target> rest = all;
        rest.erase(rest.begin() + alone);
        const std::vector<faults::Target> one = {all.at(static_cast<std::size_t>(alone))};
        const bool one_way = chance_.chance(0.3);
        return chance_.chance(0.5) ? faults::Partition{one, rest, one_way, management}
                                   : faults::Partition{rest, one, one_way, management};
    }

    /// What shows only when the node writes: clients do so through the leader all the time, but not
    /// while nobody leads.
    Drawn of_disks() {
        const auto nodes = some_controllers();
        const faults::Target who = target_of(nodes);
        switch (chance_.below(5)) {
            case 0:
                return {faults::DiskFull{who}, nodes, Hold::disk, 10};
            case 1:
                return {faults::DiskSlow{who, between(5ms, 2 * heartbeat())}, nodes, Hold::disk,
                        10};
            case 2:
                return {faults::UnsyncedWritesLost{who}, nodes, Hold::programs};
            case 3:
                return {
                    faults::CrashInWrite{target(nodes.front())}, {nodes.front()}, Hold::disk, 10};
            default:
                return {faults::LogTailCorrupted{target(nodes.front())},
                        {nodes.front()},
                        Hold::programs,
                        1,
                        true};
        }
    }

    Drawn of_clocks() {
        const std::string node = any_controller();
        if (chance_.chance(0.5)) {
            const Duration by = between(1s, 1h);
            return {faults::ClockStep{target(node), chance_.chance(0.5) ? by : -by},
                    {node},
                    Hold::clock};
        }
        // A tenth at the least, or it does not show in a second.
        const double off = static_cast<double>(chance_.between(10, 25)) / 100;
        return {faults::ClockSkew{target(node), chance_.chance(0.5) ? 1 + off : 1 - off},
                {node},
                Hold::clock,
                5};
    }

    Drawn engine_fault() {
        const std::string node = chance_.chance(0.5) ? "se1" : "se2";
        const faults::Target who = target(node);
        switch (chance_.below(5)) {
            case 0:
                return {faults::ProcessCrash{who}, {node}, Hold::programs};
            case 1:
                return {faults::NodePowerOff{who}, {node}, Hold::programs};
            case 2:
                return {faults::Restart{who}, {node}, Hold::programs};
            case 3:
                return {faults::GracefulStop{who}, {node}, Hold::programs, 5};
            default:
                return {faults::LinkDown{who, management}, {node}, Hold::wire};
        }
    }

    const Draw& draw_;
    Rng& chance_;
    harness::scenario::Scenario scenario_;
    Holds holds_;
    bool spoilt_ = false;
};

/// Nothing was done to an engine, and nothing that moves a service was asked for.
bool control_plane_alone(const Recording& recording) {
    for (const auto& fault : recording.index().faults()) {
        const bool cut_off = fault.name == "partition" || fault.name == "segment_down";
        const bool engine =
            std::any_of(fault.nodes.begin(), fault.nodes.end(),
                        [&](const std::string& node) { return recording.index().is_engine(node); });
        if (engine && !cut_off) {
            return false;
        }
    }
    return std::none_of(
        recording.index().operations().begin(), recording.index().operations().end(),
        [](const auto& operation) { return operation.operation.rfind("switchover", 0) == 0; });
}

/// CTRL-9, CTRL-11, HDL-1 in the schedules that they speak of.
harness::check::Checker data_plane_untouched() {
    const harness::check::Checker undisturbed = harness::check::never_disturbed();
    return {"data plane untouched", [undisturbed](const Recording& recording) {
                if (control_plane_alone(recording)) {
                    harness::check::Verdict verdict = undisturbed.judge(recording);
                    verdict.checker = "data plane untouched";
                    return verdict;
                }
                return harness::check::Verdict{
                    .checker = "data plane untouched",
                    .reason =
                        "engines were hit too: what a service felt is not the control "
                        "plane's doing"};
            }};
}

}  // namespace

harness::Property chaos_drill() {
    return {
        .rule = "CHAOS",
        .sentence =
            "Whatever breaks and whenever: one leader, one owner of the cluster IP, no "
            "acknowledged write lost, no service disturbed by its controllers, recovery",
        .source = "CTRL-2, CTRL-9, CTRL-12 to CTRL-19, CIP-1, HDL-1, INV-1 to INV-3",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = [](const Draw& draw) { return Storm(draw).drawn(); },
        .checkers = {harness::check::linearizable_configuration(),
                     harness::check::acknowledged_writes_survive(),
                     harness::check::one_leader_accepts_writes(),
                     harness::check::one_cluster_ip_owner(), data_plane_untouched(),
                     harness::check::everything_answers_at_end()},
        .defects = {"every_node_leads", "follower_answers_from_memory"},
    };
}

}  // namespace holdfast::properties
