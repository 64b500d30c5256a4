// SPDX-License-Identifier: Apache-2.0
// Goal: each scenario in properties/examples says what its documents say: it is played in the
// simulation and its rule holds.
#include "harness/scenario/examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/trial.h"
#include "properties/worlds.h"

namespace holdfast::properties {
namespace {

class Example : public testing::TestWithParam<std::string> {};

TEST_P(Example, Holds) {
    static const bool registered = (prepare(), true);
    ASSERT_TRUE(registered);
    const auto file = harness::scenario::example_file(GetParam());
    ASSERT_TRUE(file);
    auto scenario = harness::scenario::load_scenario(*file);
    ASSERT_TRUE(scenario) << scenario.error().message;
    harness::run::TrialRequest request;
    request.topology = *harness::topology::find_topology(scenario->topology);
    request.property = harness::find_property(scenario->property);
    ASSERT_NE(request.property, nullptr) << scenario->property;
    request.scenario = std::move(*scenario);
    const auto trial = harness::run::try_scenario(request, known_worlds().sim);
    ASSERT_TRUE(trial) << trial.error().message;
    for (const auto& verdict : trial->judgement.verdicts) {
        EXPECT_EQ(harness::check::to_string(verdict.outcome), "PASS")
            << verdict.checker << ": " << verdict.reason;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Example, testing::ValuesIn(harness::scenario::example_names()),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(Examples, AreFoundByName) {
    EXPECT_THAT(harness::scenario::example_names(), testing::Contains("n-plus-m-twenty-services"));
    EXPECT_FALSE(harness::scenario::example_file("../examples/n-plus-m-twenty-services"));
}

}  // namespace
}  // namespace holdfast::properties
