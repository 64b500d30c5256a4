// SPDX-License-Identifier: Apache-2.0
// The Internet checksum, RFC 1071.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast::harness::packet {

/// Sums 16-bit words; parts of odd length may only come last.
class Checksum {
  public:
    void add(std::span<const std::uint8_t> bytes);
    void add_word(std::uint32_t word) { sum_ += word; }
    /// What belongs into the checksum field; 0 when the summed bytes contain a right one.
    std::uint16_t value() const;

  private:
    std::uint64_t sum_ = 0;
};

}  // namespace holdfast::harness::packet
