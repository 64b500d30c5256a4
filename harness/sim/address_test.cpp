// SPDX-License-Identifier: Apache-2.0
// Who answers for an address: ARP caches, gratuitous ARP, leases.
#include <gmock/gmock.h>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

using faults::ProcessState;

/// Asks the VIP from the client once, and says whether an answer came within 50 ms.
bool answers(Lab& lab, Puppet& client) {
    const std::size_t before = client.datagrams.size();
    client.context->send_udp({{}, 4000}, {vip, 5000}, {1});
    lab.run(50ms);
    return client.datagrams.size() > before;
}

struct Pair {
    Lab lab;
    Puppet& client = lab.puppet("client");
    Puppet& se1 = lab.puppet("se1");
    Puppet& se2 = lab.puppet("se2");

    Pair() {
        client.context->bind_udp(4000);
        for (Puppet* engine : {&se1, &se2}) {
            engine->echoes = true;
            engine->context->bind_udp(5000);
        }
        se1.context->add_address(vip, 2s, "front");
    }
};

TEST(Address, IsReachedWhereItIsHeld) {
    Pair pair;
    EXPECT_TRUE(answers(pair.lab, pair.client));
    EXPECT_EQ(pair.se1.datagrams.size(), 1U);
    EXPECT_EQ(pair.se1.datagrams[0].to.address, vip);
}

// Goal: what a missing gratuitous ARP costs. Method: se1 dies, se2 takes the address silently; the
// gateway keeps sending to se1's MAC until se2 announces.
TEST(Address, MovesInOthersCachesOnlyWithAGratuitousArp) {
    Pair pair;
    ASSERT_TRUE(answers(pair.lab, pair.client));
    ASSERT_TRUE(pair.lab->kill_programs("se1"));
    pair.se2.context->add_address(vip, 60s, "front");

    EXPECT_FALSE(answers(pair.lab, pair.client));
    pair.lab.run(3s);
    EXPECT_FALSE(answers(pair.lab, pair.client));

    pair.se2.context->announce(vip, "front");
    pair.lab.run(1ms);
    EXPECT_TRUE(answers(pair.lab, pair.client));
}

// 30 s reachable, 5 s of delay, three unicast probes a second apart: then the gateway asks
// everyone.
TEST(Address, IsFoundAgainWhenTheCacheHasAged) {
    Pair pair;
    ASSERT_TRUE(answers(pair.lab, pair.client));
    ASSERT_TRUE(pair.lab->kill_programs("se1"));
    pair.se2.context->add_address(vip, 120s, "front");
    pair.lab.run(31s);

    EXPECT_FALSE(answers(pair.lab, pair.client));
    pair.lab.run(9s);
    EXPECT_TRUE(answers(pair.lab, pair.client));
}

TEST(Address, IsAskedForAgainAtOnceWhenItIsForgotten) {
    Pair pair;
    ASSERT_TRUE(answers(pair.lab, pair.client));
    ASSERT_TRUE(pair.lab->kill_programs("se1"));
    pair.se2.context->add_address(vip, 2s, "front");
    ASSERT_TRUE(pair.lab->forget_neighbour(vip));
    EXPECT_TRUE(answers(pair.lab, pair.client));
}

TEST(Address, GratuitousArpIsReportedWithItsSender) {
    Pair pair;
    std::vector<std::string> senders;
    pair.lab->on_sighting(
        [&](const faults::Sighting& sighting) { senders.push_back(sighting.subject); });
    pair.se2.context->announce(vip, "front");
    pair.lab.run(1ms);
    EXPECT_THAT(senders, testing::ElementsAre("se2"));
}

TEST(Lease, EndsWithTheProgram) {
    Pair pair;
    ASSERT_TRUE(pair.lab->kill_programs("se1"));
    Puppet& again = pair.lab.puppet("se1");
    EXPECT_FALSE(again.context->has_address(vip));
    EXPECT_EQ(again.context->boot_number(), 2U);
}

// A hung program renews nothing: its addresses go when the lease of 2 s is over, not before.
TEST(Lease, RunsOutWhileTheProgramHangs) {
    Pair pair;
    ASSERT_TRUE(pair.lab->pause_programs("se1"));
    EXPECT_EQ(pair.lab->program_state("se1").value(), ProcessState::paused);
    pair.lab.run(1999ms);
    EXPECT_TRUE(pair.se1.context->has_address(vip));
    pair.lab.run(2ms);
    EXPECT_FALSE(pair.se1.context->has_address(vip));
}

TEST(Lease, IsProlongedByRenewal) {
    Pair pair;
    for (int i = 0; i < 10; ++i) {
        pair.lab.run(500ms);
        pair.se1.context->add_address(vip, 2s, "front");
    }
    EXPECT_TRUE(pair.se1.context->has_address(vip));
    pair.lab.run(2001ms);
    EXPECT_FALSE(pair.se1.context->has_address(vip));
}

TEST(Address, WithoutLeaseOutlivesItsProgramUntilThePowerCycle) {
    Pair pair;
    pair.se1.context->add_address(vip, std::nullopt, "front");
    ASSERT_TRUE(pair.lab->kill_programs("se1"));
    Puppet& again = pair.lab.puppet("se1");
    EXPECT_TRUE(again.context->has_address(vip));
    ASSERT_TRUE(pair.lab->reset_addresses("se1"));
    EXPECT_FALSE(again.context->has_address(vip));
    EXPECT_TRUE(again.context->has_address(pair.lab.address("se1", "front")));
}

}  // namespace
}  // namespace holdfast::harness::sim
