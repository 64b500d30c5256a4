// SPDX-License-Identifier: Apache-2.0
// Each checker of what is seen and told on a run that keeps its rule, and on one that breaks it.
#include <gtest/gtest.h>

#include "harness/check/cluster_ip_period.h"
#include "harness/check/controller_liveness.h"
#include "harness/check/headless.h"
#include "harness/check/judging.h"
#include "harness/check/request_log.h"
#include "harness/check/visibility.h"

namespace holdfast::harness::check {
namespace {

// ---- controllers -------------------------------------------------------------------------------

TEST(StateTellsTheSize, HoldsWhereEveryoneSaysComplete) {
    EXPECT_TRUE(passes(state_tells_size(), cluster()));
}
TEST(StateTellsTheSize, BreaksWhereOneSaysOtherwiseAtTheEnd) {
    EXPECT_TRUE(
        fails(state_tells_size(),
              cluster().cluster_says(8s, "controller2", "controller1", "CLUSTER_UP_HA_COMPROMISED"),
              "controller2 of 3 said 'CLUSTER_UP_HA_COMPROMISED'"));
}

TEST(DownAfterMissedHeartbeats, HoldsForABriefAndALongSilence) {
    EXPECT_TRUE(passes(down_after_missed_heartbeats(),
                       cluster()
                           .fault("pause", "controller2", 3s, 3250ms)
                           .fault("pause", "controller2", 5s, 6s)
                           .event("CONTROLLER_NODE_LEFT", "controller2", 5350ms)));
}
TEST(DownAfterMissedHeartbeats, BreaksWhereTwoMissesAreEnough) {
    EXPECT_TRUE(fails(down_after_missed_heartbeats(),
                      cluster()
                          .fault("pause", "controller2", 3s, 3250ms)
                          .event("CONTROLLER_NODE_LEFT", "controller2", 3220ms),
                      "3 heartbeats of 100ms may be missed"));
}
TEST(DownAfterMissedHeartbeats, BreaksWhereItComesLateOrNever) {
    const Builder silent = cluster().fault("pause", "controller2", 5s, 6s);
    EXPECT_TRUE(fails(down_after_missed_heartbeats(), silent, "never called gone"));
    EXPECT_TRUE(fails(down_after_missed_heartbeats(),
                      Builder(silent).event("CONTROLLER_NODE_LEFT", "controller2", 5800ms),
                      "outside"));
}

/// controller1 is killed at 3 s and back at 6 s; controller2 leads after 600 ms.
Builder returned_leader() {
    return cluster()
        .fault("process_crash", "controller1", 3s, 6s)
        .cluster_silent(3010ms, "controller1")
        .cluster_says(3600ms, "controller2", "controller2")
        .cluster_says(6100ms, "controller1", "controller2");
}
TEST(ReturnedLeaderFollows, HoldsWhereTheSuccessorLeadsOn) {
    EXPECT_TRUE(passes(returned_leader_follows(), returned_leader()));
}
TEST(ReturnedLeaderFollows, BreaksWhereItLeadsAgain) {
    EXPECT_TRUE(fails(returned_leader_follows(),
                      returned_leader()
                          .cluster_says(7s, "controller2", "controller1")
                          .cluster_says(7s, "controller1", "controller1"),
                      "but then controller1 leads"));
}

/// 600 ms at these heartbeats.
Builder announced_until(Duration end) {
    Builder builder = cluster().owns_cluster_ip("controller1", 1s, 9s);
    for (Duration at = 1s; at < end; at += 600ms) {
        builder.announces_cluster_ip("controller1", at);
    }
    return builder;
}
TEST(ClusterIpAnnouncedAgain, HoldsWhereItIsRepeated) {
    EXPECT_TRUE(passes(cluster_ip_announced_again(), announced_until(9s)));
}
TEST(ClusterIpAnnouncedAgain, BreaksWhereItStops) {
    EXPECT_TRUE(fails(cluster_ip_announced_again(), announced_until(3s), "did not announce it"));
}

// ---- engines without a controller --------------------------------------------------------------

/// The only controller is dead from 3 s to 6 s; a service is asked for meanwhile.
Builder headless(history::OperationEvent::Type outcome) {
    Builder builder = cluster()
                          .service("vs1")
                          .owns("se1", "vs1", 1s, 10s)
                          .fault("process_crash", "controller1", 3s, 6s);
    const scenario::Operation operation =
        scenario::CreateVirtualService{"late", parse_ipv4("192.0.2.107").value(), {}};
    builder.scenario().operations = {{1s, operation}};
    builder.scenario().deployment.cluster.controllers = {"controller1"};
    return builder.operation(to_string(operation), 4s, outcome);
}
TEST(HeadlessEngines, MayStayAsTheyAre) {
    EXPECT_TRUE(
        passes(headless_engines_stay_as_they_are(), headless(history::OperationEvent::Type::fail)));
}
TEST(HeadlessEngines, KeepTheirAddresses) {
    Builder lost = cluster()
                       .service("vs1")
                       .owns("se1", "vs1", 1s, 4s)
                       .owns("se2", "vs1", 4s, 10s)
                       .fault("process_crash", "controller1", 3s, 6s);
    lost.scenario().deployment.cluster.controllers = {"controller1"};
    EXPECT_TRUE(fails(headless_engines_stay_as_they_are(), lost, "vs1 moved from se1 to se2"));
}
TEST(HeadlessEngines, GetWhatWasAcceptedInTheEnd) {
    EXPECT_TRUE(fails(headless_engines_stay_as_they_are(),
                      headless(history::OperationEvent::Type::ok),
                      "accepted, but nobody ever answered"));
}

// ---- what is shown -----------------------------------------------------------------------------

history::RuntimeObserved runtime(const std::string& active, const std::string& standby,
                                 bool se1_connected = true) {
    history::RuntimeObserved seen;
    seen.services = {{"vs1", "OPER_UP", {active}, {}}};
    if (!standby.empty()) {
        seen.services[0].standby = {standby};
    }
    seen.engines = {{"se1", "OPER_UP", se1_connected, {}}, {"se2", "OPER_UP", true, {}}};
    return seen;
}
/// se1 is killed at 3 s and back at 8 s; se2 owns the VIP from 3.5 s on.
Builder taken_over() {
    auto builder = Builder()
                       .service("vs1")
                       .owns("se1", "vs1", 1s, 3s)
                       .fault("process_crash", "se1", 3s, 8s)
                       .owns("se2", "vs1", 3500ms, 10s)
                       .add(1s, runtime("se1", "se2"));
    builder.scenario().deployment.group.timers = {.dp_hb_frequency = 10ms,
                                                  .controller_echo_rpc_timeout = 50ms};
    return builder;
}
TEST(RuntimeAgreesWithTheWire, HoldsWhereItFollows) {
    EXPECT_TRUE(passes(
        runtime_agrees_with_wire(),
        taken_over().add(3400ms, runtime("se2", "", false)).add(8200ms, runtime("se2", "se1"))));
}
TEST(RuntimeAgreesWithTheWire, BreaksWhereItIsLate) {
    EXPECT_TRUE(fails(
        runtime_agrees_with_wire(),
        taken_over().add(4500ms, runtime("se2", "", false)).add(8200ms, runtime("se2", "se1")),
        "the runtime says that se1 is active"));
}
TEST(RuntimeAgreesWithTheWire, BreaksWhereALostEngineIsCalledConnected) {
    EXPECT_TRUE(
        fails(runtime_agrees_with_wire(),
              taken_over().add(3400ms, runtime("se2", "")).add(8200ms, runtime("se2", "se1")),
              "still called connected"));
}
TEST(RuntimeAgreesWithTheWire, BreaksWhereTheStandbyIsNotBack) {
    EXPECT_TRUE(fails(runtime_agrees_with_wire(),
                      taken_over().add(3400ms, runtime("se2", "", false)), "its standby is ''"));
}

// ---- logs --------------------------------------------------------------------------------------

Builder& request(Builder& builder, std::uint16_t port, Duration at) {
    workload::Connection connection;
    connection.service = "vs1";
    connection.source_port = port;
    connection.opened = Instant(at);
    connection.established = Instant(at + 1ms);
    connection.ended = Instant(at + 2ms);
    connection.end = workload::Connection::End::closed;
    return builder.add(Builder::end_at, history::ConnectionRecorded{connection});
}
Builder& logged(Builder& builder, std::uint16_t port, Duration at,
                const std::string& collectors = "controller2") {
    return builder.add(at, history::SystemEvent{"REQUEST_LOGGED", "vs1",
                                                "198.51.100.10:" + std::to_string(port) +
                                                    " by se1 at " + collectors});
}
/// One request before controller1 was gone (3 s to 6 s), one meanwhile.
Builder two_requests() {
    Builder builder = cluster().fault("process_crash", "controller1", 3s, 6s);
    request(builder, 40001, 2s);
    request(builder, 40002, 4s);
    return builder;
}
TEST(RequestLog, HoldsWithEveryRequestOnce) {
    Builder builder = two_requests();
    logged(logged(builder, 40001, 2s), 40002, 4s);
    EXPECT_TRUE(passes(every_request_is_logged_once(), builder));
    EXPECT_TRUE(passes(lost_collector_is_replaced(), builder));
}
TEST(RequestLog, BreaksWhereOneIsMissing) {
    Builder builder = two_requests();
    logged(builder, 40001, 2s);
    EXPECT_TRUE(fails(every_request_is_logged_once(), builder, "port 40002"));
}
TEST(RequestLog, BreaksWhereOneIsThereTwice) {
    Builder builder = two_requests();
    logged(logged(logged(builder, 40001, 2s), 40002, 4s), 40002, 4s);
    EXPECT_TRUE(fails(every_request_is_logged_once(), builder, "2 times"));
}
TEST(RequestLog, BreaksWhereSomeWereDropped) {
    Builder builder = two_requests();
    logged(logged(builder, 40001, 2s), 40002, 4s);
    builder.event("REQUESTS_DROPPED", "vs1", 8s);
    EXPECT_TRUE(fails(every_request_is_logged_once(), builder, "were dropped"));
}
TEST(RequestLog, BreaksWhereOnlyTheLostOneCollected) {
    Builder builder = two_requests();
    logged(logged(builder, 40001, 2s), 40002, 4s, "controller1");
    EXPECT_TRUE(fails(lost_collector_is_replaced(), builder, "collected by 'controller1' alone"));
}

}  // namespace
}  // namespace holdfast::harness::check
