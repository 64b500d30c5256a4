// SPDX-License-Identifier: Apache-2.0
// Each checker of groups whose controller starts engines itself, on a run that keeps its rule and
// on one that breaks it. host1 has se1 to se3, host2 se4 to se6, host3 se7 to se9.
#include <gtest/gtest.h>

#include "harness/check/creation.h"
#include "harness/check/defaults.h"
#include "harness/check/engine_count.h"
#include "harness/check/host_spread.h"
#include "harness/check/judging.h"
#include "harness/check/partner.h"
#include "harness/check/replacement.h"

namespace holdfast::harness::check {
namespace {

using Act = history::CloudActed::Act;
using Lists = std::map<std::string, std::vector<std::string>>;

std::string host_of(const std::string& machine) {
    const int number = machine.back() - '0';
    return "host" + std::to_string((number + 2) / 3);
}

/// A group of N+M with one place an engine and a buffer of one engine; nothing was deployed.
class Cloudy {
  public:
    Cloudy() : builder_("elastic_cloud") {
        auto& deployment = builder_.scenario().deployment;
        deployment.engines.clear();
        deployment.group.ha_mode = scenario::HaMode::shared;
        deployment.group.max_vs_per_se = 1;
        deployment.cloud.write_access = true;
        deployment.cloud.machines = {"se1", "se2", "se3", "se4", "se5", "se7"};
        deployment.cloud.se_spawn_retry_interval = 1s;
        deployment.cloud.se_create_timeout = 2s;
        deployment.cloud.vs_awaiting_se_timeout = 1s;
    }
    Cloudy& acts(Act act, const std::string& machine, Duration at,
                 const std::string& group = "pair") {
        builder_.add(at, history::CloudActed{act, machine, host_of(machine), group});
        return *this;
    }
    Cloudy& starts(const std::string& machine, Duration at) {
        return acts(Act::asked, machine, at).acts(Act::started, machine, at + 50ms);
    }
    /// From now on the system has these services on these engines, and all these engines are up.
    Cloudy& shows(Duration at, const Lists& lists, const std::vector<std::string>& engines) {
        history::RuntimeObserved observed;
        for (const auto& [service, list] : lists) {
            observed.services.push_back({service, "OPER_UP", {}, {}, list, 1});
        }
        for (const std::string& engine : engines) {
            observed.engines.push_back({engine, "OPER_UP", true, {}});
        }
        builder_.add(at, observed);
        return *this;
    }
    Cloudy& created(const std::string& name, Duration at) {
        const Ipv4Address vip = *parse_ipv4("192.0.2.123");
        const scenario::Operation create = scenario::CreateVirtualService{name, vip, {}};
        builder_.scenario().operations.push_back({at - RecordingBuilder::faults_at, create});
        builder_.operation(scenario::to_string(create), at, history::OperationEvent::Type::ok, 201);
        return *this;
    }
    scenario::SeGroupSpec& group() { return builder_.scenario().deployment.group; }
    Builder& run() { return builder_; }

  private:
    Builder builder_;
};

/// One service and a buffer: two engines on different hosts.
Cloudy two_engines() {
    Cloudy cloudy;
    cloudy.starts("se1", 100ms).starts("se4", 200ms).run().service("vs1");
    return cloudy;
}

TEST(NeededEngines, AreThoseOfTheDocuments) {
    scenario::Deployment deployment;
    deployment.group.ha_mode = scenario::HaMode::shared;
    deployment.group.max_vs_per_se = 8;
    deployment.engines.resize(10);
    EXPECT_EQ(needed_engines(deployment, 20, 1).least, 4U);  // ELN-3
    EXPECT_EQ(needed_engines(deployment, 8, 1).least, 2U);   // PLC-6
    EXPECT_EQ(needed_engines(deployment, 0, 1).least, 0U);   // PLC-10
    deployment.group.max_vs_per_se = 5;
    EXPECT_EQ(needed_engines(deployment, 10, 2).least, 4U);  // ELN-17
    EXPECT_EQ(needed_engines(deployment, 11, 2).least, 5U);
    deployment.group.algo = scenario::PlacementAlgorithm::distributed;
    deployment.group.max_se = 4;
    EXPECT_EQ(needed_engines(deployment, 8, 1).most, 4U);  // PLC-7
}

TEST(EngineCountChecker, WantsServicesAndBufferToHavePlaces) {
    EXPECT_TRUE(passes(as_many_engines_as_needed(), two_engines().run()));
    Cloudy without;
    without.starts("se1", 100ms).run().service("vs1");
    EXPECT_TRUE(fails(as_many_engines_as_needed(), without.run(), "has 1 engines instead of 2"));
}

TEST(EngineCountChecker, WantsADeadEngineReplaced) {
    Cloudy cloudy = two_engines();
    cloudy.run().fault("process_crash", "se4", 3s, 8s);
    EXPECT_TRUE(passes(as_many_engines_as_needed(), Cloudy(cloudy).starts("se7", 3900ms).run()));
    EXPECT_TRUE(fails(as_many_engines_as_needed(), cloudy.run(), "1 engines are there"));
}

TEST(EngineCountChecker, SeesAnEngineThatNobodyNeeded) {
    EXPECT_TRUE(passes(no_engine_asked_for_in_vain(), two_engines().run()));
    EXPECT_TRUE(fails(no_engine_asked_for_in_vain(), two_engines().starts("se7", 300ms).run(),
                      "se7 was asked for"));
}

TEST(EngineCountChecker, KnowsMaxSe) {
    Cloudy cloudy = two_engines();
    cloudy.group().max_se = 2;
    cloudy.shows(1s, {}, {"se1", "se4"});
    EXPECT_TRUE(passes(never_more_engines_than_max_se(), cloudy.run()));
    cloudy.shows(3s, {}, {"se1", "se4", "se5"});
    EXPECT_TRUE(fails(never_more_engines_than_max_se(), cloudy.run(), "3 engines of pair are up"));
}

TEST(EngineCountChecker, WantsNothingForAnIdleGroup) {
    EXPECT_TRUE(passes(nothing_asked_for("idle"), two_engines().run()));
    EXPECT_TRUE(fails(nothing_asked_for("idle"),
                      two_engines().acts(Act::asked, "se9", 3s, "idle").run(), "se9"));
}

TEST(EngineCountChecker, WantsServicesSpreadWhereTheGroupIsDistributed) {
    Cloudy cloudy = two_engines();
    cloudy.group().algo = scenario::PlacementAlgorithm::distributed;
    cloudy.group().buffer_se = 0;
    cloudy.group().max_vs_per_se = 8;
    cloudy.run().service("vs2");
    EXPECT_TRUE(passes(spread_over_every_engine(),
                       Cloudy(cloudy).shows(1s, {{"vs1", {"se1"}}, {"vs2", {"se4"}}}, {}).run()));
    EXPECT_TRUE(fails(spread_over_every_engine(),
                      cloudy.shows(1s, {{"vs1", {"se1"}}, {"vs2", {"se1"}}}, {}).run(),
                      "se4 carries 0"));
}

TEST(EngineCountChecker, WantsTheUseOfTheBufferTold) {
    Cloudy cloudy = two_engines();
    cloudy.created("one-more", 3s);
    EXPECT_TRUE(fails(buffer_shortage_is_told(), cloudy.run(), "was not reported"));
    cloudy.run().event("VS_SE_HA_COMPROMISED", "pair", 3100ms);
    EXPECT_TRUE(passes(buffer_shortage_is_told(), cloudy.run()));
}

TEST(HostSpread, WantsTheHostWithTheFewest) {
    EXPECT_TRUE(passes(engines_spread_over_hosts(), two_engines().run()));
    Cloudy beside;
    beside.starts("se1", 100ms).starts("se2", 200ms).run().service("vs1");
    EXPECT_TRUE(fails(engines_spread_over_hosts(), beside.run(), "host2 has 0"));
}

TEST(HostSpread, ForgivesADoubtfulHost) {
    Cloudy cloudy = two_engines();
    cloudy.run().fault("process_crash", "se4", 3s);
    cloudy.starts("se7", 4s);  // rather than se5 beside the dead one
    EXPECT_TRUE(passes(engines_spread_over_hosts(), cloudy.run()));
}

TEST(HostSpread, KnowsPermittedHosts) {
    Cloudy cloudy = two_engines();
    cloudy.group().vcenter_hosts = {true, {"host1", "host2"}};
    EXPECT_TRUE(passes(hosts_as_permitted(), cloudy.run()));
    cloudy.group().vcenter_hosts = {false, {"host2"}};
    EXPECT_TRUE(fails(hosts_as_permitted(), cloudy.run(), "se4 was asked for on host2"));
}

TEST(HostSpread, WantsInstancesOnDifferentHosts) {
    Cloudy cloudy = two_engines();
    cloudy.starts("se2", 300ms);
    EXPECT_TRUE(passes(instances_on_different_hosts(),
                       Cloudy(cloudy).shows(1s, {{"vs1", {"se1", "se4"}}}, {}).run()));
    EXPECT_TRUE(fails(instances_on_different_hosts(),
                      cloudy.shows(1s, {{"vs1", {"se1", "se2"}}}, {}).run(), "on 1 hosts only"));
}

TEST(Creation, WantsARefusedStartTriedAgainElsewhere) {
    Cloudy cloudy;
    cloudy.acts(Act::asked, "se1", 3s).acts(Act::refused, "se1", 3s).run().service("vs1");
    EXPECT_TRUE(passes(failed_starts_are_made_good(),
                       Cloudy(cloudy).acts(Act::asked, "se4", 4050ms).run()));
    EXPECT_TRUE(fails(failed_starts_are_made_good(),
                      Cloudy(cloudy).acts(Act::asked, "se2", 4050ms).run(), "host that refused"));
    EXPECT_TRUE(fails(failed_starts_are_made_good(),
                      Cloudy(cloudy).acts(Act::asked, "se4", 3100ms).run(), "took 100ms"));
    EXPECT_TRUE(fails(failed_starts_are_made_good(), cloudy.run(), "never tried again"));
}

TEST(Creation, WantsAHungStartGivenUp) {
    Cloudy cloudy;
    cloudy.acts(Act::asked, "se1", 3s).run().service("vs1");
    EXPECT_TRUE(passes(failed_starts_are_made_good(),
                       Cloudy(cloudy).run().event("CREATE_SE_TIMEOUT", "se1", 5s)));
    EXPECT_TRUE(fails(failed_starts_are_made_good(),
                      cloudy.run().event("CREATE_SE_TIMEOUT", "se1", 7s), "took 4.00s"));
}

TEST(Creation, WantsTheLackOfHostsToldAtEachTry) {
    Cloudy cloudy;
    EXPECT_TRUE(fails(lack_of_hosts_is_reported(), cloudy.run(), "never reported"));
    for (const Duration at : {7s, 8s, 9s}) {
        cloudy.run().event("NO_HOST_AVAIL", "pair", at);
    }
    EXPECT_TRUE(passes(lack_of_hosts_is_reported(), cloudy.run()));
    cloudy.run().event("NO_HOST_AVAIL", "pair", 9200ms);
    EXPECT_TRUE(fails(lack_of_hosts_is_reported(), cloudy.run(), "took 200ms"));
    Cloudy once;
    once.run().event("NO_HOST_AVAIL", "pair", 3s);
    EXPECT_TRUE(fails(lack_of_hosts_is_reported(), once.run(), "not reported again"));
}

TEST(Creation, WantsAWaitingServiceTold) {
    Cloudy cloudy;
    cloudy.created("one-more", 3s);
    const Checker checker = awaiting_service_is_reported("one-more");
    EXPECT_TRUE(fails(checker, cloudy.run(), "never reported"));
    EXPECT_TRUE(passes(checker, Cloudy(cloudy).run().event("VS_AWAITING_SE", "one-more", 4010ms)));
    EXPECT_TRUE(
        fails(checker, Cloudy(cloudy).run().event("VS_AWAITING_SE", "one-more", 3100ms), "95ms"));
}

TEST(Creation, WantsAnIdleEngineTakenAwayInTime) {
    Cloudy cloudy = two_engines();
    cloudy.group().se_deprovision_delay = 1;  // a minute is six heartbeats of a controller: 1.2 s
    cloudy.run().scenario().deployment.cluster.heartbeat_period = 200ms;
    cloudy.starts("se7", 3s).shows(4s, {{"vs1", {"se1"}}}, {});
    EXPECT_TRUE(fails(idle_engine_is_taken_away(), cloudy.run(), "3 engines are there"));
    const auto removed_at = [&](Duration at) {
        return Cloudy(cloudy)
            .acts(Act::told_to_remove, "se7", at)
            .acts(Act::removed, "se7", at + 10ms)
            .run();
    };
    EXPECT_TRUE(passes(idle_engine_is_taken_away(), removed_at(4300ms)));
    EXPECT_TRUE(fails(idle_engine_is_taken_away(), removed_at(3500ms), "after the last change"));
    cloudy.shows(4100ms, {{"vs1", {"se7"}}}, {});
    EXPECT_TRUE(fails(idle_engine_is_taken_away(), removed_at(4500ms), "with services on it"));
    cloudy.group().se_deprovision_delay = 0;
    EXPECT_TRUE(fails(idle_engine_is_taken_away(), removed_at(4500ms), "none shall ever be"));
}

/// vs1 and vs2 on two engines each; se4 dies at 3 s, se7 is started for it.
Cloudy replaced(const Lists& after) {
    Cloudy cloudy;
    cloudy.starts("se1", 100ms).starts("se2", 200ms).starts("se4", 300ms);
    cloudy.run().service("vs1").service("vs2");
    cloudy.shows(1s, {{"vs1", {"se4", "se1"}}, {"vs2", {"se1", "se2"}}}, {});
    cloudy.run().fault("process_crash", "se4", 3s);
    cloudy.starts("se7", 3500ms).shows(3800ms, after, {});
    return cloudy;
}

TEST(Replacement, GetsExactlyWhatWasLost) {
    const Checker checker = replacement_gets_exactly_what_was_lost();
    EXPECT_TRUE(
        passes(checker, replaced({{"vs1", {"se1", "se7"}}, {"vs2", {"se1", "se2"}}}).run()));
    EXPECT_TRUE(fails(checker, replaced({{"vs1", {"se1", "se2"}}, {"vs2", {"se1", "se2"}}}).run(),
                      "which was there before"));
    EXPECT_TRUE(fails(checker, replaced({{"vs1", {"se1", "se7"}}, {"vs2", {"se1", "se7"}}}).run(),
                      "vs2 left se2"));
}

TEST(Replacement, GoesToSurvivorsWhereTheGroupIsCompact) {
    const Checker checker = survivors_get_what_was_lost();
    EXPECT_TRUE(
        passes(checker, replaced({{"vs1", {"se1", "se2"}}, {"vs2", {"se1", "se2"}}}).run()));
    EXPECT_TRUE(fails(checker, replaced({{"vs1", {"se1"}}, {"vs2", {"se1", "se2"}}}).run(),
                      "vs1 is on se1"));
}

TEST(Replacement, StartsOnTheLeastLoaded) {
    Cloudy cloudy = two_engines();
    cloudy.group().max_vs_per_se = 4;
    cloudy.shows(1s, {{"vs1", {"se1"}}}, {"se1", "se4"});
    const Checker checker = starts_on_least_loaded("one-more");
    const std::vector<std::string> up = {"se1", "se4"};
    EXPECT_TRUE(passes(
        checker, Cloudy(cloudy).shows(3s, {{"vs1", {"se1"}}, {"one-more", {"se4"}}}, up).run()));
    EXPECT_TRUE(fails(checker,
                      cloudy.shows(3s, {{"vs1", {"se1"}}, {"one-more", {"se1"}}}, up).run(),
                      "one-more starts on se1"));
}

TEST(Replacement, WantsAShortageTold) {
    Cloudy cloudy = replaced({{"vs1", {"se1"}}, {"vs2", {"se1", "se2"}}});
    EXPECT_TRUE(fails(shortage_is_told_and_served(), cloudy.run(), "was not reported"));
    cloudy.run().event("VS_SE_HA_COMPROMISED", "vs1", 3700ms);
    EXPECT_TRUE(passes(shortage_is_told_and_served(), cloudy.run()));
    cloudy.run().event("VS_DOWN", "vs1", 3700ms);
    EXPECT_TRUE(fails(shortage_is_told_and_served(), cloudy.run(), "said to be down"));
}

TEST(Defaults, AreReadFromWhatARequestRead) {
    Cloudy cloudy;
    cloudy.run().add(3s, history::OperationEvent{7, "read serviceenginegroup fresh",
                                                 history::OperationEvent::Type::invoke, ""});
    cloudy.run().add(3100ms, history::OperationEvent{7, "read serviceenginegroup fresh",
                                                     history::OperationEvent::Type::ok,
                                                     R"({"buffer_se": 1})", 200});
    EXPECT_TRUE(passes(fields_are({{"buffer_se", "1"}}), cloudy.run()));
    EXPECT_TRUE(fails(fields_are({{"buffer_se", "0"}}), cloudy.run(), "buffer_se is 1"));
    EXPECT_TRUE(fails(fields_are({{"max_se", "10"}}), cloudy.run(), "max_se is absent"));
}

/// A pair of which the operator put se1 into the group.
Cloudy half_a_pair() {
    Cloudy cloudy;
    cloudy.group() = {};
    cloudy.run().scenario().deployment.engines = {"se1"};
    cloudy.run().service("vs1");
    return cloudy;
}

TEST(Partner, ComesByItselfWithWriteAccess) {
    Cloudy cloudy = half_a_pair().starts("se4", 100ms);
    EXPECT_TRUE(passes(partner_comes_where_it_may(), Cloudy(cloudy).run().says(1s, "se1", "se4")));
    EXPECT_TRUE(
        fails(partner_comes_where_it_may(), cloudy.run().says(1s, "se1", ""), "has standby []"));
    EXPECT_TRUE(
        fails(partner_comes_where_it_may(), half_a_pair().run().says(1s, "se1", ""), "started 0"));
}

TEST(Partner, IsAddedByHandWithoutIt) {
    Cloudy cloudy = half_a_pair();
    cloudy.run().scenario().deployment.cloud.write_access = false;
    cloudy.run().operation("add_engine se2", 3s, history::OperationEvent::Type::ok);
    EXPECT_TRUE(passes(partner_comes_where_it_may(), Cloudy(cloudy).run().says(4s, "se1", "se2")));
    EXPECT_TRUE(
        fails(partner_comes_where_it_may(), cloudy.run().says(4s, "se1", "se4"), "instead of"));
}

TEST(Partner, IsReplacedWhenItWasMoved) {
    Cloudy cloudy = half_a_pair();
    cloudy.run().operation(
        R"(patch serviceengine se2 {"se_group_ref": "/api/serviceenginegroup/?name=other"})", 3s,
        history::OperationEvent::Type::ok, 200);
    cloudy.starts("se4", 4s);
    const Checker checker = moved_partner_is_replaced_where_it_may();
    EXPECT_TRUE(passes(checker, Cloudy(cloudy).run().says(5s, "se1", "se4")));
    EXPECT_TRUE(fails(checker, cloudy.run().says(5s, "se1", "se2"), "instead of [se4]"));
}

}  // namespace
}  // namespace holdfast::harness::check
