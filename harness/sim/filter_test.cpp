// SPDX-License-Identifier: Apache-2.0
// Filters of each kind; the calibration suite has directions, counters and shares.
#include <gtest/gtest.h>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

using faults::FrameMatch;

/// se1 says one thing of each kind to the front segment; the filter's hits tell which it took.
std::uint64_t hits_of(Lab& lab, const FrameMatch& match) {
    Puppet& se1 = lab.puppet("se1");
    const Ipv4Address observer = lab.address("observer", "front");
    se1.context->send_udp({{}, 4000}, {observer, 6000}, {1});  // resolves the address first
    lab.run(10ms);
    const auto filter = lab->drop_frames(match).value();
    se1.context->announce(vip, "front");
    se1.context->ask_owner("front", vip);
    se1.context->send_udp({{}, 4000}, {observer, 9001}, {1});
    se1.context->send_udp({{}, 4000}, {observer, 9002}, {1});
    se1.context->ping(observer, 1, 1);
    lab.run(10ms);
    return lab->filter_hits(filter).value();
}

FrameMatch from_se1(FrameMatch::Kind kind) {
    FrameMatch match;
    match.segment = "front";
    match.from = "se1";
    match.kind = kind;
    match.udp_port = 9001;
    return match;
}

TEST(Filter, TakesGratuitousArpAndNoOther) {
    Lab lab;
    EXPECT_EQ(hits_of(lab, from_se1(FrameMatch::Kind::gratuitous_arp)), 1U);
}

TEST(Filter, TakesOneUdpPort) {
    Lab lab;
    EXPECT_EQ(hits_of(lab, from_se1(FrameMatch::Kind::udp_port)), 1U);
}

TEST(Filter, TakesIcmp) {
    Lab lab;
    EXPECT_EQ(hits_of(lab, from_se1(FrameMatch::Kind::icmp)), 1U);
}

TEST(Filter, TakesEverything) {
    Lab lab;
    EXPECT_EQ(hits_of(lab, from_se1(FrameMatch::Kind::any)), 5U);
}

TEST(Filter, TakesPacketsOfANodeThatARouterBroughtAndNoOthers) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    se1.context->bind_udp(6000);
    const Ipv4Address to = lab.address("se1", "front");
    FrameMatch match;
    match.segment = "front";
    match.to = "se1";
    match.origin = "client";
    const auto filter = lab->drop_frames(match).value();
    lab.puppet("client").context->send_udp({{}, 4000}, {to, 6000}, {1});
    lab.puppet("se2").context->send_udp({{}, 4000}, {to, 6000}, {2});
    lab.run(10ms);
    EXPECT_EQ(lab->filter_hits(filter).value(), 1U);
    EXPECT_EQ(se1.datagrams.size(), 1U);
    match.origin = "nobody";
    EXPECT_FALSE(lab->drop_frames(match));
}

// A suppressed gratuitous ARP reaches nobody, so no capture has it and no trigger fires.
TEST(Filter, HidesWhatItDropsFromCaptureAndSightings) {
    Lab lab;
    bool seen = false;
    lab->on_sighting([&](const faults::Sighting&) { seen = true; });
    ASSERT_TRUE(lab->start_capture());
    hits_of(lab, from_se1(FrameMatch::Kind::gratuitous_arp));
    EXPECT_FALSE(seen);
    EXPECT_EQ(lab.count("front",
                        [](const packet::Packet& p) {
                            return p.arp() != nullptr && p.arp()->gratuitous();
                        }),
              0U);
}

TEST(Filter, IsGoneWhenRemoved) {
    Lab lab;
    const auto filter = lab->drop_frames(from_se1(FrameMatch::Kind::any)).value();
    ASSERT_TRUE(lab->remove_filter(filter));
    EXPECT_FALSE(lab->filter_hits(filter));
    EXPECT_FALSE(lab->remove_filter(filter));
}

}  // namespace
}  // namespace holdfast::harness::sim
