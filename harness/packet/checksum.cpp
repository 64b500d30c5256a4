// SPDX-License-Identifier: Apache-2.0
#include "harness/packet/checksum.h"

#include <cstddef>

namespace holdfast::harness::packet {

void Checksum::add(std::span<const std::uint8_t> bytes) {
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        sum_ += static_cast<std::uint64_t>(bytes[i]) << 8 | bytes[i + 1];
    }
    if (i < bytes.size()) {  // an odd byte counts as if a zero followed it
        sum_ += static_cast<std::uint64_t>(bytes[i]) << 8;
    }
}

std::uint16_t Checksum::value() const {
    std::uint64_t folded = sum_;
    while (folded > 0xffff) {
        folded = (folded & 0xffff) + (folded >> 16);
    }
    return static_cast<std::uint16_t>(~folded & 0xffff);
}

}  // namespace holdfast::harness::packet
