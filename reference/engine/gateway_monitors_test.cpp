// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/gateway_monitors.h"

#include <gtest/gtest.h>

namespace holdfast::reference::engine {
namespace {

constexpr Ipv4Address gw1{0xc0000201};  // 192.0.2.1
constexpr Ipv4Address gw2{0xc0000202};
constexpr Duration interval = 1s;

/// One engine's monitors: time goes interval by interval, gateways answer or not.
class Monitored {
  public:
    explicit Monitored(std::vector<Ipv4Address> gateways) { watch(std::move(gateways)); }

    void watch(std::vector<Ipv4Address> gateways) {
        std::vector<protocol::WatchedGateway> wanted;
        for (const Ipv4Address gateway : gateways) {
            wanted.push_back({gateway, interval, 3, 5});
        }
        monitors_.watch(now_, wanted);
    }
    /// So many questions are asked, and answered by these.
    Monitored& intervals(int count, const std::vector<Ipv4Address>& answering) {
        for (int i = 0; i < count; ++i) {
            Effects out;
            changes_ += monitors_.on_timer(now_, out) ? 1 : 0;
            for (const Effect& asked : out) {
                const auto& question = std::get<effect::AskGateway>(asked);
                if (std::count(answering.begin(), answering.end(), question.gateway) != 0) {
                    monitors_.hear(question.gateway, question.sequence);
                }
                last_ = question;
            }
            now_ += interval;
        }
        return *this;
    }
    /// Judges the interval that is just over.
    std::vector<Ipv4Address> lost() {
        intervals(1, {});
        return monitors_.lost();
    }
    int changes() const { return changes_; }
    GatewayMonitors& monitors() { return monitors_; }
    const effect::AskGateway& last() const { return last_; }
    Instant now() const { return now_; }

  private:
    GatewayMonitors monitors_;
    Instant now_;
    int changes_ = 0;
    effect::AskGateway last_;
};

using Addresses = std::vector<Ipv4Address>;

TEST(GatewayMonitors, LoseAGatewayAfterTheThresholdOfMisses) {  // GW-2
    EXPECT_EQ(Monitored({gw1}).intervals(3, {}).lost(), Addresses{gw1});
    EXPECT_EQ(Monitored({gw1}).intervals(2, {}).lost(), Addresses{});
}

TEST(GatewayMonitors, BeginToCountAnewAfterOneAnswer) {  // GW-3
    Monitored se1({gw1});
    se1.intervals(2, {}).intervals(1, {gw1}).intervals(2, {});
    EXPECT_EQ(se1.lost(), Addresses{});
    EXPECT_EQ(se1.changes(), 0);
}

TEST(GatewayMonitors, SeeItAgainAfterTheThresholdOfHits) {
    EXPECT_EQ(Monitored({gw1}).intervals(3, {}).intervals(4, {gw1}).lost(), Addresses{gw1});
    Monitored back({gw1});
    EXPECT_EQ(back.intervals(3, {}).intervals(5, {gw1}).lost(), Addresses{});
    EXPECT_EQ(back.changes(), 2);
}

TEST(GatewayMonitors, TellGatewaysApart) {
    EXPECT_EQ(Monitored({gw1, gw2}).intervals(3, {gw2}).lost(), Addresses{gw1});
}

TEST(GatewayMonitors, TakeAnAnswerThatIsLateForNone) {
    Monitored se1({gw1});
    se1.intervals(1, {});
    const effect::AskGateway first = se1.last();
    se1.intervals(2, {});
    se1.monitors().hear(first.gateway, first.sequence);
    EXPECT_EQ(se1.lost(), Addresses{gw1});
}

TEST(GatewayMonitors, KnowOnOfAGatewayThatStaysWatched) {
    Monitored se1({gw1});
    se1.intervals(4, {});
    se1.watch({gw1, gw2});
    EXPECT_EQ(se1.monitors().lost(), Addresses{gw1});
    se1.watch({gw2});
    EXPECT_EQ(se1.monitors().lost(), Addresses{});
}

// An engine that did not run for a minute has heard nothing, but it has asked nothing either.
TEST(GatewayMonitors, CountOneIntervalAfterAStall) {
    Monitored se1({gw1});
    se1.intervals(1, {});
    Effects out;
    EXPECT_FALSE(se1.monitors().on_timer(se1.now() + 60s, out));
    EXPECT_EQ(out.size(), 1U);
    EXPECT_EQ(se1.monitors().next_timeout(), se1.now() + 61s);
}

}  // namespace
}  // namespace holdfast::reference::engine
