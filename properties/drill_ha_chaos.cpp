// SPDX-License-Identifier: Apache-2.0
// A group of any mode, and whatever can happen to its engines, hosts, gateways, servers and its
// controller, at random times, while its services are scaled and migrate.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "properties/drills.h"
#include "properties/group_scenario.h"
#include "properties/holds.h"
#include "properties/pair_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties {

namespace {

using harness::scenario::HaMode;

const std::string front = "front";
const std::string back = "back";
const std::string management = "management";

// One failure takes up to 1.24 s to be found and made good in the test profile; several overlap.
constexpr Duration begin_within = 2500ms;
constexpr Duration shortest = 100ms;
constexpr Duration longest = 2500ms;
// A fault is proved, and healed, before the next takes hold of the same thing.
constexpr Duration apart = 100ms;
// Losses of heartbeats show after one period, of gateways after an interval of 100 ms.
constexpr Duration loss_at_least = 500ms;
// What is told of too late when everything is healed costs a short loss once more. A gateway counts
// as seen again after 15 answers, 100 ms apart; until then load may still move away from an engine
// that did not see it. A check of a server is lost until ARP is asked again, up to 1 s after its
// link is back, and fails a receive_timeout (1 s) later, maybe as the one that marks the server
// down.
constexpr Duration aftermath = 2100ms;
// Of faults that find no room beside the others.
constexpr int tries_max = 40;

class Storm {
  public:
    explicit Storm(const Draw& draw)
        : draw_(draw), chance_(draw.chance), scenario_(group().scenario()) {
        for (auto& service : scenario_.deployment.services) {
            service.active_standby_se_tag = chance_.chance(0.5) ? 1 : 2;
        }
        scenario_.workload.flows = static_cast<int>(scenario_.deployment.services.size());
        if (!draw_.real()) {
            scenario_.workload.connections = 1;
            scenario_.workload.connection_interval = 200ms;
            scenario_.budgets.baseline = 200ms;
            scenario_.budgets.quiet = 300ms;
        }
        // An engine that comes back at the very end is found, placed and confirmed within one bound
        // after it; a controller that comes back asks for what is missing a retry later.
        scenario_.budgets.recovery = 8s;
    }

    harness::scenario::Scenario drawn() {
        const auto faults = static_cast<std::size_t>(chance_.between(1, 2 + draw_.size / 20));
        for (int tries = 0; scenario_.schedule.size() < faults && tries < tries_max; ++tries) {
            !cloud_&& chance_.chance(0.1) ? add_host_failure() : add(any_fault());
        }
        scenario_.budgets.phase += aftermath;
        if (chance_.chance(0.3)) {
            add_operation();
        }
        if (!scenario_.deployment.group.legacy() && !full_ && chance_.chance(0.5)) {
            add_scalings();
        }
        return scenario_;
    }

  private:
    struct Drawn {
        faults::Fault fault;
        std::vector<std::string> nodes;
        Hold hold = Hold::programs;
        Duration at_least = shortest;
    };

    GroupScenario group() {
        auto group = chance_.chance(0.5) ? GroupScenario::n_plus_m(draw_, "HA-CHAOS")
                                         : GroupScenario::active_active(draw_, "HA-CHAOS");
        const bool pair = chance_.chance(0.35);
        const auto count = pair ? 2 : chance_.between(2, 5);
        cloud_ = !pair && chance_.chance(0.4);
        for (int i = 1; i <= count; ++i) {
            engines_.push_back("se" + std::to_string(i));
        }
        if (cloud_) {
            group.cloud(static_cast<int>(count) + 2).max_se(static_cast<std::uint32_t>(count) + 1);
        } else {
            group.engines(engines_);
        }
        const auto services = chance_.between(1, 4);
        group.services(static_cast<int>(services));
        group.group([&](auto& spec) { pair ? make_pair(spec) : vary(spec); });
        if (!pair && chance_.chance(0.4)) {
            leave_no_room(group, services, count);
        }
        if (chance_.chance(0.5)) {
            group.monitored_gateway();
            monitored_ = true;
        }
        return group;
    }

    /// Everything fits as long as every engine lives, and not more.
    void leave_no_room(GroupScenario& group, std::int64_t services, std::int64_t engines) {
        group.group([&](auto& spec) {
            const std::int64_t places = services * spec.min_scaleout_per_vs;
            spec.max_vs_per_se = static_cast<std::uint32_t>((places + engines - 1) / engines);
        });
        full_ = true;
    }

    void make_pair(harness::scenario::SeGroupSpec& spec) {
        spec.ha_mode = HaMode::legacy_active_standby;
        spec.min_scaleout_per_vs = 1;
        spec.distribute_load_active_standby = chance_.chance(0.5);
        // Nothing goes back by itself: that costs a short loss whenever an engine returns, and the
        // last one does so in the time in which nothing may be lost (LEG-15 judges it).
    }
    void vary(harness::scenario::SeGroupSpec& spec) {
        if (chance_.chance(0.4)) {
            spec.algo = harness::scenario::PlacementAlgorithm::distributed;
        }
        spec.vs_host_redundancy = chance_.chance(0.7);
        spec.self_se_election = spec.ha_mode == HaMode::shared_pair && chance_.chance(0.3);
    }

    Duration between(Duration low, Duration high) {
        return chance_.between(low / 1us, high / 1us) * 1us;
    }

    /// Or not, when it would be in another's way.
    void add(const Drawn& drawn) { add(drawn.nodes, drawn.hold, drawn.at_least, {drawn.fault}); }

    void add(const std::vector<std::string>& nodes, Hold hold, Duration at_least,
             const std::vector<faults::Fault>& together) {
        const Duration at = between(50ms, begin_within);
        const Duration lasts = between(at_least, std::max(longest, at_least));
        if (!holds_.take(nodes, hold, at - apart, at + lasts + apart)) {
            return;
        }
        for (const faults::Fault& fault : together) {
            scenario_.schedule.push_back({faults::AtInstant{at}, fault, lasts});
        }
        scenario_.budgets.phase = std::max(scenario_.budgets.phase, at + lasts + apart);
    }

    /// All of its engines at once: AFF-5.
    void add_host_failure() {
        const auto& hosts = draw_.topology.hosts;
        std::vector<std::string> nodes;
        std::vector<faults::Fault> together;
        for (const std::string& machine : hosts.at(chance_.below(hosts.size())).machines) {
            if (std::count(engines_.begin(), engines_.end(), machine) != 0) {
                nodes.push_back(machine);
                together.emplace_back(faults::NodePowerOff{target(machine)});
            }
        }
        add(nodes, Hold::programs, shortest, together);
    }

    void add_operation() {
        const Duration at = between(50ms, begin_within);
        if (scenario_.deployment.group.legacy() && chance_.chance(0.5)) {
            scenario_.operations.push_back(
                {at, harness::scenario::Switchover{target("active_of(vs1)")}});
        } else if (!full_) {  // it would wait, or make another one wait
            scenario_.operations.push_back({at, harness::scenario::CreateVirtualService{
                                                    "vs-new", draw_.topology.vips.back(), {}}});
        }
    }

    /// Some are refused: no room, nothing to take away, another one under way.
    void add_scalings() {
        for (auto left = chance_.between(1, 3); left > 0; --left) {
            const std::string service =
                fmt::format("vs{}", chance_.between(1, std::ssize(scenario_.deployment.services)));
            const std::array requests = {scale_out(service), scale_in(service),
                                         scale_in_primary(service), scaling(service, "migrate")};
            scenario_.operations.push_back(
                {between(50ms, begin_within), requests.at(chance_.below(requests.size()))});
        }
    }

    /// Of machines of a cloud nobody knows beforehand which run; a service's active one does.
    std::string any_engine() {
        if (cloud_) {
            return fmt::format("active_of(vs{})",
                               chance_.between(1, std::ssize(scenario_.deployment.services)));
        }
        return engines_.at(chance_.below(engines_.size()));
    }
    /// What takes hold of it.
    std::vector<std::string> nodes_of(const std::string& engine) const {
        return {cloud_ ? "engines" : engine};
    }

    Drawn any_fault() {
        switch (chance_.below(10)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return of_an_engine();
            case 4:
                return of_an_engines_link();
            case 5:
                return of_a_gateway();
            case 6:
                return of_a_server();
            default:
                return of_the_controller();
        }
    }

    Drawn of_an_engine() {
        const std::string engine = any_engine();
        const faults::Target who = target(engine);
        switch (chance_.below(5)) {
            case 0:
                return {faults::NodePowerOff{who}, nodes_of(engine), Hold::programs};
            case 1:
                return {faults::Restart{who}, nodes_of(engine), Hold::programs};
            case 2:
                return {faults::GracefulStop{who}, nodes_of(engine), Hold::programs, loss_at_least};
            default:
                return {faults::ProcessCrash{who}, nodes_of(engine), Hold::programs};
        }
    }

    Drawn of_an_engines_link() {
        const std::string engine = any_engine();
        const faults::Target who = target(engine);
        switch (chance_.below(4)) {
            case 0:
                return {faults::LinkDown{who, front}, nodes_of(engine), Hold::wire};
            case 1:
                return {faults::LinkDown{who, management}, nodes_of(engine), Hold::wire};
            case 2:
                return {faults::LinkSilent{who, management}, nodes_of(engine), Hold::wire, 1500ms};
            default:
                return {faults::LinkDown{who, back}, nodes_of(engine), Hold::wire};
        }
    }

    Drawn of_a_gateway() {
        if (!monitored_) {
            return of_an_engine();
        }
        const std::string engine = any_engine();
        return {faults::GatewayPingsLost{target(engine), target("gw1")}, nodes_of(engine),
                Hold::wire, loss_at_least};
    }

    Drawn of_a_server() {
        const std::string server = chance_.chance(0.5) ? "server1" : "server2";
        return {faults::LinkDown{target(server), back}, {"servers"}, Hold::wire};
    }

    Drawn of_the_controller() {
        const faults::Target who = target("controller1");
        switch (chance_.below(5)) {
            case 0:
                return {faults::LinkDown{who, management}, {"controller1"}, Hold::wire};
            case 1:
                return {faults::Restart{who}, {"controller1"}, Hold::programs};
            case 2:
                return {faults::GracefulStop{who}, {"controller1"}, Hold::programs, loss_at_least};
            case 3:
                return {faults::Pause{who}, {"controller1"}, Hold::programs};
            default:
                return {faults::ProcessCrash{who}, {"controller1"}, Hold::programs};
        }
    }

    const Draw& draw_;
    Rng& chance_;
    std::vector<std::string> engines_;  ///< that are deployed
    bool cloud_ = false;
    bool full_ = false;
    bool monitored_ = false;
    harness::scenario::Scenario scenario_;
    Holds holds_;
};

}  // namespace

harness::Property ha_chaos_drill() {
    return {
        .rule = "HA-CHAOS",
        .sentence =
            "Whatever the mode of a group, whatever breaks and whenever: one owner of each VIP, "
            "no engine overloaded, and every service up when it is over",
        .source = "LEG, ELN, ELA, PLC, GW, INV-1, INV-3",
        .topology = "elastic_cloud",
        .needs = {"legacy_active_standby", "elastic_groups", "write_access"},
        .draw = [](const Draw& draw) { return Storm(draw).drawn(); },
        .checkers = {harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"lost_services_wait", "load_limit_ignored"},
    };
}

}  // namespace holdfast::properties
