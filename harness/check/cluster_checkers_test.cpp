// SPDX-License-Identifier: Apache-2.0
// Each checker of the control plane on a run that keeps its rule, and on one that breaks it.
#include <gtest/gtest.h>

#include "harness/check/cluster_ip.h"
#include "harness/check/configuration.h"
#include "harness/check/control_plane.h"
#include "harness/check/events.h"
#include "harness/check/invariants.h"
#include "harness/check/judging.h"
#include "harness/check/leadership.h"
#include "harness/check/traffic.h"

namespace holdfast::harness::check {
namespace {

using Operation = workload::ApiCall::Operation;
using CallOutcome = workload::ApiCall::Outcome;
using OperationType = history::OperationEvent::Type;

constexpr auto unknown = CallOutcome::info;

/// controller1 is killed at 3 s and back at 6 s; controller2 leads after 600 ms.
Builder failover() {
    return cluster()
        .fault("process_crash", "controller1", 3s, 6s)
        .cluster_silent(3010ms, "controller1")
        .cluster_says(3600ms, "controller2", "controller2", "CLUSTER_UP_HA_COMPROMISED")
        .cluster_says(3650ms, "controller3", "controller2", "CLUSTER_UP_HA_COMPROMISED")
        .cluster_says(6100ms, "controller1", "controller2")
        .cluster_says(6100ms, "controller2", "controller2");
}

/// An object is made, changed, and read back through everyone.
Builder written() {
    Builder builder = cluster()
                          .call(2s, Operation::create, "1")
                          .call(3s, Operation::write, "2")
                          .call(4s, Operation::read, "2", "controller2");
    return builder;
}
Builder& read_back(Builder& builder, const std::optional<std::string>& value) {
    for (const std::string node : {"controller1", "controller2", "controller3"}) {
        builder.call(9s, Operation::read, value, node, CallOutcome::ok, workload::read_back_client);
    }
    return builder;
}

TEST(LinearizableConfiguration, FailsAStaleReadAndNamesTheCalls) {
    const Checker checker = linearizable_configuration();
    EXPECT_TRUE(passes(checker, written()));
    const Builder stale = written().call(5s, Operation::read, "1", "controller3");
    EXPECT_TRUE(fails(checker, stale, "these 2 already contradict each other"));

    const Verdict verdict = verdict_of(checker, stale);
    ASSERT_EQ(verdict.evidence.size(), 2U);
    EXPECT_NE(verdict.evidence[1].what.find("reads 1 from wl-0 through controller3"),
              std::string::npos);
}

TEST(LinearizableConfiguration, AnUnknownWriteMayShowLaterAndARefusedOneNever) {
    const Checker checker = linearizable_configuration();
    EXPECT_TRUE(passes(checker, written()
                                    .call(5s, Operation::write, "3", "controller1", unknown)
                                    .call(6s, Operation::read, "2")
                                    .call(7s, Operation::read, "3")));
    EXPECT_TRUE(fails(checker,
                      written()
                          .call(5s, Operation::write, "3", "controller1", CallOutcome::fail)
                          .call(6s, Operation::read, "3"),
                      "contradict"));
}

TEST(LinearizableConfiguration, ASearchThatTakesTooLongIsInvalid) {
    Builder builder = cluster().call(2s, Operation::create, "0");
    for (int i = 1; i < 25; ++i) {
        builder.call(3s, Operation::write, std::to_string(i));
    }
    EXPECT_TRUE(judged(linearizable_configuration(), builder.call(4s, Operation::read, "nobody's"),
                       Outcome::invalid, "was given up after 200001 steps"));
}

TEST(AcknowledgedWritesSurvive, FailsALostWriteAndAMemberThatCannotBeAsked) {
    const Checker checker = acknowledged_writes_survive();
    Builder kept = written();
    EXPECT_TRUE(passes(checker, read_back(kept, "2")));
    Builder lost = written();
    EXPECT_TRUE(fails(checker, read_back(lost, "1"), "wl-0 holds 1 through controller1"));
    Builder gone = written();
    EXPECT_TRUE(fails(checker, read_back(gone, std::nullopt), "wl-0 holds nothing"));
    EXPECT_TRUE(fails(checker, written(), "could not be read back through controller1"));
}

TEST(AcknowledgedWritesSurvive, AnUnknownWriteMayHaveCome) {
    Builder builder = written().call(5s, Operation::remove, {}, "controller1", unknown);
    EXPECT_TRUE(passes(acknowledged_writes_survive(), read_back(builder, std::nullopt)));
}

TEST(AcknowledgedWritesSurvive, OnlyMembersAreAsked) {
    Builder builder = written().cluster_says(8s, "controller1", "controller1", "CLUSTER_UP_NO_HA",
                                             {"controller1"});
    builder.call(9s, Operation::read, "2", "controller1", CallOutcome::ok,
                 workload::read_back_client);
    EXPECT_TRUE(passes(acknowledged_writes_survive(), builder));
}

TEST(OneLeader, FailsTwoWhoSayThatTheyLead) {
    const Checker checker = one_leader_accepts_writes();
    EXPECT_TRUE(passes(checker, failover()));
    EXPECT_TRUE(fails(checker, cluster().cluster_says(5s, "controller2", "controller2"),
                      "controller1 and controller2 both led for 5"));
}

Builder partitioned() {
    Builder builder = cluster();
    builder.scenario().schedule = {{faults::AtInstant{1s},
                                    faults::Partition{{{faults::Target::Role::leader, ""}},
                                                      {{faults::Target::Role::node, "controller2"},
                                                       {faults::Target::Role::node, "controller3"}},
                                                      false,
                                                      {}},
                                    2s}};
    return builder
        .add(3s, history::FaultEvent{0,
                                     "inject",
                                     Instant(3s),
                                     "partition",
                                     {"controller1", "controller2", "controller3"},
                                     ""})
        .call(3500ms, Operation::create, "1", "controller2");
}

TEST(OneLeader, FailsAWriteThatTheMinorityAcknowledges) {
    const Checker checker = one_leader_accepts_writes();
    EXPECT_TRUE(passes(checker, partitioned()));
    EXPECT_TRUE(fails(checker, partitioned().call(3600ms, Operation::write, "2", "controller1"),
                      "controller1 acknowledged a write of wl-0 while it was cut off"));
}

TEST(ClusterStateSequence, FailsAStateThatNeverCame) {
    EXPECT_TRUE(passes(cluster_state_sequence({"CLUSTER_UP_HA_ACTIVE", "CLUSTER_UP_HA_COMPROMISED",
                                               "CLUSTER_UP_HA_ACTIVE"}),
                       failover()));
    EXPECT_TRUE(fails(cluster_state_sequence({"CLUSTER_UP_HA_COMPROMISED", "CLUSTER_UP_NO_HA"}),
                      failover(), "CLUSTER_UP_NO_HA was never reached"));
}

TEST(LeaderNeverChanges, FailsAnElection) {
    EXPECT_TRUE(passes(leader_never_changes(), cluster().fault("delay", "controller2", 3s)));
    EXPECT_TRUE(fails(leader_never_changes(), failover(), "controller2 leads, who did not"));
}

Builder moved_address() {
    return failover()
        .owns_cluster_ip("controller1", 1s, 3s)
        .announces_cluster_ip("controller2", 3610ms)
        .owns_cluster_ip("controller2", 3610ms, 10s);
}

TEST(OneClusterIpOwner, FailsTwoOwnersAFollowerAndAStranger) {
    const Checker checker = one_cluster_ip_owner();
    EXPECT_TRUE(passes(checker, moved_address()));
    EXPECT_TRUE(passes(single_owner(), moved_address()));
    const Builder late = moved_address().owns_cluster_ip("controller1", 4s, 5s);
    EXPECT_TRUE(fails(checker, late, "198.18.0.100 was owned by controller2 and controller1"));
    EXPECT_TRUE(fails(single_owner(), late, "198.18.0.100 was owned by"));
    EXPECT_TRUE(fails(checker, cluster().owns_cluster_ip("controller3", 4s, 5s),
                      "controller3 answers for 198.18.0.100 while it says that it does not lead"));
    EXPECT_TRUE(fails(checker, cluster().owns_cluster_ip("se1", 4s, 5s), "which is no controller"));
}

// A request of its own held the observer up from 3 s to 5 s: the same answer before and after.
TEST(OneClusterIpOwner, PassesWhoMayHaveLedWhileTheObserverWasAway) {
    Builder away = cluster().owns_cluster_ip("controller3", 4s, 4500ms);
    EXPECT_TRUE(fails(one_cluster_ip_owner(), away, "while it says that it does not lead"));
    EXPECT_TRUE(passes(one_cluster_ip_owner(), away.cluster_says_again(5s, "controller3", 3s)));
}

TEST(OneClusterIpOwner, PassesWhoMayHaveLedBetweenTwoQuestions) {
    EXPECT_TRUE(
        passes(one_cluster_ip_owner(), cluster().owns_cluster_ip("controller3", 4s, 4010ms)));
}

TEST(ClusterIpAnnounced, FailsAnOwnerThatSaidNothing) {
    EXPECT_TRUE(fails(cluster_ip_announced(), moved_address(),
                      "controller1 took the cluster IP 198.18.0.100 without a gratuitous ARP"));
    EXPECT_TRUE(passes(cluster_ip_announced(),
                       moved_address().announces_cluster_ip("controller1", 1s - 1ms)));
}

TEST(ApiBack, MeasuresFromTheFaultToTheFirstAcknowledgedWrite) {
    const Checker checker = api_back_within_budget();
    const Builder back = failover()
                             .call(3200ms, Operation::create, "1", "controller1", CallOutcome::fail)
                             .call(3900ms, Operation::create, "2");
    EXPECT_TRUE(passes(checker, back));
    const Verdict verdict = verdict_of(checker, back);
    ASSERT_EQ(verdict.measurements.size(), 1U);
    EXPECT_EQ(verdict.measurements[0].name, "apiBackTime");
    EXPECT_EQ(verdict.measurements[0].value, 905ms);
    EXPECT_EQ(verdict.measurements[0].bound, 2s);
    EXPECT_TRUE(fails(checker, failover().call(5100ms, Operation::create, "2"),
                      "no write was acknowledged within 2.00s after process_crash"));
}

TEST(ApiBack, CountsFromTheHealThatGaveTheQuorumBack) {
    const Builder none = cluster()
                             .fault("process_crash", "controller1", 3s, 6s)
                             .fault("process_crash", "controller2", 3s, 7s);
    const Verdict verdict =
        verdict_of(api_back_within_budget(), Builder(none).call(6500ms, Operation::create, "1"));
    ASSERT_EQ(verdict.outcome, Outcome::pass) << verdict.reason;
    EXPECT_EQ(verdict.measurements[0].value, 505ms);
}

TEST(LeaderElected, MeasuresTheElectionAndFailsOneThatNeverComes) {
    const Checker checker = leader_elected_in_time();
    EXPECT_TRUE(passes(checker, failover()));
    EXPECT_EQ(verdict_of(checker, failover()).measurements[0].value, 600ms);
    EXPECT_EQ(verdict_of(checker, failover()).measurements[0].bound, 1s);
    EXPECT_TRUE(fails(checker, cluster().fault("process_crash", "controller1", 3s),
                      "nobody led after process_crash of controller1"));
}

TEST(NeverDisturbed, FailsALostProbeWhileControllersAreBroken) {
    const Builder broken = failover().service("vs1");
    EXPECT_TRUE(passes(never_disturbed(), broken));
    EXPECT_TRUE(fails(never_disturbed(), Builder(broken).loses("vs1", 3100ms, 3200ms), "of vs1"));
    EXPECT_TRUE(passes(never_disturbed(),
                       Builder(broken).fault("process_crash", "se1", 4s).loses("vs1", 4s, 5s)));
}

TEST(Refused, FailsWhatWasAcceptedAndWhatChangedTheMembers) {
    const std::string four = "change_members c1,c2,c3,c4 expecting refusal";
    EXPECT_TRUE(passes(refused(), cluster().operation(four, 3s, OperationType::fail, 400)));
    EXPECT_TRUE(fails(refused(), cluster().operation(four, 3s, OperationType::ok, 200),
                      "was not refused: 200"));
    EXPECT_TRUE(
        fails(refused(), cluster().operation(four, 3s, OperationType::info), "was not refused: 0"));
    EXPECT_TRUE(fails(refused(),
                      cluster()
                          .operation(four, 3s, OperationType::fail, 400)
                          .cluster_says(4s, "controller1", "controller1", "CLUSTER_UP_HA_ACTIVE",
                                        {"controller1"}),
                      "and yet the members changed"));
    EXPECT_TRUE(fails(refused(),
                      cluster().operation("clear_cluster_ip", 3s, OperationType::fail, 403),
                      "'clear_cluster_ip' was not accepted: 403"));
}

TEST(EventSequence, OfObjectsLeavesOtherObjectsAside) {
    const Checker checker =
        event_sequence_of_objects({{"SE_DP_HB_FAILED", "se1"}, {"SE_DOWN", "se1"}});
    const Builder ordered = failover()
                                .event("SE_DP_HB_FAILED", "se1", 3500ms)
                                .event("SE_DOWN", "se1", 3600ms)
                                .event("SE_DP_HB_FAILED", "se2", 6s);
    EXPECT_TRUE(passes(checker, ordered));
    EXPECT_TRUE(fails(checker, Builder(ordered).event("SE_DOWN", "se1", 7s), "expected"));
    EXPECT_TRUE(
        fails(checker, failover().event("SE_DOWN", "se1", 3500ms), "but the log has SE_DOWN se1"));
}

TEST(EventSequence, FailsALostADoubledAndAMisplacedEvent) {
    const Checker checker = event_sequence({{"CONTROLLER_NODE_LEFT", "controller1"},
                                            {"CONTROLLER_LEADER_FAILOVER", ""},
                                            {"CONTROLLER_NODE_JOINED", "controller1"}});
    const Builder left = failover()
                             .event("CONTROLLER_NODE_LEFT", "controller1", 3500ms)
                             .event("SE_UP", "se1", 3600ms);
    const Builder all = Builder(left)
                            .event("CONTROLLER_LEADER_FAILOVER", "controller2", 3600ms)
                            .event("CONTROLLER_NODE_JOINED", "controller1", 6s);
    EXPECT_TRUE(passes(checker, all));
    EXPECT_TRUE(fails(checker, left, "but the log has CONTROLLER_NODE_LEFT controller1"));
    EXPECT_TRUE(
        fails(checker, Builder(all).event("CONTROLLER_NODE_LEFT", "controller1", 7s), "expected"));
    EXPECT_TRUE(fails(checker,
                      failover()
                          .event("CONTROLLER_LEADER_FAILOVER", "controller2", 3600ms)
                          .event("CONTROLLER_NODE_LEFT", "controller1", 3700ms)
                          .event("CONTROLLER_NODE_JOINED", "controller1", 6s),
                      "expected"));
}

}  // namespace
}  // namespace holdfast::harness::check
