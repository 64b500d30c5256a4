// SPDX-License-Identifier: Apache-2.0
// Goal: of services with several paths, a path that is missing, or that outlives its engine, is
// seen; so is a break that others feel. Method: probes of two flows by two engines, made by hand.
#include "harness/check/paths.h"

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

/// Flow 0 by se1, flow 1 by se2, until the faults.
Builder two_paths() {
    Builder builder;
    builder.service("vs1");
    return builder.probes_by("se1", "vs1", 0, 1s, 3s).probes_by("se2", "vs1", 1, 1s, 9s);
}

/// se1 fails at 3 s and is back at 6 s; its flow goes on by se2.
Builder one_lost() {
    Builder builder = two_paths();
    return builder.fault("node_power_off", "se1", 3s, 6s).flow_loses(0, 3s, 3500ms);
}

TEST(Paths, EveryEngineHasToBeSentSomething) {
    EXPECT_TRUE(passes(every_engine_has_a_path(), two_paths()));
    Builder one;
    one.service("vs1").probes_by("se1", "vs1", 0, 1s, 3s);
    EXPECT_TRUE(fails(every_engine_has_a_path(), one, "se2 served no packet of vs1"));
}

TEST(Paths, FlowsOfALostEngineGoOnElsewhere) {
    EXPECT_TRUE(passes(lost_paths_vanish(), one_lost().probes_by("se2", "vs1", 0, 3500ms, 6s)));
    EXPECT_TRUE(fails(lost_paths_vanish(), one_lost().flow_loses(0, 3500ms, 5s),
                      "flow 0 of vs1, which se1 served, was out for"));
}

TEST(Paths, FlowsOfOthersFeelNothing) {
    EXPECT_TRUE(fails(lost_paths_vanish(), one_lost().flow_loses(1, 3s, 3200ms),
                      "flow 1 of vs1, which another engine served, was out for"));
}

TEST(Paths, NothingIsSentToALostEngine) {
    EXPECT_TRUE(fails(lost_paths_vanish(), one_lost().probes_by("se1", "vs1", 0, 4500ms, 4600ms),
                      "clients' packets are sent to se1 1.50s after it was lost"));
}

TEST(Paths, ALossThatIsOverBeforeTheBoundIsNotJudged) {
    Builder brief = two_paths();
    brief.fault("link_down", "se1", 3s, 3500ms).flow_loses(0, 3s, 3500ms);
    EXPECT_EQ(verdict_of(lost_paths_vanish(), brief).occurrences, 0);
}

}  // namespace
}  // namespace holdfast::harness::check
