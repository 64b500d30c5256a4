// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/packet_sample.h"

#include <algorithm>

#include "harness/timing/flow_key.h"

namespace holdfast::harness::timing {

namespace {

// Enough for the sequence number of whatever numbers its packets. All of it or none: two captures
// may cut packets at different lengths.
constexpr std::size_t payload_read = 40;

std::uint64_t of_address(dissect::IpAddress address) {
    return mix(address.high, address.low);
}

}  // namespace

std::optional<std::uint64_t> fingerprint(const dissect::Frame& frame) {
    using dissect::Kind;
    const bool known = frame.kind == Kind::udp || frame.kind == Kind::tcp ||
                       frame.kind == Kind::echo_request || frame.kind == Kind::echo_reply;
    const std::size_t wanted = std::min<std::size_t>(frame.payload_length, payload_read);
    if (!known || frame.destination.multicast() || frame.payload.size() < wanted) {
        return std::nullopt;
    }
    std::uint64_t print = mix(of_address(frame.source), of_address(frame.destination));
    const auto add = [&](std::uint64_t value) { print = mix(print, value); };
    add(std::uint64_t{frame.source_port} << 32 | std::uint64_t{frame.destination_port} << 8 |
        static_cast<std::uint64_t>(frame.kind));
    add(std::uint64_t{frame.sequence} << 32 | frame.acknowledgement);
    add(std::uint64_t{frame.payload_length} << 8 | frame.flags);
    for (std::size_t i = 0; i < wanted; i += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        for (std::size_t j = i; j < std::min(wanted, i + sizeof word); ++j) {
            word = word << 8 | frame.payload[j];
        }
        add(word);
    }
    return print;
}

void PacketSample::take(const dissect::Frame& frame, Duration clock) {
    const auto print = fingerprint(frame);
    if (!print || (*print & mask_) != 0) {
        return;
    }
    const auto [found, added] = seen_.try_emplace(*print);
    if (!added) {
        found->second.once = false;
        return;
    }
    const bool forward = frame.source < frame.destination;
    const std::uint64_t one = of_address(forward ? frame.source : frame.destination);
    const std::uint64_t other = of_address(forward ? frame.destination : frame.source);
    found->second = {clock, mix(one, other), forward, frame.hops_left};
    if (seen_.size() > most_) {
        mask_ = mask_ << 1 | 1;
        std::erase_if(seen_, [&](const auto& entry) { return (entry.first & mask_) != 0; });
    }
}

}  // namespace holdfast::harness::timing
