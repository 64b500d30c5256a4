// SPDX-License-Identifier: Apache-2.0
// Goal: every slot has one active collector. Method: all combinations of three nodes.
#include "reference/analytics/spread.h"

#include <gtest/gtest.h>

#include <map>

#include "reference/protocol/reports.h"

namespace holdfast::reference::analytics {
namespace {

std::map<std::uint32_t, std::string> collectors(const std::vector<Node>& nodes) {
    std::map<std::uint32_t, std::string> out;
    for (const Node& node : nodes) {
        for (const std::uint32_t slot : slots_of(node.name, nodes)) {
            EXPECT_TRUE(node.active);
            EXPECT_TRUE(out.emplace(slot, node.name).second) << slot << " has two collectors";
        }
    }
    return out;
}

std::vector<Node> three(bool first, bool second, bool third) {
    return {{"controller1", first}, {"controller2", second}, {"controller3", third}};
}

TEST(Spread, EverySlotHasOneActiveCollector) {
    for (int up = 1; up < 8; ++up) {
        const auto all = collectors(three((up & 1) != 0, (up & 2) != 0, (up & 4) != 0));
        EXPECT_EQ(all.size(), protocol::collector_slots);
    }
    EXPECT_TRUE(collectors(three(false, false, false)).empty());
}

TEST(Spread, NodesHaveEqualShares) {
    const auto nodes = three(true, true, true);
    for (const Node& node : nodes) {
        EXPECT_NEAR(static_cast<double>(slots_of(node.name, nodes).size()), 64.0 / 3, 1.0);
    }
}

TEST(Spread, OthersKeepTheirsAndShareWhatIsLost) {
    const auto before = collectors(three(true, true, true));
    const auto after = collectors(three(true, false, true));
    std::map<std::string, int> taken_over;
    for (const auto& [slot, collector] : before) {
        if (collector == "controller2") {
            ++taken_over[after.at(slot)];
        } else {
            EXPECT_EQ(after.at(slot), collector);
        }
    }
    EXPECT_GT(taken_over["controller1"], 8);
    EXPECT_GT(taken_over["controller3"], 8);
}

}  // namespace
}  // namespace holdfast::reference::analytics
