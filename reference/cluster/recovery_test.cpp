// SPDX-License-Identifier: Apache-2.0
// Goal: what a survivor writes is a cluster of its own that has all of its log and nobody else.
// Method: the function alone, on logs made by hand.
#include "reference/cluster/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::reference::cluster {
namespace {

using consensus::Entry;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string three_nodes = R"([{"name":"c1","ip":{"addr":"198.18.0.5","type":"V4"}},)"
                                R"({"name":"c2","ip":{"addr":"198.18.0.6","type":"V4"}},)"
                                R"({"name":"c3","ip":{"addr":"198.18.0.7","type":"V4"}}])";

/// Three voters in term 4; the last command may not be committed.
consensus::Stored log_of_three() {
    const std::string object =
        R"({"object":{"name":"cluster-0-1","nodes":)" + three_nodes + R"(},"order":1})";
    return {.hard_state = {.term = 6},
            .snapshot = std::nullopt,
            .entries = {{.index = 1,
                         .term = 4,
                         .kind = Entry::Kind::membership,
                         .membership = {{"c1", "c2", "c3"}}},
                        {.index = 2,
                         .term = 4,
                         .payload = command_of({{"cluster/u", object}, record_of_id("old")})},
                        {.index = 3, .term = 4, .payload = command_of({{"pool/u", "{}"}})}}};
}

controller::Records records_of(const consensus::effect::Persist& write) {
    return controller::parse_records(write.snapshot->state).value();
}

TEST(Recovery, TheSurvivorIsTheOnlyVoterOfAllThatItsLogHolds) {
    const auto write = alone("c1", log_of_three(), {"new", "recovered"});
    ASSERT_TRUE(write.has_value());
    EXPECT_EQ(write->snapshot->last_index, 3U);
    EXPECT_EQ(write->snapshot->last_term, 4U);
    EXPECT_THAT(write->snapshot->membership.voters, ElementsAre("c1"));
    EXPECT_EQ(write->hard_state->term, 7U) << "nobody else's";
    const controller::Records records = records_of(*write);
    EXPECT_EQ(records.count("pool/u"), 1U);
    EXPECT_EQ(cluster_id(records), "new");
    EXPECT_TRUE(is_revoked(records, "old"));
    ASSERT_EQ(wanted_cluster(records)->members.size(), 1U);
    EXPECT_EQ(wanted_cluster(records)->members.front().name, "c1");
}

TEST(Recovery, AChangeThatFailedGoesBackToTheNodesBefore) {
    consensus::Stored stored = log_of_three();
    MemberChange change{.nodes_before = R"([{"name":"c1","ip":{"addr":"198.18.0.5"}}])",
                        .passed = {{ChangePhase::inaccessible, 1s}}};
    stored.entries.push_back({.index = 4, .term = 4, .payload = command_of({record_of(change)})});
    EXPECT_TRUE(may_be_alone_again("c1", change, {{"c1", "c2"}}));
    EXPECT_FALSE(may_be_alone_again("c1", change, {{"c1", "c2", "c3"}})) << "two have a quorum";
    EXPECT_FALSE(may_be_alone_again("c2", change, {{"c1", "c2"}})) << "c1 was there before";

    const auto write = alone("c1", stored, {"", "c2 is silent"});
    ASSERT_TRUE(write.has_value());
    const controller::Records records = records_of(*write);
    EXPECT_EQ(cluster_id(records), "old");
    EXPECT_EQ(nodes_in(records), change.nodes_before);
    EXPECT_EQ(failure_in(records), "c2 is silent");
    EXPECT_FALSE(member_change(records).under_way());
}

TEST(Recovery, WhoIsNoMemberOrLostEntriesIsNotTheCluster) {
    EXPECT_THAT(alone("c4", log_of_three(), {"new", ""}).error().message, HasSubstr("no member"));
    consensus::Stored damaged = log_of_three();
    damaged.damaged = true;
    EXPECT_THAT(alone("c1", damaged, {"new", ""}).error().message, HasSubstr("lost entries"));
}

}  // namespace
}  // namespace holdfast::reference::cluster
