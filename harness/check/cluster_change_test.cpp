// SPDX-License-Identifier: Apache-2.0
// Each checker of a changed cluster on a run that keeps its rule, and on one that breaks it.
#include "harness/check/cluster_change.h"

#include <gtest/gtest.h>

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

using Names = std::vector<std::string>;
using OperationType = history::OperationEvent::Type;
using Operation = workload::ApiCall::Operation;

const Names three = {"controller1", "controller4", "controller5"};
const std::string forming = "change_members controller1,controller4,controller5";

/// controller1 is by itself and asked at 3 s to be one of three.
Builder asked_to_form() {
    Builder builder("cluster_with_spares");
    auto& scenario = builder.scenario();
    scenario.deployment.cluster.controllers = {"controller1"};
    scenario.budgets.api_back = 2s;
    return builder
        .cluster_says(1s, "controller1", "controller1", "CLUSTER_UP_NO_HA", {"controller1"})
        .operation(forming, 3s, OperationType::ok, 200);
}

Builder formed() {
    return asked_to_form().cluster_says(4s, "controller1", "controller1", "CLUSTER_UP_HA_ACTIVE",
                                        three);
}

TEST(MembersAsAsked, FailsAChangeThatIsNotMadeOrComesTooLateOrIsRefused) {
    EXPECT_TRUE(passes(members_as_asked(), formed()));
    EXPECT_TRUE(fails(members_as_asked(), asked_to_form(), "no member named exactly"));
    EXPECT_TRUE(fails(members_as_asked(),
                      asked_to_form().cluster_says(6s, "controller1", "controller1",
                                                   "CLUSTER_UP_HA_ACTIVE", three),
                      "only 3"));
    EXPECT_TRUE(
        fails(members_as_asked(),
              formed().operation("change_members controller1", 5s, OperationType::fail, 400),
              "was not accepted: 400"));
}

TEST(MembersAsAsked, FailsAMemberThatIsNamedAgainAfterItLeft) {
    EXPECT_TRUE(
        fails(members_as_asked(),
              formed().cluster_says(5s, "controller1", "controller1", "CLUSTER_UP_HA_COMPROMISED",
                                    {"controller1", "controller2", "controller4"}),
              "named controller1, controller2, controller4 as members instead of"));
}

TEST(FailedChangeTakenBack, FailsOneThatIsNotAndOneThatIsNotReported) {
    const auto killed = [] {
        return asked_to_form().fault("process_crash", "controller4", 3050ms);
    };
    const auto reported = [&] {
        return killed().event("CLUSTER_CONFIG_FAILED", "controller1", 4s);
    };
    EXPECT_TRUE(passes(failed_change_taken_back(), reported()));
    EXPECT_TRUE(fails(failed_change_taken_back(), killed(), "was not reported"));
    EXPECT_TRUE(fails(failed_change_taken_back(),
                      reported().cluster_says(3900ms, "controller1", "controller1",
                                              "CLUSTER_UP_HA_COMPROMISED", three),
                      "were not controller1 again"));
}

TEST(FailedChangeTakenBack, IsNotAboutAMemberThatHadJoinedBeforeItDied) {
    const auto verdict = verdict_of(failed_change_taken_back(),
                                    asked_to_form()
                                        .event("CONTROLLER_NODE_JOINED", "controller4", 3040ms)
                                        .fault("process_crash", "controller4", 3050ms));
    EXPECT_EQ(verdict.outcome, Outcome::pass);
    EXPECT_EQ(verdict.occurrences, 0);
}

TEST(ServicesKept, FailsAClusterThatForgotAService) {
    const auto running = [] { return formed().service("vs1").says(2s, "se1", "se2"); };
    EXPECT_TRUE(passes(services_kept(), running()));
    EXPECT_TRUE(fails(services_kept(), running().add(5s, history::RuntimeObserved{}),
                      "knows nothing of vs1"));
}

/// Three become one; controller2 answers behind it as it is told to.
Builder dismantled(const Names& named_by_controller2) {
    Builder builder("cluster_with_spares");
    const Names all = {"controller1", "controller2", "controller3"};
    builder.scenario().deployment.cluster.controllers = all;
    builder.cluster_says(1s, "controller1", "controller1", "CLUSTER_UP_HA_ACTIVE", all)
        .cluster_says(1s, "controller2", "controller1", "CLUSTER_UP_HA_ACTIVE", all)
        .operation("change_members controller1", 3s, OperationType::ok, 200)
        .cluster_says(4s, "controller1", "controller1", "CLUSTER_UP_NO_HA", {"controller1"})
        .cluster_says(4s, "controller2", "controller2", "CLUSTER_UP_NO_HA", named_by_controller2);
    return builder;
}

TEST(FormerMembersAreFresh, FailsOneThatNamesOthersOrStillHasAService) {
    EXPECT_TRUE(passes(former_members_are_fresh(), dismantled({"controller2"})));
    EXPECT_TRUE(fails(former_members_are_fresh(), dismantled({"controller1", "controller2"}),
                      "controller2 is no member any more, and still names controller1"));
    const std::string deletion = "delete_virtual_service vs1 through controller2 expecting refusal";
    EXPECT_TRUE(fails(former_members_are_fresh(),
                      dismantled({"controller2"}).operation(deletion, 5s, OperationType::ok, 204),
                      "controller2 still had vs1"));
}

TEST(ApiBackAfterChange, FailsASilenceThatIsTooLong) {
    EXPECT_TRUE(passes(api_back_after_change(), formed().call(4500ms, Operation::create, "1")));
    EXPECT_TRUE(fails(api_back_after_change(), formed().call(6s, Operation::create, "1"),
                      "no write was acknowledged within 2"));
}

TEST(PhasesInOrder, FailsAPhaseThatIsMissing) {
    const auto told = [](const std::string& progress) {
        Builder builder = formed();
        history::ClusterObserved seen;
        seen.asked = "controller1";
        seen.answered = true;
        seen.progress = progress;
        seen.nodes = {{"controller1", "CLUSTER_LEADER", "", ""}};
        return builder.add(5s, seen);
    };
    const std::string last = "Restoring; Waiting for Service Engines to connect; Ready";
    EXPECT_TRUE(passes(phases_in_order(),
                       told("100; Configuration is in progress; Inaccessible; " + last)));
    EXPECT_TRUE(fails(phases_in_order(), told("100; Configuration is in progress; " + last),
                      "passed '100; Configuration is in progress; Restoring"));
}

TEST(ChangesDisturbNothing, FailsAProbeThatIsLostAfterwards) {
    const auto used = [] { return formed().service("vs1"); };
    EXPECT_TRUE(passes(changes_disturb_nothing(), used()));
    EXPECT_TRUE(fails(changes_disturb_nothing(), used().loses("vs1", 4s, 4500ms), "lost"));
}

}  // namespace
}  // namespace holdfast::harness::check
