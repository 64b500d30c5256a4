// SPDX-License-Identifier: Apache-2.0
// Each call of the World port takes effect, and its reading proves it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

#include "harness/mininet/net_namespace.h"
#include "harness/mininet/test_network.h"

namespace holdfast::harness::mininet {
namespace {

using faults::NodeService;
using faults::ProcessState;

class World : public MininetTest {
  protected:
    void SetUp() override {
        MininetTest::SetUp();
        if (!IsSkipped()) {
            testbed_ = up({se1_front});
            ASSERT_NE(testbed_, nullptr);
        }
    }

    /// Runs a shell command in the node's network namespace; its exit status.
    int in_node(const std::string& node, const std::string& command) {
        int status = -1;
        const auto where = NetNamespace::open(testbed_->namespace_path(node).value());
        EXPECT_TRUE(in_namespace(where.value(), [&]() -> Result<void> {
            status = std::system((command + " >/dev/null 2>&1").c_str());  // NOLINT
            return success;
        }));
        return status;
    }
    /// A program of the node asks its system's resolver, in its own mount namespace.
    bool resolves(const std::string& node, const std::string& host) {
        // Not found is an answer, not an end that the driver should report.
        install(node, "getent ahostsv4 " + host + " > " + testbed_->folder() + "/found; :");
        until(node + " has asked",
              [&] { return testbed_->program_state(node).value() == ProcessState::gone; });
        std::ifstream found(testbed_->folder() + "/found");
        return found.peek() != std::ifstream::traits_type::eof();
    }
    bool pings(const std::string& node, const std::string& to) {
        return in_node(node, "ping -c1 -W1 " + to) == 0;
    }
    void install(const std::string& node, const std::string& script) {
        ASSERT_DONE(testbed_->install(
            {node, {"/bin/sh", "-c", script}, testbed_->folder() + "/" + node + ".log", {}}));
        ASSERT_DONE(testbed_->start_programs(node));
    }
    void settle(Duration duration) { testbed_->advance(testbed_->now() + duration); }
    void until(const std::string& what, const std::function<bool()>& condition) {
        ASSERT_DONE(wait_until(*testbed_, what, 3s, condition));
    }

    std::unique_ptr<MininetTestbed> testbed_;
};

TEST_F(World, RoutesBetweenTheSegments) {
    EXPECT_TRUE(pings("client", "192.0.2.9"));
    EXPECT_TRUE(pings("se1", "198.51.100.10"));
}

TEST_F(World, TellsHowProgramsEnded) {
    const std::string log = test_folder() + "/se1-1.out";
    ASSERT_DONE(testbed_->install(
        {"se1", {"/bin/sh", "-c", "sleep 0.2; echo 'password too long'; exit 3"}, log, {}}));
    ASSERT_DONE(testbed_->install({"se2", {"/bin/sh", "-c", "sleep 0.2"}, log + "2", {}}));
    ASSERT_DONE(testbed_->start_programs("se1"));
    ASSERT_DONE(testbed_->start_programs("se2"));
    EXPECT_THAT(testbed_->ended_programs(), testing::IsEmpty());
    until("both have ended", [&] {
        return testbed_->program_state("se1").value() == ProcessState::gone &&
               testbed_->program_state("se2").value() == ProcessState::gone;
    });
    EXPECT_THAT(testbed_->ended_programs(),
                testing::ElementsAre("a program of se1 (logs/se1-1.out) ended with status 3, and "
                                     "said last: password too long"));
}

TEST_F(World, KillsTheWholeTreeAndStartsItAgain) {
    EXPECT_EQ(testbed_->program_state("se1").value(), ProcessState::gone);
    // A child, and a grandchild that left its parent and its session.
    install("se1", "sleep 100 & setsid sh -c 'sleep 100 & exit' ; wait");
    EXPECT_EQ(testbed_->program_state("se1").value(), ProcessState::running);
    EXPECT_FALSE(testbed_->start_programs("se1"));
    ASSERT_DONE(testbed_->kill_programs("se1"));
    EXPECT_EQ(testbed_->program_state("se1").value(), ProcessState::gone);
    EXPECT_TRUE(pings("se2", "192.0.2.11"));  // its kernel goes on
    ASSERT_DONE(testbed_->start_programs("se1"));
    EXPECT_EQ(testbed_->program_state("se1").value(), ProcessState::running);
    EXPECT_EQ(testbed_->program_state("se2").value(), ProcessState::gone);
}

TEST_F(World, PausesAndResumesTheWholeTree) {
    install("se1", "sleep 100 & sleep 100");
    ASSERT_DONE(testbed_->pause_programs("se1"));
    EXPECT_EQ(testbed_->program_state("se1").value(), ProcessState::paused);
    ASSERT_DONE(testbed_->resume_programs("se1"));
    EXPECT_EQ(testbed_->program_state("se1").value(), ProcessState::running);
    ASSERT_DONE(testbed_->pause_programs("se1"));
    ASSERT_DONE(testbed_->kill_programs("se1"));  // a paused tree dies as well
    EXPECT_EQ(testbed_->program_state("se1").value(), ProcessState::gone);
}

TEST_F(World, TerminatesInAnOrderlyWay) {
    install("se1", "trap 'echo farewell; exit 0' TERM; while :; do sleep 0.01; done");
    settle(50ms);
    ASSERT_DONE(testbed_->terminate_programs("se1"));
    until("the program is gone",
          [&] { return testbed_->program_state("se1").value() == ProcessState::gone; });
    EXPECT_EQ(std::system(("grep -q farewell " + testbed_->folder() + "/se1.log").c_str()), 0);
}

TEST_F(World, RemovesTheAddressesOfPrograms) {
    ASSERT_EQ(in_node("se1", "ip addr add 192.0.2.100/32 dev se1-eth0"), 0);
    ASSERT_EQ(in_node("se1", "ip addr add 192.0.2.101/32 dev lo"), 0);
    ASSERT_DONE(testbed_->reset_addresses("se1"));
    EXPECT_NE(in_node("se1", "ip -4 addr | grep 192.0.2.10[01]/"), 0);
    EXPECT_EQ(in_node("se1", "ip -4 addr | grep 192.0.2.11/24"), 0);
    EXPECT_EQ(in_node("se1", "ip -4 addr show dev lo | grep 127.0.0.1"), 0);
}

TEST_F(World, TakesHostNamesFromTheProgramsOfOneNode) {
    ASSERT_TRUE(resolves("se1", "observer"));
    ASSERT_DONE(testbed_->set_service("se1", NodeService::host_names, false));
    EXPECT_FALSE(testbed_->service("se1", NodeService::host_names).value());
    EXPECT_FALSE(resolves("se1", "observer"));
    EXPECT_TRUE(resolves("client", "observer"));
    ASSERT_DONE(testbed_->set_service("se1", NodeService::host_names, true));
    EXPECT_TRUE(resolves("se1", "observer"));
}

TEST_F(World, StopsForwardingOfAGateway) {
    ASSERT_TRUE(testbed_->service("gw1", NodeService::ip_forwarding).value());
    EXPECT_FALSE(testbed_->service("se1", NodeService::ip_forwarding).value());
    ASSERT_DONE(testbed_->set_service("gw1", NodeService::ip_forwarding, false));
    EXPECT_FALSE(testbed_->service("gw1", NodeService::ip_forwarding).value());
    EXPECT_FALSE(pings("client", "192.0.2.9"));
    EXPECT_TRUE(pings("client", "198.51.100.1"));  // it still answers itself
    ASSERT_DONE(testbed_->set_service("gw1", NodeService::ip_forwarding, true));
    EXPECT_TRUE(pings("client", "192.0.2.9"));
}

TEST_F(World, StopsArpRepliesOnceNeighboursForget) {
    ASSERT_TRUE(pings("se1", "192.0.2.1"));
    ASSERT_DONE(testbed_->set_service("gw1", NodeService::arp_replies, false));
    EXPECT_FALSE(testbed_->service("gw1", NodeService::arp_replies).value());
    EXPECT_TRUE(pings("se1", "192.0.2.1"));  // from its cache
    ASSERT_DONE(testbed_->forget_neighbour(address("192.0.2.1")));
    EXPECT_FALSE(pings("se1", "192.0.2.1"));
    ASSERT_DONE(testbed_->set_service("gw1", NodeService::arp_replies, true));
    ASSERT_DONE(testbed_->forget_neighbour(address("192.0.2.1")));
    EXPECT_TRUE(pings("se1", "192.0.2.1"));
}

TEST_F(World, StopsEchoReplies) {
    ASSERT_DONE(testbed_->set_service("gw1", NodeService::icmp_echo_replies, false));
    EXPECT_FALSE(pings("se1", "192.0.2.1"));
    EXPECT_TRUE(pings("client", "192.0.2.9"));  // it still forwards
    ASSERT_DONE(testbed_->set_service("gw1", NodeService::icmp_echo_replies, true));
    EXPECT_TRUE(pings("se1", "192.0.2.1"));
}

TEST_F(World, NodeSeesItsCarrierGoAndReturn) {
    for (const faults::Link& link : {observer_front, se1_front}) {  // plain, and spliced
        ASSERT_DONE(testbed_->set_carrier(link, false));
        EXPECT_FALSE(testbed_->carrier(link).value());
        ASSERT_DONE(testbed_->set_carrier(link, true));
        EXPECT_TRUE(testbed_->carrier(link).value());
        EXPECT_TRUE(testbed_->forwarding(link).value());
        EXPECT_TRUE(pings(link.node, "192.0.2.1"));
    }
}

TEST_F(World, SilentLinkKeepsItsCarrierAndCountsNothing) {
    ASSERT_TRUE(pings("observer", "192.0.2.1"));
    ASSERT_DONE(testbed_->set_forwarding(observer_front, false));
    const auto before = testbed_->counters(observer_front).value();
    EXPECT_TRUE(testbed_->carrier(observer_front).value());
    EXPECT_FALSE(pings("observer", "192.0.2.1"));
    const auto after = testbed_->counters(observer_front).value();
    EXPECT_EQ(after.delivered_to_node, before.delivered_to_node);
    EXPECT_EQ(after.received_from_node, before.received_from_node);
    ASSERT_DONE(testbed_->set_forwarding(observer_front, true));
    EXPECT_TRUE(pings("observer", "192.0.2.1"));
    EXPECT_GT(testbed_->counters(observer_front).value().received_from_node,
              after.received_from_node);
}

TEST_F(World, SilentLinkStaysSilentWhenItsCarrierReturns) {
    ASSERT_DONE(testbed_->set_forwarding(observer_front, false));
    ASSERT_DONE(testbed_->set_carrier(observer_front, false));
    ASSERT_DONE(testbed_->set_carrier(observer_front, true));
    EXPECT_FALSE(testbed_->forwarding(observer_front).value());
}

TEST_F(World, FilterDropsOneDirectionOfOnePairAndCounts) {
    const auto filter = testbed_->drop_frames({"front", "se2", "observer"});
    ASSERT_DONE(filter);
    EXPECT_FALSE(pings("se2", "192.0.2.9"));
    EXPECT_TRUE(pings("se2", "192.0.2.1"));
    EXPECT_TRUE(pings("se1", "192.0.2.9"));
    EXPECT_GT(testbed_->filter_hits(filter.value()).value(), 0U);
    ASSERT_DONE(testbed_->remove_filter(filter.value()));
    until("the pair hears each other again", [&] { return pings("se2", "192.0.2.9"); });
    EXPECT_FALSE(testbed_->remove_filter(filter.value()));
}

TEST_F(World, FilterDropsGratuitousArpsOnly) {
    const auto filter = testbed_->drop_frames(
        {"front", "se2", std::nullopt, faults::FrameMatch::Kind::gratuitous_arp});
    ASSERT_DONE(filter);
    EXPECT_TRUE(pings("se2", "192.0.2.1"));  // ordinary ARP passes
    EXPECT_EQ(testbed_->filter_hits(filter.value()).value(), 0U);
    ASSERT_DONE(announce(*testbed_, "se2", address("192.0.2.100")));
    // Flooded, so dropped once for each of the three other ports.
    until("the announcement was dropped",
          [&] { return testbed_->filter_hits(filter.value()).value() == 3; });
}

TEST_F(World, FilterTellsPortsAndProtocolsApart) {
    const auto icmp =
        testbed_->drop_frames({"front", std::nullopt, "observer", faults::FrameMatch::Kind::icmp});
    ASSERT_DONE(icmp);
    EXPECT_FALSE(pings("client", "192.0.2.9"));
    EXPECT_GT(testbed_->filter_hits(icmp.value()).value(), 0U);
    const auto port = testbed_->drop_frames(
        {"front", std::nullopt, std::nullopt, faults::FrameMatch::Kind::udp_port, 9001});
    ASSERT_DONE(port);
    EXPECT_EQ(in_node("se1", "bash -c 'echo x > /dev/udp/192.0.2.12/9001'"), 0);
    EXPECT_EQ(in_node("se1", "bash -c 'echo x > /dev/udp/192.0.2.12/9002'"), 0);
    until("the datagram was dropped",
          [&] { return testbed_->filter_hits(port.value()).value() == 1; });
}

TEST_F(World, FilterWithProbabilityDropsItsShare) {
    faults::FrameMatch match{"front", "observer", std::nullopt};
    match.probability = 0.5;
    const auto filter = testbed_->drop_frames(match);
    ASSERT_DONE(filter);
    ASSERT_EQ(in_node("observer",
                      "ip neigh replace 192.0.2.1 lladdr "
                      "02:00:00:00:02:02 dev observer-eth0 nud permanent"),
              0);
    in_node("observer", "ping -f -c 400 -W 1 -i 0.002 192.0.2.1");
    // 400 draws with 0.5: mean 200, deviation 10; eight deviations either way.
    const auto hits = testbed_->filter_hits(filter.value()).value();
    EXPECT_GT(hits, 120U);
    EXPECT_LT(hits, 280U);
}

TEST_F(World, WireDelaysBothWays) {
    ASSERT_TRUE(pings("se1", "192.0.2.1"));
    ASSERT_DONE(testbed_->impair(se1_front, {.delay = 100ms, .loss = 0}));
    const Instant before = testbed_->now();
    EXPECT_TRUE(pings("se1", "192.0.2.1"));
    EXPECT_GE(testbed_->now() - before, 200ms);
    EXPECT_GE(testbed_->impaired_frames(se1_front).value(), 2U);
    ASSERT_DONE(testbed_->impair(se1_front, {}));
    EXPECT_EQ(testbed_->impaired_frames(se1_front).value(), 0U);
}

TEST_F(World, WireLoses) {
    ASSERT_DONE(testbed_->impair(se1_front, {.delay = {}, .loss = 1.0}));
    EXPECT_FALSE(pings("se1", "192.0.2.1"));
    EXPECT_GT(testbed_->impaired_frames(se1_front).value(), 0U);
    const auto refused = testbed_->impair(observer_front, {.delay = 1ms, .loss = 0});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::unsupported);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("observer on front"));
}

}  // namespace
}  // namespace holdfast::harness::mininet
