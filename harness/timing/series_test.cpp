// SPDX-License-Identifier: Apache-2.0
// Goal: the fate of each numbered packet, while few are kept. Method: short flows, sighting by
// sighting; and a long one of random fates against the obvious bookkeeping.
#include "harness/timing/series.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/rng.h"
#include "harness/timing/tcp_track.h"

namespace holdfast::harness::timing {
namespace {

Sighting at(std::uint64_t sequence, Duration time, std::uint32_t hop = 0) {
    return {sequence, Instant(time), PacketRef::of(0, 1), std::nullopt, hop};
}

class Echoes : public testing::Test {
  protected:
    void echo(std::uint64_t sequence, Duration sent) {
        series_.request(at(sequence, sent));
        series_.reply(at(sequence, sent + 100us));
    }
    Series series_{200ms, nullptr};
};

TEST_F(Echoes, ALateAnswerIsImpairedNotLost) {
    echo(1, 0ms);
    series_.request(at(2, 10ms));
    echo(3, 20ms);
    echo(4, 300ms);
    series_.reply(at(2, 320ms));
    series_.finish(Instant(1s));
    ASSERT_EQ(series_.periods().found().size(), 1U);
    EXPECT_EQ(series_.periods().found()[0].impaired, 1U);
    EXPECT_EQ(series_.periods().found()[0].late, 1U);
    EXPECT_EQ(series_.duplicates(), 0U);
}

TEST_F(Echoes, TheSamePacketAtAnotherHopIsNoDuplicate) {
    series_.request(at(1, 0ms, 64));
    series_.request(at(1, 0ms, 63));
    series_.reply(at(1, 1ms, 7));
    series_.reply(at(1, 1ms, 8));
    EXPECT_EQ(series_.duplicates(), 0U);
    series_.reply(at(1, 2ms, 7));
    EXPECT_EQ(series_.duplicates(), 1U);
}

TEST_F(Echoes, RequestsThatHadNoTimeToBeAnsweredAreNotLost) {
    echo(1, 0ms);
    series_.request(at(2, 950ms));
    series_.finish(Instant(1s));
    EXPECT_TRUE(series_.periods().found().empty());
}

TEST_F(Echoes, ASenderThatCountsFromTheBeginningAgainLosesNothing) {
    for (std::uint64_t i = 0; i < 100; ++i) {
        echo(1000 + i, static_cast<std::int64_t>(i) * 10ms);
    }
    for (std::uint64_t i = 0; i < 100; ++i) {
        echo(i, 1s + static_cast<std::int64_t>(i) * 10ms);
    }
    series_.finish(Instant(3s));
    EXPECT_TRUE(series_.periods().found().empty());
}

TEST(Series, ManyLostPacketsOfOneDirectionNeedNoMemory) {
    Series series(200ms, nullptr);
    for (std::uint64_t i = 0; i < 50; ++i) {
        series.request(at(i, static_cast<std::int64_t>(i) * 1ms));
    }
    for (std::uint64_t i = 1'000'000; i < 1'000'050; ++i) {
        series.request(at(i, static_cast<std::int64_t>(i) * 1ms));
    }
    series.finish(Instant(2000s));
    ASSERT_EQ(series.periods().found().size(), 1U);
    EXPECT_EQ(series.periods().found()[0].impaired, 1'000'000U - 50U);
}

TEST(Series, AgreesWithTheObviousBookkeeping) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng chance(seed);
        Series series(200ms, nullptr);
        struct Arrival {
            Duration at{};
            std::uint64_t sequence = 0;
        };
        std::vector<Arrival> arrivals;
        std::vector<bool> lost;
        bool out = false;
        constexpr std::uint64_t count = 2000;
        for (std::uint64_t i = 0; i < count; ++i) {
            out = chance.chance(0.02) ? !out : out;
            lost.push_back(out && i > 0 && i + 300 < count);
            if (!lost.back()) {
                arrivals.push_back({static_cast<std::int64_t>(i) * 1ms + 100us +
                                        Duration(chance.between(0, 20'000'000)),
                                    i});
            }
        }
        std::sort(arrivals.begin(), arrivals.end(),
                  [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
        std::size_t next = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Duration now = static_cast<std::int64_t>(i) * 1ms;
            for (; next < arrivals.size() && arrivals[next].at < now; ++next) {
                series.reply(at(arrivals[next].sequence, arrivals[next].at));
            }
            series.request(at(i, now));
        }
        for (; next < arrivals.size(); ++next) {
            series.reply(at(arrivals[next].sequence, arrivals[next].at));
        }
        series.finish(Instant(10s));
        std::vector<std::pair<std::uint64_t, std::uint64_t>> wanted;
        for (std::uint64_t i = 0; i < count; ++i) {
            if (lost[i] && (i == 0 || !lost[i - 1])) {
                wanted.emplace_back(i, i);
            } else if (lost[i]) {
                wanted.back().second = i;
            }
        }
        std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
        for (const LossPeriod& period : series.periods().found()) {
            found.emplace_back(period.first_sequence, period.last_sequence);
        }
        ASSERT_EQ(found, wanted) << "seed " << seed;
    }
}

TEST(TcpTrack, WhatWasSentAgainWasLostAndTheLastOneCameThrough) {
    TcpTrack track(nullptr);
    dissect::Frame data;
    data.payload_length = 100;
    dissect::Frame ack;
    ack.flags = 0x10;
    const auto send = [&](std::uint32_t sequence, Duration time) {
        data.sequence = sequence;
        track.from_client(data, Instant(time), PacketRef::of(0, 1));
    };
    const auto answer = [&](std::uint32_t up_to, Duration time) {
        ack.acknowledgement = up_to;
        track.from_server(ack, Instant(time), PacketRef::of(0, 2));
    };
    send(0xffffffce, 0ms);  // wraps
    answer(50, 1ms);
    send(50, 100ms);
    send(50, 300ms);
    send(50, 700ms);
    answer(150, 701ms);
    track.finish(Instant(2s), 200ms);
    ASSERT_EQ(track.periods().found().size(), 1U);
    const LossPeriod& period = track.periods().found()[0];
    EXPECT_EQ(period.impaired, 2U);
    EXPECT_EQ(period.before->sent, Instant(0s));
    EXPECT_EQ(period.after->sent, Instant(700ms));
    EXPECT_EQ(track.retransmissions(), 2U);
}

TEST(TimePoint, IsReadInEveryForm) {
    EXPECT_EQ(parse_time_point("12.5s").value(),
              (TimePoint{TimePoint::Kind::since_first, 12500ms, 0}));
    EXPECT_EQ(parse_time_point("12.5").value(),
              (TimePoint{TimePoint::Kind::since_first, 12500ms, 0}));
    EXPECT_EQ(parse_time_point("#77").value(), (TimePoint{TimePoint::Kind::packet, {}, 77}));
    EXPECT_EQ(parse_time_point("2027-01-15T08:00:00.25Z").value(),
              (TimePoint{TimePoint::Kind::clock, 1'800'000'000s + 250ms, 0}));
    EXPECT_EQ(parse_time_point("1800000000.25").value(),
              (TimePoint{TimePoint::Kind::clock, 1'800'000'000s + 250ms, 0}));
    for (const char* wrong : {"", "#", "#0", "soon", "2027-01-15", "2027-01-15T08:00:00.x"}) {
        EXPECT_FALSE(parse_time_point(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace holdfast::harness::timing
