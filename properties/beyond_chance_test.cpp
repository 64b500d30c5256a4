// SPDX-License-Identifier: Apache-2.0
// Goal: the list of what random schedules cannot find does not outlive what it speaks of. Method:
// against the defects that the system knows and those that the drill itself names.
#include "properties/beyond_chance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/worlds/reference_worlds.h"
#include "properties/drills.h"

namespace holdfast::properties {
namespace {

TEST(BeyondChance, NamesEachKnownDefectAtMostOnce) {
    std::vector<std::string> known;
    for (const auto& defect : harness::worlds::known_defects()) {
        known.push_back(defect.name);
    }
    std::vector<std::string> seen;
    for (const BeyondChance& some : all_beyond_chance()) {
        for (const std::string& defect : some.defects) {
            EXPECT_THAT(known, testing::Contains(defect));
            EXPECT_THAT(seen, testing::Not(testing::Contains(defect)));
            EXPECT_EQ(why_beyond_chance(defect), some.reason);
            seen.push_back(defect);
        }
    }
}

TEST(BeyondChance, IsNothingThatTheDrillPromisesToFind) {
    for (const std::string& defect : chaos_drill().defects) {
        EXPECT_EQ(why_beyond_chance(defect), "") << defect;
    }
}

}  // namespace
}  // namespace holdfast::properties
