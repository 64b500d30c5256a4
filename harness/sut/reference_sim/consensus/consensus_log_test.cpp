// SPDX-License-Identifier: Apache-2.0
// Goal: the reference's own core keeps what it acknowledges, under the schedules that convict
// others; and the bench would see it if it did not. Method: the core as it is, and behind liars
// of two kinds.
#include "harness/sut/reference_sim/consensus/consensus_log.h"

#include <gmock/gmock.h>

#include "harness/replication/search.h"

namespace holdfast::harness::sut::reference_sim::consensus {
namespace {

using namespace replication;  // NOLINT: the tests speak the words of the bench

constexpr Search two_hundred{.first_seed = 1, .schedules = 200};
const auto silently = [](const Tally&) {};

Schedule convicts_libraft() {
    return *load_schedule(HOLDFAST_SOURCE_DIR "/harness/sut/libraft/lost_write.yaml");
}

/// A leader that acknowledges before anybody else has the write.
class EagerNode final : public LogNode {
  public:
    explicit EagerNode(std::unique_ptr<LogNode> node) : node_(std::move(node)) {}
    std::optional<Instant> next_timeout() const override { return node_->next_timeout(); }
    Leadership leadership() const override { return node_->leadership(); }
    Effects step(Instant now, const Input& input) override {
        Effects effects = node_->step(now, input);
        const auto* write = std::get_if<input::Write>(&input);
        if (write != nullptr && node_->leadership().leads) {
            effects.emplace_back(
                effect::Answered{write->operation, effect::Answered::Outcome::ok, ""});
        }
        return effects;
    }

  private:
    std::unique_ptr<LogNode> node_;
};

/// A member that believes its disk to be done as soon as it was asked.
class HastyNode final : public LogNode {
  public:
    explicit HastyNode(std::unique_ptr<LogNode> node) : node_(std::move(node)) {}
    std::optional<Instant> next_timeout() const override { return node_->next_timeout(); }
    Leadership leadership() const override { return node_->leadership(); }
    Effects step(Instant now, const Input& input) override {
        if (std::holds_alternative<input::Stored>(input)) {
            return {};
        }
        Effects effects = node_->step(now, input);
        for (std::size_t i = 0; i < effects.size(); ++i) {
            if (std::holds_alternative<effect::Store>(effects[i])) {
                const Effects more = node_->step(now, input::Stored{++stores_});
                effects.insert(effects.end(), more.begin(), more.end());
            }
        }
        return effects;
    }

  private:
    std::unique_ptr<LogNode> node_;
    std::uint64_t stores_ = 0;
};

/// The core behind one of these.
template <class Liar>
class Lying final : public ReplicatedLog {
  public:
    std::string name() const override { return "a core with a defect"; }
    std::unique_ptr<LogNode> start(Start start) const override {
        return std::make_unique<Liar>(honest_.start(start));
    }

  private:
    ConsensusLog honest_;
};

TEST(ConsensusLog, PassesTheTwoHundredSchedulesThatConvictLibraft) {
    const Tally tally = search(ConsensusLog(), two_hundred, silently);

    EXPECT_EQ(tally.played, 200U);
    EXPECT_EQ(tally.convicting, 0U);
    EXPECT_EQ(tally.undecided, 0U);
    EXPECT_GT(tally.elections, 400U);             // two in each schedule, at least: the faults bite
    EXPECT_GT(tally.acknowledged_writes, 1000U);  // five in each
}

TEST(ConsensusLog, PassesTheSmallestScheduleThatConvictsLibraft) {
    EXPECT_EQ(play_and_judge(ConsensusLog(), convicts_libraft()).outcome(), check::Outcome::pass);
}

TEST(ConsensusLog, SameScheduleGivesTheSameHistoryToTheByte) {
    const std::string once = to_text(play_and_judge(ConsensusLog(), convicts_libraft()).history);
    const std::string again = to_text(play_and_judge(ConsensusLog(), convicts_libraft()).history);

    EXPECT_EQ(once, again);
}

TEST(ConsensusLog, IsConvictedWhenItAcknowledgesBeforeAMajorityHasIt) {
    const Tally tally = search(Lying<EagerNode>(), two_hundred, silently);

    ASSERT_TRUE(tally.first_conviction);
    EXPECT_EQ(tally.first_conviction->conviction().checker, "no_acknowledged_write_lost");
}

// Only a power cut between a store and its sync tells this defect from an honest disk.
TEST(ConsensusLog, IsConvictedWhenItPromisesWhatItsDiskDoesNotHaveYet) {
    const Search many{.first_seed = 1, .schedules = 3000};

    EXPECT_TRUE(search(Lying<HastyNode>(), many, silently).first_conviction);
}

}  // namespace
}  // namespace holdfast::harness::sut::reference_sim::consensus
