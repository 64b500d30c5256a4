// SPDX-License-Identifier: Apache-2.0
// What needs no namespace: names, filters' conditions, floods, findings.
#include <gmock/gmock.h>

#include <array>

#include "harness/mininet/bridge_filters.h"
#include "harness/mininet/flood.h"
#include "harness/mininet/layout.h"
#include "harness/mininet/test_network.h"

namespace holdfast::harness::mininet {
namespace {

using testing::HasSubstr;

Instant at(Duration since_start) {
    return Instant(since_start);
}

TEST(Layout, CutsNamesThatTheKernelCannotHold) {
    EXPECT_EQ(interface_name("se1", 2), "se1-eth2");
    EXPECT_EQ(interface_name("controller1", 0), "controller-eth0");
    EXPECT_EQ(interface_name("controller1", 10).size(), 15U);
}

TEST(Layout, SplicesTheWireIntoImpairableLinksOnly) {
    const Layout layout = lay_out(small_network(), {se1_front}).value();
    EXPECT_EQ(layout.find(se1_front)->peer(), "w0a");
    EXPECT_EQ(layout.find(observer_front)->peer(), layout.find(observer_front)->port);
    EXPECT_EQ(layout.find({"se1", "client"}), nullptr);
}

TEST(BridgeFilters, ConditionNamesPortsAndFields) {
    const Layout layout = lay_out(small_network(), {}).value();
    using faults::FrameMatch;
    EXPECT_EQ(condition({"front", "se1", "se2"}, layout).value(),
              "iifname \"s2-eth1\" oifname \"s2-eth2\"");
    EXPECT_EQ(condition({"front", "se1", {}, FrameMatch::Kind::udp_port, 9001}, layout).value(),
              "iifname \"s2-eth1\" ether type ip udp dport 9001");
    EXPECT_EQ(
        condition({"client", {}, {}, FrameMatch::Kind::icmp, 0, 0.25}, layout).value(),
        "iifname { \"s1-eth0\", \"s1-eth1\" } ether type ip ip protocol icmp numgen random mod "
        "1000000 < 250000");
    EXPECT_EQ(
        condition({"front", {}, "se2", FrameMatch::Kind::any, 0, 1, "client"}, layout).value(),
        "oifname \"s2-eth2\" ether type ip ip saddr { 198.51.100.10 }");
    EXPECT_THAT(condition({"front", "client", {}}, layout).error().message,
                HasSubstr("client is not attached to front"));
}

TEST(Flood, CopiesAtOtherPortsCountOnce) {
    const std::array<std::uint8_t, 3> frame{1, 2, 3};
    Flood flood;
    EXPECT_TRUE(flood.first_sight(at(0ms), 0, frame));
    EXPECT_FALSE(flood.first_sight(at(0ms), 1, frame));
    EXPECT_FALSE(flood.first_sight(at(1ms), 2, frame));
    EXPECT_TRUE(flood.first_sight(at(2ms), 0, frame)) << "seen at this port before: a repetition";
    EXPECT_FALSE(flood.first_sight(at(2ms), 1, frame));
}

TEST(Flood, SameBytesLaterAreANewFrame) {
    const std::array<std::uint8_t, 3> frame{1, 2, 3};
    const std::array<std::uint8_t, 3> other{1, 2, 4};
    Flood flood;
    EXPECT_TRUE(flood.first_sight(at(0ms), 0, frame));
    EXPECT_TRUE(flood.first_sight(at(0ms), 1, other));
    EXPECT_TRUE(flood.first_sight(at(6ms), 1, frame));
    EXPECT_TRUE(flood.first_sight(at(2s), 1, frame));
}

TEST(Doctor, SaysWhatIsThereAndWhatFollows) {
    const auto findings = examine_machine();
    EXPECT_GE(findings.size(), 12U);
    for (const Finding& finding : findings) {
        EXPECT_FALSE(finding.mechanism.empty());
        EXPECT_FALSE(finding.consequence.empty()) << finding.mechanism;
        EXPECT_FALSE(finding.detail.empty()) << finding.mechanism;
    }
}

}  // namespace
}  // namespace holdfast::harness::mininet
