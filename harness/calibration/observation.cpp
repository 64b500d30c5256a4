// SPDX-License-Identifier: Apache-2.0
#include "harness/calibration/observation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace holdfast::harness::calibration {

const capture::Capture* Observation::capture_of(const std::string& segment) const {
    const auto found =
        std::find_if(captures.begin(), captures.end(),
                     [&](const capture::Capture& capture) { return capture.segment == segment; });
    return found == captures.end() ? nullptr : &*found;
}

Result<Observation> observe(Testbed& testbed, int rate, Duration length,
                            const std::function<Result<void>()>& during) {
    // Longer than any reply takes here: two delays of 10 ms and an ARP exchange.
    constexpr Duration run_out = 200ms;
    constexpr int parts = 10;
    testbed.advance(testbed.now() + run_out);  // what an earlier workload still has under way

    if (auto started = testbed.start_capture(); !started) {
        return started.error();
    }
    WorkloadRequest request;
    request.workload.rate = rate;
    request.workload.flows = 0;
    request.workload.connections = 0;
    request.workload.connection_interval = Duration(0);
    Result<void> outcome = testbed.start_workload(request);
    if (!outcome) {
        (void)testbed.stop_capture();
        return outcome.error();
    }
    for (int part = 0; part < parts && outcome; ++part) {
        testbed.advance(testbed.now() + length / parts);
        outcome = during();
    }
    // The sender goes on meanwhile; what it sends now is cut off below.
    const Instant end = testbed.now();
    testbed.advance(end + run_out);
    auto record = testbed.stop_workload();
    auto captures = testbed.stop_capture();
    if (!outcome) {
        return outcome.error();
    }
    if (!record) {
        return record.error();
    }
    if (!captures) {
        return captures.error();
    }
    if (record->flows.empty() || record->flows.back().service != "control") {
        return failed("the workload has no control flow");
    }
    Observation observation{std::move(record->flows.back()), std::move(*captures)};
    auto& sent = observation.control.sent;
    sent.erase(std::upper_bound(sent.begin(), sent.end(), end), sent.end());
    std::erase_if(observation.control.replies,
                  [&](const workload::ProbeReply& reply) { return reply.sequence >= sent.size(); });
    if (sent.empty()) {
        return failed("the control flow sent nothing");
    }
    return observation;
}

Result<Observation> observe(Testbed& testbed, int rate, Duration length) {
    return observe(testbed, rate, length, []() -> Result<void> { return success; });
}

std::vector<Captured> captured(const Observation& observation, const std::string& segment,
                               Direction direction) {
    std::vector<Captured> found;
    const capture::Capture* capture = observation.capture_of(segment);
    if (capture == nullptr) {
        return found;
    }
    const workload::ProbeFlow& flow = observation.control;
    for (const capture::Frame& frame : capture->frames) {
        const auto packet = packet::decode(frame.bytes);
        if (!packet || packet->udp() == nullptr) {
            continue;
        }
        const std::uint16_t client_port = direction == Direction::request
                                              ? packet->udp()->source_port
                                              : packet->udp()->destination_port;
        const Ipv4Address sender = direction == Direction::request ? flow.source : flow.destination;
        const auto payload = workload::decode_probe(packet->udp()->payload);
        if (payload && client_port == flow.source_port && packet->ipv4()->source == sender) {
            found.push_back({payload->sequence, frame.at});
        }
    }
    return found;
}

Result<Duration> median_round_trip(const Observation& observation, const std::string& segment) {
    std::map<std::uint64_t, Instant> requests;
    for (const Captured& request : captured(observation, segment, Direction::request)) {
        requests.try_emplace(request.sequence, request.at);
    }
    std::vector<Duration> times;
    for (const Captured& reply : captured(observation, segment, Direction::reply)) {
        if (const auto found = requests.find(reply.sequence); found != requests.end()) {
            times.push_back(reply.at - found->second);
        }
    }
    if (times.empty()) {
        return failed("no request of the control flow and its reply were captured on " + segment);
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

std::size_t arp_frames(const Observation& observation, const std::string& segment,
                       packet::Arp::Operation operation, Ipv4Address sender, Ipv4Address target) {
    const capture::Capture* capture = observation.capture_of(segment);
    if (capture == nullptr) {
        return 0;
    }
    return static_cast<std::size_t>(std::count_if(
        capture->frames.begin(), capture->frames.end(), [&](const capture::Frame& frame) {
            const auto packet = packet::decode(frame.bytes);
            const packet::Arp* arp = packet ? packet->arp() : nullptr;
            return arp != nullptr && arp->operation == operation && arp->sender_ip == sender &&
                   arp->target_ip == target;
        }));
}

Result<void> expect_restored(Testbed& testbed) {
    // A node that asked by ARP in vain asks again once a second, three times.
    constexpr int tries = 5;
    std::size_t sent = 0;
    std::size_t replies = 0;
    for (int i = 0; i < tries; ++i) {
        const auto seen = observe(testbed, 100, 500ms);
        if (!seen) {
            return seen.error();
        }
        sent = seen->control.sent.size();
        replies = seen->control.replies.size();
        if (sent == replies) {
            return success;
        }
    }
    return failed(fmt::format("healed, but the control flow still has {} replies to {} packets",
                              replies, sent));
}

}  // namespace holdfast::harness::calibration
