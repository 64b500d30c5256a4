// SPDX-License-Identifier: Apache-2.0
// Goal: each fault does what it says, proves it, and is undone without trace; in a world that only
// pretends to obey, no fault proves anything. Method: a fake world, and for each fault the traffic
// that its proof needs.
#include "faults/fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "faults/fake_world.h"

namespace holdfast::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = FrameMatch::Kind;

/// A fault, and what crosses the network while it lasts.
struct Case {
    Fault fault;
    std::vector<FakeWorld::Frame> traffic;
    std::vector<std::string> nodes;
    std::string proof;
};

const FakeWorld::Frame request{.segment = "front", .from = "gw1", .to = "se1"};
const FakeWorld::Frame reply{.segment = "front", .from = "se1", .to = "gw1"};
const FakeWorld::Frame heartbeat{
    .segment = "back", .from = "se1", .to = "se2", .kind = Kind::udp_port, .udp_port = 9001};
const FakeWorld::Frame ping{.segment = "front", .from = "se1", .to = "gw1", .kind = Kind::icmp};
const FakeWorld::Frame pong{.segment = "front", .from = "gw1", .to = "se1", .kind = Kind::icmp};
const FakeWorld::Frame announcement{
    .segment = "front", .from = "se1", .to = "gw1", .kind = Kind::gratuitous_arp};

FakeWorld::Frame among_controllers(const std::string& from, const std::string& to) {
    return {.segment = "management", .from = from, .to = to};
}

std::vector<Case> every_fault() {
    const Target active = active_of("vs1");
    const Target gateway{Target::Role::gateway_of, "se1"};
    const Target controllers{Target::Role::controllers, ""};
    const auto lost = among_controllers("c1", "c3");
    const std::vector<std::string> cluster = {"c1", "c2", "c3"};
    return {
        {ProcessCrash{active}, {}, {"se1"}, "programs of se1 are gone"},
        {NodePowerOff{active}, {}, {"se1"}, "2 links silent, programs of se1 are gone"},
        {GracefulStop{active}, {}, {"se1"}, "programs of se1 are gone"},
        {Restart{active}, {}, {"se1"}, "programs of se1 were gone and run again"},
        {Pause{active}, {}, {"se1"}, "programs of se1 are paused"},
        {LinkDown{active, "front"}, {}, {"se1"}, "no carrier on 1 link"},
        {LinkSilent{active, {}}, {request}, {"se1"}, "2 links with carrier passed nothing"},
        {Partition{{active}, {node("gw1")}}, {request, reply}, {"se1", "gw1"}, "dropped 2 frames"},
        {HeartbeatsLost{active}, {heartbeat}, {"se1"}, "dropped 1 frame"},
        {GratuitousArpSuppressed{active}, {announcement}, {"se1"}, "dropped 1 frame"},
        {GatewayDead{gateway, GatewayDead::How::no_arp}, {}, {"gw1"}, "gw1 no longer answers ARP"},
        {GatewayPingsLost{active, gateway}, {ping, pong}, {"se1"}, "dropped 2 frames"},
        {NamesLost{active}, {}, {"se1"}, "se1 no longer resolves names"},
        {PacketLoss{active, "front", 0.5}, {request, reply}, {"se1"}, "dropped 2 frames"},
        {Delay{active, "front", 20ms}, {request}, {"se1"}, "delayed 1 frame"},
        {MajorityRing{{controllers}}, {among_controllers("c3", "c2")}, cluster, "dropped 1 frame"},
        {Bridge{{controllers}}, {lost}, cluster, "dropped 1 frame"},
        {SegmentDown{"management"}, {lost}, cluster, "3 links with carrier passed nothing"},
        {DiskFull{active}, {reply}, {"se1"}, "refused 1 write"},
        {DiskSlow{active, 50ms}, {reply}, {"se1"}, "delayed 1 sync"},
        {UnsyncedWritesLost{active},
         {},
         {"se1"},
         "7 unsynced bytes lost, programs of se1 are gone"},
        {LogTailCorrupted{active}, {}, {"se1"}, "3 bits inverted, programs of se1 are gone"},
        {CrashInWrite{active}, {reply}, {"se1"}, "1 program died inside a write"},
        {ClockStep{active, -1h},
         {},
         {"se1"},
         "programs of se1 read a wall clock that is off by -3600s"},
        {ClockSkew{active, 3, true},
         {reply},
         {"se1"},
         "the clocks of se1 drift away at the asked rate"},
        {ProcessorBusy{active, 0.8},
         std::vector<FakeWorld::Frame>(10, reply),
         {"se1"},
         "programs of se1 use more than 40 % of a processor"},
    };
}

class EveryFault : public ::testing::TestWithParam<Case> {
  protected:
    FakePair pair;

    std::unique_ptr<ActiveFault> injected() {
        auto fault = inject(GetParam().fault, pair.world, pair.roles);
        EXPECT_TRUE(fault) << fault.error().message;
        return *std::move(fault);
    }
    /// Who sends a frame has first written it down, and 20 ms go by.
    void traffic() {
        for (const auto& frame : GetParam().traffic) {
            pair.world.write_and_sync(frame.from);
            pair.world.send(frame);
            pair.world.clock += 20ms;
        }
    }
};

TEST_P(EveryFault, ProvesItsEffectAndIsHealedWithoutTrace) {
    const auto fault = injected();
    traffic();

    const auto proof = fault->prove();
    ASSERT_TRUE(proof) << proof.error().message;
    EXPECT_EQ(*proof, GetParam().proof);
    EXPECT_EQ(fault->nodes(), GetParam().nodes);

    EXPECT_TRUE(fault->heal());
    EXPECT_TRUE(pair.world.untouched());
}

TEST_P(EveryFault, HasNoProofInAWorldThatIgnoresIt) {
    pair.world.ignores_acts = true;
    const auto fault = injected();
    traffic();
    EXPECT_FALSE(fault->prove());
}

// Whatever the fault does first, second, ...: broken off there, nothing of it stays.
TEST_P(EveryFault, BrokenOffAtAnyActLeavesNothingBehind) {
    injected();
    const auto acts = pair.world.acts;
    for (std::size_t broken = 0; broken < acts.size(); ++broken) {
        const auto name = acts[broken].substr(0, acts[broken].find(' '));
        FakePair fresh;
        fresh.world.failing_act = name;
        fresh.world.failing_from = static_cast<std::size_t>(
            std::count_if(acts.begin(), acts.begin() + static_cast<std::ptrdiff_t>(broken),
                          [&](const auto& act) { return act.starts_with(name + " "); }));
        const bool undone_by_itself = name == "start_programs";  // a restart that cannot start

        const auto fault = inject(GetParam().fault, fresh.world, fresh.roles);

        ASSERT_FALSE(fault) << acts[broken];
        EXPECT_THAT(fault.error().message, HasSubstr("the world is broken"));
        EXPECT_TRUE(fresh.world.untouched() || undone_by_itself) << acts[broken];
    }
}

TEST_P(EveryFault, IsUnsupportedWhereTheWorldCannotDoIt) {
    injected();
    FakePair fresh;
    fresh.world.failing_act = pair.world.acts.front().substr(0, pair.world.acts.front().find(' '));
    fresh.world.failure = unsupported("not here");

    const auto fault = inject(GetParam().fault, fresh.world, fresh.roles);

    ASSERT_FALSE(fault);
    EXPECT_EQ(fault.error(), unsupported("not here"));
}

INSTANTIATE_TEST_SUITE_P(Faults, EveryFault, ::testing::ValuesIn(every_fault()),
                         [](const auto& each) { return name_of(each.param.fault); });

// ---- what is particular ----

TEST(ProofByTraffic, IsMissingUntilAFrameWasHit) {
    for (const auto& each : every_fault()) {
        FakePair pair;
        const auto fault = *inject(each.fault, pair.world, pair.roles);
        const auto early = fault->prove();
        if (!early) {
            EXPECT_THAT(early.error().message, HasSubstr("yet")) << to_string(each.fault);
            EXPECT_FALSE(each.traffic.empty()) << to_string(each.fault);
        }
    }
}

TEST(NodePowerOff, FallsSilentFirstAndReturnsWithoutItsAddresses) {
    FakePair pair;
    const auto fault = *inject(NodePowerOff{node("se1")}, pair.world, pair.roles);
    ASSERT_TRUE(fault->heal());
    EXPECT_THAT(pair.world.acts,
                ElementsAre("forwarding_off se1-front", "forwarding_off se1-back",
                            "kill_programs se1", "reset_addresses se1", "forwarding_on se1-back",
                            "forwarding_on se1-front", "start_programs se1"));
}

TEST(NodePowerOff, IsNotProvenWhileALinkPassesFramesOrAProgramRuns) {
    FakePair pair;
    const auto fault = *inject(NodePowerOff{node("se1")}, pair.world, pair.roles);
    ASSERT_TRUE(pair.world.set_forwarding({"se1", "back"}, true));
    EXPECT_THAT(fault->prove().error().message, HasSubstr("to back still passes frames"));

    ASSERT_TRUE(pair.world.set_forwarding({"se1", "back"}, false));
    ASSERT_TRUE(pair.world.start_programs("se1"));
    EXPECT_THAT(fault->prove().error().message, HasSubstr("programs of se1 are running, not gone"));
}

TEST(GracefulStop, IsProvenOnceTheProgramsHaveTakenTheirLeave) {
    FakePair pair;
    pair.world.slow_to_stop = true;
    const auto fault = *inject(GracefulStop{node("se1")}, pair.world, pair.roles);
    EXPECT_FALSE(fault->prove());

    pair.world.slow_to_stop = false;
    ASSERT_TRUE(pair.world.terminate_programs("se1"));
    EXPECT_TRUE(fault->prove());
}

TEST(GracefulStop, HealedTooEarlyDoesNotWaitForTheProgramsToEnd) {
    FakePair pair;
    pair.world.slow_to_stop = true;
    const auto fault = *inject(GracefulStop{node("se1")}, pair.world, pair.roles);
    EXPECT_TRUE(fault->heal());
    EXPECT_THAT(pair.world.acts,
                ElementsAre("terminate_programs se1", "kill_programs se1", "start_programs se1"));
}

TEST(LinkDown, WithoutSegmentTakesEveryLinkOfTheNode) {
    FakePair pair;
    const auto fault = *inject(LinkDown{node("se1"), {}}, pair.world, pair.roles);
    EXPECT_FALSE(*pair.world.carrier({"se1", "front"}));
    EXPECT_FALSE(*pair.world.carrier({"se1", "back"}));
    EXPECT_TRUE(*pair.world.carrier({"se2", "front"}));
}

TEST(LinkSilent, IsNotProvenWhenTheNodeWasTold) {
    FakePair pair;
    const auto fault = *inject(LinkSilent{node("se1"), "front"}, pair.world, pair.roles);
    ASSERT_TRUE(pair.world.set_carrier({"se1", "front"}, false));
    EXPECT_THAT(fault->prove().error().message, HasSubstr("it was told"));
}

TEST(LinkSilent, CountsFromTheMomentOfSilence) {
    FakePair pair;
    pair.world.send(request);
    const auto fault = *inject(LinkSilent{node("se1"), "front"}, pair.world, pair.roles);
    EXPECT_TRUE(fault->prove());

    ASSERT_TRUE(pair.world.set_forwarding({"se1", "front"}, true));
    pair.world.send(request);
    ASSERT_TRUE(pair.world.set_forwarding({"se1", "front"}, false));
    EXPECT_THAT(fault->prove().error().message, HasSubstr("1 frames still reached se1"));
}

TEST(Partition, OneWayLosesOnlyWhatSideASends) {
    FakePair pair;
    const Partition one_way{{node("se1")}, {node("gw1")}, true, {}};
    const auto fault = *inject(one_way, pair.world, pair.roles);
    EXPECT_FALSE(pair.world.send(reply));
    EXPECT_TRUE(pair.world.send(request));
}

TEST(Partition, CutsEveryCommonSegmentOrTheOneThatIsNamed) {
    const FakeWorld::Frame on_front{.segment = "front", .from = "se1", .to = "se2"};
    const FakeWorld::Frame on_back{.segment = "back", .from = "se1", .to = "se2"};
    for (const bool only_back : {false, true}) {
        FakePair pair;
        Partition partition{{node("se1")}, {node("se2")}};
        if (only_back) {
            partition.segment = "back";
        }
        const auto fault = *inject(partition, pair.world, pair.roles);
        EXPECT_FALSE(pair.world.send(on_back));
        EXPECT_EQ(pair.world.send(on_front), only_back);
    }
}

TEST(Partition, IsRefusedWhenASideIsEmptyOrANodeStandsOnBoth) {
    FakePair pair;
    const auto refusal = [&](const Partition& partition) {
        return inject(partition, pair.world, pair.roles).error().message;
    };
    EXPECT_THAT(refusal({{}, {node("se1")}}), HasSubstr("a node on each side"));
    EXPECT_THAT(refusal({{node("se1")}, {active_of("vs1")}}), HasSubstr("se1 is on both sides"));
    EXPECT_THAT(refusal({{node("gw1")}, {node("se1")}, false, "back"}),
                HasSubstr("share no segment"));
    EXPECT_THAT(pair.world.acts, ElementsAre());
}

TEST(MajorityRing, EachOfThreeHearsOneOtherAndNoTwoTheSameMajority) {
    FakePair pair;
    const MajorityRing ring{{{Target::Role::controllers, ""}}};
    const auto fault = *inject(ring, pair.world, pair.roles);
    std::vector<std::string> heard;
    for (const auto* from : {"c1", "c2", "c3"}) {
        for (const auto* to : {"c1", "c2", "c3"}) {
            if (from != std::string(to) && pair.world.send(among_controllers(from, to))) {
                heard.push_back(std::string(to) + " hears " + from);
            }
        }
    }
    EXPECT_THAT(heard, ElementsAre("c2 hears c1", "c3 hears c2", "c1 hears c3"));
}

// Of five, a majority is three: each hears its two neighbours, both ways.
TEST(MajorityRing, EachOfFiveHearsItsNeighbours) {
    FakePair pair;
    pair.roles.table["controllers"] = {"c1", "c2", "c3", "c4", "c5"};
    pair.world.attach("c4", "management");
    pair.world.attach("c5", "management");
    const MajorityRing ring{{{Target::Role::controllers, ""}}};
    const auto fault = *inject(ring, pair.world, pair.roles);
    EXPECT_TRUE(pair.world.send(among_controllers("c1", "c2")));
    EXPECT_TRUE(pair.world.send(among_controllers("c2", "c1")));
    EXPECT_TRUE(pair.world.send(among_controllers("c1", "c5")));
    EXPECT_FALSE(pair.world.send(among_controllers("c1", "c3")));
    EXPECT_FALSE(pair.world.send(among_controllers("c3", "c1")));
}

TEST(Bridge, OnlyTheNodeInTheMiddleHearsBothHalves) {
    FakePair pair;
    const auto fault = *inject(Bridge{{{Target::Role::controllers, ""}}}, pair.world, pair.roles);
    EXPECT_FALSE(pair.world.send(among_controllers("c1", "c3")));
    EXPECT_FALSE(pair.world.send(among_controllers("c3", "c1")));
    for (const auto* outer : {"c1", "c3"}) {
        EXPECT_TRUE(pair.world.send(among_controllers(outer, "c2")));
        EXPECT_TRUE(pair.world.send(among_controllers("c2", outer)));
    }
}

TEST(Partition, OfARingOrABridgeNeedsThreeNodes) {
    FakePair pair;
    const std::vector<Target> two = {node("c1"), node("c2")};
    EXPECT_THAT(inject(MajorityRing{two}, pair.world, pair.roles).error().message,
                HasSubstr("needs three nodes, there are 2"));
    EXPECT_THAT(inject(Bridge{two}, pair.world, pair.roles).error().message,
                HasSubstr("needs three nodes, there are 2"));
}

// A cluster that loses its power must not go on replicating between two kills and a cut.
TEST(UnsyncedWritesLost, KillsEverywhereBeforeItCuts) {
    FakePair pair;
    const Target engines{Target::Role::all_but, "gw1"};
    const auto fault = *inject(UnsyncedWritesLost{engines}, pair.world, pair.roles);
    EXPECT_THAT(pair.world.acts, ElementsAre("kill_programs se1", "kill_programs se2",
                                             "cut_disk_power se1", "cut_disk_power se2"));
}

// Dead programs alone prove nothing about their disk.
TEST(UnsyncedWritesLost, IsNotProvenByADiskThatKeptItsPower) {
    FakePair pair;
    pair.world.ignored_act = "cut_disk_power";
    const auto fault = *inject(UnsyncedWritesLost{node("se1")}, pair.world, pair.roles);
    EXPECT_EQ(fault->prove().error().message, "0 of 1 disks lost their power");
}

TEST(LogTailCorrupted, IsNotProvenByAFileThatIsAsItWas) {
    FakePair pair;
    pair.world.ignored_act = "corrupt_tail";
    const auto fault = *inject(LogTailCorrupted{node("se1")}, pair.world, pair.roles);
    EXPECT_EQ(fault->prove().error().message, "0 bits inverted on 1 disks");
}

TEST(LogTailCorrupted, IsDoneToADeadProgramsFile) {
    FakePair pair;
    const auto fault = *inject(LogTailCorrupted{node("se1"), "wal"}, pair.world, pair.roles);
    ASSERT_TRUE(fault->heal());
    EXPECT_THAT(pair.world.acts,
                ElementsAre("kill_programs se1", "corrupt_tail se1 wal", "start_programs se1"));
}

TEST(CrashInWrite, IsDisarmedBeforeTheProgramIsStartedAgain) {
    FakePair pair;
    const auto fault = *inject(CrashInWrite{node("se1")}, pair.world, pair.roles);
    EXPECT_THAT(fault->prove().error().message, HasSubstr("has written yet"));
    pair.world.write_and_sync("se1");
    EXPECT_EQ(*pair.world.program_state("se1"), ProcessState::gone);
    ASSERT_TRUE(fault->heal());
    EXPECT_THAT(pair.world.acts,
                ElementsAre("tear_next_write se1", "tear_no_write se1", "start_programs se1"));
}

TEST(ClockStep, ThatIsTooSmallToBeProvenIsRefused) {
    FakePair pair;
    const auto refused = inject(ClockStep{node("se1"), 20ms}, pair.world, pair.roles);
    EXPECT_THAT(refused.error().message, HasSubstr("a step of 100ms or more, found 20ms"));
}

TEST(ClockSkew, IsNotProvenByAClockThatKeepsTime) {
    FakePair pair;
    const auto fault = *inject(ClockSkew{node("se1"), 2}, pair.world, pair.roles);
    pair.world.clock += 1s;
    EXPECT_TRUE(fault->prove());
    ASSERT_TRUE(pair.world.set_clock("se1", {}));
    EXPECT_THAT(fault->prove().error().message, HasSubstr("moved by 0s, not by 1s"));
}

TEST(ProcessorBusy, IsNotProvenByAProcessorThatIdles) {
    FakePair pair;
    const auto fault = *inject(ProcessorBusy{node("se1"), 0.9}, pair.world, pair.roles);
    ASSERT_TRUE(pair.world.set_processor_busy("se1", 0));
    pair.world.clock += 1s;
    EXPECT_THAT(fault->prove().error().message,
                HasSubstr("programs of se1 use 0 % of a processor, not 90 %"));
    EXPECT_THAT(fault->heal().error().message, HasSubstr("0 % of a processor, not 90 %"));
}

TEST(HeartbeatsLost, LeavesAllOtherTrafficAlone) {
    FakePair pair;
    const auto fault = *inject(HeartbeatsLost{node("se1")}, pair.world, pair.roles);
    FakeWorld::Frame probe = heartbeat;
    probe.udp_port = 5000;
    EXPECT_TRUE(pair.world.send(probe));
    EXPECT_FALSE(fault->prove());

    FakeWorld::Frame from_peer = heartbeat;
    std::swap(from_peer.from, from_peer.to);
    EXPECT_FALSE(pair.world.send(heartbeat));
    EXPECT_FALSE(pair.world.send(from_peer));
}

TEST(HeartbeatsLost, OneWayTheTargetStillHearsItsPeer) {
    FakePair pair;
    const auto fault = *inject(HeartbeatsLost{node("se1"), true}, pair.world, pair.roles);
    FakeWorld::Frame from_peer = heartbeat;
    std::swap(from_peer.from, from_peer.to);
    EXPECT_FALSE(pair.world.send(heartbeat));
    EXPECT_TRUE(pair.world.send(from_peer));
}

TEST(GratuitousArpSuppressed, LeavesThePeersAnnouncementsAlone) {
    FakePair pair;
    const auto fault = *inject(GratuitousArpSuppressed{node("se1")}, pair.world, pair.roles);
    FakeWorld::Frame of_peer = announcement;
    of_peer.from = "se2";
    EXPECT_FALSE(pair.world.send(announcement));
    EXPECT_TRUE(pair.world.send(of_peer));
}

TEST(Fault, OnANodeThatHasNoLinkToTheSegmentIsRefused) {
    FakePair pair;
    for (const Fault& fault :
         std::vector<Fault>{LinkDown{node("gw1"), "back"}, LinkSilent{node("gw1"), "back"},
                            HeartbeatsLost{node("gw1")}, PacketLoss{node("gw1"), "back", 0.5},
                            Delay{node("gw1"), "back", 1ms}}) {
        const auto refused = inject(fault, pair.world, pair.roles);
        ASSERT_FALSE(refused) << to_string(fault);
        EXPECT_EQ(refused.error().message, "gw1 has no link to segment back");
    }
}

TEST(Fault, WhoseTargetNobodyPlaysIsRefused) {
    FakePair pair;
    const auto refused = inject(ProcessCrash{active_of("vs9")}, pair.world, pair.roles);
    EXPECT_EQ(refused.error().message, "nobody is active_of(vs9)");
}

TEST(Fault, HitsEveryNodeOfItsTarget) {
    FakePair pair;
    const Target engines{Target::Role::all_but, "gw1"};
    const auto fault = *inject(ProcessCrash{engines}, pair.world, pair.roles);
    EXPECT_THAT(fault->nodes(), ElementsAre("se1", "se2"));
    EXPECT_EQ(*pair.world.program_state("se2"), ProcessState::gone);
    EXPECT_EQ(*pair.world.program_state("gw1"), ProcessState::running);
}

TEST(Fault, HealingGoesOnPastWhatCannotBeHealed) {
    FakePair pair;
    const auto fault = *inject(LinkDown{node("se1"), {}}, pair.world, pair.roles);
    pair.world.failing_act = "carrier_up";
    const auto healed = fault->heal();
    ASSERT_FALSE(healed);
    EXPECT_THAT(pair.world.acts, ElementsAre("carrier_down se1-front", "carrier_down se1-back",
                                             "carrier_up se1-back", "carrier_up se1-front"));
}

TEST(Fault, PrintsOnOneLine) {
    EXPECT_EQ(to_string(ProcessCrash{active_of("vs1")}), "process_crash active_of(vs1)");
    EXPECT_EQ(to_string(LinkDown{node("se1"), "front"}), "link_down se1 segment front");
    EXPECT_EQ(to_string(Partition{{node("se1")}, {node("se2"), node("gw1")}, true, {}}),
              "partition between [se1] and [se2, gw1] direction one_way");
    EXPECT_EQ(to_string(ClockSkew{node("se1"), 1.5, true}), "clock_skew se1 rate 1.5 clocks all");
    EXPECT_EQ(to_string(CrashInWrite{node("se1")}), "crash_in_write se1 file log");
    EXPECT_EQ(to_string(Delay{node("se1"), "back", 1500us}), "delay se1 segment back delay 1500us");
}

}  // namespace
}  // namespace holdfast::faults
