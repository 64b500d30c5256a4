// SPDX-License-Identifier: Apache-2.0
// Goal: a scenario is played in its phases, whatever goes wrong is recorded as trouble of the
// testbed or refused as unsupported, and nothing is left broken. Method: a fake world with chosen
// mishaps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/fake_world.h"
#include "harness/run/workload_request.h"

namespace holdfast::harness::run {
namespace {

using faults::Target;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

const Target active{Target::Role::active_of, "vs1"};

scenario::Scenario quiet_scenario() {
    scenario::Scenario s;
    s.deployment.engines = {"se1", "se2"};
    scenario::VirtualServiceSpec service;
    service.name = "vs1";
    service.vip = pair_topology().vips[0];
    service.snat_ip = pair_topology().snat_ips[0];
    s.deployment.services = {service};
    s.deployment.group.floating_intf_ip = {pair_topology().floating_ips[0]};
    return s;
}

scenario::Scenario with_crash(std::optional<Duration> lasts) {
    scenario::Scenario s = quiet_scenario();
    s.schedule = {{faults::AtInstant{500ms}, faults::ProcessCrash{active}, lasts}};
    return s;
}

Result<check::Recording> played(const scenario::Scenario& scenario, FakeStory& story) {
    return play(scenario, pair_topology(), fake_worlds(story), "", "");
}

std::vector<std::string> phases(const check::Recording& recording) {
    std::vector<std::string> names;
    for (const auto& found : recording.history.all<history::PhaseBegan>()) {
        names.push_back(found.content->phase);
    }
    return names;
}

std::vector<std::string> troubles(const check::Recording& recording) {
    std::vector<std::string> sentences;
    for (const auto& found : recording.history.all<history::Trouble>()) {
        sentences.push_back(found.content->what);
    }
    return sentences;
}

TEST(Play, GoesThroughItsPhases) {
    FakeStory story;
    const auto recording = played(quiet_scenario(), story);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(phases(*recording),
                ElementsAre("deploy", "baseline", "faults", "heal", "recovery", "quiet", "end"));
    EXPECT_TRUE(troubles(*recording).empty());
    // 3 s of faults, the default.
    EXPECT_EQ(*recording->history.phase("heal") - *recording->history.phase("faults"), 3s);
    EXPECT_EQ(recording->history.all<history::FlowRecorded>().size(), 1U);
    EXPECT_EQ(recording->history.all<history::FidelityRecorded>().size(), 1U);
    EXPECT_EQ(recording->captures.size(), 1U);
    EXPECT_TRUE(story.torn_down);
}

TEST(Play, WatchesEachAddressOnItsSegmentOnce) {
    const WorkloadRequest request = workload_of(quiet_scenario(), pair_topology());
    ASSERT_EQ(request.watched.size(), 3U);
    EXPECT_EQ(request.watched[0].segment, "front");
    EXPECT_EQ(request.watched[1].address, pair_topology().floating_ips[0]);
    EXPECT_EQ(request.watched[2].segment, "back");
}

scenario::Scenario with_two_instances() {
    scenario::Scenario s = quiet_scenario();
    s.deployment.group.ha_mode = scenario::HaMode::shared_pair;
    s.deployment.group.min_scaleout_per_vs = 2;
    return s;
}

TEST(Play, FlowsBeginWhenEveryInstanceServes) {
    FakeStory story;
    story.second_instance_at = 700ms;
    const auto recording = played(with_two_instances(), story);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_GE(story.load_began.since_start(), 900ms);  // and its primary knows
    EXPECT_LE(story.load_began.since_start(), 1s);
}

TEST(Play, FlowsBeginAllTheSameWhereAnInstanceNeverServes) {
    FakeStory story;
    const auto recording = played(with_two_instances(), story);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(story.load_began.since_start(), 2s);
    EXPECT_TRUE(troubles(*recording).empty());
}

TEST(Play, SameStoryGivesTheSameHistory) {
    FakeStory first;
    FakeStory second;
    EXPECT_EQ(played(with_crash(1s), first)->history.events(),
              played(with_crash(1s), second)->history.events());
}

TEST(Play, AFaultIsInjectedProvenAndHealedInTime) {
    FakeStory story;
    const auto recording = played(with_crash(1s), story);
    ASSERT_TRUE(recording) << recording.error().message;
    const auto acts = recording->history.all<history::FaultEvent>();
    ASSERT_EQ(acts.size(), 3U);
    EXPECT_EQ(acts[0].content->phase, "inject");
    EXPECT_EQ(acts[1].content->phase, "proven");
    EXPECT_EQ(acts[2].content->phase, "heal");
    const Instant faults = *recording->history.phase("faults");
    EXPECT_EQ(acts[0].at - faults, 500ms);
    EXPECT_EQ(acts[2].at - faults, 1500ms);
    EXPECT_THAT(acts[0].content->nodes, ElementsAre("se1"));
    EXPECT_THAT(story.calls, ElementsAre("load 3", "kill se1", "start se1"));
}

TEST(Play, ThePhaseLastsUntilTheLastScheduledThingIsOver) {
    FakeStory story;
    const auto recording = played(with_crash(5s), story);
    EXPECT_EQ(*recording->history.phase("heal") - *recording->history.phase("faults"), 5500ms);
}

TEST(Play, AFaultWithoutEffectIsTrouble) {
    FakeStory story;
    story.kill_works = false;
    const auto recording = played(with_crash(std::nullopt), story);
    ASSERT_TRUE(recording);
    EXPECT_THAT(troubles(*recording), Contains(HasSubstr("process_crash")));
    EXPECT_EQ(judge(nullptr, *recording).outcome, check::Outcome::invalid);
}

TEST(Play, AFaultThatTheWorldCannotMakeIsUnsupported) {
    FakeStory story;
    scenario::Scenario s = quiet_scenario();
    s.schedule = {{faults::AtInstant{1ms}, faults::PacketLoss{active, "front", 0.5}, {}}};
    const auto recording = played(s, story);
    ASSERT_FALSE(recording);
    EXPECT_EQ(recording.error().kind, Error::Kind::unsupported);
    EXPECT_TRUE(story.torn_down);
}

TEST(Play, ADeploymentThatFailsOrNeverSettlesIsTrouble) {
    FakeStory refused;
    refused.deploys = false;
    EXPECT_THAT(troubles(*played(quiet_scenario(), refused)), ElementsAre("deployment: refused"));
    FakeStory slow;
    slow.answers_after = 1h;
    EXPECT_THAT(troubles(*played(quiet_scenario(), slow)),
                ElementsAre(HasSubstr("not every service answered within 10")));
}

TEST(Play, ABaselineThatStaysLossyIsTrouble) {
    FakeStory story;
    story.silent_from = 120ms;  // after the poll that sees it answer, before the baseline is over
    const auto recording = played(quiet_scenario(), story);
    EXPECT_THAT(troubles(*recording), ElementsAre(HasSubstr("no loss-free baseline")));
    EXPECT_EQ(phases(*recording).back(), "end");
}

TEST(Play, ALostPartOfTheTestbedIsTroubleWhateverTheSystemDid) {
    FakeStory story;
    story.lost_parts = {"disk of controller1 ended by SIGABRT"};
    const auto recording = played(quiet_scenario(), story);
    EXPECT_THAT(troubles(*recording), ElementsAre("disk of controller1 ended by SIGABRT"));
    EXPECT_EQ(judge(nullptr, *recording).outcome, check::Outcome::invalid);
}

TEST(Play, AProgramThatEndsBeforeAnythingIsBrokenIsTrouble) {
    FakeStory story;
    story.ended_programs = {"a program of se2 (logs/se2-1.out) ended with status 1"};
    const auto recording = played(with_crash(1s), story);
    EXPECT_THAT(troubles(*recording),
                ElementsAre("before anything was broken, " + story.ended_programs[0]));
    EXPECT_TRUE(recording->history.all<history::FaultEvent>().empty());
}

TEST(Play, AStarvedSystemIsTroubleOfTheMachine) {
    // The limit is a tenth of the failover bound of 2 s.
    FakeStory story;
    story.processor_waits = {{"se1", Instant(2s), 200ms}};
    EXPECT_TRUE(troubles(*played(with_crash(1s), story)).empty());

    FakeStory starved;
    starved.processor_waits = {{"se1", Instant(2s), 201ms}, {"se2", Instant(2s), 230ms}};
    EXPECT_THAT(troubles(*played(with_crash(1s), starved)),
                ElementsAre(HasSubstr("a program of se2 found no processor for 230ms")));

    FakeStory early;
    early.processor_waits = {{"se1", Instant(500ms), 400ms}};
    EXPECT_TRUE(troubles(*played(with_crash(1s), early)).empty());
}

TEST(Play, WaitsOfAllProgramsAddUpWithinOneFailoverBound) {
    const auto starved_max = [](const std::vector<ProcessorWait>& waits) {
        FakeStory story;
        story.processor_waits = waits;
        const auto recording = played(with_crash(1s), story);
        return recording->history.all<history::FidelityRecorded>().front().content->starved_max;
    };
    std::vector<ProcessorWait> waits = {{"se1", Instant(1500ms), 180ms},
                                        {"se2", Instant(2s), 160ms},
                                        {"controller1", Instant(2200ms), 160ms}};
    EXPECT_EQ(starved_max(waits), 500ms);
    waits.push_back({"se1", Instant(3400ms), 10ms});
    EXPECT_EQ(starved_max(waits), 510ms);
    waits.back().until = Instant(3500ms);  // a bound of 2 s after the first
    EXPECT_EQ(starved_max(waits), 500ms);
}

TEST(Play, AFailureOfAStarvedSystemIsInvalidAndItsSuccessStands) {
    FakeStory story;  // a quarter of 2 s may be lost
    story.processor_waits = {{"se1", Instant(1500ms), 180ms},
                             {"se2", Instant(2s), 180ms},
                             {"controller1", Instant(2200ms), 180ms}};
    const auto recording = played(with_crash(1s), story);
    const auto judged = [&](check::Outcome outcome) {
        Property property;
        property.checkers = {{"any", [outcome](const auto&) {
                                  return check::Verdict{outcome, "any", "", {}, {}, 1};
                              }}};
        return judge(&property, *recording).outcome;
    };
    EXPECT_EQ(judged(check::Outcome::fail), check::Outcome::invalid);
    EXPECT_EQ(judged(check::Outcome::pass), check::Outcome::pass);
}

TEST(Play, AnswersFromBeforeTheLastHealProveNoRecovery) {
    FakeStory story;
    const auto recording = played(with_crash(1s), story);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_GE(*recording->history.phase("quiet") - *recording->history.phase("recovery"), 400ms);
}

TEST(Play, NoRecoveryIsRecordedForTheCheckersAndIsNoTrouble) {
    FakeStory story;
    story.silent_from = 2s;
    const auto recording = played(quiet_scenario(), story);
    EXPECT_THAT(phases(*recording), Contains("not_recovered"));
    EXPECT_TRUE(troubles(*recording).empty());
}

TEST(Play, OperationsAreRecordedWithTheirTargetsResolved) {
    FakeStory story;
    scenario::Scenario s = quiet_scenario();
    s.operations = {{700ms, scenario::Switchover{active}}, {100ms, scenario::Redistribute{}}};
    const auto recording = played(s, story);
    const auto operations = recording->history.all<history::OperationEvent>();
    ASSERT_EQ(operations.size(), 4U);
    EXPECT_EQ(operations[0].content->operation, "redistribute");
    EXPECT_EQ(operations[2].content->operation, "switchover se1");
    EXPECT_EQ(operations[3].content->type, history::OperationEvent::Type::ok);
    EXPECT_EQ(operations[2].at - *recording->history.phase("faults"), 700ms);
}

TEST(Play, AGratuitousArpTriggersAFaultToTheNanosecond) {
    FakeStory story;
    story.sighting_at = 2123456789ns;
    scenario::Scenario s = quiet_scenario();
    s.schedule = {{faults::OnGratuitousArp{{Target::Role::standby_of, "vs1"}, 5ms},
                   faults::ProcessCrash{active}, 1s}};
    const auto recording = played(s, story);
    const auto acts = recording->history.all<history::FaultEvent>();
    ASSERT_FALSE(acts.empty());
    EXPECT_EQ(acts[0].at, Instant(2123456789ns + 5ms));
}

TEST(Play, AnEventOfTheSystemIsRecordedAndTriggersAFault) {
    FakeStory story;
    story.events[1500ms] = {"SE_DOWN", "se2", "silent"};
    scenario::Scenario s = quiet_scenario();
    s.schedule = {{faults::OnEvent{"SE_DOWN", 0ms}, faults::ProcessCrash{active}, 1s}};
    const auto recording = played(s, story);
    ASSERT_EQ(recording->history.all<history::SystemEvent>().size(), 1U);
    EXPECT_EQ(recording->history.all<history::SystemEvent>()[0].at, Instant(1500ms));
    EXPECT_THAT(story.calls, Contains("kill se1"));
}

TEST(Play, TheSystemsWordIsRecordedOnlyWhenItChanges) {
    FakeStory story;
    const auto recording = played(quiet_scenario(), story);
    EXPECT_EQ(recording->history.all<history::RuntimeObserved>().size(), 1U);
}

TEST(Play, WhatDiedByItselfIsStartedAgainAndRecorded) {
    FakeStory story;
    story.operations_crash_se1 = true;
    scenario::Scenario s = quiet_scenario();
    s.operations = {{1s, scenario::Redistribute{}}};
    const auto recording = played(s, story);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(story.calls, ElementsAre("load 3", "redistribute", "start se1"));
    const auto operations = recording->history.all<history::OperationEvent>();
    EXPECT_EQ(operations.back().content->operation, "start se1");
    EXPECT_EQ(operations.back().content->type, history::OperationEvent::Type::ok);
}

scenario::Scenario cluster_scenario() {
    scenario::Scenario s = quiet_scenario();
    s.topology = "cluster_of_three";
    s.workload.api.writers = 2;
    return s;
}

TEST(Play, WhatEachControllerSaysIsRecordedWithTheTimeUntilWhichItSaidIt) {
    FakeStory story;
    story.leader_changes_at = 1s;
    const topology::Topology three = *topology::find_topology("cluster_of_three");
    const auto recording = play(cluster_scenario(), three, fake_worlds(story), "", "");
    ASSERT_TRUE(recording) << recording.error().message;

    std::vector<std::string> said;
    for (const auto& found : recording->history.all<history::ClusterObserved>()) {
        if (found.content->asked == "controller2") {
            const auto until = found.content->before_until;
            said.push_back(found.content->nodes[0].name + " " +
                           (until ? to_short_string(until->since_start()) : "first"));
        }
    }
    const Instant end = *recording->history.phase("end");
    EXPECT_THAT(said, ElementsAre("controller1 first", "controller2 980ms",
                                  "controller2 " + to_short_string(end.since_start())));
}

TEST(Play, EverythingIsReadBackThroughEveryControllerBeforeTheQuietPhase) {
    FakeStory story;
    const topology::Topology three = *topology::find_topology("cluster_of_three");
    ASSERT_TRUE(play(cluster_scenario(), three, fake_worlds(story), "", ""));
    EXPECT_THAT(story.calls, Contains("read back"));

    const auto plans = api_clients(cluster_scenario(), three);
    ASSERT_EQ(plans.size(), 5U);
    EXPECT_EQ(plans[0].through, "controller1");
    EXPECT_EQ(plans[1].through, "controller2");
    EXPECT_EQ(plans[1].first_value, 2U);
    EXPECT_EQ(plans[1].value_step, 2U);
    EXPECT_EQ(plans[4].name, workload::read_back_client);
    EXPECT_EQ(to_string(plans[4].address), "198.18.0.7");
    EXPECT_THAT(plans[4].objects, ElementsAre("wl-0", "wl-1", "wl-2", "wl-3"));
}

TEST(Play, ClientsAndObserverKnowTheClusterIp) {
    scenario::Scenario scenario = cluster_scenario();
    scenario.deployment.cluster.cluster_ip = true;
    const topology::Topology three = *topology::find_topology("cluster_of_three");
    EXPECT_EQ(to_string(api_clients(scenario, three)[0].address), "198.18.0.100");
    const auto watched = workload_of(scenario, three).watched;
    EXPECT_EQ(watched.back().segment, "management");
    EXPECT_EQ(to_string(watched.back().address), "198.18.0.100");
}

TEST(Play, AnImpossibleScenarioIsRefusedBeforeAnythingStarts) {
    FakeStory story;
    scenario::Scenario s = quiet_scenario();
    s.deployment.engines = {"se9"};
    const auto recording = played(s, story);
    ASSERT_FALSE(recording);
    EXPECT_EQ(recording.error().kind, Error::Kind::bad_input);
    EXPECT_FALSE(story.torn_down);
}

}  // namespace
}  // namespace holdfast::harness::run
