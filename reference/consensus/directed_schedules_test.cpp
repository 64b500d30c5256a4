// SPDX-License-Identifier: Apache-2.0
// Goal: two mistakes that chance alone hardly shows. Method: the network, with the one order of
// events in which they lose an acknowledged command.
#include <gtest/gtest.h>

#include "reference/consensus/network.h"

namespace holdfast::reference::consensus {
namespace {

/// Decides who campaigns, among whom, and which entries pass.
class Director {
  public:
    Director(const std::vector<MemberId>& names) : network(1, names, names.size()) {
        network.passes = [this](const MemberId& from, const MemberId& to, const Message& message) {
            const auto* append = std::get_if<AppendEntries>(&message);
            return std::holds_alternative<RequestVote>(message) ? from == candidate_
                   : append != nullptr && !append->entries.empty()
                       ? !entries_pass || entries_pass(to, append->entries)
                       : true;
        };
    }
    /// True when `candidate` is elected by this group.
    bool elect(const MemberId& candidate, std::set<MemberId> group) {
        candidate_ = candidate;
        network.isolate(std::move(group));
        return network.run_until([&] { return network.leader() == candidate; },
                                 4 * election_timeout);
    }
    /// True when this member has an entry of this term at this index on its disk.
    bool on_disk(const MemberId& member, Index index, Term term) {
        return network.run_until(
            [&] {
                const Entry* found = SimulatedDisk::find(network.disk(member).durable(), index);
                return found != nullptr && found->term == term;
            },
            2 * heartbeat_period);
    }

    Network network;
    std::function<bool(const MemberId& to, const std::vector<Entry>&)> entries_pass;

  private:
    MemberId candidate_;
};

// Thesis figure 3.7: n1 brings its entry of an older term to a majority and is deposed within one
// round trip, before an entry of its own term follows.
TEST(DirectedSchedules, LeadersThatFollowOneAnotherWithinARoundTripKeepWhatWasAcknowledged) {
    Director director({"n1", "n2", "n3", "n4", "n5"});
    Network& network = director.network;
    ASSERT_TRUE(director.elect("n1", {}));
    ASSERT_TRUE(network.run_until([&] { return network.settled(); }, election_timeout));
    const Term first = network.raft("n1").term();

    // (a) Entry 2 reaches n2 only. It fills a message, so that nothing travels with it.
    director.entries_pass = [](const MemberId& to, const auto&) { return to == MemberId("n2"); };
    network.propose("n1", 100);
    ASSERT_TRUE(director.on_disk("n2", 2, first));
    network.crash("n1");
    // (b) n5 has another entry 2, which reaches nobody.
    director.entries_pass = [](const auto&, const auto&) { return false; };
    ASSERT_TRUE(director.elect("n5", {"n3", "n4", "n5"}));
    ASSERT_TRUE(director.on_disk("n5", 2, network.raft("n5").term()));
    network.crash("n5");
    // (c) n1 brings the old entry 2 to n3, once n3 has said that it lacks it, but then nothing of
    // its new term.
    network.restart("n1");
    director.entries_pass = [&](const MemberId& to, const std::vector<Entry>& entries) {
        return to == MemberId("n3") &&
               (entries.back().term == first ||
                SimulatedDisk::last_of(network.disk("n3").told()) < entries.front().index - 1);
    };
    ASSERT_TRUE(director.elect("n1", {"n1", "n2", "n3"}));
    ASSERT_TRUE(director.on_disk("n3", 2, first));
    network.run_for(heartbeat_period);
    EXPECT_EQ(network.raft("n1").committed(), 0U);  // restarted, it has to learn even of entry 1
    network.crash("n1");
    // (d) n5 is elected without it.
    network.restart("n5");
    EXPECT_TRUE(director.elect("n5", {"n3", "n4", "n5"}));

    director.entries_pass = nullptr;
    network.restart("n1");
    network.heal();
    EXPECT_TRUE(network.run_until([&] { return network.settled(); }, 4 * election_timeout));
}

TEST(DirectedSchedules, APowerCutBetweenAppendAndSyncOfTheLeaderLosesNothingAcknowledged) {
    Director director({"n1", "n2", "n3"});
    Network& network = director.network;
    ASSERT_TRUE(director.elect("n1", {}));
    ASSERT_TRUE(network.run_until([&] { return network.settled(); }, election_timeout));

    network.hold_syncs("n1");
    network.isolate({"n3"});
    network.propose("n1");
    ASSERT_TRUE(director.on_disk("n2", 2, network.raft("n1").term()));
    network.run_for(heartbeat_period);
    EXPECT_EQ(network.acknowledged(), 0U);

    network.crash("n1");
    network.release_syncs("n1");
    network.restart("n1");
    EXPECT_TRUE(director.elect("n2", {}));
    EXPECT_TRUE(network.run_until([&] { return network.settled(); }, election_timeout));
    EXPECT_EQ(network.raft("n2").committed(), 3U);
}

}  // namespace
}  // namespace holdfast::reference::consensus
