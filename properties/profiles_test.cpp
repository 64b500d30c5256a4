// SPDX-License-Identifier: Apache-2.0
// Goal: the profiles share the catalogue out. Method: every registered rule is looked up in each.
#include "harness/cli/profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/cli/glob.h"
#include "harness/drill.h"
#include "properties/catalogue.h"

namespace holdfast::properties {
namespace {

using harness::Property;

TEST(Profiles, EveryRuleIsInExactlyOne) {
    register_all();
    for (const Property& property : harness::all_properties()) {
        int profiles = 0;
        for (const auto& profile : harness::cli::all_profiles()) {
            profiles += harness::cli::filter_matches(profile.filter, property.rule) ? 1 : 0;
        }
        EXPECT_EQ(profiles, 1) << property.rule;
    }
}

TEST(Profiles, ADrillIsJudgedOnlyWhereItIsNamed) {
    register_all();
    for (const Property* property : harness::cli::matching_properties("*")) {
        EXPECT_EQ(harness::find_drill(property->rule), nullptr) << property->rule;
    }
    const auto named = harness::cli::matching_properties("CHAOS");
    ASSERT_EQ(named.size(), 1U);
    EXPECT_EQ(named.front()->rule, "CHAOS");
}

}  // namespace
}  // namespace holdfast::properties
