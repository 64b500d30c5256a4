// SPDX-License-Identifier: Apache-2.0
// Each checker of scale-outs, scale-ins and migrations, on a run that keeps its rule and on one
// that breaks it: vs1 starts on se1 and se2 and may have three instances.
#include "harness/check/scaling.h"

#include <gtest/gtest.h>

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

using Type = history::OperationEvent::Type;
using List = std::vector<std::string>;

RecordingBuilder group() {
    RecordingBuilder builder("elastic_group");
    builder.elastic({"se1", "se2", "se3", "se4"}).service("vs1").lists(1s, {"se1", "se2"}, 1);
    builder.scenario().deployment.group.min_scaleout_per_vs = 2;
    builder.scenario().deployment.group.max_scaleout_per_vs = 3;
    return builder;
}

RecordingBuilder asks(RecordingBuilder builder, Duration at, const std::string& action,
                      Type answer = Type::ok, const std::string& more = "") {
    builder.operation("post virtualservice vs1 " + action + " {\"vip_id\": \"0\"" + more + "}", at,
                      answer, answer == Type::ok ? 200 : 400);
    return builder;
}

TEST(InstancesChecker, CountsWhatTheOperatorAskedFor) {
    const RecordingBuilder asked = asks(group(), 3s, "scaleout");
    EXPECT_TRUE(passes(instances_follow_the_operator(),
                       RecordingBuilder(asked).lists(3500ms, {"se1", "se2", "se3"}, 2)));
    EXPECT_TRUE(fails(instances_follow_the_operator(), asked, "instead of 3 engines"));
    const RecordingBuilder back =
        asks(RecordingBuilder(asked).lists(3500ms, {"se1", "se2", "se3"}, 2), 5s, "scalein");
    EXPECT_TRUE(fails(instances_follow_the_operator(), back, "instead of 2 engines"));
    EXPECT_TRUE(passes(instances_follow_the_operator(),
                       RecordingBuilder(back).lists(5200ms, {"se1", "se2"}, 3)));
}

TEST(ScalingLimitChecker, WantsARefusalAtTheMaximumAndNowhereElse) {
    const RecordingBuilder full = asks(group(), 3s, "scaleout");
    EXPECT_TRUE(passes(scale_out_ends_at_maximum(), asks(full, 4s, "scaleout", Type::fail)));
    EXPECT_TRUE(fails(scale_out_ends_at_maximum(), asks(full, 4s, "scaleout"), "was accepted"));
    EXPECT_TRUE(fails(scale_out_ends_at_maximum(), asks(group(), 3s, "scaleout", Type::fail),
                      "was refused"));
}

TEST(ScalingLimitChecker, WantsARefusalAtTheMinimum) {
    EXPECT_TRUE(passes(scale_in_ends_at_minimum(), asks(group(), 3s, "scalein", Type::fail)));
    EXPECT_TRUE(fails(scale_in_ends_at_minimum(), asks(group(), 3s, "scalein"), "was accepted"));
}

TEST(PrimaryChecker, WantsAnotherOwnerAndTheOldOneGone) {
    RecordingBuilder asked = asks(group(), 3s, "scalein", Type::ok, R"(, "scalein_primary": true)");
    asked.owns("se1", "vs1", 1s, 3s);
    EXPECT_TRUE(
        passes(primary_hands_over_and_leaves(),
               RecordingBuilder(asked).owns("se2", "vs1", 3100ms, 9s).lists(3200ms, {"se2"}, 2)));
    EXPECT_TRUE(fails(primary_hands_over_and_leaves(),
                      RecordingBuilder(asked).owns("se2", "vs1", 3100ms, 9s), "still on se1"));
    EXPECT_TRUE(fails(primary_hands_over_and_leaves(),
                      RecordingBuilder(asked).lists(3200ms, {"se2"}, 2), "not owned by another"));
}

TEST(HopelessScaleOutChecker, WantsTheFailureInItsTimeAndNothingChanged) {
    const RecordingBuilder asked = asks(group(), 3s, "scaleout");
    const Checker checker = hopeless_scale_out_ends(2s);
    EXPECT_TRUE(
        passes(checker, RecordingBuilder(asked).event("VS_SCALEOUT_FAILED", "vs1", 5100ms)));
    EXPECT_TRUE(fails(checker, asked, "was not reported"));
    EXPECT_TRUE(fails(checker, RecordingBuilder(asked).event("VS_SCALEOUT_FAILED", "vs1", 4s),
                      "came after 1.00s"));
    EXPECT_TRUE(fails(checker,
                      RecordingBuilder(asked)
                          .event("VS_SCALEOUT_FAILED", "vs1", 5100ms)
                          .lists(5100ms, {"se1"}, 2),
                      "is on se1"));
}

TEST(MissingInstanceChecker, WantsAWarning) {
    const RecordingBuilder asked = asks(group(), 3s, "scaleout");
    EXPECT_TRUE(passes(missing_instance_is_shown(),
                       RecordingBuilder(asked).event("VS_SE_HA_COMPROMISED", "vs1", 3100ms)));
    EXPECT_TRUE(fails(missing_instance_is_shown(), asked, "vs1 lacks an instance"));
}

TEST(FailedMigrationChecker, WantsTheServiceWhereItWas) {
    RecordingBuilder asked =
        asks(group(), 3s, "migrate", Type::ok, R"(, "to_se_ref": "/api/serviceengine/?name=se3")");
    asked.owns("se1", "vs1", 1s, 9s);
    const RecordingBuilder failed = RecordingBuilder(asked).event("VS_MIGRATE_FAILED", "vs1", 5s);
    EXPECT_TRUE(passes(failed_migration_changes_nothing(), failed));
    EXPECT_TRUE(fails(failed_migration_changes_nothing(), asked, "was not reported"));
    EXPECT_TRUE(fails(failed_migration_changes_nothing(),
                      RecordingBuilder(failed).announces("se3", "vs1", 6s), "se3 claimed"));
    EXPECT_TRUE(fails(failed_migration_changes_nothing(),
                      RecordingBuilder(failed).lists(6s, {"se1", "se2", "se3"}, 2), "at the end"));
}

}  // namespace
}  // namespace holdfast::harness::check
