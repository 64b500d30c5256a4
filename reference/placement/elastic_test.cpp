// SPDX-License-Identifier: Apache-2.0
// Goal: the placement rules of an elastic group, each in its own words, and what holds for every
// group, on random ones.
#include "reference/placement/elastic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace holdfast::reference::placement {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using List = std::vector<EngineName>;

ElasticService service(const std::string& name, List engines = {}) {
    return {.name = name, .vip = "vip of " + name, .engines = std::move(engines)};
}

/// se4, se5 and se6, two instances a service.
ElasticGroup group_of(std::vector<ElasticService> services, Condition se4 = Condition::up,
                      Condition se5 = Condition::up, Condition se6 = Condition::up) {
    ElasticGroup group;
    group.engines = {{"se4", se4}, {"se5", se5}, {"se6", se6}};
    group.instances = 2;
    group.services = std::move(services);
    return group;
}

TEST(Elastic, NewServicesGoToTheLeastLoadedEngines) {  // ELA-1
    EXPECT_THAT(settle(group_of({service("vs1"), service("vs2"), service("vs3")})),
                ElementsAre(List{"se4", "se5"}, List{"se6", "se5"}, List{"se4", "se6"}));
}

TEST(Elastic, OneInstanceIsASingleEngineService) {
    ElasticGroup group = group_of({service("vs1"), service("vs2")});
    group.instances = 1;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4"}, List{"se5"}));
}

TEST(Elastic, NextInTheListFollowsADeadPrimary) {  // DET-17
    EXPECT_THAT(settle(group_of({service("vs1", {"se4", "se6"})}, Condition::down)),
                ElementsAre(List{"se6", "se5"}));
}

TEST(Elastic, ReplacementComesToTheEnd) {  // HDL-14
    EXPECT_THAT(settle(group_of({service("vs1", {"se6", "se5"})}, Condition::up, Condition::down)),
                ElementsAre(List{"se6", "se4"}));
}

TEST(Elastic, ReturnedEngineChangesNothing) {
    EXPECT_THAT(settle(group_of({service("vs1", {"se6", "se5"})})),
                ElementsAre(List{"se6", "se5"}));
}

TEST(Elastic, OnlyAnEngineThatCanBeToldFollows) {
    const std::vector<ElasticService> placed = {service("vs1", {"se4", "se5", "se6"})};
    EXPECT_THAT(settle(group_of(placed, Condition::down, Condition::uncertain)),
                ElementsAre(List{"se6", "se5"}));
    EXPECT_THAT(
        settle(group_of(placed, Condition::down, Condition::uncertain, Condition::uncertain)),
        ElementsAre(List{"se4", "se5", "se6"}));
}

// HDL-13: it may have followed by itself, so that nobody else may.
TEST(Elastic, WithSelfElectionTheOrderHoldsForAnEngineThatCannotBeTold) {
    ElasticGroup group =
        group_of({service("vs1", {"se4", "se5", "se6"})}, Condition::down, Condition::uncertain);
    group.self_election = true;
    EXPECT_THAT(settle(group), ElementsAre(List{"se5", "se6"}));
}

TEST(Elastic, WhereMoreEnginesMayComeANewServiceGetsEnginesOfItsOwn) {  // PLC-7
    ElasticGroup group = group_of({service("vs1"), service("vs2")});
    group.instances = 1;
    group.new_engines = NewEngines::awaited;
    group.engines.resize(1);
    EXPECT_THAT(settle(group), ElementsAre(List{"se4"}, IsEmpty()));
    group.new_engines = NewEngines::preferred;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4"}, List{"se4"}));
}

TEST(Elastic, AReplacementGetsAllThatWasLostAndNobodyElseMore) {  // ELA-5
    ElasticGroup group = group_of({service("vs1", {"se4", "se7"}), service("vs2", {"se7", "se4"})},
                                  Condition::up, Condition::up, Condition::up);
    group.engines = {{"se4"}, {"se7", Condition::down}};
    for (ElasticService& placed : group.services) {
        placed.placed_before = true;
    }
    group.new_engines = NewEngines::awaited;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4"}, List{"se4"}));
    group.engines.push_back({"se8"});
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se8"}, List{"se4", "se8"}));
}

TEST(Elastic, AServiceThatLostAllDoesNotWaitForNewEngines) {  // ELN-4
    ElasticGroup group =
        group_of({service("vs1", {"se4"}), service("vs2", {"se5"})}, Condition::down);
    group.instances = 1;
    group.engines.pop_back();
    group.services[0].placed_before = true;
    group.new_engines = NewEngines::awaited;
    EXPECT_THAT(settle(group), ElementsAre(List{"se5"}, List{"se5"}));
}

TEST(Elastic, AllDeadIsPlacedLikeNewWhereAnEngineIsUp) {  // ELA-8
    EXPECT_THAT(
        settle(group_of({service("vs1", {"se4", "se5"})}, Condition::down, Condition::down)),
        ElementsAre(List{"se6"}));
    EXPECT_THAT(settle(group_of({service("vs1", {"se4", "se5"})}, Condition::down, Condition::down,
                                Condition::down)),
                ElementsAre(List{"se4", "se5"}));
}

TEST(Elastic, FullEnginesGetNoMore) {  // ELA-7
    ElasticGroup group = group_of({service("vs1"), service("vs2"), service("vs3")});
    group.max_vs_per_se = 1;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se5"}, List{"se6"}, IsEmpty()));
}

TEST(Elastic, ServicesOfOneVipShareTheirEngines) {
    ElasticGroup group = group_of({service("vs1"), service("vs2"), service("vs3")});
    group.services[2].vip = group.services[0].vip;
    const EngineLists lists = settle(group);
    EXPECT_EQ(lists[0], lists[2]);
}

TEST(Elastic, LastPlaceOnAnEngineIsForTheCompanionThatAsksForIt) {
    ElasticGroup group = group_of({service("vs1", {"se4", "se5"}), service("vs2")});
    group.services[1].vip = group.services[0].vip;
    group.max_vs_per_se = 2;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se5"}, List{"se4", "se5"}));
    group.max_vs_per_se = 1;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se5"}, IsEmpty()));
}

TEST(Elastic, EngineThatAcceptsNothingKeepsWhatItHas) {
    ElasticGroup group = group_of({service("vs1", {"se4", "se5"}), service("vs2")});
    group.engines[0].accepts = false;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se5"}, List{"se6", "se5"}));
}

ElasticGroup on_two_hosts(std::vector<ElasticService> services) {
    ElasticGroup group = group_of(std::move(services));
    group.engines[0].host = group.engines[1].host = "host1";
    group.engines[2].host = "host2";
    return group;
}

TEST(Elastic, InstancesGoToDifferentHostsIfTheyCan) {  // AFF-3
    ElasticGroup group = on_two_hosts({service("vs1")});
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se6"}));
    group.instances = 3;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se6", "se5"}));  // AFF-4
}

TEST(Elastic, WithoutHostRedundancyInstancesMayShareAHost) {  // AFF-10
    ElasticGroup group = on_two_hosts({service("vs1")});
    group.vs_host_redundancy = false;
    EXPECT_THAT(settle(group), ElementsAre(List{"se4", "se5"}));
}

ElasticGroup any_group() {
    const auto condition = [] {
        return *rc::gen::element(Condition::up, Condition::uncertain, Condition::down);
    };
    ElasticGroup group;
    group.instances = *rc::gen::inRange(1U, 4U);
    group.max_vs_per_se = *rc::gen::inRange(1U, 5U);
    group.self_election = *rc::gen::arbitrary<bool>();
    for (const char* name : {"se4", "se5", "se6", "se7"}) {
        group.engines.push_back({name, condition(), *rc::gen::arbitrary<bool>()});
    }
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
        group.services.push_back(service("vs" + std::to_string(i)));
    }
    return group;
}

/// One settled group, and the same after its engines' fortunes changed.
struct Change {
    ElasticGroup group;
    EngineLists lists;
};

Change any_change() {
    Change change{any_group(), {}};
    const EngineLists before = settle(change.group);
    for (std::size_t i = 0; i < before.size(); ++i) {
        change.group.services[i].engines = before[i];
    }
    for (ElasticEngine& engine : change.group.engines) {
        engine.condition = *rc::gen::element(Condition::up, Condition::uncertain, Condition::down);
    }
    change.lists = settle(change.group);
    return change;
}

RC_GTEST_PROP(Elastic, NoEngineIsTwiceInAListAndNoneIsOverfull, ()) {
    const auto [group, lists] = any_change();
    for (const ElasticEngine& engine : group.engines) {
        std::size_t instances = 0;
        for (const List& list : lists) {
            const auto count = std::count(list.begin(), list.end(), engine.name);
            RC_ASSERT(count <= 1);
            instances += static_cast<std::size_t>(count);
        }
        RC_ASSERT(instances <= group.max_vs_per_se);
    }
}

RC_GTEST_PROP(Elastic, SettledIsSettled, ()) {
    auto [group, lists] = any_change();
    for (std::size_t i = 0; i < lists.size(); ++i) {
        group.services[i].engines = lists[i];
    }
    RC_ASSERT(settle(group) == lists);
}

// So that a new service costs what it needs, not what there is.
RC_GTEST_PROP(Elastic, NewServiceGetsTheSameListBesideLoadsAsBesideTheServicesThemselves, ()) {
    ElasticGroup whole = any_group();
    const EngineLists settled = settle(whole);
    ElasticGroup part = whole;
    part.services = {service("new")};
    for (std::size_t i = 0; i < settled.size(); ++i) {
        whole.services[i].engines = settled[i];
        for (const EngineName& engine : settled[i]) {
            part.other_loads[engine].instances += 1;
            part.other_loads[engine].primaries += engine == settled[i].front() ? 1 : 0;
        }
    }
    whole.services.push_back(part.services.front());
    RC_ASSERT(settle(part).front() == settle(whole).back());
}

// INV-1, HDL-14: a living primary stays; those that were there keep their order before those that
// come.
RC_GTEST_PROP(Elastic, LivingPrimaryStaysAndNewcomersComeLast, ()) {
    const auto [group, lists] = any_change();
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const List& before = group.services[i].engines;
        const auto condition = [&, &engines = group.engines](const EngineName& name) {
            return std::find_if(engines.begin(), engines.end(),
                                [&](const auto& engine) { return engine.name == name; })
                ->condition;
        };
        if (before.empty() || condition(before.front()) == Condition::down) {
            continue;
        }
        RC_ASSERT(lists[i].front() == before.front());
        List kept;
        std::copy_if(before.begin(), before.end(), std::back_inserter(kept),
                     [&](const auto& name) { return condition(name) != Condition::down; });
        RC_ASSERT(lists[i].size() >= kept.size());
        RC_ASSERT(std::equal(kept.begin(), kept.end(), lists[i].begin()));
    }
}

}  // namespace
}  // namespace holdfast::reference::placement
