// SPDX-License-Identifier: Apache-2.0
// Goal: members are who the cluster's own leader says, step by step and back again; a controller
// that leads nobody but itself is not taken for the cluster. Method: answers in the order of a run.
#include "harness/sut/followed_members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::harness::sut {
namespace {

using testing::ElementsAre;
using Names = std::vector<std::string>;

/// `asked` leads, and names these.
history::ClusterObserved leads(const std::string& asked, const Names& named) {
    history::ClusterObserved said;
    said.asked = asked;
    said.answered = true;
    for (const std::string& name : named) {
        said.nodes.push_back({name, name == asked ? "CLUSTER_LEADER" : "CLUSTER_FOLLOWER", "", ""});
    }
    return said;
}

FollowedMembers asked_to_form() {
    FollowedMembers members({"c1"});
    members.asked_for({"c1", "c4", "c5"});
    return members;
}

TEST(FollowedMembers, AreNotYetTheNewOnesWhenTheyWereAskedFor) {
    FollowedMembers members = asked_to_form();
    EXPECT_THAT(members.now(), ElementsAre("c1"));
    EXPECT_THAT(members.possible(), ElementsAre("c1", "c4", "c5"));
}

TEST(FollowedMembers, FollowTheLeaderStepByStepAndBackAgain) {
    FollowedMembers members = asked_to_form();
    members.heard(leads("c1", {"c1", "c4"}));
    EXPECT_THAT(members.now(), ElementsAre("c1", "c4"));
    members.heard(leads("c1", {"c1", "c4", "c5"}));
    EXPECT_THAT(members.now(), ElementsAre("c1", "c4", "c5"));
    members.heard(leads("c1", {"c1"}));
    EXPECT_THAT(members.now(), ElementsAre("c1"));
}

TEST(FollowedMembers, AreNotThoseOfAControllerThatLeadsOnlyItself) {
    FollowedMembers members = asked_to_form();
    members.heard(leads("c5", {"c5"}));
    EXPECT_THAT(members.now(), ElementsAre("c1")) << "it waits to be asked";
    members.asked_for({"c1"});
    members.heard(leads("c9", {"c1", "c9"}));
    EXPECT_THAT(members.now(), ElementsAre("c1")) << "nobody asked for c9";
}

TEST(FollowedMembers, AreNotWhoWasRemovedAndLeadsItself) {
    FollowedMembers members({"c1", "c2", "c3"});
    members.asked_for({"c1", "c2", "c4"});
    members.heard(leads("c1", {"c1", "c2", "c4"}));
    members.heard(leads("c3", {"c3"}));
    EXPECT_THAT(members.now(), ElementsAre("c1", "c2", "c4"));
}

TEST(FollowedMembers, ListenToLeadersOnly) {
    FollowedMembers members({"c1", "c2", "c3"});
    members.asked_for({"c1"});
    auto said = leads("c1", {"c1"});
    said.nodes.front().role = "CLUSTER_FOLLOWER";
    members.heard(said);
    EXPECT_THAT(members.now(), ElementsAre("c1", "c2", "c3"));
}

TEST(FollowedMembers, MayChangeOnlyWhenOthersWereAskedFor) {
    FollowedMembers members({"c1", "c2", "c3"});
    members.asked_for({"c3", "c1", "c2"});
    EXPECT_FALSE(members.may_change());
    members.asked_for({"c1"});
    EXPECT_TRUE(members.may_change());
}

}  // namespace
}  // namespace holdfast::harness::sut
