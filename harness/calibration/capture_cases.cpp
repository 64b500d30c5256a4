// SPDX-License-Identifier: Apache-2.0
// The captures miss nothing, repeat nothing and tell the time.
#include <fmt/format.h>

#include <algorithm>

#include "harness/calibration/cases.h"
#include "harness/calibration/observation.h"

namespace holdfast::harness::calibration {

namespace {

Result<void> expect_each_once(const Observation& seen, const std::string& segment,
                              Direction direction) {
    std::vector<int> times(seen.control.sent.size());
    for (const Captured& packet : captured(seen, segment, direction)) {
        if (packet.sequence < times.size()) {
            ++times[packet.sequence];
        }
    }
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (times[i] != 1) {
            return failed(fmt::format("{} {} is {} times in the capture of {}",
                                      direction == Direction::request ? "request" : "reply", i,
                                      times[i], segment));
        }
    }
    return success;
}

Result<void> expect_in_order(const capture::Capture& capture) {
    const auto& frames = capture.frames;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        if (frames[i].at < frames[i - 1].at) {
            return failed(fmt::format("packet {} of {} is stamped before packet {}", i + 1,
                                      capture.segment, i));
        }
    }
    return success;
}

/// A request is captured after it was sent and before its reply was received.
Result<void> expect_one_clock(const Observation& seen, const std::string& segment) {
    // Stamps and the programs' readings come from one clock; a reading may be interrupted.
    constexpr Duration tolerance = 1ms;
    std::vector<Instant> received(seen.control.sent.size(), Instant::never() - tolerance);
    for (const workload::ProbeReply& reply : seen.control.replies) {
        received[reply.sequence] = reply.received;
    }
    for (const Captured& request : captured(seen, segment, Direction::request)) {
        if (request.sequence >= seen.control.sent.size()) {
            continue;  // of the run-out
        }
        const Instant sent = seen.control.sent[request.sequence];
        if (request.at < sent - tolerance || request.at > received[request.sequence] + tolerance) {
            return failed(fmt::format("request {} was sent at {}, captured at {}, answered at {}",
                                      request.sequence, to_string(sent), to_string(request.at),
                                      to_string(received[request.sequence])));
        }
    }
    return success;
}

Result<std::string> captures_are_complete(Testbed& testbed) {
    const auto clients = testbed.topology().with_role(topology::NodeRole::client);
    const std::string near = clients.front()->interfaces.front().segment;
    if (auto ready = expect_restored(testbed); !ready) {
        return ready.error();
    }
    const auto seen = observe(testbed, 1000, 1s);
    if (!seen) {
        return seen.error();
    }
    for (const std::string& segment : {near, testbed.topology().front}) {
        for (const Direction direction : {Direction::request, Direction::reply}) {
            if (auto once = expect_each_once(*seen, segment, direction); !once) {
                return once.error();
            }
        }
    }
    for (const capture::Capture& capture : seen->captures) {
        if (auto ordered = expect_in_order(capture); !ordered) {
            return ordered.error();
        }
    }
    if (auto clock = expect_one_clock(*seen, near); !clock) {
        return clock.error();
    }
    const auto round_trip = median_round_trip(*seen, near);
    return fmt::format("{} packets there and back, each once on {} and {}; median round trip {}",
                       seen->control.sent.size(), near, testbed.topology().front,
                       round_trip ? to_string(*round_trip) : "unknown");
}

Result<std::string> one_capture_a_segment(Testbed& testbed) {
    const auto seen = observe(testbed, 100, 200ms);
    if (!seen) {
        return seen.error();
    }
    const auto& segments = testbed.topology().segments;
    const bool same =
        std::equal(seen->captures.begin(), seen->captures.end(), segments.begin(), segments.end(),
                   [](const capture::Capture& capture, const topology::Segment& segment) {
                       return capture.segment == segment.name;
                   });
    if (!same) {
        return failed("the captures are not one for each segment, in the topology's order");
    }
    return fmt::format("{} segments, {} captures", segments.size(), seen->captures.size());
}

}  // namespace

void add_capture_cases(std::vector<CalibrationCase>& cases) {
    cases.push_back({"EveryProbePacketIsCapturedOnce",
                     "Each packet of the control flow and its reply are once in the capture of "
                     "each segment they cross, stamped in order and by one clock.",
                     captures_are_complete});
    cases.push_back({"EverySegmentHasItsCapture",
                     "There is one capture a segment, in the order of the topology.",
                     one_capture_a_segment});
}

}  // namespace holdfast::harness::calibration
