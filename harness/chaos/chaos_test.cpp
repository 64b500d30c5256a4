// SPDX-License-Identifier: Apache-2.0
// Goal: an interrupted campaign is resumed without loss and without playing anything twice, and a
// schedule is known by its number. Method: campaign folders written by hand, a made-up drill.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/chaos/hunt.h"
#include "harness/chaos/plan.h"
#include "harness/chaos/play.h"
#include "harness/chaos/record.h"
#include "harness/run/run_folder.h"

namespace holdfast::harness::chaos {
namespace {

using check::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;

Played played(std::uint64_t schedule, Outcome outcome) {
    Played one;
    one.schedule = schedule;
    one.outcome = outcome;
    one.faults = {"process_crash", "clock_step"};
    one.simulated = 7s;
    return one;
}

class CampaignFolder : public testing::Test {
  protected:
    std::string path() const { return scratch_.path(); }
    std::string record() const { return record_in(path()); }

  private:
    run::Scratch scratch_;
};

TEST_F(CampaignFolder, KeepsItsPlan) {
    const Plan plan{.drill = "CHAOS", .seed = ~0ULL, .schedules = 10000, .world = "mininet"};
    ASSERT_TRUE(save_plan(path() + "/new", plan));
    EXPECT_EQ(*load_plan(path() + "/new"), plan);
}

TEST_F(CampaignFolder, IsRefusedWhenNoCampaignWasBegunThere) {
    const auto plan = load_plan(path());
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, Error::Kind::bad_input);
    EXPECT_THAT(plan.error().message, HasSubstr("no campaign was begun here"));
    std::ofstream(path() + "/plan.json") << R"({"seed": "seven"})";
    EXPECT_THAT(load_plan(path()).error().message, HasSubstr("/seed"));
}

TEST_F(CampaignFolder, WhatWasOnlyBegunIsPlayedAgain) {
    Played begun;
    begun.schedule = 5;
    begun.running = true;
    for (const Played& one : {played(3, Outcome::pass), begun, played(4, Outcome::fail)}) {
        ASSERT_TRUE(append(record(), one));
    }
    EXPECT_THAT(*done_in(path()), ElementsAre(3, 4));
}

TEST_F(CampaignFolder, AHalfWrittenLineWaitsForItsRest) {
    ASSERT_TRUE(append(record(), played(0, Outcome::pass)));
    std::ofstream(record(), std::ios::app) << R"({"schedule": 1, "run)";
    std::size_t offset = 0;
    EXPECT_THAT(*read(record(), offset), ElementsAre(played(0, Outcome::pass)));
    std::ofstream(record(), std::ios::app) << "ning\": true}\n";
    const auto rest = read(record(), offset);
    ASSERT_EQ(rest->size(), 1U);
    EXPECT_TRUE(rest->front().running);
}

TEST_F(CampaignFolder, AHuntSurvivesItsLine) {
    const Hunted hunted{.defect = "late",
                        .schedules = 7,
                        .found_by = "data plane untouched",
                        .rule = "CTRL-9",
                        .cases = 1,
                        .rule_found = true};
    ASSERT_TRUE(append(record(), hunted));
    EXPECT_THAT(*read_hunts(record()), ElementsAre(hunted));
}

TEST(Hunted, IsFoundByEither) {
    EXPECT_FALSE(Hunted{}.found());
    EXPECT_TRUE(Hunted{.found_by = "INV-1"}.found());
    EXPECT_TRUE(Hunted{.rule_found = true}.found());
}

TEST(Schedule, IsKnownByItsNumber) {
    Property drill;
    drill.rule = "TRY";
    drill.draw = [](const Draw& draw) {
        scenario::Scenario scenario;
        scenario.budgets.phase = draw.chance.between(1, 1'000'000) * 1ns;
        return scenario;
    };
    const Stage stage{.drill = &drill};
    const auto third = draw_schedule(stage, 7, 3);
    EXPECT_EQ(draw_schedule(stage, 7, 3), third);
    EXPECT_EQ(third.property, "TRY");
    EXPECT_NE(draw_schedule(stage, 7, 4).budgets.phase, third.budgets.phase);
    EXPECT_NE(draw_schedule(stage, 8, 3).budgets.phase, third.budgets.phase);
}

}  // namespace
}  // namespace holdfast::harness::chaos
