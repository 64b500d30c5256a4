// SPDX-License-Identifier: Apache-2.0
#include "harness/capture/ownership.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace holdfast::harness::capture {
namespace {

constexpr Duration interval = 10ms;
constexpr Ipv4Address vip{0xc0000264};  // 192.0.2.100

/// An observer that asks every 10 ms for a second, and engines that answer for a while.
struct Wire {
    std::vector<Claim> claims;
    std::vector<Question> questions;

    Wire() {
        for (Duration t{}; t < 1s; t += interval) {
            questions.push_back({Instant(t), questions.size() + 1});
        }
    }
    Wire& answers(const std::string& node, Duration from, Duration to) {
        for (const Question& question : questions) {
            if (question.at >= Instant(from) && question.at < Instant(to)) {
                claims.push_back({question.at + 50us, vip, node, false, "front", 1});
            }
        }
        return *this;
    }
    Wire& announces(const std::string& node, Duration at) {
        claims.push_back({Instant(at), vip, node, true, "front", 7});
        return *this;
    }
    OwnershipTimeline timeline() {
        std::stable_sort(claims.begin(), claims.end(),
                         [](const auto& a, const auto& b) { return a.at < b.at; });
        return {vip, claims, questions, interval};
    }
};

TEST(Ownership, HandOverWithoutOverlapHasTwoTenures) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 400ms)
                              .announces("se2", 600ms)
                              .answers("se2", 600ms, 1s)
                              .timeline();
    ASSERT_EQ(timeline.tenures().size(), 2U);
    EXPECT_EQ(timeline.tenures()[1].node, "se2");
    EXPECT_TRUE(timeline.overlaps().empty());
    EXPECT_EQ(timeline.owner_at(Instant(500ms)), "se1");
    EXPECT_EQ(timeline.owner_at(Instant(700ms)), "se2");
}

TEST(Ownership, AnOldOwnerThatStillAnswersIsAnOverlap) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 700ms)
                              .announces("se2", 600ms)
                              .answers("se2", 600ms, 1s)
                              .timeline();
    ASSERT_EQ(timeline.overlaps().size(), 1U);
    EXPECT_EQ(timeline.overlaps()[0].newcomer.node, "se2");
    EXPECT_EQ(timeline.overlaps()[0].late.node, "se1");
    EXPECT_GE(timeline.overlaps()[0].length, 80ms);
}

TEST(Ownership, OneStrayAnnouncementIsAnOverlap) {
    const auto timeline = Wire().answers("se1", 0ms, 1s).announces("se2", 500ms).timeline();
    EXPECT_EQ(timeline.overlaps().size(), 1U);
}

TEST(Ownership, ComingBackLaterIsANewTenureAndNoOverlap) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 200ms)
                              .answers("se2", 300ms, 600ms)
                              .answers("se1", 700ms, 1s)
                              .timeline();
    EXPECT_EQ(timeline.tenures().size(), 3U);
    EXPECT_TRUE(timeline.overlaps().empty());
}

TEST(Ownership, TwoTakeoversWithinAFewQuestionsAreNoOverlap) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 400ms)
                              .announces("se2", 405ms)
                              .answers("se2", 410ms, 440ms)
                              .announces("se1", 435ms)
                              .answers("se1", 440ms, 1s)
                              .timeline();
    EXPECT_EQ(timeline.tenures().size(), 3U);
    EXPECT_TRUE(timeline.overlaps().empty());
}

TEST(Ownership, TwoTakeoversBetweenTwoQuestionsAreNoOverlap) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 400ms)
                              .announces("se2", 402ms)
                              .announces("se1", 408ms)
                              .answers("se1", 410ms, 1s)
                              .timeline();
    EXPECT_EQ(timeline.tenures().size(), 3U);
    EXPECT_TRUE(timeline.overlaps().empty());
}

TEST(Ownership, TakingItAnewFromSomebodyWhoGoesOnIsAnOverlap) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 400ms)
                              .announces("se2", 402ms)
                              .announces("se1", 408ms)
                              .answers("se2", 410ms, 430ms)
                              .answers("se1", 430ms, 1s)
                              .timeline();
    EXPECT_EQ(timeline.overlaps().size(), 1U);
}

TEST(Ownership, WhoAnswersAgainWithoutAnAnnouncementNeverLeft) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 400ms)
                              .announces("se2", 405ms)
                              .answers("se2", 410ms, 440ms)
                              .answers("se1", 440ms, 1s)
                              .timeline();
    EXPECT_EQ(timeline.overlaps().size(), 1U);
}

TEST(Ownership, TimeInWhichNobodyAnsweredIsAGap) {
    const auto timeline = Wire().answers("se1", 0ms, 400ms).answers("se2", 600ms, 1s).timeline();
    const auto gaps = timeline.gaps(Instant(), Instant(1s));
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_NEAR(milliseconds(gaps[0].length()), 210, 0.1);
}

TEST(Ownership, OneMissedQuestionIsNoGap) {
    const auto timeline = Wire().answers("se1", 0ms, 400ms).answers("se1", 410ms, 1s).timeline();
    EXPECT_TRUE(timeline.gaps(Instant(), Instant(1s)).empty());
    EXPECT_EQ(timeline.tenures().size(), 1U);
}

TEST(Ownership, FindsTheFirstAnnouncementOfANode) {
    const auto timeline = Wire()
                              .answers("se1", 0ms, 400ms)
                              .announces("se2", 600ms)
                              .answers("se2", 590ms, 1s)
                              .timeline();
    EXPECT_EQ(timeline.first_claim_of("se2", Instant(400ms))->gratuitous, false);
    EXPECT_EQ(timeline.first_announcement_of("se2", Instant(400ms))->at, Instant(600ms));
    EXPECT_FALSE(timeline.first_announcement_of("se1", Instant()));
}

}  // namespace
}  // namespace holdfast::harness::capture
