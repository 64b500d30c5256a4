// SPDX-License-Identifier: Apache-2.0
// Goal: what `holdfast timing` says where the traps do not lead: control protocols, bad input,
// clocks, several captures, what a user may say. Method: one made-up failover, changed in one
// respect each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/timing/ground_truth/scenario.h"
#include "harness/timing/html.h"
#include "harness/timing/json.h"
#include "harness/timing/run.h"
#include "harness/timing/text.h"

namespace holdfast::harness::timing::ground_truth {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr Duration fault = 1500ms;
constexpr Duration back = 1900ms;
constexpr Duration clock_at_first = 1'800'000'000s;

/// One probe flow, out of service from 1.5 s to 1.9 s, the owner is 11 and then 12.
Plan failover() {
    Plan plan;
    plan.clock = clock_at_first;
    FlowPlan flow;
    flow.end = 4s;
    flow.out_of_service = {{fault, back}};
    plan.flows = {flow};
    plan.owners = {{11, {0ms, fault}}, {12, {1800ms, 4s}}};
    plan.owners[0].alive_until = fault;
    return plan;
}

std::vector<capture_reader::Reader> opened(const std::vector<const Bytes*>& captures) {
    std::vector<capture_reader::Reader> readers;
    for (const Bytes* bytes : captures) {
        readers.push_back(
            capture_reader::Reader::open(capture_reader::memory_source(*bytes),
                                         "capture" + std::to_string(readers.size() + 1))
                .value());
    }
    return readers;
}

Result<Report> analysed(const Bytes& capture, const Settings& settings = {}) {
    return analyse(opened({&capture}), settings);
}

Result<Report> analysed_together(const std::vector<const Bytes*>& captures,
                                 const Settings& settings = {}) {
    return analyse(
        Opener([&]() -> Result<std::vector<capture_reader::Reader>> { return opened(captures); }),
        settings);
}

Bytes played(const Plan& plan) {
    Rng chance(5);
    return play(plan, chance).capture;
}

const Event& only_event(const Report& report) {
    const auto events = events_of(report);
    EXPECT_EQ(events.size(), 1U);
    return *events.at(0);
}

TEST(Report, NamesPacketsAsWiresharkCounts) {
    const auto report = analysed(played(failover())).value();
    const Event& event = only_event(report);
    EXPECT_EQ(event.kind, Event::Kind::failover);
    ASSERT_TRUE(event.failover_time);
    EXPECT_LE(event.failover_time->low, back - fault);
    EXPECT_GE(event.failover_time->high, back - fault);
    // The packets that it names are those of the capture: probe 1499, the last before the fault,
    // and 1900, the first after it.
    const Bytes capture = played(failover());
    auto reader = capture_reader::Reader::open(capture_reader::memory_source(capture), "c").value();
    capture_reader::CapturedPacket packet;
    std::map<std::uint64_t, Duration> clocks;
    while (reader.next(packet)) {
        clocks[packet.number] = packet.clock;
    }
    EXPECT_EQ(clocks.at(event.failover_time->from.number), clock_at_first + 1499ms);
    EXPECT_EQ(clocks.at(event.failover_time->to.number), clock_at_first + 1900ms);
}

TEST(Report, WalksThroughThePhases) {
    const auto report = analysed(played(failover())).value();
    std::vector<std::string> names;
    for (const PhaseReport& phase : only_event(report).phases) {
        names.push_back(phase.name);
    }
    EXPECT_EQ(names,
              (std::vector<std::string>{"detect+decide+claim", "learn", "forward", "settle"}));
}

TEST(Report, CountsFromTheFaultThatTheUserNames) {
    Settings settings;
    settings.fault_at = parse_time_point("2027-01-15T08:00:01.2Z").value();
    const auto report = analysed(played(failover()), settings).value();
    const Event& event = only_event(report);
    EXPECT_TRUE(event.event_given);
    ASSERT_TRUE(event.full_convergence);
    EXPECT_LE(event.full_convergence->low, back - 1200ms);
    EXPECT_GE(event.full_convergence->high, back - 1200ms);
}

TEST(Report, SaysThatTheNamedFaultFitsNoEvent) {
    Settings settings;
    settings.fault_at = parse_time_point("3.5s").value();
    EXPECT_THAT(to_text(analysed(played(failover()), settings).value()),
                HasSubstr("no event ends after the instant given by --fault-at"));
}

TEST(Report, LooksOnlyBetweenTheNamedTimes) {
    Settings settings;
    settings.from = parse_time_point("2.5s").value();
    settings.to = parse_time_point("3s").value();
    const auto report = analysed(played(failover()), settings).value();
    EXPECT_TRUE(events_of(report).empty());
    EXPECT_NEAR(static_cast<double>(report.flows.at(0).packets), 500, 2);
}

TEST(Report, SaysHonestlyThatNobodyOwnsTheNamedVip) {
    Settings settings;
    settings.vips = {dissect::parse_ip("198.51.100.7").value()};
    const std::string text = to_text(analysed(played(failover()), settings).value());
    EXPECT_THAT(text, AllOf(HasSubstr("VIP 198.51.100.7"), HasSubstr("nobody claims it"),
                            HasSubstr("no time out of service can be measured")));
}

TEST(Report, SaysThatThereIsNothingToMeasure) {
    Bytes empty;
    const CaptureWriter writer({}, empty);
    EXPECT_THAT(to_text(analysed(empty).value()), HasSubstr("nothing measured"));
    Bytes noise;
    CaptureWriter other({}, noise);
    other.write(1s, Bytes(60, 0xee));
    EXPECT_THAT(to_text(analysed(noise).value()), HasSubstr("nothing measured"));
}

TEST(Report, IsHonestAboutACaptureThatWasCut) {
    Bytes capture = played(failover());
    capture.resize(capture.size() - 3);
    const auto report = analysed(capture).value();
    EXPECT_THAT(to_text(report), HasSubstr("ends in the middle of packet"));
    EXPECT_TRUE(only_event(report).failover_time);
}

TEST(Report, RefusesADamagedCapture) {
    Bytes capture = played(failover());
    std::fill(capture.begin() + 24 + 8, capture.begin() + 24 + 12, 0xff);
    const auto report = analysed(capture);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, Error::Kind::bad_input);
    EXPECT_THAT(report.error().message, HasSubstr("capture1: damaged: packet 1 at byte 24"));
}

/// All packets from `from` on have an earlier clock.
Bytes stepped_back(const Bytes& capture, Duration from, Duration back_by) {
    auto reader = capture_reader::Reader::open(capture_reader::memory_source(capture), "c").value();
    capture_reader::CapturedPacket packet;
    Bytes out;
    CaptureWriter writer({}, out);
    while (reader.next(packet)) {
        const bool later = packet.clock >= clock_at_first + from;
        writer.write(packet.clock - (later ? back_by : Duration{}), packet.bytes);
    }
    return out;
}

TEST(Report, AClockThatGoesBackWithinAnEventMakesItInvalid) {
    const auto report = analysed(stepped_back(played(failover()), 1700ms, 100ms)).value();
    const std::string text = to_text(report);
    EXPECT_THAT(text, HasSubstr("its clock goes back 1 time, first by"));
    EXPECT_EQ(only_event(report).standing, Standing::invalid);
    EXPECT_FALSE(only_event(report).failover_time);
}

TEST(Report, AClockThatGoesBackLaterDoesNot) {
    const auto report = analysed(stepped_back(played(failover()), 3500ms, 100ms)).value();
    ASSERT_FALSE(events_of(report).empty());
    EXPECT_EQ(events_of(report).front()->standing, Standing::measured);
}

TEST(Report, OneRouteSeenAtTwoTapsIsToldOnce) {
    const Bytes client = played(failover());
    const Bytes server = played(failover());
    const auto report = analysed_together({&client, &server}).value();
    ASSERT_EQ(report.flows.size(), 1U);
    EXPECT_EQ(report.flows[0].also_seen, 1U);
    EXPECT_EQ(report.flows[0].duplicates, 0U);
    EXPECT_EQ(only_event(report).routes.size(), 1U);
}

TEST(Report, CorrectsTheClockOfTheSecondCapture) {
    Plan plan = failover();
    const Bytes client = played(plan);
    plan.clock += 35ms;
    const Bytes server = played(plan);
    const auto report = analysed_together({&client, &server}).value();
    const ClockReport& clock = report.captures[1].clock;
    EXPECT_EQ(clock.standing, ClockReport::Standing::corrected);
    EXPECT_LE(std::chrono::abs(clock.ahead - 35ms), clock.error);
    EXPECT_LE(clock.error, 2us) << "both taps are at the same place";
    EXPECT_THAT(to_text(report), AllOf(HasSubstr("its clock was 3"), HasSubstr(": corrected"),
                                       Not(HasSubstr("warning"))));
}

TEST(Report, TakesItsWordThatOneClockTookAll) {
    Plan plan = failover();
    const Bytes client = played(plan);
    plan.clock += 35ms;
    const Bytes server = played(plan);
    Settings settings;
    settings.one_clock = true;
    const auto report = analysed_together({&client, &server}, settings).value();
    EXPECT_EQ(report.captures[1].clock.standing, ClockReport::Standing::own);
}

TEST(Report, GivesNoBoundsToWhatClocksThatCannotBeComparedSaw) {
    Plan owners = failover();
    owners.flows.clear();
    const Bytes server_side = played(owners);
    Plan clients = failover();
    clients.owners[1].announces = false;
    clients.asked_every = 0ms;
    const Bytes client_side = played(clients);
    const auto report = analysed_together({&client_side, &server_side}).value();
    EXPECT_EQ(report.captures[1].clock.standing, ClockReport::Standing::not_comparable);
    EXPECT_THAT(to_text(report), HasSubstr("the clock of capture 2 cannot be compared"));
    const Event& event = only_event(report);
    ASSERT_TRUE(event.failover_time);
    EXPECT_TRUE(event.failover_time->high) << "one capture's clock saw all of the route";
    ASSERT_FALSE(event.phases.empty());
    EXPECT_TRUE(std::any_of(event.phases.begin(), event.phases.end(),
                            [](const PhaseReport& phase) { return !phase.clock_error; }));
}

TEST(Report, AClockThatWasSetIsNotCorrected) {
    const Bytes client = played(failover());
    const Bytes server = stepped_back(played(failover()), 2500ms, 300ms);
    const auto report = analysed_together({&client, &server}).value();
    EXPECT_EQ(report.captures[1].clock.standing, ClockReport::Standing::contradictory);
    EXPECT_THAT(to_text(report), HasSubstr("one of the two was set while they captured"));
}

TEST(Report, ClocksOfCapturesThatAreReadOnceAreNotCompared) {
    const Bytes client = played(failover());
    const auto report = analyse(opened({&client, &client}), {}).value();
    EXPECT_THAT(to_text(report), HasSubstr("was not compared, because a pipe is read once"));
}

TEST(Report, AnOwnerThatFallsSilentGivesTheEventInstant) {
    const auto report = analysed(played(failover())).value();
    const Event& event = only_event(report);
    EXPECT_FALSE(event.event_given);
    EXPECT_TRUE(event.event_packet);
    EXPECT_FALSE(event.full_convergence.value().high)
        << "an instant that is guessed bounds nothing";
    EXPECT_FALSE(event.restoration);
}

TEST(Report, ReceiverLogIsReadOrRefusedWithItsLine) {
    const std::string path = testing::TempDir() + "/receiver.log";
    std::FILE* file = std::fopen(path.c_str(), "w");
    std::fputs("# flow sequence\n3 0 123\n3 2\nnonsense\n", file);
    std::fclose(file);
    EXPECT_THAT(read_receiver_log(path).error().message, HasSubstr("receiver.log:4: expected"));
    file = std::fopen(path.c_str(), "w");
    std::fputs("3 0 123\n3 2\n", file);
    std::fclose(file);
    EXPECT_EQ(read_receiver_log(path).value().at(3), (std::vector<bool>{true, false, true}));
}

TEST(Json, HasTheFieldNamesOfTheRfcs) {
    const auto report = analysed(played(failover())).value();
    const auto json = boost::json::parse(to_json(report));
    const auto& event = json.at_pointer("/vips/0/events/0");
    EXPECT_EQ(event.at_pointer("/kind").as_string(), "failover");
    EXPECT_EQ(event.at_pointer("/failoverTime/method").as_string(), "TBM");
    EXPECT_LE(event.at_pointer("/failoverTime/accuracy/low").as_int64(), (back - fault).count());
    EXPECT_GE(event.at_pointer("/failoverTime/accuracy/high").as_int64(), (back - fault).count());
    for (const char* name :
         {"fullConvergenceTime", "firstRouteConvergenceTime", "failoverPacketLoss", "outOfOrder",
          "duplicates", "ownerGap", "ownerOverlap", "phase"}) {
        EXPECT_TRUE(event.as_object().contains(name)) << name;
    }
}

TEST(Html, NeedsNothingFromElsewhere) {
    auto report = analysed(played(failover())).value();
    report.captures[0].path = "</script><b>";  // names come from outside
    const std::string html = to_html(report);
    EXPECT_THAT(html, AllOf(HasSubstr("draw(parent, \"svg\""), Not(HasSubstr("</script><b>"))));
    for (const char* outside : {"src=", "href=", "@import", "fetch("}) {
        EXPECT_THAT(html, Not(HasSubstr(outside)));
    }
}

}  // namespace
}  // namespace holdfast::harness::timing::ground_truth
