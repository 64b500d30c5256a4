// SPDX-License-Identifier: Apache-2.0
// Goal: what spec 3.13 says of busy and of idle engines, and that doing as told never makes another
// engine too busy, nor goes back and forth.
#include "reference/placement/rebalance.h"

#include <gtest/gtest.h>

namespace holdfast::reference::placement {
namespace {

using Action = Rebalancing::Action;

/// se1 carries web and mail, se2 mail alone, se3 nothing; all of them can take whatever they lack.
MeasuredGroup three_engines(double se1, double se2, double web, double mail) {
    MeasuredGroup group;
    group.engines = {
        {"se1", se1, {{"web", web}, {"mail", mail}}}, {"se2", se2, {{"dns", 100}}}, {"se3", 0, {}}};
    group.vips = {{.vip = "web", .engines = {"se1"}, .may_grow = true, .places = {"se3", "se2"}},
                  {.vip = "mail", .engines = {"se1"}, .may_grow = true, .places = {"se3", "se2"}},
                  {.vip = "dns", .engines = {"se2"}, .may_grow = true, .places = {"se3", "se1"}}};
    return group;
}

TEST(Rebalance, WhatDominatesABusyEngineGetsOneInstanceMore) {
    const auto found = rebalance(three_engines(81, 50, 71, 29));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->action, Action::scale_out);
    EXPECT_EQ(found->vip, "web");
    EXPECT_EQ(found->because_of, EngineName("se1"));
    EXPECT_EQ(found->to, EngineName("se3"));
}

TEST(Rebalance, WhereNothingDominatesTheGreatestThatFitsMigrates) {
    const auto found = rebalance(three_engines(90, 50, 70, 30));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->action, Action::migrate);
    EXPECT_EQ(found->vip, "web");
    EXPECT_EQ(found->to, EngineName("se3"));  // 63 % there, 113 % on se2
}

TEST(Rebalance, WhatDominatesAndMayNotGrowStaysAndAnotherGoes) {
    MeasuredGroup group = three_engines(90, 50, 80, 20);
    group.vips[0].may_grow = false;
    const auto found = rebalance(group);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->action, Action::migrate);
    EXPECT_EQ(found->vip, "mail");
}

TEST(Rebalance, BetweenTheLimitsNothingHappens) {
    EXPECT_FALSE(rebalance(three_engines(80, 30, 100, 0)));
}

TEST(Rebalance, AnIdleEngineGivesUpAnInstanceThatWasAdded) {
    MeasuredGroup group = three_engines(40, 29, 70, 30);
    group.vips[2].engines = {"se1", "se2"};
    group.vips[2].was_scaled_out = true;
    const auto found = rebalance(group);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->action, Action::scale_in);
    EXPECT_EQ(found->vip, "dns");
    EXPECT_EQ(found->because_of, EngineName("se2"));
}

TEST(Rebalance, AnInstanceThatTheOthersCouldNotReplaceStays) {
    MeasuredGroup group = three_engines(60, 29, 70, 30);
    group.vips[2].engines = {"se1", "se2"};
    group.vips[2].was_scaled_out = true;
    EXPECT_FALSE(rebalance(group));
}

TEST(Rebalance, PackedWhatFitsOnFewerMovesTogether) {
    MeasuredGroup group = three_engines(40, 20, 70, 30);
    EXPECT_FALSE(rebalance(group));  // distributed
    group.packed = true;
    const auto found = rebalance(group);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->action, Action::migrate);
    EXPECT_EQ(found->vip, "dns");
    EXPECT_EQ(found->to, EngineName("se1"));  // not to se3, where it would be alone again
    group.min_se = 2;
    EXPECT_FALSE(rebalance(group));
}

TEST(Rebalance, AGroupWithoutEnginesIsLeftAlone) {
    EXPECT_FALSE(rebalance({}));
}

}  // namespace
}  // namespace holdfast::reference::placement
