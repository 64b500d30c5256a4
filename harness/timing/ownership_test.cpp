// SPDX-License-Identifier: Apache-2.0
// Goal: changes, overlaps and gaps of ownership are those of harness/capture/ownership.h, told from
// first and last claims alone.
#include "harness/timing/ownership.h"

#include <gtest/gtest.h>

namespace holdfast::harness::timing {
namespace {

Claim claim(Duration at, NodeId node, Claim::By by = Claim::By::arp) {
    return {Instant(at), node, by, PacketRef::of(0, 1)};
}

TEST(Ownership, TheTimeBetweenTwoOwnersIsAGap) {
    Ownership owners;
    owners.claim(claim(1s, 1));
    owners.question(Instant(1001ms));  // its owner may have been about to answer
    owners.question(Instant(1100ms));
    owners.question(Instant(1300ms));
    owners.claim(claim(1400ms, 2, Claim::By::gratuitous_arp));
    const auto changes = owners.changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].gap, 400ms);
    EXPECT_EQ(changes[0].gap_low, 200ms);
    EXPECT_EQ(changes[0].overlap, 0s);
}

TEST(Ownership, WhoClaimsOnBesideTheNewOwnerOverlaps) {
    Ownership owners;
    owners.claim(claim(1s, 1));
    owners.claim(claim(2s, 2, Claim::By::gratuitous_arp));
    owners.claim(claim(2300ms, 1));
    owners.claim(claim(2400ms, 2));
    const auto changes = owners.changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].overlap, 300ms);
}

TEST(Ownership, WhoAnnouncesItselfAgainTookItAnew) {
    Ownership owners;
    owners.claim(claim(1s, 1));
    owners.claim(claim(2s, 2, Claim::By::gratuitous_arp));
    owners.claim(claim(2100ms, 1, Claim::By::gratuitous_arp));
    EXPECT_EQ(owners.changes().size(), 2U);
    EXPECT_EQ(owners.changes()[0].overlap, 0s);
}

TEST(Ownership, WhoAnnouncesItselfOnceMoreAndGoesOverlaps) {
    Ownership owners;
    owners.claim(claim(1s, 1));
    owners.claim(claim(2s, 2, Claim::By::gratuitous_arp));
    owners.claim(claim(2100ms, 1, Claim::By::gratuitous_arp));
    owners.claim(claim(2200ms, 2));
    owners.claim(claim(2700ms, 2));
    const auto changes = owners.changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].to.node, 2U);
    EXPECT_EQ(changes[0].overlap, 100ms);
}

Claim advertisement(Duration at, NodeId node) {
    Claim out = claim(at, node, Claim::By::vrrp);
    out.lapses_after = 400ms;
    return out;
}

TEST(Ownership, WhoAdvertisesAgainAfterItLapsedTookItAnew) {
    Ownership owners;
    owners.claim(advertisement(1s, 1));
    owners.claim(advertisement(1100ms, 2));
    owners.claim(advertisement(1200ms, 1));
    EXPECT_EQ(owners.changes().size(), 1U) << "two at once";
    owners.claim(advertisement(1300ms, 2));
    owners.claim(advertisement(1700ms, 1));
    EXPECT_EQ(owners.changes().size(), 2U);
    EXPECT_EQ(owners.changes()[1].overlap, 0s);
}

TEST(Ownership, TrafficOfAStrangerSaysNothingWhereOthersSpeakForTheAddress) {
    Ownership owners;
    owners.claim(claim(1s, 1));
    owners.claim(claim(2s, 9, Claim::By::traffic));
    EXPECT_EQ(owners.owners(), 1U);
}

}  // namespace
}  // namespace holdfast::harness::timing
