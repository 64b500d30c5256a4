// SPDX-License-Identifier: Apache-2.0
// Goal: the judges of elastic groups pass what keeps the rules and fail what breaks them. Method:
// runs made by hand: three engines with room for two services each.
#include "harness/check/capacity.h"

#include <gtest/gtest.h>

#include "harness/check/judging.h"
#include "harness/check/traffic.h"

namespace holdfast::harness::check {
namespace {

/// What is wrong; "" when nothing is.
std::string problem(const Checker& checker, const Builder& builder) {
    const Verdict verdict = verdict_of(checker, builder);
    return verdict.outcome == Outcome::fail ? verdict.reason : "";
}

Builder group(std::uint32_t instances) {
    Builder builder("elastic_group");
    builder.elastic({"se1", "se2", "se3"}).service("vs1").service("vs2");
    builder.scenario().deployment.group.min_scaleout_per_vs = instances;
    builder.scenario().deployment.group.max_vs_per_se = 2;
    return builder;
}

/// vs1 on se1, vs2 on se2; se1 is dead from 3 s to 6 s, and se3 takes over.
Builder taken_over_by_se3() {
    return group(1)
        .owns("se1", "vs1", 1s, 3s)
        .owns("se2", "vs2", 1s, 10s)
        .fault("process_crash", "se1", 3s, 6s)
        .announces("se3", "vs1", 3400ms)
        .owns("se3", "vs1", 3400ms, 10s)
        .loses("vs1", 3s, 3410ms);
}

TEST(LoadWithinLimit, FailsAnEngineWithMore) {
    EXPECT_TRUE(passes(load_within_limit(), group(1).lists(1s, {"se1"}, 1)));
    Builder one_each = group(1);
    one_each.scenario().deployment.group.max_vs_per_se = 1;
    EXPECT_EQ(problem(load_within_limit(), one_each.lists(1s, {"se1"}, 1)),
              "se1 has 2 services; max_vs_per_se of pair is 1");
}

TEST(ServedAsFarAsRoomGoes, FailsAServiceThatFitsAndWaits) {
    EXPECT_TRUE(passes(served_as_far_as_room_goes(), taken_over_by_se3()));
    const Builder left = group(1)
                             .owns("se1", "vs1", 1s, 3s)
                             .owns("se2", "vs2", 1s, 10s)
                             .fault("process_crash", "se1", 3s, 6s);
    EXPECT_NE(problem(served_as_far_as_room_goes(), left).find("1 of 2 services"),
              std::string::npos);
}

TEST(ServedAsFarAsRoomGoes, PassesAServiceThatDoesNotFit) {
    Builder full = group(1)
                       .owns("se1", "vs1", 1s, 3s)
                       .owns("se2", "vs2", 1s, 10s)
                       .fault_of_all("process_crash se1 se3", {"se1", "se3"}, 3s, 6s)
                       .announces("se1", "vs1", 6100ms)
                       .owns("se1", "vs1", 6100ms, 10s);
    full.scenario().deployment.group.max_vs_per_se = 1;
    EXPECT_TRUE(passes(served_as_far_as_room_goes(), full));
}

TEST(ServicesOnSoundEngines, FailsALossOfAServiceThatNoFaultConcerns) {
    EXPECT_TRUE(passes(services_on_sound_engines_undisturbed(), taken_over_by_se3()));
    EXPECT_NE(
        problem(services_on_sound_engines_undisturbed(), taken_over_by_se3().loses("vs2", 4s, 5s))
            .find("of vs2 lost"),
        std::string::npos);
}

TEST(InstancesOnDifferentEngines, FailsTooFewAndTwoOnOne) {
    EXPECT_TRUE(passes(instances_on_different_engines(), group(2).lists(1s, {"se1", "se2"}, 1)));
    EXPECT_NE(problem(instances_on_different_engines(), group(2).lists(1s, {"se1"}, 1))
                  .find("vs1 is on 1 engines instead of 2"),
              std::string::npos);
    EXPECT_NE(problem(instances_on_different_engines(), group(2).lists(1s, {"se1", "se1"}, 1))
                  .find("vs1 is twice on one engine: se1, se1"),
              std::string::npos);
}

TEST(WaitsForRoom, FailsAServiceThatIsPlacedAllTheSame) {
    const auto placed = [](const std::vector<std::string>& active) {
        history::RuntimeObserved said;
        said.services.push_back({"one-more", active.empty() ? "OPER_DOWN" : "OPER_UP", active, {}});
        return group(1).add(5s, said);
    };
    EXPECT_TRUE(passes(waits_for_room("one-more"), placed({})));
    EXPECT_EQ(problem(waits_for_room("one-more"), placed({"se1"})),
              "one-more is on se1, which has no room");
    EXPECT_FALSE(passes(waits_for_room("another"), placed({})));
}

}  // namespace
}  // namespace holdfast::harness::check
