// SPDX-License-Identifier: Apache-2.0
// Which packet shows it: of which capture, and its number there as Wireshark counts.
#pragma once

#include <cstdint>

namespace holdfast::harness::timing {

/// Eight bytes, because every packet under way is kept with two of them.
struct PacketRef {
    std::uint64_t capture : 12 = 0;  ///< index into Report::captures
    std::uint64_t number : 52 = 0;   ///< from 1; 0: none

    static PacketRef of(std::size_t capture_index, std::uint64_t packet_number) {
        PacketRef ref;
        ref.capture = capture_index & 0xfff;
        ref.number = packet_number & 0xfffffffffffff;
        return ref;
    }
    explicit operator bool() const { return number != 0; }
    bool operator==(const PacketRef&) const = default;
};

}  // namespace holdfast::harness::timing
