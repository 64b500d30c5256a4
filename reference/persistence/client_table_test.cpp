// SPDX-License-Identifier: Apache-2.0
// Goal: a client finds the server it was at, on whichever engine it arrives, for as long as it may.
#include "reference/persistence/client_table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace holdfast::reference::persistence {
namespace {

using protocol::ClientHomes;
using protocol::ServerEndpoint;

constexpr Ipv4Address client{0x0A000001};
const ServerEndpoint first{{0xCB007115}, 80};
const ServerEndpoint second{{0xCB007116}, 80};
const std::string pool = "pool";
constexpr Instant noon{100s};

ClientTable table() {
    ClientTable made;
    made.set_keep(pool, 60s);
    return made;
}
void tell(const std::vector<ClientHomes>& news, ClientTable& other, Instant now) {
    for (const ClientHomes& message : news) {
        other.hear(now, message);
    }
}

TEST(ClientTable, AClientStaysUntilItHasBeenAwayForSoLong) {
    ClientTable at = table();
    EXPECT_EQ(at.home_of(noon, pool, client), std::nullopt);
    at.settle(noon, pool, client, first);
    EXPECT_EQ(at.home_of(noon + 50s, pool, client), first);
    EXPECT_EQ(at.home_of(noon + 100s, pool, client), first) << "it came in between";
    EXPECT_EQ(at.home_of(noon + 161s, pool, client), std::nullopt);
    EXPECT_EQ(at.home_of(noon, "another", client), std::nullopt);
}

TEST(ClientTable, OthersAreToldOnceAndAgainWhileItKeepsComing) {
    ClientTable at = table();
    ClientTable other = table();
    at.settle(noon, pool, client, first);
    tell(at.news(noon), other, noon);
    EXPECT_EQ(other.home_of(noon, pool, client), first);
    EXPECT_TRUE(at.news(noon).empty());
    at.home_of(noon + 10s, pool, client);
    EXPECT_TRUE(at.news(noon + 10s).empty()) << "a quarter of 60 s has not passed";
    at.home_of(noon + 16s, pool, client);
    EXPECT_EQ(at.news(noon + 16s).size(), 1U);
}

TEST(ClientTable, WhatIsHeardIsNotTold) {
    ClientTable at = table();
    at.hear(noon, {pool, {{client, first, 5s}}});
    EXPECT_TRUE(at.news(noon).empty()) << "or two engines would tell each other for ever";
    EXPECT_EQ(at.home_of(noon + 56s, pool, client), std::nullopt) << "5 s old when it was heard";
}

TEST(ClientTable, TheHomeItWasAtLastCounts) {
    ClientTable at = table();
    at.settle(noon, pool, client, first);
    at.hear(noon + 1s, {pool, {{client, second, 3s}}});
    EXPECT_EQ(at.home_of(noon + 1s, pool, client), first);
    at.hear(noon + 9s, {pool, {{client, second, 1s}}});
    EXPECT_EQ(at.home_of(noon + 9s, pool, client), second);
}

TEST(ClientTable, AnotherServerIsNews) {
    ClientTable at = table();
    at.settle(noon, pool, client, first);
    at.news(noon);
    at.settle(noon, pool, client, second);
    EXPECT_EQ(at.news(noon).at(0).clients.at(0).server, second);
}

TEST(ClientTable, ANewcomerHearsEverythingInPortions) {
    ClientTable at = table();
    for (std::uint32_t i = 0; i < 2 * protocol::client_homes_max + 1; ++i) {
        at.settle(noon, pool, {client.value + i}, first);
    }
    at.news(noon);
    const auto all = at.all(noon);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[2].clients.size(), 1U);
}

TEST(FirstHome, IsTheSameInWhateverOrderAndSpreadsClients) {
    std::set<ServerEndpoint> homes;
    for (std::uint32_t i = 0; i < 50; ++i) {
        const Ipv4Address who{client.value + i};
        EXPECT_EQ(first_home(who, {first, second}), first_home(who, {second, first}));
        homes.insert(*first_home(who, {first, second}));
    }
    EXPECT_EQ(homes.size(), 2U);
    EXPECT_EQ(first_home(client, {}), std::nullopt);
}

/// Two engines that tell each other and serve the same clients in turn agree on every home.
RC_GTEST_PROP(ClientTableProperty, EnginesThatTellEachOtherAgree, ()) {
    ClientTable one = table();
    ClientTable other = table();
    Instant now = noon;
    for (int step = *rc::gen::inRange(1, 60); step > 0; --step) {
        now += *rc::gen::inRange(1, 30) * 1s;
        const Ipv4Address who{client.value + *rc::gen::inRange(0U, 4U)};
        ClientTable& at = *rc::gen::arbitrary<bool>() ? one : other;
        if (!at.home_of(now, pool, who)) {
            at.settle(now, pool, who, *rc::gen::element(first, second));
        }
        tell(one.news(now), other, now);
        tell(other.news(now), one, now);
        const auto home = ClientTable(one).home_of(now, pool, who);
        RC_ASSERT(home.has_value());
        RC_ASSERT(ClientTable(other).home_of(now, pool, who) == home);
    }
}

}  // namespace
}  // namespace holdfast::reference::persistence
