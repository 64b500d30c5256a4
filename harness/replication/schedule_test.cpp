// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/schedule.h"

#include <gmock/gmock.h>

#include "harness/replication/draw.h"
#include "harness/replication/shrink.h"

namespace holdfast::harness::replication {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& fault) {
    Schedule schedule;
    schedule.lasts = 1s;
    std::string text = to_yaml(schedule);
    text.replace(text.find("faults: []"), 10, "faults:\n  - " + fault);
    const auto parsed = parse_schedule(text, "s.yaml");
    return parsed ? "" : parsed.error().message;
}

// Every kind of fault is among two hundred draws of three to eight.
TEST(Schedule, DrawnOnesSurviveBeingWrittenAndRead) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Schedule drawn = draw_schedule(seed);

        const auto read = parse_schedule(to_yaml(drawn), "drawn");

        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, drawn);
    }
}

TEST(Schedule, EqualSeedsDrawEqualSchedules) {
    EXPECT_EQ(draw_schedule(7), draw_schedule(7));
    EXPECT_NE(draw_schedule(7), draw_schedule(8));
}

TEST(Schedule, RefusalsNamePlaceAndWhatWasExpected) {
    EXPECT_THAT(refusal("{at: 1s, for: 1s, fault: pause, who: m4}"),
                AllOf(HasSubstr("s.yaml:6"), HasSubstr("from m1 to m3")));
    EXPECT_THAT(refusal("{at: 1s, for: 1s, fault: flood, who: m1}"), HasSubstr("slow_disk"));
    EXPECT_THAT(refusal("{at: 1s, for: 1s, fault: partition, side: []}"),
                HasSubstr("at least one member"));
    EXPECT_THAT(refusal("{at: 1s, for: 1s, fault: pause, who: m1, why: me}"), HasSubstr("why"));
    EXPECT_THAT(refusal("{at: 1h, for: 1s, fault: pause, who: m1}"), HasSubstr("at most"));
}

bool pauses_m2(const Schedule& schedule) {
    return std::any_of(schedule.faults.begin(), schedule.faults.end(),
                       [](const TimedFault& f) { return f.fault == Fault(Pause{Member{2}}); });
}

TEST(Shrink, KeepsWhatTheFailureNeedsAndNothingElse) {
    Schedule failing = draw_schedule(1);
    failing.faults.push_back({1234ms, 567ms, Pause{Member{2}}});

    const Schedule smallest = shrink(failing, 10'000, pauses_m2).value;

    ASSERT_EQ(smallest.faults.size(), 1U);
    EXPECT_TRUE(smallest.operations.empty());
    EXPECT_EQ(smallest.network.delay_min, smallest.network.delay_max);
    EXPECT_EQ(smallest.faults.front().at, 1200ms);
    EXPECT_EQ(smallest.faults.front().lasts, 0ms);
}

TEST(Shrink, StopsAtTheLimitOfTries) {
    int tried = 0;

    shrink(draw_schedule(1), 5, [&](const Schedule&) { return ++tried < 0; });

    EXPECT_EQ(tried, 5);
}

}  // namespace
}  // namespace holdfast::harness::replication
