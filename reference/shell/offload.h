// SPDX-License-Identifier: Apache-2.0
// What a packet's sender has left for a network card to do, as the kernel gives it with a packet
// and takes it: struct virtio_net_hdr of linux/virtio_net.h, which a C++ compiler cannot read.
#pragma once

#include <cstddef>
#include <cstdint>

namespace holdfast::reference::shell {

struct Offload {
    std::uint8_t flags = 0;         ///< 1: the checksum is to be completed
    std::uint8_t segmentation = 0;  ///< 0: none
    std::uint16_t header_bytes = 0;
    std::uint16_t segment_bytes = 0;
    std::uint16_t checksum_start = 0;
    std::uint16_t checksum_offset = 0;

    /// The same for the packet with so many bytes more before it.
    Offload before(std::size_t bytes) const {
        Offload out = *this;
        const auto more = [&](std::uint16_t& from) {
            from = from > 0 ? static_cast<std::uint16_t>(from + bytes) : from;
        };
        more(out.header_bytes);
        more(out.checksum_start);
        return out;
    }

    /// The same for the packet without its first bytes.
    Offload behind(std::size_t bytes) const {
        Offload out = *this;
        const auto less = [&](std::uint16_t& from) {
            from = from > bytes ? static_cast<std::uint16_t>(from - bytes) : std::uint16_t{0};
        };
        less(out.header_bytes);
        less(out.checksum_start);
        return out;
    }
};
static_assert(sizeof(Offload) == 10, "the kernel's layout");

}  // namespace holdfast::reference::shell
