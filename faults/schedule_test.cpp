// SPDX-License-Identifier: Apache-2.0
// Goal: a schedule is the same after a trip through a file, and a file with a mistake is refused
// with its line. Method: RapidCheck over every kind of fault, trigger and field.
#include "faults/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "faults/fake_world.h"

namespace holdfast::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// ---- generated schedules ----

std::string any_name() {
    return *rc::gen::element<std::string>("se1", "vs1", "gw-2", "a.b_c", "7", "null", "true");
}

std::string any_text() {
    return *rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::inRange<char>('\x01', '\x7f')));
}

Target any_target() {
    using Role = Target::Role;
    const auto role =
        static_cast<Role>(*rc::gen::inRange(0, static_cast<int>(Role::cluster_ip) + 1));
    switch (role) {
        case Role::leader:
        case Role::controllers:
        case Role::minority:
        case Role::majority:
        case Role::cluster_ip:
            return {role, ""};
        case Role::follower:
            return {role, *rc::gen::element<std::string>("0", "1", "9")};
        default:
            return {role, any_name()};
    }
}

std::vector<Target> any_side() {
    std::vector<Target> side;
    for (int left = *rc::gen::inRange(1, 4); left > 0; --left) {
        side.push_back(any_target());
    }
    return side;
}

Duration any_duration(std::int64_t least) {
    return Duration(*rc::gen::inRange<std::int64_t>(least, 1'000'000'000'000));
}

std::optional<std::string> any_segment() {
    return *rc::gen::arbitrary<bool>() ? std::optional(any_text()) : std::nullopt;
}

double any_probability() {
    return *rc::gen::inRange(1, 1'000'001) / 1e6;
}

Fault any_fault() {
    const auto target = any_target();
    const bool one_way = *rc::gen::arbitrary<bool>();
    switch (*rc::gen::inRange(0, 26)) {
        case 0:
            return ProcessCrash{target};
        case 1:
            return NodePowerOff{target};
        case 2:
            return GracefulStop{target};
        case 3:
            return Restart{target};
        case 4:
            return Pause{target};
        case 5:
            return LinkDown{target, any_segment()};
        case 6:
            return LinkSilent{target, any_segment()};
        case 7:
            return Partition{any_side(), any_side(), one_way, any_segment()};
        case 8:
            return HeartbeatsLost{target, one_way};
        case 9:
            return GratuitousArpSuppressed{target};
        case 10:
            return GatewayDead{target, static_cast<GatewayDead::How>(*rc::gen::inRange(0, 3))};
        case 11:
            return PacketLoss{target, any_text(), any_probability()};
        case 12:
            return MajorityRing{any_side(), any_segment()};
        case 13:
            return Bridge{any_side(), any_segment()};
        case 14:
            return SegmentDown{any_text()};
        case 15:
            return DiskFull{target};
        case 16:
            return DiskSlow{target, any_duration(1)};
        case 17:
            return UnsyncedWritesLost{target};
        case 18:
            return LogTailCorrupted{target, any_text()};
        case 19:
            return CrashInWrite{target, any_text()};
        case 20:
            return ClockStep{target, one_way ? -any_duration(1) : any_duration(1)};
        case 21:
            return ClockSkew{target, any_probability() + 1, one_way};
        case 22:
            return NamesLost{target};
        case 23:
            return GatewayPingsLost{target, any_target()};
        case 24:
            return ProcessorBusy{target, any_probability()};
        default:
            return Delay{target, any_text(), any_duration(1)};
    }
}

Trigger any_trigger() {
    switch (*rc::gen::inRange(0, 3)) {
        case 0:
            return AtInstant{any_duration(0)};
        case 1:
            return OnGratuitousArp{any_target(), any_duration(0)};
        default:
            return OnEvent{any_text(), any_duration(0)};
    }
}

FaultSchedule any_schedule() {
    FaultSchedule schedule;
    for (int left = *rc::gen::inRange(0, 6); left > 0; --left) {
        const bool ends = *rc::gen::arbitrary<bool>();
        schedule.push_back(
            {any_trigger(), any_fault(), ends ? std::optional(any_duration(0)) : std::nullopt});
    }
    return schedule;
}

RC_GTEST_PROP(Schedule, IsTheSameAfterATripThroughYaml, ()) {
    const FaultSchedule schedule = any_schedule();
    const std::string text = to_yaml(schedule);
    RC_LOG(text);
    const auto read = parse_schedule(text, "generated.yaml");
    if (!read) {
        RC_FAIL(read.error().message);
    }
    const bool same = *read == schedule;
    RC_ASSERT(same);
}

RC_GTEST_PROP(Target, IsTheSameAfterATripThroughText, ()) {
    const Target target = any_target();
    const bool same = *parse_target(to_string(target)) == target;
    RC_ASSERT(same);
}

// ---- files as people write them ----

TEST(Schedule, ReadsThePageOfTheHeader) {
    const auto schedule = parse_schedule(
        "- at: 500ms                 # after the faults' phase began\n"
        "  fault: process_crash\n"
        "  target: active_of(vs1)\n"
        "  for: 2s\n"
        "- on: {gratuitous_arp: standby_of(vs1)}\n"
        "  after: 5ms\n"
        "  fault: link_silent\n"
        "  target: active_of(vs1)\n"
        "  segment: front\n",
        "page.yaml");
    const FaultSchedule expected{
        {AtInstant{500ms}, ProcessCrash{active_of("vs1")}, 2s},
        {OnGratuitousArp{standby_of("vs1"), 5ms}, LinkSilent{active_of("vs1"), "front"}, {}}};
    ASSERT_TRUE(schedule) << schedule.error().message;
    EXPECT_EQ(*schedule, expected);
}

TEST(Schedule, PrintsAPageForPeople) {
    const FaultSchedule schedule{
        {OnEvent{"SE_DOWN", 0ms}, Partition{{node("se1")}, {node("se2"), node("gw1")}, true, {}},
         1s},
        {AtInstant{0s}, GatewayDead{node("gw1"), GatewayDead::How::no_arp}, {}}};
    EXPECT_EQ(to_yaml(schedule),
              "- on: {event: SE_DOWN}\n"
              "  fault: partition\n"
              "  between: [se1]\n"
              "  and: [se2, gw1]\n"
              "  direction: one_way\n"
              "  for: 1s\n"
              "- at: 0s\n"
              "  fault: gateway_dead\n"
              "  target: gw1\n"
              "  how: no_arp\n");
    EXPECT_EQ(to_yaml({}), "[]\n");
}

std::string refusal(const std::string& text) {
    const auto schedule = parse_schedule(text, "f.yaml");
    return schedule ? "accepted" : schedule.error().message;
}

TEST(Schedule, AnUnknownFaultIsRefusedWithLineAndTheKnownOnes) {
    const auto message = refusal("- at: 1s\n  fault: reboot\n  target: se1\n");
    EXPECT_THAT(message, HasSubstr("f.yaml:2:"));
    EXPECT_THAT(message, HasSubstr("process_crash, node_power_off, graceful_stop, restart, pause"));
    EXPECT_THAT(message, HasSubstr("'reboot'"));
}

TEST(Schedule, AFieldOfAnotherFaultIsRefused) {
    EXPECT_THAT(refusal("- at: 1s\n  fault: pause\n  target: se1\n  segment: front\n"),
                HasSubstr("f.yaml:4: [0].segment: unknown field"));
}

TEST(Schedule, ValuesThatMeanNothingAreRefused) {
    const std::string on_se1 = "- at: 1s\n  target: se1\n  segment: front\n";
    EXPECT_THAT(refusal(on_se1 + "  fault: packet_loss\n  probability: 1.5\n"),
                HasSubstr("f.yaml:5:"));
    EXPECT_THAT(refusal(on_se1 + "  fault: packet_loss\n  probability: 0\n"),
                HasSubstr("a probability above 0"));
    EXPECT_THAT(refusal(on_se1 + "  fault: delay\n  delay: 0s\n"), HasSubstr("a duration above 0"));
    EXPECT_THAT(refusal("- at: 1s\n  fault: pause\n  target: owner_of(vs1)\n"),
                HasSubstr("expected a node's name, leader, active_of(VS)"));
    EXPECT_THAT(refusal("- at: 1s\n  fault: partition\n  between: []\n  and: [se1]\n"),
                HasSubstr("f.yaml:3: [0].between: expected at least one target"));
}

TEST(Schedule, AClockFaultThatChangesNothingIsRefused) {
    const std::string on_c1 = "- at: 1s\n  target: controller1\n";
    EXPECT_THAT(refusal(on_c1 + "  fault: clock_step\n  by: 0s\n"),
                HasSubstr("f.yaml:4: [0].by: expected a duration other than 0, as 1h or -1h"));
    EXPECT_THAT(refusal(on_c1 + "  fault: clock_skew\n  rate: 1\n"),
                HasSubstr("a rate above 0 that is not 1"));
    EXPECT_THAT(refusal(on_c1 + "  fault: clock_skew\n"), HasSubstr("rate"));
}

TEST(Schedule, ReadsTheFaultsOfACluster) {
    const auto schedule = parse_schedule(
        "- at: 1s\n"
        "  fault: clock_step\n"
        "  target: follower(1)\n"
        "  by: -1h\n"
        "- at: 2s\n"
        "  fault: crash_in_write\n"
        "  target: minority\n"
        "- at: 3s\n"
        "  fault: partition            # CTRL-29: one link between two controllers\n"
        "  between: [controller1]\n"
        "  and: [controller2]\n"
        "  segment: management\n",
        "cluster.yaml");
    const Partition link{{node("controller1")}, {node("controller2")}, false, "management"};
    const FaultSchedule expected{
        {AtInstant{1s}, ClockStep{{Target::Role::follower, "1"}, -1h}, {}},
        {AtInstant{2s}, CrashInWrite{{Target::Role::minority, ""}, "log"}, {}},
        {AtInstant{3s}, link, {}}};
    ASSERT_TRUE(schedule) << schedule.error().message;
    EXPECT_EQ(*schedule, expected);
}

TEST(Schedule, ATriggerIsExactlyOneOfTwo) {
    const std::string pause = "  fault: pause\n  target: se1\n";
    EXPECT_THAT(refusal("- for: 1s\n" + pause), HasSubstr("either 'at' or 'on'"));
    EXPECT_THAT(refusal("- at: 1s\n  on: {event: X}\n" + pause), HasSubstr("either 'at' or 'on'"));
    EXPECT_THAT(refusal("- at: 1s\n  after: 1s\n" + pause), HasSubstr("'after' goes with 'on'"));
    EXPECT_THAT(refusal("- on: {}\n" + pause), HasSubstr("either gratuitous_arp or event"));
}

TEST(Target, OfAClusterIsAFollowerOrOneSideOfAQuorum) {
    const std::vector<std::string> three = {"c1", "c2", "c3"};
    const auto who = [&](const std::string& role) {
        return part_of_cluster(*parse_target(role), "c2", three).value();
    };
    EXPECT_THAT(who("follower(0)"), ElementsAre("c1"));
    EXPECT_THAT(who("follower(1)"), ElementsAre("c3"));
    EXPECT_THAT(who("minority"), ElementsAre("c3"));
    EXPECT_THAT(who("majority"), ElementsAre("c2", "c1"));
}

TEST(Target, OfAClusterOfOneHasNoFollowers) {
    for (const auto* role : {"follower(0)", "minority"}) {
        const auto nobody = part_of_cluster(*parse_target(role), "c1", {"c1"});
        ASSERT_FALSE(nobody);
        EXPECT_EQ(nobody.error().message, std::string("nobody is ") + role + " in a cluster of 1");
    }
    EXPECT_THAT(*part_of_cluster(*parse_target("majority"), "c1", {"c1"}), ElementsAre("c1"));
}

TEST(Target, TextThatNamesNobodyIsRefused) {
    for (const auto* text :
         {"", "active_of()", "active_of(vs1", "active_of", "se 1", "x(y)", "active_of(a)(b)",
          "follower", "follower(a)", "follower(10)", "leader(1)"}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
}

}  // namespace
}  // namespace holdfast::faults
