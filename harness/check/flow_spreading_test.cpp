// SPDX-License-Identifier: Apache-2.0
// Each checker of native scaling, on a run that keeps its rule and on one that breaks it: vs1 is on
// se1, the primary, and se2.
#include "harness/check/flow_spreading.h"

#include <gtest/gtest.h>

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

using Type = history::OperationEvent::Type;
using End = workload::Connection::End;

constexpr Duration fault_at = 3s;
constexpr Duration until_end = Builder::end_at;

Builder spread() {
    Builder builder("elastic_group");
    builder.elastic({"se1", "se2", "se3"}).service("vs1").lists(1s, {"se1", "se2"}, 1);
    builder.scenario().deployment.group.vs_scalein_timeout = 2;
    return builder;
}
Builder spread_over_three() {
    return spread().lists(1s, {"se1", "se2", "se3"}, 2).owns("se1", "vs1", 1s, fault_at);
}
Builder with_request(Builder builder, Duration at, const std::string& action,
                     const std::string& more = "") {
    return builder.operation(
        "post virtualservice vs1 " + action + " {\"vip_id\": \"0\"" + more + "}", at, Type::ok,
        200);
}

Builder with_eight_flows(const std::string& second) {
    Builder builder = spread();
    for (std::uint16_t port = 1; port <= 8; ++port) {
        builder.serves(port % 2 == 0 ? second : "se1", "se1", "vs1", port, 1s, 2s);
    }
    return builder;
}

TEST(EveryInstanceChecker, WantsFlowsOnEachEngineOfTheList) {
    EXPECT_TRUE(passes(every_instance_serves(), with_eight_flows("se2")));
    EXPECT_TRUE(fails(every_instance_serves(), with_eight_flows("se1"), "se2 of the list of vs1"));
}

TEST(HandedOnChecker, WantsAWayFromThePrimaryToWhoAnswers) {
    EXPECT_TRUE(passes(secondaries_get_flows_from_primary(), with_eight_flows("se2")));
    // What client packets go to se1, and se3 answers out of nowhere.
    Builder odd = with_eight_flows("se2");
    odd.serves("se3", "se3", "vs1", 9, 1s, 1100ms).client_packet_to("se1", "vs1", 1s);
    EXPECT_TRUE(passes(secondaries_get_flows_from_primary(), odd)) << "its clients are mistaken";
    Builder nowhere = with_eight_flows("se2");
    nowhere.answers_client("se3", "vs1", 1, 1500ms);
    EXPECT_TRUE(fails(secondaries_get_flows_from_primary(), nowhere, "which nobody had sent"));
}

TEST(DirectAnswerChecker, WantsNoAnswerToAnotherEngine) {
    EXPECT_TRUE(passes(secondaries_answer_directly(), with_eight_flows("se2")));
    Builder detour = with_eight_flows("se2");
    detour.answers_client("se2", "vs1", 2, 1500ms, "se1");
    EXPECT_TRUE(fails(secondaries_answer_directly(), detour, "instead of the client"));
}

Builder owned_by_se1() {
    return spread().owns("se1", "vs1", 1s, fault_at);
}

TEST(ThroughPrimaryChecker, WantsEachAnswerGivenToThePrimaryAndPassedOn) {
    Builder relayed = owned_by_se1();
    relayed.answers_client("se2", "vs1", 1, 1500ms, "se1").answers_client("se1", "vs1", 1, 1501ms);
    EXPECT_TRUE(passes(answers_pass_primary(), relayed));
    Builder direct = owned_by_se1();
    direct.answers_client("se2", "vs1", 1, 1500ms);
    EXPECT_TRUE(fails(answers_pass_primary(), direct, "instead of the primary se1"));
    Builder kept = owned_by_se1();
    kept.answers_client("se2", "vs1", 1, 1500ms, "se1");
    EXPECT_TRUE(fails(answers_pass_primary(), kept, "se1 did not pass it on"));
}

TEST(ThroughPrimaryChecker, TakesWhoAnswersForWhoServes) {
    Builder relayed = owned_by_se1();
    for (std::uint16_t port = 1; port <= 8; ++port) {
        relayed.answers_client("se2", "vs1", port, 1500ms, "se1")
            .answers_client("se1", "vs1", port, 1501ms);
    }
    EXPECT_TRUE(fails(every_instance_serves(), relayed, "se1 of the list of vs1 answers none"));
}

/// se2 is busy; of a hundred flows that begin late in that it gets so many.
Builder with_busy_se2(std::uint16_t of_se2) {
    Builder builder = spread();
    builder.fault("processor_busy", "se2", fault_at, until_end);
    for (std::uint16_t port = 1; port <= 100; ++port) {
        const Duration at = fault_at + load_told_max + port * 1ms;
        builder.serves(port <= of_se2 ? "se2" : "se1", "se1", "vs1", port, at, at + 10ms);
    }
    return builder;
}

TEST(ShareChecker, WantsBusyEnginesToGetFewerFlowsButSome) {
    EXPECT_TRUE(passes(new_flows_follow_load(), with_busy_se2(20)));
    EXPECT_TRUE(fails(new_flows_follow_load(), with_busy_se2(50), "got 50 of 100 flows"));
    EXPECT_TRUE(fails(new_flows_follow_load(), with_busy_se2(0), "got none of 100 flows"));
}

TEST(OwnAddressChecker, WantsEachEnginesOwn) {
    Builder own = spread();
    own.probe_to_server("se1", own.address_of("se1", "back"), 3s)
        .probe_to_server("se2", own.address_of("se2", "back"), 3s);
    EXPECT_TRUE(passes(own_address_towards_servers(), own));
    own.probe_to_server("se2", own.address_of("se1", "back"), 4s);
    EXPECT_TRUE(fails(own_address_towards_servers(), own, "not its own"));
}

TEST(SourceChecker, WantsOneOfTheServicesForEachEngine) {
    constexpr Ipv4Address first{0xCB00713C};   // 203.0.113.60
    constexpr Ipv4Address second{0xCB00713D};  // 203.0.113.61
    Builder patched = spread().operation(
        R"(patch virtualservice vs1 {"snat_ip":[{"addr":"203.0.113.60"},{"addr":"203.0.113.61"}]})",
        3s, Type::ok, 200);
    patched.probe_to_server("se1", first, 5s);
    EXPECT_TRUE(passes(one_source_address_per_engine(),
                       Builder(patched).probe_to_server("se2", second, 5s)));
    EXPECT_TRUE(fails(one_source_address_per_engine(),
                      Builder(patched).probe_to_server("se2", first, 5s), "which is that of se1"));
    EXPECT_TRUE(
        fails(one_source_address_per_engine(),
              Builder(patched).probe_to_server("se2", patched.address_of("se2", "back"), 5s),
              "not one of the service"));
}

TEST(MonitoringChecker, WantsEveryEngineToPingEveryServer) {
    Builder pinged = spread();
    for (const std::string engine : {"se1", "se2"}) {
        pinged.pings(engine, "server1", 5s);
    }
    pinged.pings("se1", "server2", 5s);
    EXPECT_TRUE(
        fails(every_instance_monitors(), pinged, "se2, which serves vs1, did not ping server2"));
    EXPECT_TRUE(passes(every_instance_monitors(), pinged.pings("se2", "server2", 5s)));
}

TEST(OnceNoticedChecker, WantsConnectionsThatBeginLaterToSucceed) {
    const Builder died = spread_over_three()
                             .owns("se1", "vs1", fault_at, until_end)
                             .fault("process_crash", "se2", fault_at);
    EXPECT_TRUE(
        passes(new_connections_succeed_once_noticed(),
               Builder(died).keeps_connection("se3", "se1", "vs1", 1, 5s, 6s, End::closed)));
    EXPECT_TRUE(
        fails(new_connections_succeed_once_noticed(),
              Builder(died).keeps_connection("se3", "se1", "vs1", 1, 5s, 6s, End::timed_out),
              "opened 2.00s after"));
}

TEST(ScaleOutChecker, WantsFlowsWhereTheyWere) {
    const Builder asked = with_request(spread(), fault_at, "scaleout");
    EXPECT_TRUE(passes(flows_survive_scale_out(),
                       Builder(asked).serves("se2", "se1", "vs1", 1, 1s, until_end)));
    Builder moved = asked;
    moved.serves("se2", "se1", "vs1", 1, 1s, 4s).serves("se3", "se1", "vs1", 1, 4s, until_end);
    EXPECT_TRUE(fails(flows_survive_scale_out(), moved, "answered by se3 after scale-out"));
    EXPECT_TRUE(fails(flows_survive_scale_out(),
                      Builder(asked).keeps_connection("se2", "se1", "vs1", 2, 1s, 4s, End::reset),
                      "se2 reset the connection"));
}

TEST(SecondaryDeathChecker, WantsOnlyItsOwnFlowsTouched) {
    const Builder died = spread_over_three()
                             .owns("se1", "vs1", fault_at, until_end)
                             .fault("process_crash", "se2", fault_at);
    EXPECT_TRUE(passes(flows_survive_death_of_secondary(),
                       Builder(died).keeps_connection("se3", "se1", "vs1", 1, 1s, until_end)));
    EXPECT_TRUE(
        fails(flows_survive_death_of_secondary(),
              Builder(died).keeps_connection("se3", "se1", "vs1", 1, 1s, 4s, End::timed_out),
              "was broken after"));
    EXPECT_TRUE(passes(dead_engine_gets_no_new_flow(),
                       Builder(died).serves("se3", "se1", "vs1", 2, 5s, until_end)));
    EXPECT_TRUE(fails(dead_engine_gets_no_new_flow(),
                      Builder(died).serves("se2", "se1", "vs1", 2, 5s, until_end),
                      "was handed to the dead se2"));
}

Builder primary_died() {
    return spread_over_three()
        .fault("process_crash", "se1", fault_at)
        .owns("se2", "vs1", 3500ms, until_end);
}

TEST(PrimaryDeathChecker, WantsOtherFlowsToGoOn) {
    Builder goes_on = primary_died();
    goes_on.serves("se3", "se1", "vs1", 1, 1s, fault_at)
        .serves("se3", "se2", "vs1", 1, 3500ms, until_end);
    EXPECT_TRUE(passes(flows_survive_death_of_primary(), goes_on));
    Builder lost_way = goes_on;
    lost_way.serves("se3", "se3", "vs1", 1, 4s, 4100ms);
    EXPECT_TRUE(passes(flows_survive_death_of_primary(), lost_way)) << "a client may be mistaken";
    Builder taken = primary_died();
    taken.serves("se3", "se1", "vs1", 1, 1s, fault_at)
        .serves("se2", "se2", "vs1", 1, 3500ms, until_end);
    EXPECT_TRUE(fails(flows_survive_death_of_primary(), taken, "was answered by se2"));
}

TEST(PromotionChecker, WantsOneNewOwner) {
    EXPECT_TRUE(passes(one_engine_is_promoted(), primary_died()));
    EXPECT_TRUE(fails(one_engine_is_promoted(), primary_died().owns("se3", "vs1", 5s, 6s),
                      "2 engines owned vs1"));
}

TEST(DeadFlowsChecker, WantsResetsAndAnotherEngine) {
    const Builder died = primary_died();
    EXPECT_TRUE(
        passes(flows_of_dead_engine_end(),
               Builder(died).keeps_connection("se1", "se1", "vs1", 1, 1s, 3600ms, End::reset)));
    EXPECT_TRUE(
        fails(flows_of_dead_engine_end(),
              Builder(died).keeps_connection("se1", "se1", "vs1", 1, 1s, 4s, End::timed_out),
              "was not reset"));
    Builder served_again = died;
    served_again.serves("se1", "se1", "vs1", 2, 1s, fault_at)
        .serves("se2", "se2", "vs1", 2, 3500ms, until_end);
    EXPECT_TRUE(passes(flows_of_dead_engine_end(), served_again));
}

Builder leaves() {
    return with_request(spread(), fault_at, "scalein").lists(5100ms, {"se1"}, 2);
}

TEST(DrainingChecker, WantsTimeForOldFlowsAndNoNewOnes) {
    EXPECT_TRUE(passes(leaving_engine_drains(),
                       leaves().keeps_connection("se2", "se1", "vs1", 1, 1s, 5100ms, End::reset)));
    EXPECT_TRUE(fails(leaving_engine_drains(),
                      leaves().keeps_connection("se2", "se1", "vs1", 1, 1s, 4s, End::reset),
                      "before its time"));
    EXPECT_TRUE(fails(leaving_engine_drains(),
                      leaves().keeps_connection("se2", "se1", "vs1", 1, 1s, until_end),
                      "was not ended in time"));
    EXPECT_TRUE(fails(leaving_engine_drains(), leaves().serves("se2", "se1", "vs1", 2, 4s, 4500ms),
                      "which leaves, got"));
}

Builder migrates() {
    return with_request(spread().lists(1s, {"se1"}, 2), fault_at, "migrate",
                        R"(, "to_se_ref": "/api/serviceengine/?name=se3")")
        .owns("se1", "vs1", 1s, 3100ms)
        .owns("se3", "vs1", 3100ms, until_end)
        .lists(3050ms, {"se1", "se3"}, 3)
        .lists(3100ms, {"se3", "se1"}, 4);
}

TEST(MigrationChecker, WantsTheSourceToDrainAndLeave) {
    Builder in_order = migrates().lists(5200ms, {"se3"}, 5);
    in_order.keeps_connection("se1", "se1", "vs1", 1, 1s, 5200ms, End::reset);
    EXPECT_TRUE(passes(migration_in_order(), in_order));
    EXPECT_TRUE(fails(migration_in_order(), migrates(), "vs1 is still on se1"));
    EXPECT_TRUE(fails(migration_in_order(), migrates().lists(3200ms, {"se3"}, 5),
                      "left vs1 before its flows had their time"));
}

TEST(NewConnectionsChecker, WantsNoneToFail) {
    Builder good = migrates().lists(5200ms, {"se3"}, 5);
    good.keeps_connection("se3", "se3", "vs1", 1, 4s, 4100ms, End::closed);
    EXPECT_TRUE(passes(new_connections_succeed(), good));
    EXPECT_TRUE(fails(new_connections_succeed(),
                      good.keeps_connection("se3", "se3", "vs1", 2, 4s, 4100ms, End::timed_out),
                      "opened 1.00s after the request, failed"));
}

TEST(SourceDiesChecker, WantsTheTargetAlone) {
    const Builder died = migrates().fault("process_crash", "se1", 3500ms);
    EXPECT_TRUE(fails(migration_outlives_source(), died, "vs1 is on se3, se1 at the end"));
    Builder alone = died;
    alone.lists(4s, {"se3"}, 5).event("VS_MIGRATE_COMPLETE", "vs1", 4s);
    EXPECT_TRUE(passes(migration_outlives_source(), alone));
}

}  // namespace
}  // namespace holdfast::harness::check
