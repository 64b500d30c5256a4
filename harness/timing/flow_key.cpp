// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/flow_key.h"

#include <tuple>

namespace holdfast::harness::timing {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide(a ^ 0x9e3779b97f4a7c15) * (b ^ 0xe7037ed1a0b428db);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t hash_of(const FlowKey& key) {
    const std::uint64_t rest = std::uint64_t{key.one_port} << 48 |
                               std::uint64_t{key.other_port} << 32 | std::uint64_t{key.tap} << 16 |
                               key.protocol;
    return mix(mix(key.one.low, key.other.low) ^ rest, key.one.high + 3 * key.other.high);
}

FlowKey key_of(const dissect::Frame& frame, std::uint16_t tap, bool& from_one) {
    constexpr std::uint8_t icmp = 1;
    const bool echo =
        frame.kind == dissect::Kind::echo_request || frame.kind == dissect::Kind::echo_reply;
    const std::uint16_t destination_port = echo ? frame.source_port : frame.destination_port;
    from_one =
        std::tie(frame.source, frame.source_port) <= std::tie(frame.destination, destination_port);
    FlowKey key;
    key.one = from_one ? frame.source : frame.destination;
    key.other = from_one ? frame.destination : frame.source;
    key.one_port = from_one ? frame.source_port : destination_port;
    key.other_port = from_one ? destination_port : frame.source_port;
    key.tap = tap;
    key.protocol = echo ? icmp : frame.kind == dissect::Kind::tcp ? 6 : 17;
    return key;
}

}  // namespace holdfast::harness::timing
