// SPDX-License-Identifier: Apache-2.0
// A delay of 10 ms is 10 ms, a loss of 20 % is 20 %.
#include <fmt/format.h>

#include <cmath>

#include "harness/calibration/cases.h"
#include "harness/calibration/observation.h"

namespace holdfast::harness::calibration {

namespace {

/// The client's segment: both request and reply pass it on this side of the impaired link.
std::string near_segment(const Testbed& testbed) {
    const auto clients = testbed.topology().with_role(topology::NodeRole::client);
    return clients.front()->interfaces.front().segment;
}

Result<Duration> round_trip(Testbed& testbed) {
    const auto seen = observe(testbed, 100, 1s);
    return seen ? median_round_trip(*seen, near_segment(testbed)) : seen.error();
}

Result<std::string> delayed_link(Testbed& testbed) {
    constexpr Duration asked = 10ms;
    // The claim's own tolerance; a real machine's scheduler gets another millisecond.
    const Duration tolerance = asked / 5 + (testbed.kind() == "sim" ? Duration(0) : 1ms);
    const faults::Link link{"observer", testbed.topology().front};

    const auto before = round_trip(testbed);
    if (!before) {
        return before.error();
    }
    Duration delay{};
    std::uint64_t frames = 0;
    {
        const Healer healer([&] { (void)testbed.impair(link, {}); });
        if (auto impaired = testbed.impair(link, {asked, 0.0}); !impaired) {
            return impaired.error();
        }
        const auto during = round_trip(testbed);
        const auto counted = testbed.impaired_frames(link);
        if (!during || !counted) {
            return !during ? during.error() : counted.error();
        }
        delay = (*during - *before) / 2;  // once on the way there, once on the way back
        frames = *counted;
    }
    if (delay < asked - tolerance || delay > asked + tolerance) {
        return failed(fmt::format("asked for {}, got {}", to_string(asked), to_string(delay)));
    }
    // 100 packets a second for 1 s, there and back.
    if (frames < 200) {
        return failed(fmt::format("200 frames or more were delayed, {} counted", frames));
    }
    testbed.advance(testbed.now() + 2 * asked);
    const auto healed = round_trip(testbed);
    if (!healed) {
        return healed.error();
    }
    if (*healed > *before + tolerance) {
        return failed(fmt::format("healed, but the round trip takes {} instead of {}",
                                  to_string(*healed), to_string(*before)));
    }
    return fmt::format("asked for {}, got {:.3f} ms one way; {} frames counted; healed: {:.3f} ms",
                       to_string(asked), milliseconds(delay), frames, milliseconds(*healed));
}

Result<std::string> lossy_link(Testbed& testbed) {
    constexpr double asked = 0.20;
    constexpr double tolerance = 0.03;
    const faults::Link link{"observer", testbed.topology().front};
    // ARP first: a question lost on the way would cost a second of packets.
    if (auto ready = expect_restored(testbed); !ready) {
        return ready.error();
    }
    const Healer healer([&] { (void)testbed.impair(link, {}); });
    if (auto impaired = testbed.impair(link, {Duration(0), asked}); !impaired) {
        return impaired.error();
    }
    const auto seen = observe(testbed, 1000, 2500ms);
    const auto counted = testbed.impaired_frames(link);
    if (!seen || !counted) {
        return !seen ? seen.error() : counted.error();
    }
    // A reply survives the link twice: 0.8 x 0.8. With 2,500 packets the standard error of one
    // direction's loss is sqrt(0.64 x 0.36 / 2500) / (2 x 0.8) = 0.6 %, a fifth of the tolerance.
    const auto sent = static_cast<double>(seen->control.sent.size());
    const auto replies = static_cast<double>(seen->control.replies.size());
    const double loss = 1.0 - std::sqrt(replies / sent);
    if (sent < 2000 || std::abs(loss - asked) > tolerance) {
        return failed(fmt::format("asked for {:.0f} % loss, got {:.1f} % over {} packets",
                                  100 * asked, 100 * loss, sent));
    }
    if (static_cast<double>(*counted) < sent - replies) {
        return failed(fmt::format("{} round trips were lost, only {} drops counted", sent - replies,
                                  *counted));
    }
    return fmt::format("asked for {:.0f} % loss, got {:.1f} % over {} packets; {} drops counted",
                       100 * asked, 100 * loss, sent, *counted);
}

}  // namespace

void add_impairment_cases(std::vector<CalibrationCase>& cases) {
    cases.push_back({"DelayedLinkIsAsLateAsAsked",
                     "A link delayed by 10 ms is 10 ms late each way, within 20 %, counts what it "
                     "delays, and is as before when healed.",
                     delayed_link});
    cases.push_back({"LossyLinkLosesItsShare",
                     "A link with 20 % loss loses 20 % each way, within 3 %, over 2,000 packets or "
                     "more, and counts its drops.",
                     lossy_link});
}

}  // namespace holdfast::harness::calibration
