// SPDX-License-Identifier: Apache-2.0
// Numbers in the byte order of the machine that wrote the capture, which the file's magic tells.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

namespace holdfast::harness::capture_reader {

/// Reads at offsets that the caller has checked.
struct Endian {
    bool swapped = false;  ///< the other order than this machine's

    std::uint16_t u16(std::span<const std::uint8_t> in, std::size_t at) const {
        std::uint16_t value = 0;
        std::memcpy(&value, in.data() + at, sizeof value);
        return swapped ? __builtin_bswap16(value) : value;
    }
    std::uint32_t u32(std::span<const std::uint8_t> in, std::size_t at) const {
        std::uint32_t value = 0;
        std::memcpy(&value, in.data() + at, sizeof value);
        return swapped ? __builtin_bswap32(value) : value;
    }
    std::uint64_t u64(std::span<const std::uint8_t> in, std::size_t at) const {
        std::uint64_t value = 0;
        std::memcpy(&value, in.data() + at, sizeof value);
        return swapped ? __builtin_bswap64(value) : value;
    }
};

}  // namespace holdfast::harness::capture_reader
