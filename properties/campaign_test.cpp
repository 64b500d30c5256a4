// SPDX-License-Identifier: Apache-2.0
// Goal: a campaign tells what it found, makes a failure smaller, and never passes what it did not
// see. Method: made-up claims about the simulated reference.
#include "properties/campaign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/run/run_folder.h"
#include "harness/worlds/reference_worlds.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties {
namespace {

using harness::check::Outcome;
using harness::check::Recording;
using harness::check::Verdict;
using testing::HasSubstr;

/// Two services, a pause of the standby and a crash of the active engine.
harness::Property claim(std::function<Verdict(const Recording&)> judge) {
    harness::Property property;
    property.rule = "TRY-1";
    property.sentence = "made up";
    property.draw = [](const Draw& draw) {
        PairScenario pair(draw, "TRY-1");
        pair.services(2);
        pair.fault(100ms, faults::Pause{target("standby_of(vs1)")}, 50ms);
        pair.fault(300ms, faults::ProcessCrash{target("active_of(vs1)")}, 200ms);
        return pair.scenario();
    };
    property.checkers = {{"made up", std::move(judge)}};
    return property;
}

CampaignOptions options(int cases, const std::string& results = "") {
    CampaignOptions options;
    options.world = "sim";
    options.make_world = harness::worlds::simulated_reference;
    options.cases = cases;
    options.results = results;
    return options;
}

/// The first crash in the history is this claim's failure.
Verdict no_crash(const Recording& recording) {
    Verdict verdict{.checker = "made up", .reason = "nothing crashed", .occurrences = 1};
    for (const auto& found : recording.history.all<harness::history::FaultEvent>()) {
        if (found.content->fault.rfind("process_crash", 0) == 0) {
            verdict.outcome = Outcome::fail;
            verdict.reason = "something crashed";
        }
    }
    return verdict;
}

TEST(Campaign, AFailureIsMadeSmallerAndItsRunIsKept) {
    const harness::run::Scratch scratch;
    const auto result = try_property(claim(no_crash), options(5, scratch.path()));

    EXPECT_EQ(result.outcome, Outcome::fail);
    EXPECT_EQ(result.cases, 1);
    EXPECT_THAT(result.reason, HasSubstr("something crashed"));
    EXPECT_THAT(result.reason, HasSubstr("1 faults, 0 operations and 1 services"));
    const auto kept = harness::run::load_run(result.run_folder);
    ASSERT_TRUE(kept) << kept.error().message;
    EXPECT_EQ(kept->scenario.schedule.size(), 1U);
}

TEST(Campaign, AClaimThatWaitsIsSkippedWithItsReason) {
    harness::Property property = claim(no_crash);
    property.waits_for = "BGP";

    const auto result = try_property(property, options(2));
    EXPECT_EQ(result.outcome, Outcome::skipped);
    EXPECT_EQ(result.cases, 0);
    EXPECT_THAT(result.reason, HasSubstr("waits for BGP"));
}

TEST(Campaign, WhatNeverOccurredIsInvalid) {
    const auto result = try_property(
        claim([](const Recording&) { return Verdict{.checker = "made up"}; }), options(2));
    EXPECT_EQ(result.outcome, Outcome::invalid);
    EXPECT_EQ(result.cases, 2);
    EXPECT_THAT(result.reason, HasSubstr("the situation never occurred"));
}

TEST(Campaign, WhatTheSystemCannotDoIsSkippedByName) {
    harness::Property property = claim(no_crash);
    property.rule = "LEG-1000";  // of a family: it stays registered, and every rule has a profile
    property.needs = {"levitation"};
    property.checkers = {{"made up", no_crash}};
    harness::register_property(property);
    const auto result = try_property(property, options(3));
    EXPECT_EQ(result.outcome, Outcome::skipped);
    EXPECT_THAT(result.reason, HasSubstr("levitation"));
}

TEST(Campaign, TheSameSeedDrawsTheSameCases) {
    std::vector<std::uint64_t> seeds;
    const auto note = [&](const Recording& recording) {
        seeds.push_back(recording.scenario.seed);
        return Verdict{.checker = "made up", .occurrences = 1};
    };
    try_property(claim(note), options(2));
    try_property(claim(note), options(2));
    ASSERT_EQ(seeds.size(), 4U);
    EXPECT_EQ(seeds[0], seeds[2]);
    EXPECT_EQ(seeds[1], seeds[3]);
    EXPECT_NE(seeds[0], seeds[1]);
}

}  // namespace
}  // namespace holdfast::properties
