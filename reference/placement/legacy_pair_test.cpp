// SPDX-License-Identifier: Apache-2.0
// Goal: the placement rules of a legacy pair, each in its own words, and on random pairs against an
// obvious statement of them.
#include "reference/placement/legacy_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace holdfast::reference::placement {
namespace {

using testing::ElementsAre;
using testing::Optional;

constexpr Tag tag1 = Tag::ACTIVE_STANDBY_SE_1;
constexpr Tag tag2 = Tag::ACTIVE_STANDBY_SE_2;

auto on(const char* engine) {
    return Optional(EngineName(engine));
}

Service service(const std::string& name, Tag tag, std::optional<EngineName> active = {}) {
    return {.name = name, .vip = "vip of " + name, .tag = tag, .active = std::move(active)};
}

Pair pair_of(std::vector<Service> services, Condition se1 = Condition::up,
             Condition se2 = Condition::up) {
    Pair pair;
    pair.engines = {{"se1", se1}, {"se2", se2}};
    pair.services = std::move(services);
    return pair;
}

Pair distributed(std::vector<Service> services, Condition se1 = Condition::up,
                 Condition se2 = Condition::up) {
    Pair pair = pair_of(std::move(services), se1, se2);
    pair.distribute = true;
    return pair;
}

TEST(LegacyPair, CompactedPutsEverythingOnOneEngineWhateverTheTags) {  // LEG-9, LEG-11
    const Pair pair = pair_of({service("vs1", tag1), service("vs2", tag2), service("vs3", tag1)});
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se1"), on("se1"), on("se1")));
}

TEST(LegacyPair, NewServiceJoinsTheActiveEngineEvenIfTheOtherIsFirst) {  // LEG-9, LEG-13
    const Pair pair = pair_of({service("vs1", tag1, "se2"), service("vs2", tag1)});
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se2"), on("se2")));
}

TEST(LegacyPair, DistributedSplitsByTag) {  // LEG-10
    const Pair pair =
        distributed({service("vs1", tag1), service("vs2", tag2), service("vs3", tag1)});
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se1"), on("se2"), on("se1")));
}

TEST(LegacyPair, SurvivorTakesEverything) {  // LEG-6, LEG-12
    const Pair pair = distributed({service("vs1", tag1, "se1"), service("vs2", tag2, "se2")},
                                  Condition::down, Condition::up);
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se2"), on("se2")));
}

TEST(LegacyPair, ReturnedEngineGetsNothingBack) {  // LEG-13, LEG-14
    const Pair pair = distributed({service("vs1", tag1, "se2"), service("vs2", tag2, "se2")});
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se2"), on("se2")));
    EXPECT_THAT(redistribute(pair).services, ElementsAre(on("se1"), on("se2")));  // LEG-17
}

TEST(LegacyPair, NewServiceJoinsItsTagWhereAFailureLeftIt) {  // LEG-10: same tag, same engine
    const Pair pair = distributed({service("vs1", tag1, "se2"), service("vs2", tag1)});
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se2"), on("se2")));
}

TEST(LegacyPair, RedistributeOfACompactedPairChangesNothing) {  // LEG-16
    const Pair pair = pair_of({service("vs1", tag1, "se2"), service("vs2", tag2, "se2")});
    EXPECT_EQ(redistribute(pair), settle(pair));
}

TEST(LegacyPair, NobodyTakesOverFromAnEngineThatIsOnlyUncertain) {  // LEG-28, INV-1
    const Pair pair = pair_of({service("vs1", tag1, "se1")}, Condition::uncertain, Condition::up);
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se1")));
}

TEST(LegacyPair, BothDownKeepsTheMemoryAndTheFirstBackServesAll) {  // LEG-26
    const std::vector services{service("vs1", tag1, "se1"), service("vs2", tag2, "se2")};
    EXPECT_THAT(settle(distributed(services, Condition::down, Condition::down)).services,
                ElementsAre(on("se1"), on("se2")));
    EXPECT_THAT(settle(distributed(services, Condition::down, Condition::up)).services,
                ElementsAre(on("se2"), on("se2")));
}

TEST(LegacyPair, CapCountsEveryServiceOnceAndLeavesTheNextUnplaced) {  // LEG-18
    Pair pair = distributed(
        {service("vs1", tag1), service("vs2", tag2), service("vs3", tag1), service("vs4", tag2)});
    pair.max_vs_per_se = 3;
    EXPECT_THAT(settle(pair).services, ElementsAre(on("se1"), on("se2"), on("se1"), std::nullopt));
}

TEST(LegacyPair, ServicesOfOneVipMoveTogetherByTheFirstOnesTag) {
    Pair pair = distributed({service("vs1", tag2, "se1"), service("vs2", tag1, "se1")});
    pair.services[1].vip = pair.services[0].vip;
    EXPECT_THAT(redistribute(pair).services, ElementsAre(on("se2"), on("se2")));
}

TEST(LegacyPair, FloatingListsFollowTheirTag) {
    Pair pair = distributed({service("vs1", tag1, "se2"), service("vs2", tag2, "se2")});
    pair.floating = {FloatingList{}, FloatingList{}};
    EXPECT_THAT(settle(pair).floating, ElementsAre(on("se2"), on("se2")));
    EXPECT_THAT(redistribute(pair).floating, ElementsAre(on("se1"), on("se2")));
}

TEST(LegacyPair, BothFloatingListsOfACompactedPairAreOnItsOneActiveEngine) {
    Pair pair = pair_of({service("vs1", tag2, "se2")});
    pair.floating = {FloatingList{}, FloatingList{}};
    EXPECT_THAT(settle(pair).floating, ElementsAre(on("se2"), on("se2")));
}

TEST(LegacyPair, GatherBringsASplitPairOntoOneEngine) {
    Pair pair = pair_of({service("vs1", tag1, "se1"), service("vs2", tag2, "se2")});
    pair.floating[1] = FloatingList{.active = "se2"};
    EXPECT_THAT(gather(pair).services, ElementsAre(on("se1"), on("se1")));
    EXPECT_THAT(gather(pair).floating[1], on("se1"));
}

// ---- against the rules, stated the plain way

Condition any_condition() {
    return *rc::gen::element(Condition::up, Condition::uncertain, Condition::down);
}

Pair any_pair() {
    Pair pair;
    const auto engines = *rc::gen::inRange<std::size_t>(0, 3);
    for (std::size_t i = 0; i < engines; ++i) {
        pair.engines.push_back({i == 0 ? "se1" : "se2", any_condition()});
    }
    pair.distribute = *rc::gen::arbitrary<bool>();
    pair.max_vs_per_se = *rc::gen::inRange<std::uint32_t>(1, 7);
    const auto count = *rc::gen::inRange<std::size_t>(0, 7);
    std::map<std::string, std::optional<EngineName>> places;  // of a VIP: one for all its services
    for (std::size_t i = 0; i < count; ++i) {
        const std::string vip = "vip" + std::to_string(*rc::gen::inRange(0, 5));
        if (!places.contains(vip)) {
            const int place = *rc::gen::inRange(0, 3);
            places[vip] = place == 0   ? std::nullopt
                          : place == 1 ? std::optional<EngineName>("se1")
                                       : std::optional<EngineName>("se2");
        }
        pair.services.push_back({.name = "vs" + std::to_string(i),
                                 .vip = vip,
                                 .tag = *rc::gen::element(tag1, tag2),
                                 .active = places[vip]});
    }
    return pair;
}

Condition condition_of(const Pair& pair, const EngineName& name) {
    for (const PairEngine& engine : pair.engines) {
        if (engine.name == name) {
            return engine.condition;
        }
    }
    return Condition::down;  // an engine that left the pair
}

// The rules for a service that has a place, as a table.
std::optional<EngineName> obvious(const Pair& pair, const EngineName& active) {
    const EngineName other = active == EngineName("se1") ? "se2" : "se1";
    const bool dead = condition_of(pair, active) == Condition::down;
    const bool other_up = condition_of(pair, other) == Condition::up;
    return dead && other_up ? other : active;
}

RC_GTEST_PROP(LegacyPairOnRandomPairs, PlacedServicesFollowTheTable, ()) {
    const Pair pair = any_pair();
    const Layout layout = settle(pair);
    RC_ASSERT(layout.services.size() == pair.services.size());
    for (std::size_t i = 0; i < pair.services.size(); ++i) {
        if (pair.services[i].active) {
            RC_ASSERT(layout.services[i] == obvious(pair, *pair.services[i].active));
        }
    }
}

RC_GTEST_PROP(LegacyPairOnRandomPairs, NewServicesAreOnLivingEnginesOfThePairAndUnderTheCap, ()) {
    const Pair pair = any_pair();
    const Layout layout = settle(pair);
    std::size_t before = 0;
    std::size_t after = 0;
    for (std::size_t i = 0; i < pair.services.size(); ++i) {
        before += pair.services[i].active ? 1U : 0U;
        after += layout.services[i] ? 1U : 0U;
        if (!pair.services[i].active && layout.services[i]) {
            RC_ASSERT(condition_of(pair, *layout.services[i]) != Condition::down);  // INV-3
        }
    }
    RC_ASSERT(after <= std::max<std::size_t>(before, pair.max_vs_per_se));
    const bool anyone = std::any_of(pair.engines.begin(), pair.engines.end(),
                                    [](const auto& e) { return e.condition != Condition::down; });
    if (anyone) {
        RC_ASSERT(after == std::max(before, std::min<std::size_t>(pair.max_vs_per_se,
                                                                  layout.services.size())));
    }
}

RC_GTEST_PROP(LegacyPairOnRandomPairs, ServicesOfOneVipAreTogether, ()) {
    const Pair pair = any_pair();
    for (const Layout& layout : {settle(pair), redistribute(pair)}) {
        std::map<std::string, EngineName> seen;
        for (std::size_t i = 0; i < pair.services.size(); ++i) {
            if (layout.services[i]) {
                const auto [entry, fresh] = seen.emplace(pair.services[i].vip, *layout.services[i]);
                RC_ASSERT(fresh || entry->second == *layout.services[i]);
            }
        }
    }
}

// Once settled nothing moves by itself: the same question again has the same answer.
RC_GTEST_PROP(LegacyPairOnRandomPairs, SettlingTwiceChangesNothing, ()) {
    Pair pair = any_pair();
    const Layout once = settle(pair);
    for (std::size_t i = 0; i < pair.services.size(); ++i) {
        pair.services[i].active = once.services[i];
    }
    RC_ASSERT(settle(pair) == once);
}

RC_GTEST_PROP(LegacyPairOnRandomPairs, RedistributionOfTwoEnginesIsTheTagLayout, ()) {
    Pair pair = any_pair();
    pair.engines = {{"se1", Condition::up}, {"se2", Condition::up}};
    pair.distribute = true;
    for (std::size_t i = 0; i < pair.services.size(); ++i) {
        pair.services[i].vip = pair.services[i].name.text();  // no companions
    }
    const Layout layout = redistribute(pair);
    for (std::size_t i = 0; i < pair.services.size(); ++i) {
        if (layout.services[i]) {
            RC_ASSERT(*layout.services[i] ==
                      EngineName(pair.services[i].tag == tag1 ? "se1" : "se2"));
        }
    }
}

}  // namespace
}  // namespace holdfast::reference::placement
