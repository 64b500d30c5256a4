// SPDX-License-Identifier: Apache-2.0
#include "reference/balancing/balance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "reference/balancing/server_pool.h"

namespace holdfast::reference::balancing {
namespace {

constexpr Candidate down{.usable = false, .connections = 0};

TEST(LeastConnections, ChoosesTheUsableServerWithTheFewest) {
    EXPECT_EQ(least_connections(std::vector<Candidate>{{true, 3}, {true, 1}, {true, 2}}, 0), 1U);
    EXPECT_EQ(least_connections(std::vector<Candidate>{{true, 3}, down, {true, 2}}, 0), 2U);
}

TEST(LeastConnections, LetsEqualServersTakeTurns) {
    const std::vector<Candidate> equal{{true, 1}, {true, 1}, {true, 1}};
    EXPECT_EQ(least_connections(equal, 0), 0U);
    EXPECT_EQ(least_connections(equal, 1), 1U);
    EXPECT_EQ(least_connections(equal, 2), 2U);
}

TEST(RoundRobin, PassesOverServersThatAreDown) {
    const std::vector<Candidate> servers{{true, 9}, down, {true, 0}};
    EXPECT_EQ(round_robin(servers, 0), 0U);
    EXPECT_EQ(round_robin(servers, 1), 2U);
    EXPECT_EQ(round_robin(servers, 2), 2U);
}

TEST(Balancing, HasNoAnswerWithoutAUsableServer) {
    EXPECT_EQ(least_connections(std::vector<Candidate>{}, 0), std::nullopt);
    EXPECT_EQ(round_robin(std::vector<Candidate>{down, down}, 1), std::nullopt);
}

// Goal: least_connections is the minimum over the usable servers, whatever the turn.
// Method: compare with std::min_element on random pools.
RC_GTEST_PROP(LeastConnections, IsTheMinimum, (const std::vector<std::pair<bool, int>>& pool)) {
    std::vector<Candidate> servers;
    for (const auto& [usable, connections] : pool) {
        servers.push_back({usable, static_cast<std::uint64_t>(std::abs(connections))});
    }
    const std::size_t turn = servers.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, pool.size());
    const auto chosen = least_connections(servers, turn);
    const auto least = std::min_element(
        servers.begin(), servers.end(), [](const Candidate& a, const Candidate& b) {
            return a.usable != b.usable ? a.usable : a.connections < b.connections;
        });
    if (least == servers.end() || !least->usable) {
        RC_ASSERT(!chosen.has_value());
    } else {
        RC_ASSERT(chosen.has_value() && servers[*chosen].usable);
        RC_ASSERT(servers[*chosen].connections == least->connections);
    }
}

class Pool : public testing::Test {
  protected:
    ServerEndpoint first{{0xcb007115}, 5001};
    ServerEndpoint second{{0xcb007116}, 5001};
    ServerStates states;
    ServerPool pool{states};

    void SetUp() override { pool.change({.name = "pool", .servers = {first, second}}); }
};

TEST_F(Pool, SendsNewConnectionsOnlyToServersThatAreUp) {
    states.set(first, false);
    EXPECT_EQ(pool.choose(), second);
    EXPECT_EQ(pool.choose(), second);
    states.set(second, false);
    EXPECT_EQ(pool.choose(), std::nullopt);
}

TEST_F(Pool, OffersEachServerOnceToOneConnection) {
    const auto one = pool.choose();
    const auto other = pool.choose({*one});
    EXPECT_NE(one, other);
    EXPECT_EQ(pool.choose({*one, *other}), std::nullopt);
}

TEST_F(Pool, PrefersTheServerWhoseConnectionsEnded) {
    for (const ServerEndpoint& server : {first, first, second, second}) {
        pool.connection_begins(server);
    }
    pool.connection_ends(second);
    EXPECT_EQ(pool.choose(), second);
    EXPECT_EQ(pool.choose(), second) << "the turn decides only between equals";
}

}  // namespace
}  // namespace holdfast::reference::balancing
