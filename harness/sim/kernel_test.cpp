// SPDX-License-Identifier: Apache-2.0
// What a node's kernel does without its programs: forwarding, ICMP, refusals, carrier.
#include <gmock/gmock.h>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

TEST(Kernel, GatewayForwardsAndCountsTheHop) {
    Lab lab;
    Puppet& client = lab.puppet("client");
    Puppet& se1 = lab.puppet("se1");
    se1.context->bind_udp(7000);
    ASSERT_TRUE(lab->start_capture());
    client.context->send_udp({{}, 4000}, {lab.address("se1", "front"), 7000}, {1, 2, 3});
    lab.run(10ms);

    ASSERT_EQ(se1.datagrams.size(), 1U);
    EXPECT_THAT(se1.datagrams[0].payload, testing::ElementsAre(1, 2, 3));
    const auto one_hop = [](const packet::Packet& p) {
        return p.udp() != nullptr && p.ipv4()->time_to_live == 63;
    };
    EXPECT_EQ(lab.count("front", one_hop), 1U);
}

TEST(Kernel, OnlyGatewaysForward) {
    Lab lab;
    EXPECT_TRUE(lab->service("gw1", faults::NodeService::ip_forwarding).value());
    EXPECT_FALSE(lab->service("se1", faults::NodeService::ip_forwarding).value());
}

TEST(Kernel, ResolvesTheNamesOfNodesUntilItsResolverIsLost) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    Puppet& se2 = lab.puppet("se2");
    EXPECT_EQ(se1.context->resolve("se2"), lab.address("se2", "management"));
    EXPECT_EQ(se1.context->resolve("nobody"), std::nullopt);
    ASSERT_TRUE(lab->set_service("se1", faults::NodeService::host_names, false));
    EXPECT_EQ(se1.context->resolve("se2"), std::nullopt);
    EXPECT_TRUE(se2.context->resolve("se1").has_value());
}

// Six at once, then one a second: Linux' icmp_ratelimit.
TEST(Kernel, ClosedUdpPortIsReportedButNotEveryTime) {
    Lab lab;
    Puppet& client = lab.puppet("client");
    ASSERT_TRUE(lab->start_capture());
    for (int i = 0; i < 20; ++i) {
        client.context->send_udp({{}, 4000}, {lab.address("se1", "front"), 7000}, {1});
        lab.run(1ms);
    }
    const auto unreachable = [](const packet::Packet& p) {
        return p.icmp() != nullptr && p.icmp()->type == packet::Icmp::unreachable &&
               p.icmp()->code == 3;
    };
    EXPECT_EQ(lab.count("client", unreachable), 6U);
}

TEST(Kernel, AnswersPingUnlessToldNotTo) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    const Ipv4Address gateway = lab.address("gw1", "front");
    se1.context->ping(gateway, 1, 1);
    lab.run(10ms);
    EXPECT_EQ(se1.ping_answers, 1);

    ASSERT_TRUE(lab->set_service("gw1", faults::NodeService::icmp_echo_replies, false));
    se1.context->ping(gateway, 1, 2);
    lab.run(10ms);
    EXPECT_EQ(se1.ping_answers, 1);
}

TEST(Kernel, SendsNothingFromAnAddressThatItDoesNotHold) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    const Endpoint server{lab.address("server1", "back"), 5000};
    EXPECT_FALSE(se1.context->send_udp({vip, 5000}, server, {1}));
    se1.context->add_address(vip, 1s, "front");
    EXPECT_TRUE(se1.context->send_udp({vip, 5000}, server, {1}));
}

TEST(Kernel, ProgramsHearOfTheirCarrier) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    ASSERT_TRUE(lab->set_carrier({"se1", "front"}, false));
    EXPECT_FALSE(se1.context->carrier("front"));
    EXPECT_TRUE(se1.context->carrier("back"));
    ASSERT_TRUE(lab->set_carrier({"se1", "front"}, true));
    EXPECT_THAT(se1.carriers, testing::ElementsAre("front down", "front up"));
}

TEST(Kernel, ShowsWhatItsSocketsSendInsteadOfSendingIt) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    Puppet& se2 = lab.puppet("se2");
    se2.context->bind_udp(7000);
    se1.context->add_address(vip, 2s, "front");
    se1.context->show_packets({.destinations = {}, .sources = {}, .leaving = {vip}});
    se1.context->send_udp({vip, 4000}, {lab.address("se2", "front"), 7000}, {1});
    lab.run(10ms);
    ASSERT_EQ(se1.packets.size(), 1U);
    EXPECT_TRUE(se1.packets[0].leaves);
    EXPECT_TRUE(se2.datagrams.empty());
    se1.context->send_on(se1.packets[0].interface, se2.context->hardware_address("front"),
                         se1.packets[0].packet);
    lab.run(10ms);
    EXPECT_EQ(se2.datagrams.size(), 1U) << "by hardware address, as its program decides";
}

TEST(Kernel, ShowsPacketsFromASourceWhomeverTheyAreFor) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    Puppet& se2 = lab.puppet("se2");
    se1.context->add_address(vip, 2s, "front");
    se2.context->show_packets({.destinations = {}, .sources = {vip}, .leaving = {}});
    se1.context->show_packets({.destinations = {}, .sources = {}, .leaving = {vip}});
    se1.context->send_udp({vip, 4000}, {lab.address("client", "front"), 7000}, {1});
    lab.run(10ms);
    ASSERT_EQ(se1.packets.size(), 1U);
    se1.context->send_on(se1.packets[0].interface, se2.context->hardware_address("front"),
                         se1.packets[0].packet);
    lab.run(10ms);
    ASSERT_EQ(se2.packets.size(), 1U);
    EXPECT_FALSE(se2.packets[0].leaves);
    EXPECT_EQ(se2.packets[0].sender, se1.context->hardware_address("front"));
}

// The dead program's kernel goes on: ARP answers, a SYN is refused.
TEST(Kernel, OutlivesItsPrograms) {
    Lab lab;
    Puppet& observer = lab.puppet("observer");
    lab.puppet("se1");
    ASSERT_TRUE(lab->kill_programs("se1"));
    EXPECT_EQ(lab->program_state("se1").value(), faults::ProcessState::gone);
    observer.context->connect({lab.address("se1", "front"), 80});
    lab.run(10ms);
    EXPECT_TRUE(observer.heard(StreamEvent::Kind::refused));
}

TEST(Segment, ShowsUnicastToItsAddresseeOnlyOnceLearnt) {
    Lab lab;
    Puppet& se1 = lab.puppet("se1");
    Puppet& se2 = lab.puppet("se2");
    se2.context->bind_udp(7000);
    const Endpoint to{lab.address("se2", "front"), 7000};
    se1.context->send_udp({{}, 4000}, to, {1});
    lab.run(10ms);
    const auto before = lab->counters({"observer", "front"}).value().delivered_to_node;
    se1.context->send_udp({{}, 4000}, to, {2});
    lab.run(10ms);
    EXPECT_EQ(se2.datagrams.size(), 2U);
    EXPECT_EQ(lab->counters({"observer", "front"}).value().delivered_to_node, before);
}

TEST(World, RefusesUnknownNodesLinksAndUnannouncedImpairments) {
    Lab lab(1, {{"se1", "front"}});
    EXPECT_FALSE(lab->kill_programs("se9"));
    EXPECT_FALSE(lab->kill_programs("server1"));  // nothing of the system under test there
    EXPECT_FALSE(lab->set_carrier({"client", "back"}, false));
    EXPECT_FALSE(lab->drop_frames({.segment = "front", .from = "client", .to = {}}));
    EXPECT_FALSE(lab->impair({"se2", "front"}, {10ms, 0.0}));
    EXPECT_TRUE(lab->impair({"se1", "front"}, {10ms, 0.0}));
}

}  // namespace
}  // namespace holdfast::harness::sim
