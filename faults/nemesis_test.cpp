// SPDX-License-Identifier: Apache-2.0
// Goal: faults begin and end when the schedule says, each act is recorded, and nothing stays
// broken, however the run ends. Method: a fake world whose clock the test sets.
#include "faults/nemesis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "faults/fake_world.h"

namespace holdfast::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Phase = FaultAct::Phase;

constexpr Duration phase_began = 10s;  // offsets count from here

struct Play {
    FakePair pair;
    std::vector<FaultAct> acts;
    std::optional<Nemesis> nemesis;

    explicit Play(FaultSchedule schedule) {
        pair.world.clock = Instant(phase_began);
        begin(std::move(schedule));
    }
    void begin(FaultSchedule schedule) {
        nemesis.emplace(std::move(schedule), pair.world, pair.roles,
                        [this](const FaultAct& act) { acts.push_back(act); });
    }
    /// Steps at this time after the phase began.
    void step_at(Duration offset) {
        pair.world.clock = Instant(phase_began + offset);
        nemesis->step();
    }
    void see(Sighting::Kind kind, const std::string& subject, Duration offset) {
        nemesis->saw({kind, subject, Instant(phase_began + offset)});
    }
    ProcessState state_of(const std::string& node) { return *pair.world.program_state(node); }
    std::vector<Phase> phases() const {
        std::vector<Phase> phases;
        for (const auto& act : acts) {
            phases.push_back(act.phase);
        }
        return phases;
    }
};

ScheduledFault crash(const std::string& name, Duration at, std::optional<Duration> lasts = {}) {
    return {AtInstant{at}, ProcessCrash{node(name)}, lasts};
}

const FakeWorld::Frame frame_to_se1{.segment = "front", .from = "gw1", .to = "se1"};

TEST(Nemesis, InjectsAndHealsOnTime) {
    Play play({crash("se1", 500ms, 2s)});
    EXPECT_EQ(play.nemesis->next_timeout(), Instant(phase_began + 500ms));

    play.step_at(499ms);
    EXPECT_EQ(play.state_of("se1"), ProcessState::running);
    play.step_at(500ms);
    EXPECT_EQ(play.state_of("se1"), ProcessState::gone);
    EXPECT_FALSE(play.nemesis->finished());
    EXPECT_EQ(play.nemesis->next_timeout(), Instant(phase_began + 2500ms));

    play.step_at(2500ms);
    EXPECT_EQ(play.state_of("se1"), ProcessState::running);
    EXPECT_TRUE(play.nemesis->finished());
    EXPECT_EQ(play.nemesis->next_timeout(), std::nullopt);
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject, Phase::proven, Phase::heal));
}

TEST(Nemesis, RecordsWhatItDidToWhomAndWhen) {
    Play play({{AtInstant{1s}, ProcessCrash{active_of("vs1")}, {}}});
    play.step_at(1s);
    const FaultAct& act = play.acts.at(0);
    EXPECT_EQ(act.fault, "process_crash active_of(vs1)");
    EXPECT_THAT(act.nodes, ElementsAre("se1"));
    EXPECT_EQ(act.before, Instant(phase_began + 1s));
    EXPECT_EQ(play.acts.at(1).detail, "programs of se1 are gone");
}

TEST(Nemesis, HealsWhenItIsDestroyedLastFaultFirst) {
    Play play({crash("se1", 0s), crash("se2", 1s), crash("gw1", 9s)});
    play.step_at(1s);
    play.nemesis.reset();
    EXPECT_TRUE(play.pair.world.untouched());
    EXPECT_THAT(play.pair.world.acts, ElementsAre("kill_programs se1", "kill_programs se2",
                                                  "start_programs se2", "start_programs se1"));
}

TEST(Nemesis, InjectsNothingAfterEverythingWasHealed) {
    Play play({crash("se1", 5s)});
    play.nemesis->heal_everything();
    play.step_at(6s);
    EXPECT_EQ(play.state_of("se1"), ProcessState::running);
    EXPECT_FALSE(play.nemesis->finished()) << "its fault never came";
    EXPECT_EQ(play.nemesis->next_timeout(), std::nullopt);
}

TEST(Nemesis, AFaultWithoutEndIsHealedWithThePhase) {
    Play play({crash("se1", 0s)});
    play.step_at(100s);
    EXPECT_TRUE(play.nemesis->finished());
    EXPECT_EQ(play.state_of("se1"), ProcessState::gone);
    play.nemesis->heal_everything();
    EXPECT_EQ(play.state_of("se1"), ProcessState::running);
}

TEST(Nemesis, CatchesUpInOrderWhenItIsCalledLate) {
    Play play({crash("se2", 2s), crash("se1", 1s, 500ms)});
    play.step_at(3s);
    EXPECT_THAT(play.pair.world.acts, ElementsAre("kill_programs se1", "kill_programs se2"));
}

TEST(Nemesis, BeginsAtTheFirstGratuitousArpOfTheSenderAndThenAfter) {
    Play play({{OnGratuitousArp{standby_of("vs1"), 5ms}, ProcessCrash{active_of("vs1")}, {}}});
    play.pair.roles.table["standby_of(vs1)"] = {"se9"};  // too late: resolved when the phase began
    play.see(Sighting::Kind::gratuitous_arp, "se1", 10ms);
    play.see(Sighting::Kind::event, "se2", 15ms);
    EXPECT_EQ(play.nemesis->next_timeout(), std::nullopt);

    play.see(Sighting::Kind::gratuitous_arp, "se2", 20ms);
    play.see(Sighting::Kind::gratuitous_arp, "se2", 24ms);
    EXPECT_EQ(play.nemesis->next_timeout(), Instant(phase_began + 25ms));
    play.step_at(24ms);
    EXPECT_THAT(play.acts, IsEmpty());
    play.step_at(25ms);
    EXPECT_EQ(play.state_of("se1"), ProcessState::gone);
}

TEST(Nemesis, BeginsAtAnEventOfTheSystem) {
    Play play({{OnEvent{"SE_DOWN", 0ms}, ProcessCrash{node("se2")}, {}}});
    play.see(Sighting::Kind::event, "SE_UP", 1s);
    play.step_at(1s);
    EXPECT_EQ(play.state_of("se2"), ProcessState::running);
    play.see(Sighting::Kind::event, "SE_DOWN", 2s);
    play.step_at(2s);
    EXPECT_EQ(play.state_of("se2"), ProcessState::gone);
}

TEST(Nemesis, WhatWasSeenBeforeThePhaseBeganTriggersNothing) {
    Play play({{OnEvent{"SE_DOWN", 0ms}, ProcessCrash{node("se2")}, {}}});
    play.see(Sighting::Kind::event, "SE_DOWN", -1ms);
    play.step_at(1s);
    EXPECT_THAT(play.acts, IsEmpty());
    EXPECT_FALSE(play.nemesis->finished());
}

TEST(Nemesis, ATriggerWithoutSenderIsAFailedInjection) {
    Play play({{OnGratuitousArp{standby_of("vs9"), 0ms}, ProcessCrash{node("se1")}, {}}});
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject_failed));
    EXPECT_THAT(play.acts.at(0).detail, HasSubstr("nobody is standby_of(vs9)"));
}

TEST(Nemesis, AsksForProofUntilTrafficGivesIt) {
    Play play({{AtInstant{0s}, PacketLoss{node("se1"), "front", 1.0}, {}}});
    play.step_at(0ms);
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject));
    EXPECT_THAT(play.nemesis->unproven(), ElementsAre(HasSubstr("no frame was dropped yet")));
    EXPECT_EQ(play.nemesis->next_timeout(), Instant(phase_began + 5ms));

    play.pair.world.send(frame_to_se1);
    play.step_at(5ms);
    play.step_at(10ms);
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject, Phase::proven));
    EXPECT_THAT(play.nemesis->unproven(), IsEmpty());
    EXPECT_EQ(play.nemesis->next_timeout(), std::nullopt);
}

TEST(Nemesis, TakesTheLastOccasionForAProof) {
    Play play({{AtInstant{0s}, PacketLoss{node("se1"), "front", 1.0}, {}}});
    play.step_at(0ms);
    play.pair.world.send(frame_to_se1);
    play.nemesis->heal_everything();
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject, Phase::proven, Phase::heal));
}

TEST(Nemesis, NamesTheFaultThatNeverProvedItself) {
    Play play({{AtInstant{0s}, PacketLoss{node("se1"), "front", 1.0}, 1s}});
    play.step_at(0s);
    play.step_at(1s);
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject, Phase::unproven, Phase::heal));
    EXPECT_THAT(play.nemesis->unproven(),
                ElementsAre("packet_loss se1 segment front probability 1 on se1: no frame was "
                            "dropped yet"));
}

TEST(Nemesis, ADeafWorldLeavesEveryFaultUnproven) {
    FaultSchedule schedule{crash("se1", 0s), {AtInstant{0s}, Pause{node("se2")}, {}}};
    Play play({});
    play.pair.world.ignores_acts = true;
    play.begin(schedule);
    play.step_at(0s);
    play.nemesis->heal_everything();
    EXPECT_EQ(play.nemesis->unproven().size(), 2U);
}

TEST(Nemesis, AFailedInjectionIsUndoneRecordedAndOver) {
    Play play({{AtInstant{0s}, LinkDown{node("se1"), {}}, {}}});
    play.pair.world.failing_act = "carrier_down";
    play.pair.world.failing_from = 1;  // the first of two links went down
    play.step_at(0s);
    EXPECT_TRUE(play.pair.world.untouched());
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject_failed));
    EXPECT_EQ(play.acts.at(0).detail, "the world is broken");
    EXPECT_TRUE(play.nemesis->finished());
    EXPECT_THAT(play.nemesis->unproven(), IsEmpty());
}

TEST(Nemesis, WhatTheWorldCannotDoIsUnsupported) {
    Play play({{AtInstant{0s}, Delay{node("se1"), "front", 5ms}, {}}});
    play.pair.world.failing_act = "impair";
    play.pair.world.failure = unsupported("no delay here");
    play.step_at(0s);
    EXPECT_THAT(play.phases(), ElementsAre(Phase::unsupported));
}

TEST(Nemesis, RecordsWhatCouldNotBeHealed) {
    Play play({crash("se1", 0s, 1s)});
    play.step_at(0s);
    play.pair.world.failing_act = "start_programs";
    play.step_at(1s);
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject, Phase::proven, Phase::heal_failed));
}

// ---- faults that overlap ----

TEST(Nemesis, TheEndOfACrashDoesNotStartProgramsOnANodeWithoutPower) {
    Play play({crash("se1", 0s, 1s), {AtInstant{500ms}, NodePowerOff{node("se1")}, 2s}});
    play.step_at(0s);
    play.step_at(500ms);
    play.step_at(1s);
    EXPECT_EQ(play.state_of("se1"), ProcessState::gone);
    play.step_at(2500ms);
    EXPECT_TRUE(play.pair.world.untouched());
    EXPECT_THAT(play.phases(), ElementsAre(Phase::inject, Phase::proven, Phase::inject,
                                           Phase::proven, Phase::heal, Phase::heal));
}

TEST(Nemesis, ALinkThatTwoFaultsHoldDownComesUpWithTheLast) {
    const LinkSilent front{node("se1"), "front"};
    Play play({{AtInstant{0s}, front, 1s}, {AtInstant{0s}, front, 2s}});
    play.step_at(0s);
    play.step_at(1s);
    EXPECT_FALSE(*play.pair.world.forwarding({"se1", "front"}));
    play.step_at(2s);
    EXPECT_TRUE(play.pair.world.untouched());
}

TEST(Nemesis, WhatTwoFaultsDoToADiskOrAClockEndsWithTheLast) {
    for (const Fault& fault :
         std::vector<Fault>{DiskFull{node("se1")}, DiskSlow{node("se1")}, CrashInWrite{node("se1")},
                            ClockStep{node("se1")}}) {
        Play play({{AtInstant{0s}, fault, 1s}, {AtInstant{0s}, fault, 2s}});
        play.step_at(0s);
        play.step_at(1s);
        EXPECT_FALSE(play.pair.world.untouched()) << to_string(fault);
        play.step_at(2s);
        EXPECT_TRUE(play.pair.world.untouched()) << to_string(fault);
    }
}

TEST(Nemesis, ATornWriteDoesNotStartProgramsOnANodeWithoutPower) {
    Play play({{AtInstant{0s}, CrashInWrite{node("se1")}, 2s},
               {AtInstant{1s}, NodePowerOff{node("se1")}, 2s}});
    play.step_at(0s);
    play.pair.world.write_and_sync("se1");
    play.step_at(1s);
    play.step_at(2s);
    EXPECT_EQ(play.state_of("se1"), ProcessState::gone);
    play.step_at(3s);
    EXPECT_TRUE(play.pair.world.untouched());
}

TEST(Nemesis, APausedProgramThatWasKilledIsNotResumed) {
    Play play({{AtInstant{0s}, Pause{node("se1")}, 1s}, crash("se1", 0s, 2s)});
    play.step_at(0s);
    play.step_at(1s);
    EXPECT_EQ(play.state_of("se1"), ProcessState::gone);
    play.step_at(2s);
    EXPECT_TRUE(play.pair.world.untouched());
}

}  // namespace
}  // namespace holdfast::faults
