// SPDX-License-Identifier: Apache-2.0
#include "harness/dissect/vrrp.h"

#include "harness/dissect/carp.h"
#include "harness/dissect/cursor.h"

namespace holdfast::harness::dissect {

std::optional<VrrpAdvertisement> read_vrrp(const Frame& frame) {
    const View bytes = frame.payload;
    constexpr std::uint8_t advertisement = 1;
    if (bytes.size() < 8 || (bytes[0] & 0xf) != advertisement || is_carp(frame)) {
        return std::nullopt;
    }
    VrrpAdvertisement out;
    out.version = bytes[0] >> 4;
    if (out.version != 2 && out.version != 3) {
        return std::nullopt;
    }
    out.virtual_router = bytes[1];
    out.priority = bytes[2];
    // Version 2 counts seconds, version 3 hundredths of a second in 12 bits.
    out.interval = out.version == 2 ? Duration(std::chrono::seconds(bytes[5]))
                                    : (u16(bytes, 4) & 0xfff) * Duration(10ms);
    const std::size_t size = frame.source.is_ipv4() ? 4 : 16;
    for (std::size_t i = 0; i < bytes[3] && 8 + (i + 1) * size <= bytes.size(); ++i) {
        const std::size_t at = 8 + i * size;
        out.addresses.push_back(size == 4 ? IpAddress::of({u32(bytes, at)})
                                          : IpAddress{u64(bytes, at), u64(bytes, at + 8)});
    }
    return out;
}

}  // namespace holdfast::harness::dissect
