// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/clock_alignment.h"

#include <algorithm>

#include "harness/dissect/frame.h"
#include "harness/timing/clock_bounds.h"
#include "harness/timing/packet_sample.h"

namespace holdfast::harness::timing {

namespace {

// Some 16 MiB a capture; of many captures less each.
constexpr std::size_t sampled_max = 131'072;
constexpr std::size_t sampled_in_all = 1'048'576;

struct Sampled {
    PacketSample packets;
    Duration unit{};  ///< what its stamps are cut to
};

Sampled sample(capture_reader::Reader& reader, std::size_t most) {
    Sampled out{PacketSample(most), {}};
    capture_reader::CapturedPacket packet;
    dissect::Frame frame;
    while (reader.next(packet)) {
        if (dissect::dissect(packet, frame)) {
            out.packets.take(frame, packet.clock);
        }
    }
    for (const auto& interface : reader.state().interfaces) {
        out.unit = std::max(out.unit, interface.resolution > 1ns ? interface.resolution : 0ns);
    }
    return out;
}

/// Packets that both saw once, the other's times corrected by what is known of its clock.
void pair_up(const Sampled& here, const Sampled& there, const ClockMap& map,
             std::vector<Pairing>& out) {
    for (const auto& [print, seen] : here.packets.seen()) {
        const auto found = there.packets.seen().find(print);
        if (found == there.packets.seen().end() || !seen.once || !found->second.once) {
            continue;
        }
        const PacketSample::Seen& other = found->second;
        const Duration error = map.corrects() ? map.lead(other.clock).error() : Duration{};
        out.push_back({seen.clock, seen.clock - map.corrected(other.clock),
                       error + std::max(here.unit, there.unit), seen.pair_of_hosts, seen.forward,
                       int{other.hops_left} - int{seen.hops_left}});
    }
}

ClockReport told(const ClockBounds& bounds) {
    ClockReport out;
    out.standing = ClockReport::Standing::corrected;
    out.map = bounds.map;
    out.packets = bounds.packets;
    const Duration begin = out.map.begin();
    const Duration length = out.map.end() - begin;
    const ClockLead middle = out.map.lead(begin + length / 2);
    out.ahead = middle.middle();
    out.error = middle.error();
    const ClockLead first = out.map.lead(begin);
    const ClockLead last = out.map.lead(begin + length);
    if (last.low > first.high || first.low > last.high) {
        out.rate_ppm = 1e6 * seconds(last.middle() - first.middle()) / seconds(length);
    }
    return out;
}

}  // namespace

std::vector<ClockReport> align_clocks(std::vector<capture_reader::Reader> readers) {
    std::vector<Sampled> samples;
    for (capture_reader::Reader& reader : readers) {
        samples.push_back(sample(reader, std::min(sampled_max, sampled_in_all / readers.size())));
    }
    std::vector<ClockReport> out(readers.size());
    std::vector<bool> known(readers.size());
    known[0] = true;
    // A capture that has nothing in common with the first may have with another that has.
    for (bool progress = true; progress;) {
        progress = false;
        for (std::size_t i = 1; i < readers.size(); ++i) {
            if (known[i]) {
                continue;
            }
            std::vector<Pairing> pairings;
            for (std::size_t other = 0; other < readers.size(); ++other) {
                if (known[other]) {
                    pair_up(samples[i], samples[other], out[other].map, pairings);
                }
            }
            const auto found = bounds_of(std::move(pairings));
            if (const auto* bounds = std::get_if<ClockBounds>(&found)) {
                out[i] = told(*bounds);
                known[i] = progress = true;
            } else {
                out[i].standing = std::get<NoBounds>(found) == NoBounds::contradiction
                                      ? ClockReport::Standing::contradictory
                                      : ClockReport::Standing::not_comparable;
            }
        }
    }
    return out;
}

}  // namespace holdfast::harness::timing
