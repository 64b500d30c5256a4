// SPDX-License-Identifier: Apache-2.0
#include "harness/property.h"

#include <gmock/gmock.h>

namespace holdfast::harness {
namespace {

// Rules are listed as a person counts them: LEG-6 before LEG-10, whatever the order of
// registration.
TEST(Properties, AreListedByFamilyAndNumber) {
    for (const char* rule : {"LEG-10", "DET-1", "LEG-6"}) {
        Property property;
        property.rule = rule;
        register_property(std::move(property));
    }

    std::vector<std::string> rules;
    for (const Property& property : all_properties()) {
        rules.push_back(property.rule);
    }
    EXPECT_THAT(rules, testing::ElementsAre("DET-1", "LEG-6", "LEG-10"));
    ASSERT_NE(find_property("LEG-6"), nullptr);
    EXPECT_EQ(find_property("LEG-7"), nullptr);
}

}  // namespace
}  // namespace holdfast::harness
