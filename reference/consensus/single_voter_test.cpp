// SPDX-License-Identifier: Apache-2.0
// Goal: a single controller is a cluster of one, through the same code. Method: the core alone,
// with a disk that answers when the test says so.
#include <gmock/gmock.h>

#include "reference/consensus/raft.h"

namespace holdfast::reference::consensus {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::VariantWith;

const Membership alone{{"n1"}};

class SingleVoter : public testing::Test {
  protected:
    Effects give(const Input& input) { return raft.step(Instant{}, input); }

    /// Two writes: its vote, then the no-op of its term.
    void elect() {
        give(input::TimerFired{});
        give(input::Synced{1});
        give(input::Synced{2});
    }

    Raft raft{{.self = "n1"}, {.snapshot = Snapshot{.membership = alone}}, Instant{}};
};

TEST_F(SingleVoter, ElectsItselfAtOnceWhenItsVoteIsOnDisk) {
    ASSERT_EQ(raft.next_timeout(), Instant{});

    give(input::TimerFired{});
    EXPECT_EQ(raft.role(), Role::candidate);
    give(input::Synced{1});

    EXPECT_EQ(raft.role(), Role::leader);
    EXPECT_EQ(raft.term(), 1U);
    EXPECT_FALSE(raft.current());
}

TEST_F(SingleVoter, CommitsWhenItsOwnWriteIsOnDisk) {
    elect();
    ASSERT_TRUE(raft.current());
    EXPECT_THAT(give(input::Propose{.id = 7, .command = "a"}),
                Contains(VariantWith<effect::Proposed>(effect::Proposed{7, 2, 1})));
    EXPECT_EQ(raft.committed(), 1U);

    const Effects effects = give(input::Synced{3});

    const Entry entry{.index = 2, .term = 1, .payload = "a"};
    EXPECT_THAT(effects, ElementsAre(VariantWith<effect::Apply>(effect::Apply{{entry}})));
}

TEST_F(SingleVoter, AnswersReadsAtOnceOnceItIsCurrent) {
    give(input::TimerFired{});
    give(input::Synced{1});
    EXPECT_THAT(give(input::Read{.id = 5}), IsEmpty());

    EXPECT_THAT(give(input::Synced{2}),
                Contains(VariantWith<effect::ReadReady>(effect::ReadReady{5, 1})));
    EXPECT_THAT(give(input::Read{.id = 6}),
                ElementsAre(VariantWith<effect::ReadReady>(effect::ReadReady{6, 1})));
}

TEST_F(SingleVoter, LeadsOnAfterItStoodStillForLongerThanAnElectionTimeout) {
    elect();

    raft.step(Instant{10min}, input::TimerFired{});

    EXPECT_EQ(raft.role(), Role::leader);
    EXPECT_EQ(raft.lease_until(), Instant{10min + 30s});
}

TEST(WithoutMembership, AMemberWaitsSilently) {
    Raft raft({.self = "n1"}, {}, Instant{});

    EXPECT_EQ(raft.next_timeout(), std::nullopt);
    EXPECT_THAT(raft.step(Instant{1h}, input::TimerFired{}), IsEmpty());
}

}  // namespace
}  // namespace holdfast::reference::consensus
