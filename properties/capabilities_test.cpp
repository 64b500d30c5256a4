// SPDX-License-Identifier: Apache-2.0
// Goal: what rules need is what systems can declare. Method: every registered rule is looked at.
#include "harness/sut/capabilities.h"

#include <gtest/gtest.h>

#include "harness/cli/profiles.h"
#include "harness/property.h"
#include "harness/sut/outside/system.h"
#include "properties/catalogue.h"

namespace holdfast::properties {
namespace {

using namespace harness;

TEST(Capabilities, EveryNeedOfARuleIsOne) {
    register_all();
    for (const Property& property : all_properties()) {
        for (const std::string& need : property.needs) {
            EXPECT_TRUE(sut::is_capability(need)) << property.rule << " needs " << need;
        }
    }
    for (const cli::Profile& profile : cli::all_profiles()) {
        for (const std::string& need : profile.core) {
            EXPECT_TRUE(sut::is_capability(need)) << profile.name << " needs " << need;
        }
    }
}

TEST(Capabilities, SystemsThatComeWithTheSuiteNameRulesThatThereAre) {
    register_all();
    for (const std::string& name : sut::outside::system_names()) {
        const auto system = sut::outside::find_system(name);
        ASSERT_TRUE(system) << system.error().message;
        for (const auto& [rule, deviation] : system->deviations) {
            EXPECT_NE(find_property(rule), nullptr) << name << " speaks of " << rule;
        }
        for (const auto& defect : system->defects) {
            for (const std::string& rule : defect.caught_by) {
                EXPECT_NE(find_property(rule), nullptr) << name << ", " << defect.name;
            }
        }
    }
}

}  // namespace
}  // namespace holdfast::properties
