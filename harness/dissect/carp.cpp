// SPDX-License-Identifier: Apache-2.0
#include "harness/dissect/carp.h"

#include "harness/dissect/cursor.h"

namespace holdfast::harness::dissect {

namespace {

constexpr std::uint8_t version_2_advertisement = 0x21;
// Counter and message digest, 8 and 20 octets, in words of four.
constexpr std::uint8_t authentication_words = 7;
// VRRP version 2 with seven addresses would have eight octets more: its authentication data is
// there even when it has none (RFC 3768 section 5.3.10).
constexpr std::uint32_t size = 8 + 4 * authentication_words;
constexpr std::uint8_t bows_out = 255;

}  // namespace

bool is_carp(const Frame& frame) {
    const View bytes = frame.payload;
    return frame.payload_length == size && bytes.size() >= 8 &&
           bytes[0] == version_2_advertisement && bytes[3] == authentication_words;
}

std::optional<CarpAdvertisement> read_carp(const Frame& frame) {
    if (!is_carp(frame)) {
        return std::nullopt;
    }
    const std::uint8_t skew = frame.payload[2];
    const std::uint8_t base = frame.payload[5];
    CarpAdvertisement out;
    out.virtual_host = frame.payload[1];
    out.interval = std::chrono::seconds(base) + std::chrono::nanoseconds(1s) * skew / 256;
    out.gives_up = base == bows_out && skew == bows_out;
    return out;
}

}  // namespace holdfast::harness::dissect
