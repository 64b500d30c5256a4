// SPDX-License-Identifier: Apache-2.0
// Goal: a scenario's file means exactly the scenario, and one that cannot be played is refused with
// its line. Method: random scenarios there and back; a sound file with one mistake at a time.
#include "harness/scenario/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/rng.h"
#include "harness/scenario/check_scenario.h"
#include "harness/scenario/controllers.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::scenario {
namespace {

using faults::Target;
using testing::AllOf;
using testing::HasSubstr;

const topology::Topology& pair_topology() {
    static const topology::Topology topology = *topology::find_topology("legacy_pair");
    return topology;
}

Duration some_time(Rng& chance) {
    // Odd nanoseconds too: a drawn time must survive the file exactly.
    return Duration(chance.chance(0.5) ? chance.between(1, 5'000) * 1'000'000
                                       : chance.between(1, 5'000'000'000));
}

Target some_target(Rng& chance) {
    switch (chance.below(4)) {
        case 0:
            return {Target::Role::active_of, "vs1"};
        case 1:
            return {Target::Role::standby_of, "vs2"};
        case 2:
            return {Target::Role::all_but, "se1"};
        default:
            return {Target::Role::node, chance.chance(0.5) ? "se1" : "se2"};
    }
}

faults::Fault some_fault(Rng& chance) {
    const Target target = some_target(chance);
    switch (chance.below(7)) {
        case 0:
            return faults::ProcessCrash{target};
        case 1:
            return faults::NodePowerOff{target};
        case 2:
            return faults::LinkSilent{target, "front"};
        case 3:
            return faults::Partition{{target}, {{Target::Role::leader, ""}}, true, "management"};
        case 4:
            return faults::GatewayDead{{Target::Role::gateway_of, "se1"},
                                       faults::GatewayDead::How::no_arp};
        case 5:
            return faults::Delay{target, "back", some_time(chance)};
        default:
            return faults::HeartbeatsLost{target, chance.chance(0.5)};
    }
}

faults::Trigger some_trigger(Rng& chance) {
    switch (chance.below(3)) {
        case 0:
            return faults::OnGratuitousArp{{Target::Role::standby_of, "vs1"}, some_time(chance)};
        case 1:
            return faults::OnEvent{"SE_DOWN", some_time(chance)};
        default:
            return faults::AtInstant{some_time(chance)};
    }
}

Operation some_request(Rng& chance) {
    const Route route{chance.chance(0.5) ? "controller1" : "", chance.chance(0.5)};
    switch (chance.below(10)) {
        case 0:
            return CreateVirtualService{"vs9", pair_topology().vips.back(), route};
        case 1:
            return DeleteVirtualService{"vs1", route};
        case 2:
            return SetClusterIp{*parse_ipv4("198.18.0.100"), route};
        case 3:
            return ClearClusterIp{route};
        case 4:
            return ChangeMembers{{"controller1", "nobody"}, route};
        case 5:
            return PatchObject{"serviceengine", "se1", R"({"enable_state": "a b"})", route};
        case 7:
            return CreateObject{"pool", R"({"name": "a pool"})", route};
        case 8:
            return ReadObject{"serviceenginegroup", "fresh", route};
        case 6:
            return PostAction{"virtualservice", "vs1", "migrate", R"({"vip_id": "1"})", route};
        default:
            return PutCluster{R"({"name": "a through b", "nodes": []})", route};
    }
}

Scenario some_scenario(Rng& chance) {
    Scenario s;
    s.property = chance.chance(0.5) ? "LEG-6" : "";
    s.seed = chance.below(~0ULL);
    s.deployment.engines = {"se2", "se1"};
    s.deployment.load_balancing =
        chance.chance(0.5) ? LoadBalancing::round_robin : LoadBalancing::least_connections;
    s.deployment.health_monitors = {{.type = HealthMonitorType::ping,
                                     .send_interval = chance.between(3, 3600) * 1s,
                                     .receive_timeout = 2s,
                                     .failed_checks = 3},
                                    {.type = HealthMonitorType::http}};
    s.deployment.group.distribute_load_active_standby = chance.chance(0.5);
    s.deployment.group.floating_intf_ip = {pair_topology().floating_ips[1]};
    s.deployment.group.timers.dp_hb_frequency = some_time(chance);
    s.deployment.further_groups = {
        {{.name = "elastic",
          .ha_mode = chance.chance(0.5) ? HaMode::shared : HaMode::shared_pair,
          .min_scaleout_per_vs = 2,
          .self_se_election = chance.chance(0.5)},
         {}}};
    for (std::size_t i = 0; i < 2 + chance.below(3); ++i) {
        VirtualServiceSpec service;
        service.name = "vs" + std::to_string(i + 1);
        service.se_group = chance.chance(0.5) ? "elastic" : "";
        service.vip = pair_topology().vips[i];
        service.active_standby_se_tag = static_cast<int>(chance.between(1, 2));
        if (chance.chance(0.5)) {
            service.snat_ip = pair_topology().snat_ips[i];
        }
        s.deployment.services.push_back(service);
    }
    s.workload.rate = static_cast<int>(chance.between(100, 1000));
    s.operations = {{some_time(chance), Switchover{{Target::Role::active_of, "vs1"}}},
                    {some_time(chance), Redistribute{}},
                    {some_time(chance), AddEngine{"se3"}},
                    {some_time(chance), SetCloud{SetCloud::Mood::starts_another}},
                    {some_time(chance), AddEngine{"se3", "elastic"}},
                    {some_time(chance), some_request(chance)}};
    s.deployment.cluster.controllers = {"controller1"};
    s.deployment.cluster.heartbeat_period = some_time(chance);
    s.deployment.cluster.address_lease = s.deployment.cluster.heartbeat_period;
    s.workload.api.through = {"controller1"};
    s.workload.api.objects = static_cast<int>(chance.between(1, 64));
    s.budgets.api_back = some_time(chance);
    s.budgets.two_owners = some_time(chance);
    for (std::uint64_t i = chance.below(4); i > 0; --i) {
        s.schedule.push_back(
            {some_trigger(chance), some_fault(chance),
             chance.chance(0.5) ? std::optional(some_time(chance)) : std::nullopt});
    }
    s.budgets.failover = some_time(chance);
    return s;
}

RC_GTEST_PROP(Scenario, ItsFileMeansExactlyTheScenario, (std::uint64_t seed)) {
    Rng chance(seed);
    const Scenario scenario = some_scenario(chance);
    const auto read = parse_scenario(to_yaml(scenario), "drawn.yaml");
    if (!read) {
        RC_FAIL(read.error().message + "\n" + to_yaml(scenario));
    }
    RC_ASSERT(*read == scenario);
    RC_ASSERT(to_yaml(*read) == to_yaml(scenario));
}

TEST(Scenario, OperationsReadAsAnOperatorWouldSayThem) {
    EXPECT_EQ(to_string(Operation(Switchover{{Target::Role::active_of, "vs1"}})),
              "switchover active_of(vs1)");
    EXPECT_EQ(to_string(Operation(Redistribute{})), "redistribute");
    EXPECT_EQ(to_string(Operation(AddEngine{"se3"})), "add_engine se3");
    EXPECT_EQ(to_string(Operation(ChangeMembers{{"c1", "c2"}, {"c3", true}})),
              "change_members c1,c2 through c3 expecting refusal");
    const Operation failed_host = ReportHostFailed{"host1"};
    EXPECT_EQ(to_string(failed_host), "host_failed host1");
    EXPECT_EQ(parse_operation("host_failed host1").value(), failed_host);
}

TEST(Scenario, ClientsSpeakToTheClusterIpWhereThereIsOne) {
    const topology::Topology three = *topology::find_topology("cluster_of_three");
    Scenario scenario;
    EXPECT_THAT(api_doors(scenario, three),
                testing::ElementsAre("controller1", "controller2", "controller3"));
    scenario.deployment.cluster.cluster_ip = true;
    EXPECT_THAT(api_doors(scenario, three), testing::ElementsAre("cluster_ip"));
    scenario.operations = {{1s, SetClusterIp{three.cluster_ips[1], {}}}};
    EXPECT_EQ(cluster_addresses(scenario, three), three.cluster_ips);
}

const std::string sound = R"(property: LEG-6
deployment:
  engines: [se1, se2]
  group: {floating_intf_ip: [192.0.2.50]}
  services:
    - {name: vs1, vip: 192.0.2.100, snat_ip: 203.0.113.60}
    - {name: vs2, vip: 192.0.2.101}
operations:
  - {at: 100ms, operation: switchover active_of(vs1)}
schedule:
  - {at: 500ms, fault: process_crash, target: active_of(vs1)}
  - {at: 1s, fault: link_silent, target: se2, segment: front}
)";

std::string refusal(const std::string& text) {
    const auto scenario = parse_scenario(text, "s.yaml");
    if (scenario) {
        return "accepted";
    }
    EXPECT_EQ(scenario.error().kind, Error::Kind::bad_input);
    return scenario.error().message;
}

TEST(Scenario, WhatIsLeftOutIsTheDefault) {
    const auto scenario = parse_scenario(sound, "s.yaml");
    ASSERT_TRUE(scenario) << scenario.error().message;
    EXPECT_EQ(scenario->workload, Workload{});
    EXPECT_EQ(scenario->deployment.services[1].tcp_port, 5001);
    EXPECT_EQ(scenario->schedule.size(), 2U);
}

struct Mistake {
    std::string name;
    std::string from;
    std::string to;
    std::string place;
    std::string message;
};

class Refuses : public testing::TestWithParam<Mistake> {};

TEST_P(Refuses, WithFileLineAndReason) {
    const Mistake& mistake = GetParam();
    std::string text = sound;
    const auto at = text.find(mistake.from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, mistake.from.size(), mistake.to);
    EXPECT_THAT(refusal(text), AllOf(HasSubstr(mistake.place), HasSubstr(mistake.message)));
}

INSTANTIATE_TEST_SUITE_P(
    Scenario, Refuses,
    testing::Values(
        Mistake{"UnknownKey", "property:", "proprety:", "s.yaml:1", "proprety"},
        Mistake{"UnknownNestedKey", "vip: 192.0.2.101", "ip: 192.0.2.101", "s.yaml:7", "ip"},
        Mistake{"WrongType", "engines: [se1, se2]", "engines: {se1: se2}", "s.yaml:3", "engines"},
        Mistake{"UnknownTopology", "property: LEG-6", "topology: ring", "s.yaml:1",
                "legacy_pair_routed"},
        Mistake{"EngineThatIsNone", "engines: [se1, se2]", "engines: [se1, gw1]", "s.yaml:3",
                "no node with role service_engine is named 'gw1'"},
        Mistake{"VipUsedTwice", "vip: 192.0.2.101", "vip: 192.0.2.100", "s.yaml:7",
                "VIP 192.0.2.100 is already used by vs1"},
        Mistake{"VipOfANode", "vip: 192.0.2.101", "vip: 192.0.2.11", "s.yaml:7",
                "not among the vips of legacy_pair"},
        Mistake{"ForeignFloatingAddress", "192.0.2.50", "192.0.2.60", "s.yaml:4",
                "not among the floating_ips"},
        Mistake{"ServiceTwice", "name: vs2", "name: vs1", "s.yaml:7", "a second virtual service"},
        Mistake{"ActiveOfUnknownService", "target: active_of(vs1)", "target: active_of(vs9)",
                "s.yaml:11", "no virtual service is named 'vs9'; known are vs1, vs2"},
        Mistake{"StandbyWithoutASecondEngine", "target: active_of(vs1)", "target: standby_of(vs9)",
                "s.yaml:11", "no virtual service is named 'vs9'"},
        Mistake{"UnknownNode", "target: se2", "target: se9", "s.yaml:12", "no node is named 'se9'"},
        Mistake{"CrashOfAServer", "target: active_of(vs1)", "target: server1", "s.yaml:11",
                "server1 (server) is not what this needs"},
        Mistake{"CrashOfASpare", "target: active_of(vs1)", "target: se3", "s.yaml:11",
                "a node that runs programs of the system (se1, se2, a controller)"},
        Mistake{"NodeNotOnTheSegment", "target: se2, segment: front",
                "target: client, segment: front", "s.yaml:12", "not attached to segment front"},
        Mistake{"UnknownSegment", "segment: front", "segment: side", "s.yaml:12",
                "no segment is named 'side'"},
        Mistake{"UnknownOperation", "switchover active_of(vs1)", "swap vs1", "s.yaml:9",
                "is no operation"},
        Mistake{"SwitchoverOfAGateway", "switchover active_of(vs1)", "switchover gw1", "s.yaml:9",
                "gw1 (gateway) is not what this needs"},
        Mistake{"AddOfADeployedEngine", "switchover active_of(vs1)", "add_engine se2", "s.yaml:9",
                "already among deployment.engines"},
        Mistake{"AddToAnUnknownGroup", "switchover active_of(vs1)", "add_engine se3 to spare",
                "s.yaml:9", "no SE group is named 'spare'; known are pair"},
        Mistake{"EngineInTwoGroups", "deployment:\n",
                "deployment:\n  further_groups: [{group: {name: spare}, engines: [se1]}]\n",
                "s.yaml:3", "se1 is in two SE groups"},
        Mistake{"GroupTwice", "deployment:\n",
                "deployment:\n  further_groups: [{group: {name: pair}, engines: [se3]}]\n",
                "s.yaml:3", "a second SE group is named 'pair'"},
        Mistake{"ServiceOfAnUnknownGroup", "vip: 192.0.2.101", "vip: 192.0.2.101, se_group: spare",
                "s.yaml:7", "no SE group is named 'spare'"},
        Mistake{"ClusterIpWithoutOne", "deployment:\n",
                "deployment:\n  cluster: {cluster_ip: true}\n", "s.yaml:3",
                "legacy_pair offers no cluster_ips"},
        Mistake{"LeaseBeyondDetection", "deployment:\n",
                "deployment:\n  cluster: {heartbeat_period: 500ms}\n", "s.yaml:3",
                "heartbeat_period x (heartbeat_miss_limit - 1) = 1.50s"},
        Mistake{"ApiClientsWithoutAnOperator", "operations:\n",
                "workload: {api: {writers: 1}}\noperations:\n", "s.yaml:8",
                "legacy_pair has no node with role operator"},
        Mistake{"ApiClientsThroughAnEngine", "operations:\n",
                "workload: {api: {through: [se1]}}\noperations:\n", "s.yaml:8",
                "no node with role controller is named 'se1'"},
        Mistake{"RequestThroughAnEngine", "switchover active_of(vs1)",
                "delete_virtual_service vs1 through se1", "s.yaml:9",
                "no node with role controller is named 'se1'"},
        Mistake{"CreationOnAVipInUse", "switchover active_of(vs1)",
                "create_virtual_service vs3 192.0.2.101", "s.yaml:9",
                "virtual service vs2 already has this name or VIP"},
        Mistake{"ClusterIpOfANode", "switchover active_of(vs1)", "set_cluster_ip 198.18.0.5",
                "s.yaml:9", "belongs to controller1"}),
    [](const auto& one) { return one.param.name; });

TEST(Scenario, NobodyIsStandbyWithASingleEngine) {
    Scenario scenario = *parse_scenario(sound, "s.yaml");
    scenario.deployment.engines = {"se2"};
    scenario.schedule = {
        {faults::AtInstant{}, faults::Pause{{Target::Role::standby_of, "vs1"}}, {}}};
    const auto problem = find_problem(scenario, pair_topology());
    ASSERT_TRUE(problem);
    EXPECT_THAT(problem->sentence, HasSubstr("is nobody: only one engine is ever started"));
}

TEST(Scenario, TheSameChecksServeDrawnScenarios) {
    Scenario scenario = *parse_scenario(sound, "s.yaml");
    scenario.schedule[0].fault = faults::ProcessCrash{{Target::Role::standby_of, "vs7"}};
    const auto checked = check_scenario(scenario, pair_topology());
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, HasSubstr("schedule[0].target: no virtual service"));
}

}  // namespace
}  // namespace holdfast::harness::scenario
