// SPDX-License-Identifier: Apache-2.0
// Goal: an engine obeys exactly one controller, the newest leader, or none. Method: words of three
// controllers, and what the engine's core is told.
#include "reference/engine/controller_choice.h"

#include <gtest/gtest.h>

namespace holdfast::reference::engine {
namespace {

using protocol::Leadership;

constexpr Leadership follows{.term = 1, .leads = false};
constexpr ControllerChange nothing{};
constexpr ControllerChange connected{.connected = true};
constexpr ControllerChange disconnected{.disconnected = true};
constexpr ControllerChange another{.disconnected = true, .connected = true};

Leadership leads(std::uint64_t term) {
    return {.term = term, .leads = true};
}

TEST(ControllerChoice, ObeysNobodyUntilSomeoneLeads) {
    ControllerChoice choice;
    EXPECT_EQ(choice.said(1, follows), nothing);
    EXPECT_EQ(choice.obeyed(), std::nullopt);
    EXPECT_EQ(choice.said(2, leads(1)), connected);
    EXPECT_EQ(choice.obeyed(), 2U);
    EXPECT_EQ(choice.said(3, follows), nothing);
    EXPECT_EQ(choice.obeyed(), 2U);
}

TEST(ControllerChoice, ObeysTheLaterOfTwoLeaders) {
    ControllerChoice choice;
    choice.said(1, leads(4));
    EXPECT_EQ(choice.said(2, leads(5)), another);
    EXPECT_EQ(choice.obeyed(), 2U);
    EXPECT_EQ(choice.said(3, leads(3)), nothing);
    EXPECT_EQ(choice.obeyed(), 2U);
}

TEST(ControllerChoice, IsHeadlessWhenItsLeaderStepsDownOrIsLost) {
    ControllerChoice choice;
    choice.said(1, leads(4));
    EXPECT_EQ(choice.said(1, {.term = 5, .leads = false}), disconnected);
    EXPECT_EQ(choice.said(2, leads(5)), connected);
    EXPECT_EQ(choice.lost(2), disconnected);
    EXPECT_EQ(choice.obeyed(), std::nullopt);
    EXPECT_EQ(choice.lost(1), nothing);
}

TEST(ControllerChoice, NeverGoesBackToADeposedLeader) {
    ControllerChoice choice;
    choice.said(1, leads(4));
    choice.said(2, leads(5));
    EXPECT_EQ(choice.lost(2), disconnected);
    EXPECT_EQ(choice.said(1, leads(4)), nothing);
    EXPECT_EQ(choice.said(1, leads(6)), connected);
}

TEST(ControllerChoice, TakesAnyLeaderAfterAllLinksWereLost) {
    ControllerChoice choice;
    choice.said(1, leads(40));
    choice.lost(1);
    EXPECT_EQ(choice.said(1, leads(1)), connected);
}

TEST(ControllerChoice, TakesANewTermOfItsLeaderForANewLeader) {
    ControllerChoice choice;
    choice.said(1, leads(4));
    EXPECT_EQ(choice.said(1, leads(4)), nothing);
    EXPECT_EQ(choice.said(1, leads(6)), another);
}

}  // namespace
}  // namespace holdfast::reference::engine
