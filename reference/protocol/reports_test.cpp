// SPDX-License-Identifier: Apache-2.0
// Goal: reports arrive as they were sent; anything else is refused with a sentence. Method: round
// trips of drawn reports, the wire text of some, lines that break one rule each.
#include "reference/protocol/reports.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "reference/protocol/encoding.h"

namespace holdfast::reference::protocol {
namespace {

using testing::HasSubstr;

ServedRequest drawn_request() {
    ServedRequest request;
    request.began = Duration(*rc::gen::positive<std::int64_t>());
    request.lasted = Duration(*rc::gen::positive<std::int64_t>());
    request.client = {*rc::gen::arbitrary<std::uint32_t>()};
    request.client_port = *rc::gen::arbitrary<std::uint16_t>();
    if (*rc::gen::arbitrary<bool>()) {
        request.server = ServerEndpoint{{*rc::gen::arbitrary<std::uint32_t>()}, 80};
    }
    request.bytes_to_client = *rc::gen::arbitrary<std::uint64_t>();
    request.outcome = *rc::gen::element(RequestOutcome::completed, RequestOutcome::unserved,
                                        RequestOutcome::broken);
    return request;
}

Report drawn_report() {
    Report report{.engine = "se1", .boot_id = *rc::gen::arbitrary<std::uint64_t>()};
    report.service = "vs \"1\"";
    report.dropped = *rc::gen::arbitrary<std::uint64_t>();
    std::uint64_t number = 0;
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
        ReportItem item{.number = number += *rc::gen::inRange<std::uint64_t>(1, 100)};
        if (*rc::gen::arbitrary<bool>()) {
            item.request = drawn_request();
        } else {
            item.sample =
                MetricSample{1s, {.connections_accepted = *rc::gen::arbitrary<std::uint64_t>()}};
        }
        report.items.push_back(item);
    }
    return report;
}

RC_GTEST_PROP(Reports, ArriveAsTheyWereSent, ()) {
    const Report report = drawn_report();
    const std::string line = encode(report);
    RC_ASSERT(is_report(line));
    RC_ASSERT(decode_report(line).value() == report);
}

TEST(Reports, WordsToAReporterArriveAsTheyWereSent) {
    for (const ToReporter& message :
         {ToReporter(Collects{3, 7, {0, 5, 63}}), ToReporter(ReportTaken{"vs1", 12})}) {
        EXPECT_TRUE(is_to_reporter(encode(message)));
        EXPECT_EQ(decode_to_reporter(encode(message)).value(), message);
    }
}

TEST(Reports, OtherLinesOfTheConnectionAreNotForThem) {
    EXPECT_FALSE(is_report(encode(ToController(Goodbye{}))));
    EXPECT_FALSE(is_report(encode(ToReporter(ReportTaken{"vs1", 1}))));
    EXPECT_FALSE(is_to_reporter(encode(ToEngine(EchoRequest{1}))));
    EXPECT_FALSE(is_report(""));
}

std::string why_refused(Report report) {
    const auto decoded = decode_report(encode(report));
    return decoded ? "accepted" : decoded.error().message;
}

TEST(Reports, AnItemIsEitherARequestOrASample) {
    EXPECT_THAT(why_refused({.engine = "se1", .service = "vs1", .items = {{.number = 1}}}),
                HasSubstr("one of request and sample"));
}

TEST(Reports, NumbersGrow) {
    const ReportItem first{.number = 1, .sample = MetricSample{}};
    EXPECT_THAT(why_refused({.engine = "se1", .service = "vs1", .items = {first, first}}),
                HasSubstr("item 1 comes after item 1"));
}

TEST(Reports, NamesAreThere) {
    EXPECT_THAT(why_refused({.engine = "se1"}), HasSubstr("engine or service is empty"));
    EXPECT_THAT(decode_report(R"({"type":"report","engine":"se1"})").error().message,
                HasSubstr("is missing"));
}

TEST(Reports, SlotsAreWithinTheirRange) {
    const auto decoded = decode_to_reporter(encode(ToReporter(Collects{1, 1, {3, 64}})));
    ASSERT_FALSE(decoded);
    EXPECT_THAT(decoded.error().message, HasSubstr("slot 64"));
}

// Nobody agrees on it by message: it may never change.
TEST(Reports, TheSlotOfAServiceIsTheSameEverywhere) {
    EXPECT_EQ(collector_slot("vs1"), 20U);
    EXPECT_EQ(collector_slot("vs2"), 45U);
    std::set<std::uint32_t> slots;
    for (int i = 0; i < 1000; ++i) {
        slots.insert(collector_slot("vs" + std::to_string(i)));
    }
    EXPECT_EQ(slots.size(), collector_slots);
}

}  // namespace
}  // namespace holdfast::reference::protocol
