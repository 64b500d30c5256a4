// SPDX-License-Identifier: Apache-2.0
// Goal: what does not matter for a failure is gone. Method: failures that need exactly one thing.
#include "harness/run/shrink.h"

#include <gtest/gtest.h>

#include "harness/run/fake_world.h"
#include "harness/scenario/check_scenario.h"

namespace holdfast::harness::run {
namespace {

using faults::Target;

scenario::Scenario crowded() {
    scenario::Scenario s;
    s.deployment.engines = {"se1", "se2"};
    for (std::size_t i = 0; i < 4; ++i) {
        scenario::VirtualServiceSpec service;
        service.name = "vs" + std::to_string(i + 1);
        service.vip = pair_topology().vips[i];
        s.deployment.services.push_back(service);
    }
    const Target of_vs1{Target::Role::active_of, "vs1"};
    s.schedule = {{faults::AtInstant{800ms}, faults::Pause{of_vs1}, 100ms},
                  {faults::AtInstant{1600ms}, faults::ProcessCrash{of_vs1}, std::nullopt},
                  {faults::AtInstant{2s}, faults::LinkDown{of_vs1, std::nullopt}, 1s}};
    s.operations = {{100ms, scenario::Switchover{of_vs1}}, {3s, scenario::Redistribute{}}};
    return s;
}

bool has_crash(const scenario::Scenario& s) {
    for (const auto& fault : s.schedule) {
        if (std::holds_alternative<faults::ProcessCrash>(fault.fault)) {
            return true;
        }
    }
    return false;
}

TEST(Shrink, KeepsOnlyTheFaultThatMatters) {
    const Shrunk shrunk = shrink(crowded(), pair_topology(), 60, has_crash);
    EXPECT_EQ(shrunk.scenario.schedule.size(), 1U);
    EXPECT_TRUE(shrunk.scenario.operations.empty());
    EXPECT_EQ(shrunk.scenario.deployment.services.size(), 1U);
    EXPECT_EQ(std::get<faults::AtInstant>(shrunk.scenario.schedule[0].trigger).offset, 1ms);
}

TEST(Shrink, NeverProposesWhatCannotBePlayed) {
    // Removing vs1 would leave active_of(vs1) without a service.
    shrink(crowded(), pair_topology(), 200, [](const scenario::Scenario& s) {
        EXPECT_TRUE(scenario::check_scenario(s, pair_topology()));
        return true;
    });
}

TEST(Shrink, PlaysNoMoreThanItMay) {
    int played = 0;
    const Shrunk shrunk = shrink(crowded(), pair_topology(), 7, [&](const scenario::Scenario&) {
        ++played;
        return false;
    });
    EXPECT_EQ(played, 7);
    EXPECT_EQ(shrunk.tries, 7);
    EXPECT_EQ(shrunk.scenario, crowded());
}

}  // namespace
}  // namespace holdfast::harness::run
