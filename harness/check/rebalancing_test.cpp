// SPDX-License-Identifier: Apache-2.0
// Each checker of rebalancing, on a run that keeps its rule and on one that breaks it. A service
// has two flows of 100 probes a second, each of them answered: 400 packets a second.
#include "harness/check/rebalancing.h"

#include <gtest/gtest.h>

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

using Type = history::OperationEvent::Type;

/// The operator says at 3 s how many packets an engine is to bear; intervals are of 2 s.
RecordingBuilder judged_by(RecordingBuilder builder, int capacity, bool automatic) {
    const std::string on = automatic ? "true" : "false";
    builder.operation("patch serviceenginegroup elastic {\"auto_rebalance\": " + on +
                          ", \"auto_rebalance_interval\": 2, "
                          "\"auto_rebalance_capacity_per_se\": [" +
                          std::to_string(capacity) + "]}",
                      3s, Type::ok, 200);
    return builder;
}

RecordingBuilder one_service() {
    RecordingBuilder builder("elastic_group");
    builder.elastic({"se1", "se2", "se3"}).service("vs1").lists(1s, {"se1"}, 1);
    builder.scenario().deployment.group.min_scaleout_per_vs = 1;
    return builder;
}

TEST(OverloadChecker, WantsAnEventAndNothingElse) {
    const RecordingBuilder busy = judged_by(one_service(), 400, false);
    const RecordingBuilder told = RecordingBuilder(busy).event("REBALANCE_VS_SCALEOUT", "vs1", 4s);
    EXPECT_TRUE(passes(overload_is_only_told(), told));
    EXPECT_TRUE(fails(overload_is_only_told(), busy, "no REBALANCE_VS_"));
    EXPECT_TRUE(fails(overload_is_only_told(), RecordingBuilder(told).lists(5s, {"se1", "se2"}, 2),
                      "changed though"));
}

TEST(RebalancingChecker, WantsOneInstanceMoreOfWhatAloneIsBusy) {
    const RecordingBuilder told =
        judged_by(one_service(), 400, true).event("REBALANCE_VS_SCALEOUT", "vs1", 4s);
    EXPECT_TRUE(
        passes(load_is_rebalanced(), RecordingBuilder(told).lists(4500ms, {"se1", "se2"}, 2)));
    EXPECT_TRUE(fails(load_is_rebalanced(), told, "are not so"));
    EXPECT_TRUE(fails(load_is_rebalanced(), judged_by(one_service(), 400, true), "nothing came"));
    EXPECT_TRUE(fails(load_is_rebalanced(),
                      judged_by(one_service(), 400, true).event("REBALANCE_VS_MIGRATE", "vs1", 4s),
                      "REBALANCE_VS_MIGRATE vs1 came"));
}

TEST(RebalancingChecker, WantsFewerInstancesWhereEnginesAreIdle) {
    RecordingBuilder idle = judged_by(one_service().lists(2s, {"se1", "se2"}, 2), 4000, true);
    idle.event("REBALANCE_VS_SCALEIN", "vs1", 4s);
    EXPECT_TRUE(passes(load_is_rebalanced(), RecordingBuilder(idle).lists(4500ms, {"se1"}, 3)));
    EXPECT_TRUE(fails(load_is_rebalanced(), idle, "are not so"));
}

TEST(RebalancingChecker, DoesNotJudgeBetweenTheLimits) {
    EXPECT_EQ(verdict_of(load_is_rebalanced(), judged_by(one_service(), 800, true)).occurrences, 0);
}

TEST(PaceChecker, WantsAnIntervalBetweenTwo) {
    const RecordingBuilder first =
        judged_by(one_service(), 400, true).event("REBALANCE_VS_SCALEOUT", "vs1", 4s);
    EXPECT_TRUE(passes(one_rebalancing_an_interval(),
                       RecordingBuilder(first).event("REBALANCE_VS_SCALEOUT", "vs1", 6s)));
    EXPECT_TRUE(fails(one_rebalancing_an_interval(),
                      RecordingBuilder(first).event("REBALANCE_VS_SCALEOUT", "vs1", 5s),
                      "came the next"));
}

TEST(PairChecker, WantsNothingToHappen) {
    RecordingBuilder pair;
    pair.service("vs1").says(1s, "se1", "se2");
    const RecordingBuilder busy = judged_by(pair, 200, true);
    EXPECT_TRUE(passes(pairs_are_not_rebalanced(), busy));
    EXPECT_TRUE(fails(pairs_are_not_rebalanced(), RecordingBuilder(busy).says(5s, "se2", "se1"),
                      "moved though"));
    EXPECT_TRUE(fails(pairs_are_not_rebalanced(),
                      RecordingBuilder(busy).event("REBALANCE_VS_MIGRATE", "vs1", 5s),
                      "of a pair"));
}

}  // namespace
}  // namespace holdfast::harness::check
