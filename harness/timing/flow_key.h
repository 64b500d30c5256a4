// SPDX-License-Identifier: Apache-2.0
// What tells flows apart: both ends, the protocol, and the tap that saw them. The same flow seen at
// two taps is two observations of one route and never mixed.
#pragma once

#include "harness/dissect/frame.h"

namespace holdfast::harness::timing {

struct FlowKey {
    dissect::IpAddress one;  ///< the smaller end, by address, then port
    dissect::IpAddress other;
    std::uint16_t one_port = 0;
    std::uint16_t other_port = 0;
    std::uint16_t tap = 0;
    std::uint8_t protocol = 0;
    bool operator==(const FlowKey&) const = default;
};

/// Multiplies to 128 bits and folds: every bit of both reaches every bit of the result.
std::uint64_t mix(std::uint64_t a, std::uint64_t b);

std::uint64_t hash_of(const FlowKey& key);

/// The key of the flow that this packet belongs to; `from_one`: it comes from the smaller end. Both
/// directions of an echo carry the identifier, as if it were both ports.
FlowKey key_of(const dissect::Frame& frame, std::uint16_t tap, bool& from_one);

}  // namespace holdfast::harness::timing
